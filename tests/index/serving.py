"""What the contract of the followers sees of a store on Milvus."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from making import DIMENSION, live_passages, vector_of
from oracles import ALL, Hits, bm25

from index.milvus.client import Client
from index.milvus.mark import Mark
from index.milvus.schema import Collection
from index.milvus.searching import StoreIndex
from index.milvus.store import Store
from index.milvus.term_weights import BIGRAMS, MEAN, MORPHEMES
from index.milvus.writing import mirror
from index.store.ledger import Ledger
from index.store.records import Restriction
from index.text.terms import bigrams


@dataclass(frozen=True)
class _Mirror:
    """A store that follows a ledger, seen as the local followers are."""

    home: Path
    ledger: Ledger
    store: Store

    def catch_up(self) -> None:
        mirror(self.store, self.ledger, DIMENSION)

    def open(self) -> StoreIndex:
        mark = self.store.mark()
        assert mark is not None
        return StoreIndex.open(self.store, mark)

    def forget(self) -> None:
        """Lose it, so that it is made anew."""
        self.store.drop()

    def saved(self) -> Mark:
        mark = self.store.mark()
        assert mark is not None
        return mark

    def put_back(self, saved: Mark) -> None:
        """As if the writer was killed before it wrote the newer state."""
        self.store.publish(saved)

    def contents(self) -> list[str]:
        """All that it holds, in any form that can be compared."""
        return [
            json.dumps(row, sort_keys=True, default=str)
            for collection in (self.store.passages, self.store.records)
            for row in every_row(self.store.client, collection)
        ]


@dataclass(frozen=True)
class StoreWords(_Mirror):
    """Candidates by words from a store, and an independent BM25 over a plain scan.

    Lengths are measured against the fixed means that the store's weights are made with.
    """

    tolerance = 1e-4

    def search(self, text: str, limit: int = 100, restriction: Restriction = ALL) -> Hits:
        return self.open().by_words(text.lower().split(), bigrams(text), limit, restriction)

    def asked(self, opened: StoreIndex, text: str) -> Hits:
        return opened.by_words([text], bigrams(text), 100, ALL)

    def frequencies(self, words: list[str]) -> dict[str, int]:
        counted, _ = self.open().frequencies(words, [])
        return counted

    def scores(self, text: str) -> dict[int, float]:
        live = live_passages(self.ledger)
        words = {p.id: list(p.terms) for p in live}
        pairs = {p.id: bigrams(f"{p.title}\n{p.text}") for p in live}
        by_words = bm25(text.lower().split(), words, MEAN[MORPHEMES])
        by_pairs = bm25(bigrams(text), pairs, MEAN[BIGRAMS])
        scores = {p.id: 0.6 * by_words[p.id] + 0.4 * by_pairs[p.id] for p in live}
        return {passage_id: score for passage_id, score in scores.items() if score > 0}


@dataclass(frozen=True)
class StoreMeaning(_Mirror):
    """Candidates by meaning from a store, and a matrix product over a plain scan."""

    tolerance = 2e-3

    def search(self, text: str, limit: int = 100, restriction: Restriction = ALL) -> Hits:
        return self.open().by_meaning(vector_of(text).astype(np.float32), limit, restriction)

    def asked(self, opened: StoreIndex, text: str) -> Hits:
        return opened.by_meaning(vector_of(text).astype(np.float32), 100, ALL)

    def scores(self, text: str) -> dict[int, float]:
        question = vector_of(text).astype(np.float64)
        return {
            p.id: float(p.vector.astype(np.float64) @ question) for p in live_passages(self.ledger)
        }


def every_row(client: Client, collection: Collection) -> list[dict[str, object]]:
    """Every row of a collection, by key."""
    key = collection.key.name
    condition = f"{key} >= 0" if key == "id" else f'{key} >= ""'
    rows = client.every(collection, condition, [one.name for one in collection.fields])
    return sorted(rows, key=lambda row: row[key])
