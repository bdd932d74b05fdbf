"""The trained reader: windows in, scores of their sentences and short answers out, by onnxruntime."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.pieces import Pieces
from qa.reading.windows import Window

FOLDER = Path(__file__).parent / "model"
NETWORK, WORDS, PIECES = "reader.onnx", "words.npy", "pieces.npz"

Floats = NDArray[np.float32]
_BLOCK = 32  # weights that share a scale
_LONGEST = 40  # pieces of a short answer at most
_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class SeenSpan:
    """A likely short answer of a sentence: its place in the passage's text and its score, less that of none."""

    start: int
    end: int
    margin: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What was read in a window. nothing: the score of "not here"; sentences: those of its sentences.

    spans: of each sentence its best short answer, None where it has no pieces.
    """

    nothing: float
    sentences: tuple[float, ...]
    spans: tuple[SeenSpan | None, ...]


class Reads(Protocol):
    """Reads windows."""

    @property
    def pieces(self) -> Pieces:
        """How text is cut for it."""
        ...

    def read(self, windows: Sequence[Window]) -> list[Scores]:
        """Return the scores of each window; the same window has the same scores in any company."""
        ...


class Network:
    """The reader that comes with the program. Safe to share between threads."""

    def __init__(self, folder: Path = FOLDER, threads: int = _THREADS) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = True
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"]
        )
        self._words = np.load(folder / WORDS, mmap_mode="r", allow_pickle=False)
        self.pieces = Pieces.load(folder / PIECES)

    def read(self, windows: Sequence[Window]) -> list[Scores]:
        """Return the scores of each window, each read by itself: no padding, and the same in any company."""
        return [self._read(window) for window in windows]

    def _read(self, window: Window) -> Scores:
        words = unpacked(np.asarray(self._words[window.ids]))
        ends, own = self._session.run(
            None, {"words": words[None], "parts": window.parts[None].astype(np.int64)}
        )
        return scores_of(window, ends[0], own[0])


def scores_of(window: Window, ends: Floats, own: Floats) -> Scores:
    """Return what the network's output says of a window.

    ends: (pieces, 2), how well an answer starts and ends at each piece; own: (pieces,), whose mean over a
    sentence is the sentence's score. Of the first piece, they are those of "not here".
    """
    sentences: list[float] = []
    spans: list[SeenSpan | None] = []
    none = float(ends[0, 0] + ends[0, 1])
    for number in range(1, window.count + 1):
        inside = np.flatnonzero(window.sentence == number)
        if not len(inside):
            sentences.append(-1e4)
            spans.append(None)
            continue
        sentences.append(float(own[inside].mean()))
        sums = ends[inside, 0][:, None] + ends[inside, 1][None, :]
        apart = np.arange(len(inside))[None, :] - np.arange(len(inside))[:, None]
        sums = np.where((apart >= 0) & (apart < _LONGEST), sums, -np.inf)
        first, last = divmod(int(sums.argmax()), len(inside))
        start, end = window.places[inside[first], 0], window.places[inside[last], 1]
        spans.append(
            SeenSpan(int(start), int(end), float(sums[first, last]) - none) if start < end else None
        )
    return Scores(float(own[0]), tuple(sentences), tuple(spans))


def unpacked(rows: NDArray[np.uint8]) -> Floats:
    """Return word embeddings from four-bit blocks of 32: (rows, 18 x blocks) to (rows, 32 x blocks).

    A block is an fp16 scale and 16 bytes, whose low halves are its first 16 weights and whose high halves
    are the last; a weight is (half - 8) x scale.
    """
    blocks = rows.reshape(len(rows), -1, 2 + _BLOCK // 2)
    scale = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    halves = blocks[:, :, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return np.asarray((weights * scale).reshape(len(rows), -1), np.float32)


@cache
def shipped() -> Network:
    """Return the reader that comes with the program, loaded once."""
    return Network()
