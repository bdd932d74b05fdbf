"""One generation of a store, searched: candidates by words and by meaning, and how telling words are."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.encoding.encoders import Matrix
from index.milvus.frequencies import Frequencies
from index.milvus.mark import Facts, Mark
from index.milvus.schema import living, passing
from index.milvus.store import Store
from index.milvus.term_weights import BIGRAMS, MORPHEMES, key_of, question_vector
from index.store.records import Restriction


@dataclass(frozen=True, slots=True)
class StoreIndex:
    """The passages of one generation, to be searched. Safe to share between threads."""

    store: Store
    generation: int
    facts: Facts
    table: Frequencies

    @classmethod
    def open(cls, store: Store, mark: Mark) -> "StoreIndex":
        """Open the published generation. Raises LibraryDamaged, StoreFailed."""
        facts = store.facts(mark.generation)
        return cls(store, mark.generation, facts, store.frequencies(facts.segments))

    @property
    def size(self) -> int:
        """How many passages it holds."""
        return self.facts.statistics.passages

    def by_words(
        self, morphemes: Sequence[str], pairs: Sequence[str], limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, BM25), best first; equal scores in ascending id."""
        vector: dict[int, float] = {}
        for kind, terms in ((MORPHEMES, morphemes), (BIGRAMS, pairs)):
            keys = sorted({key_of(kind, term) for term in terms})
            counted = dict(zip(keys, self.table.of_keys(keys), strict=True))
            for dimension, weight in question_vector(counted, kind, self.size).items():
                vector[dimension] = vector.get(dimension, 0.0) + weight
        if not vector or limit < 1:
            return []
        store = self.store
        condition = self._condition(restriction)
        hits = store.client.search(store.passages, "words", vector, limit, condition)
        return [(passage_id, score) for passage_id, score in hits if score > 0]

    def by_meaning(
        self, vector: Matrix, limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id."""
        if not self.size or limit < 1:
            return []
        store = self.store
        condition = self._condition(restriction)
        return store.client.search(store.passages, "meaning", vector, limit, condition)

    def _condition(self, restriction: Restriction) -> str:
        return " and ".join((living(self.generation), *passing(restriction)))

    def frequencies(
        self, morphemes: Sequence[str], pairs: Sequence[str]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return in how many passages each term of either kind stands."""
        return self._counted(MORPHEMES, morphemes), self._counted(BIGRAMS, pairs)

    def _counted(self, kind: str, terms: Sequence[str]) -> dict[str, int]:
        counts = self.table.of_keys([key_of(kind, term) for term in terms])
        return dict(zip(terms, counts, strict=True))
