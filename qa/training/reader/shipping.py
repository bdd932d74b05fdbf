"""The trained network as the program runs it: ONNX in eight bits, packed words, pieces."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.encoding.pieces import Pieces
from qa.reading.network import NETWORK, PIECES, WORDS, Network, Scores, scores_of, unpacked
from qa.reading.windows import WINDOW_PIECES
from qa.reading.windows import Window as Read
from qa.training.reader.backbone import Backbone
from qa.training.reader.batches import Window
from qa.training.reader.model import HIDDEN, Reader

AGREEMENT = 0.95, 0.85
"""Of windows, the least share in which the shipped network chooses the sentence that the trained one does, and the very span."""

_SMOOTH = 0.75
"""How much of the inequality of inputs goes into the weights: of 0, 0.5, 0.65, 0.75, 0.85 and 0.95 the best, 0.89 of spans equal instead of 0.80."""

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


class _Smoothed(nn.Module):
    """A linear map whose inputs are made alike in size before they are cut to eight bits.

    What the inputs are divided by, the weights are multiplied with (SmoothQuant, Xiao et al., ICML 2023).
    largest: of each input, the largest size that was seen.
    """

    def __init__(self, linear: nn.Linear, largest: Tensor) -> None:
        super().__init__()
        weight = linear.weight.detach()
        of_weights = weight.abs().amax(0).clamp(min=1e-5)
        scale = largest.clamp(min=1e-3) ** _SMOOTH / of_weights ** (1 - _SMOOTH)
        self.shrink = nn.Parameter(1 / scale, requires_grad=False)
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight = nn.Parameter(weight * scale)
        self.linear.bias = linear.bias

    def forward(self, states: Tensor) -> Tensor:
        found: Tensor = self.linear(states * self.shrink)
        return found


def smoothed(model: Reader, words: NDArray[np.uint8], windows: Sequence[Window]) -> Reader:
    """Return the same reader, its layers smoothed by what is seen of windows in them. words: of the pieces kept."""
    largest: dict[str, Tensor] = {}

    def seen(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def note(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            now = given[0].detach().abs().amax(dim=(0, 1))
            largest[name] = torch.maximum(largest[name], now) if name in largest else now

        return note

    found = copy.deepcopy(model).eval()
    linear = {name: one for name, one in found.layers.named_modules() if isinstance(one, nn.Linear)}
    hooks = [one.register_forward_pre_hook(seen(name)) for name, one in linear.items()]
    reads = whole(found)
    for window in windows:
        with torch.no_grad():
            reads(*_inputs(window, words))
    for hook in hooks:
        hook.remove()
    for name, one in linear.items():
        layer, _, part = name.rpartition(".")
        setattr(found.layers.get_submodule(layer), part, _Smoothed(one, largest[name]))
    return found


def ship(
    model: Reader,
    backbone: Backbone,
    kept: Sequence[int],
    folder: Path,
    windows: Sequence[Window],
) -> None:
    """Write what qa.reading.network loads into folder: the network in eight bits, words and pieces.

    kept: the numbers of the backbone's pieces that are shipped, in order. windows: some, by which the
    inputs of the layers are made alike in size.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    words = backbone.words[list(kept)]
    model = smoothed(model, words, windows)
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
    np.save(folder / WORDS, words, allow_pickle=False)
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
            ends, scores = trained(*_inputs(window, words))
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


def _inputs(window: Window, words: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
    """Return the words and the parts of a window, each a batch of one."""
    rows = torch.from_numpy(unpacked(np.asarray(words[window.ids])))
    return rows[None], torch.from_numpy(window.parts.astype(np.int64))[None]


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
