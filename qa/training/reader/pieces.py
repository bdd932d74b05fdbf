"""Examples as numbers: pieces of questions, titles and passages, with what was asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.pieces import Pieces
from qa.training.reader.corpus import Example

Array = NDArray[np.int32]
KINDS = ("span", "sentence", "any", "none")


@dataclass(frozen=True)
class Encoded:
    """Examples as flat arrays; `at` gives where each example's part starts in its array.

    questions, titles, passages: ids of pieces; sentences: of each piece of a passage its sentence's
    number; spans: first and last piece of the answer in the passage, or -1; gold: (example, sentence).
    """

    questions: Array
    questions_at: Array
    titles: Array
    titles_at: Array
    passages: Array
    sentences: Array
    passages_at: Array
    spans: Array
    gold: Array
    gold_at: Array
    kinds: Array
    sources: tuple[str, ...]
    source: Array
    group: Array

    def save(self, path: Path) -> None:
        """Write all to one .npz file."""
        arrays = {k: np.array(v) if k == "sources" else v for k, v in vars(self).items()}
        np.savez(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Encoded":
        """Read what `save` wrote."""
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        names = tuple(map(str, arrays.pop("sources")))
        return cls(sources=names, **arrays)


def encode(examples: Sequence[Example], pieces: Pieces) -> Encoded:
    """Cut all texts of examples to pieces and carry sentences and spans over to them."""
    sources = sorted({e.source for e in examples})
    groups = {name: n for n, name in enumerate(dict.fromkeys(e.group for e in examples))}
    passages: list[Array] = []
    sentences: list[Array] = []
    spans = np.full((len(examples), 2), -1, np.int32)
    gold: list[Sequence[int]] = []
    known: dict[str, tuple[Array, Array]] = {}
    for number, example in enumerate(examples):
        if example.passage not in known:
            known[example.passage] = pieces.cut(example.passage)
        ids, places = known[example.passage]
        passages.append(ids)
        starts = np.array([start for start, _ in example.bounds] or [0])
        sentence = np.searchsorted(starts, places[:, 0], side="right") - 1
        sentences.append(np.maximum(sentence, 0).astype(np.int32))
        gold.append(example.gold)
        if example.span:
            start, end = example.span
            inside = np.flatnonzero((places[:, 1] > start) & (places[:, 0] < end))
            if len(inside):
                spans[number] = inside[0], inside[-1]
    return Encoded(
        *_flat([pieces.ids(e.question) for e in examples]),
        *_flat([pieces.ids(e.title) for e in examples]),
        passages=np.concatenate(passages),
        sentences=np.concatenate(sentences),
        passages_at=_starts([len(p) for p in passages]),
        spans=spans,
        gold=np.array([s for one in gold for s in one], np.int32),
        gold_at=_starts([len(one) for one in gold]),
        kinds=np.array([KINDS.index(e.kind) for e in examples], np.int32),
        sources=tuple(sources),
        source=np.array([sources.index(e.source) for e in examples], np.int32),
        group=np.array([groups[e.group] for e in examples], np.int32),
    )


def _flat(parts: Sequence[Array]) -> tuple[Array, Array]:
    return np.concatenate(parts), _starts([len(part) for part in parts])


def _starts(lengths: Sequence[int]) -> Array:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
