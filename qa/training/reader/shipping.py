"""The trained network as the program runs it: ONNX in eight bits, packed words, pieces."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from index.encoding.pieces import Pieces
from qa.reading.network import NETWORK, PIECES, WORDS
from qa.reading.windows import WINDOW_PIECES
from qa.training.reader.backbone import Backbone
from qa.training.reader.model import HIDDEN, Reader

_OPSET = 17
POSITIONS = WINDOW_PIECES + 8
"""Of the backbone's 512 only those that a window may have."""


class _Whole(nn.Module):
    """The reader on one window after another, of any length, without padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
        reader = self.reader
        length = words.shape[1]
        places = reader.position.weight[:length].unsqueeze(0)
        states = reader.norm(words + places + reader.part(parts))
        for layer in reader.layers:
            states = layer(states, None)
        return reader.span(states), reader.sentence(states)[..., 0]


def whole(model: Reader) -> nn.Module:
    """Return what is exported: words (1, pieces, HIDDEN) and parts (1, pieces) to ends and sentence scores."""
    return _Whole(model)


def ship(model: Reader, backbone: Backbone, kept: Sequence[int], folder: Path) -> None:
    """Write what qa.reading.network loads into folder: the network in eight bits, words and pieces.

    kept: the numbers of the backbone's pieces that are shipped, in order.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    model.position.weight = nn.Parameter(model.position.weight[:POSITIONS].detach().clone())
    exported = folder / "whole.onnx"
    torch.onnx.export(
        whole(model),
        (torch.zeros(1, 64, HIDDEN), torch.zeros(1, 64, dtype=torch.long)),
        str(exported),
        input_names=["words", "parts"],
        output_names=["ends", "own"],
        dynamic_axes={"words": {1: "pieces"}, "parts": {1: "pieces"}, "ends": {1: "pieces"}, "own": {1: "pieces"}},
        opset_version=_OPSET,
        dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        str(exported),
        str(folder / NETWORK),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,  # where there is no VNNI, sums of eight bits overflow
        op_types_to_quantize=["MatMul"],
    )
    onnx.checker.check_model(str(folder / NETWORK))
    exported.unlink()
    np.save(folder / WORDS, backbone.words[list(kept)], allow_pickle=False)
    Pieces.save(
        folder / PIECES, [backbone.pieces[i] for i in kept], [backbone.scores[i] for i in kept]
    )
