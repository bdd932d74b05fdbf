"""The trained network as the program runs it: ONNX in eight bits, packed words, pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from index.encoding.pieces import Pieces
from qa.reading.network import NETWORK, PIECES, WORDS, Network, Scores, scores_of, unpacked
from qa.reading.windows import WINDOW_PIECES
from qa.reading.windows import Window as Read
from qa.training.reader.backbone import Backbone
from qa.training.reader.batches import Window
from qa.training.reader.model import HIDDEN, Reader

AGREEMENT = 0.97
"""Of windows, the least share in which the shipped network chooses the sentence, and the span, that the trained one does."""

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


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of windows, in how many both networks choose the same sentence and, in it, the same span; the largest difference of a sentence's score."""

    windows: int
    sentences: float
    spans: float
    difference: float


def agreement(model: Reader, folder: Path, windows: Sequence[Window]) -> Agreement:
    """Compare the trained network with the one that was shipped into folder, on windows that it may not have seen."""
    network = Network(folder)
    words = np.load(folder / WORDS, mmap_mode="r", allow_pickle=False)
    trained = whole(model.eval())
    sentences, spans, most = 0, 0, 0.0
    for window in windows:
        own = _as_read(window)
        with torch.no_grad():
            ends, scores = trained(
                torch.from_numpy(unpacked(np.asarray(words[own.ids])))[None],
                torch.from_numpy(own.parts.astype(np.int64))[None],
            )
        trained_scores = scores_of(own, ends[0].numpy(), scores[0].numpy())
        [shipped_scores] = network.read([own])
        sentences += _best(trained_scores) == _best(shipped_scores)
        spans += _span(trained_scores) == _span(shipped_scores)
        most = max(
            most,
            *(
                abs(a - b)
                for a, b in zip(trained_scores.sentences, shipped_scores.sentences, strict=True)
            ),
        )
    count = len(windows)
    return Agreement(count, sentences / count, spans / count, most)


def _as_read(window: Window) -> Read:
    """Return a window as the program has it, the place of each piece being its number."""
    numbers = np.arange(len(window.ids), dtype=np.int32)
    places = np.stack([numbers, numbers + 1], axis=1)
    count = int(window.sentence.max())
    return Read(
        ids=window.ids,
        parts=window.parts,
        sentence=window.sentence,
        first=0,
        count=count,
        places=places,
    )


def _best(scores: Scores) -> int:
    return int(np.argmax(scores.sentences))


def _span(scores: Scores) -> tuple[int, int] | None:
    seen = scores.spans[_best(scores)]
    return (seen.start, seen.end) if seen else None
