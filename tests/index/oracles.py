"""What the contract of the followers is checked with: oracles over a plain scan of the ledger."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
from making import DIMENSION, by_hand, live_passages, put, vector_of

from index.search import published, vectors
from index.search.lexical import LexicalIndex
from index.search.library import catch_up
from index.search.published import STATE, read_published
from index.search.vectors import VectorIndex
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Restriction
from index.text.terms import bigrams

Hits = list[tuple[int, float]]
ALL = Restriction()


@dataclass(frozen=True)
class _Local:
    """A follower that lies in files beside the ledger."""

    home: Path
    ledger: Ledger
    name = ""

    @property
    def state(self) -> Path:
        """The file that says what it consists of, with the other one."""
        return self.home / STATE

    def catch_up(self) -> None:
        catch_up(self.home, self.ledger, DIMENSION)

    def files(self) -> list[Path]:
        raise NotImplementedError

    def forget(self) -> None:
        """Lose it, so that it is made anew."""
        published.forget(self.home, self.name)

    def saved(self) -> dict[Path, bytes]:
        return {
            path: path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file() and not path.name.startswith("ledger")
        }

    def put_back(self, saved: dict[Path, bytes]) -> None:
        """As if the writer was killed before it wrote the newer state."""
        for path, data in saved.items():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)

    def contents(self) -> dict[Path, int]:
        """What tells whether anything was written."""
        return {path: path.stat().st_mtime_ns for path in self.home.rglob("*")}


@dataclass(frozen=True)
class Lexical(_Local):
    """The lexical follower and an independent BM25 over a plain scan."""

    name = "lexical"
    tolerance = 1e-4

    def open(self) -> LexicalIndex | None:
        return LexicalIndex.open(self.home, read_published(self.home))

    def search(self, text: str, limit: int = 100, restriction: Restriction = ALL) -> Hits:
        opened = self.open()
        assert opened is not None
        return opened.search(text.lower().split(), bigrams(text), limit, restriction)

    def asked(self, opened: LexicalIndex | None, text: str) -> Hits:
        assert opened is not None
        return opened.search([text], bigrams(text), 100, ALL)

    def frequencies(self, words: list[str]) -> dict[str, int]:
        opened = self.open()
        assert opened is not None
        return opened.frequencies("morphemes", words)

    def files(self) -> list[Path]:
        state = json.loads(self.state.read_bytes())["lexical"]
        return [self.home / state["folder"] / name for name in sorted(state["files"])]

    def scores(self, text: str) -> dict[int, float]:
        live = live_passages(self.ledger)
        words = bm25(text.lower().split(), {p.id: list(p.terms) for p in live})
        pairs = bm25(bigrams(text), {p.id: bigrams(f"{p.title}\n{p.text}") for p in live})
        scores = {p.id: 0.6 * words[p.id] + 0.4 * pairs[p.id] for p in live}
        return {passage_id: score for passage_id, score in scores.items() if score > 0}


@dataclass(frozen=True)
class Dense(_Local):
    """The vector follower and a matrix product over a plain scan."""

    name = "vectors"
    tolerance = 1e-5  # sums in single precision

    def open(self) -> VectorIndex | None:
        return VectorIndex.open(self.home, read_published(self.home))

    def search(self, text: str, limit: int = 100, restriction: Restriction = ALL) -> Hits:
        opened = self.open()
        assert opened is not None
        allowed = self.ledger.allowed(restriction) if restriction else None
        return opened.search(vector_of(text).astype(np.float32), limit, allowed)

    def asked(self, opened: VectorIndex | None, text: str) -> Hits:
        assert opened is not None
        return opened.search(vector_of(text).astype(np.float32), 100)

    def files(self) -> list[Path]:
        return [self.home / name for name in sorted(vectors.files_of(read_published(self.home)))]

    def scores(self, text: str) -> dict[int, float]:
        question = vector_of(text).astype(np.float64)
        return {
            p.id: float(p.vector.astype(np.float64) @ question) for p in live_passages(self.ledger)
        }


def bm25(
    asked: list[str], documents: dict[int, list[str]], mean: float | None = None
) -> Counter[int]:
    """BM25 as Robertson and Zaragoza (2009) have it, k1 1.2, b 0.75, idf = ln(1 + (N-n+.5)/(n+.5))."""
    scores: Counter[int] = Counter()
    mean = mean or sum(map(len, documents.values())) / max(len(documents), 1)
    for term in set(asked):
        holding = {i: terms.count(term) for i, terms in documents.items() if term in terms}
        idf = math.log(1 + (len(documents) - len(holding) + 0.5) / (len(holding) + 0.5))
        for i, count in holding.items():
            norm = 1.2 * (0.25 + 0.75 * len(documents[i]) / mean)
            scores[i] += idf * count * 2.2 / (count + norm)
    return scores


LocalFollower = Lexical | Dense


class Follower(Protocol):
    """What mirrors a ledger and is searched: a local index, or a store on Milvus."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def tolerance(self) -> float: ...
    def catch_up(self) -> None: ...
    def open(self) -> Any: ...
    def search(self, text: str, limit: int = 100, restriction: Restriction = ALL) -> Hits: ...
    def scores(self, text: str) -> dict[int, float]: ...
    def forget(self) -> None: ...
    def saved(self) -> Any: ...
    def put_back(self, saved: Any) -> None: ...
    def contents(self) -> Any: ...
    def asked(self, opened: Any, text: str) -> Hits: ...


class ByWords(Follower, Protocol):
    """A follower that gives candidates by words, and counts them."""

    def frequencies(self, words: list[str]) -> dict[str, int]: ...


LINES = (
    "ferries leave at nine", "bread is gone by noon", "trams run late", "the pool is shut",
    "nine swimmers came", "a bridge was opened", "oysters cost more", "gulls nest here",
)  # fmt: skip
ASKED = ("ferries at nine", "nine", "the bridge is opened")


def fill(writer: LedgerWriter) -> None:
    put(writer, *(by_hand(f"a{n}", "Haeon news", [line]) for n, line in enumerate(LINES)))


def change(writer: LedgerWriter) -> None:
    put(writer, by_hand("a0", "Haeon news", ["ferries leave at ten"]), removed=["a3"])
    put(writer, by_hand("b0", "Haeon news", ["nine ferries", "a new bridge at nine"]))


def assert_agrees(follower: Follower) -> None:
    """The follower mirrors the ledger's generation and finds what the oracle finds, score by score."""
    opened = follower.open()
    assert opened is not None
    assert opened.generation == follower.ledger.generation
    assert opened.size == follower.ledger.statistics().passages
    for text in ASKED:
        expected = follower.scores(text)
        found = dict(follower.search(text))
        assert found == pytest.approx(expected, rel=follower.tolerance, abs=follower.tolerance)


def assert_mirrors(follower: Follower) -> None:
    """The follower holds the ledger's passages; BM25's counts may still feel deleted ones."""
    opened = follower.open()
    assert opened is not None
    assert opened.generation == follower.ledger.generation
    assert opened.size == follower.ledger.statistics().passages
    for text in ASKED:
        assert {i for i, _ in follower.search(text)} == set(follower.scores(text))
