"""The passages of one generation, made ready for exact scoring; those that were read last stay in memory.

What a generation holds never changes, so there is nothing to invalidate: the next generation gets
memory of its own.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.store.records import StoredPassage
from index.text.terms import fold

KEPT = 2000  # passages in memory, about 26 KB each; reading one takes about 60 microseconds


@dataclass(frozen=True, slots=True)
class ReadyPassage:
    """A stored passage with what every scoring of it needs.

    hashes: of the terms of its title, then of each sentence; sizes: how many there are of each, the
    title first. Numbers side by side are counted many times faster than texts all over memory, and a
    term is taken for another once in some 10^14 questions. folded: its title and text as bigrams are
    counted on them. vectors: those of the stored passage as float32.
    """

    stored: StoredPassage
    hashes: NDArray[np.int64]
    sizes: tuple[int, ...]
    folded: str
    vectors: Matrix


class PassageReader(Protocol):
    """Reads stored passages: the ledger, or what mirrors it elsewhere."""

    def passages(self, ids: Sequence[int], generation: int) -> list[StoredPassage]:
        """Return those of the passages that generation holds, in the order of ids."""
        ...


class RecentPassages:
    """Reads passages of one generation, and keeps the last KEPT. Safe to share between threads."""

    def __init__(self, reader: PassageReader, generation: int, kept: int = KEPT) -> None:
        self._reader = reader
        self._generation = generation
        self._size = kept
        self._kept: OrderedDict[int, ReadyPassage] = OrderedDict()
        self._lock = threading.Lock()

    def passages(self, ids: Sequence[int]) -> list[ReadyPassage]:
        """Return those of the passages that the generation holds, in the order of ids."""
        with self._lock:
            found = {number: kept for number in ids if (kept := self._kept.get(number))}
        missing = [number for number in ids if number not in found]
        if missing:
            found |= {
                stored.id: _ready(stored)
                for stored in self._reader.passages(missing, self._generation)
            }
        self._keep(found)
        return [found[number] for number in ids if number in found]

    def _keep(self, used: dict[int, ReadyPassage]) -> None:
        with self._lock:
            for number, passage in used.items():
                self._kept[number] = passage
                self._kept.move_to_end(number)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _ready(stored: StoredPassage) -> ReadyPassage:
    passage = stored.passage
    terms = [*stored.title_terms, *" ".join(passage.terms).split()]
    return ReadyPassage(
        stored=stored,
        hashes=np.fromiter(map(hash, terms), np.int64, len(terms)),
        sizes=(len(stored.title_terms), *passage.term_counts),
        folded=fold(f"{stored.source.title}\n{passage.text}"),
        vectors=stored.vectors.astype(np.float32),
    )
