"""What answering needs of a library, wherever it is kept: here (index/search/library.py) or on Milvus (index/milvus)."""

from collections.abc import Sequence
from typing import Protocol, Self

from index.article import Article, Source
from index.encoding.encoders import Encoder, Matrix
from index.encoding.term_similarity import TermSimilarity
from index.search.passage_cache import ReadyPassage
from index.store.records import Identity, LibraryCounts, Restriction, Statistics
from index.text.analyzer import Analyzer


class Library(Protocol):
    """One generation of a library, for reading. What it gives never changes; a newer one is another Library."""

    @property
    def generation(self) -> int:
        """The number of the commit that it shows."""
        ...

    @property
    def identity(self) -> Identity:
        """What it was made with."""
        ...

    @property
    def statistics(self) -> Statistics:
        """The counts over its passages."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its articles, sorted."""
        ...

    @property
    def encoder(self) -> Encoder:
        """What made its vectors."""
        ...

    @property
    def term_similarity(self) -> TermSimilarity:
        """How alike terms are in meaning."""
        ...

    @property
    def analyzer(self) -> Analyzer:
        """What makes terms of a question as of its passages."""
        ...

    def by_words(
        self, morphemes: Sequence[str], pairs: Sequence[str], limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, BM25), best first; equal scores in ascending id."""
        ...

    def by_meaning(
        self, vector: Matrix, limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id."""
        ...

    def passages(self, ids: Sequence[int]) -> list[ReadyPassage]:
        """Return those of the passages that it holds, in the order of ids."""
        ...

    def frequencies(
        self, morphemes: Sequence[str], pairs: Sequence[str]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return in how many passages each term of either kind stands."""
        ...

    def body_of(self, article_id: str) -> str | None:
        """Return the body of an article; None where it holds none with that id."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article with its whole body. Raises NotFound."""
        ...

    def sources(self) -> list[Source]:
        """Return the sources of all articles, newest first, unknown dates last, then by id."""
        ...

    def newest(self, count: int) -> list[Source]:
        """Return the sources of the newest articles of known date, at most count, newest first."""
        ...

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of its articles, sorted."""
        ...

    def library_counts(self) -> LibraryCounts:
        """Return what it holds, in numbers."""
        ...

    def is_newest(self) -> bool:
        """Say whether there is nothing newer, without waiting long for the answer."""
        ...

    def is_whole(self) -> bool:
        """Say whether all that it holds is still there, so that it may be answered from."""
        ...

    def newer(self) -> Self:
        """Return the newest generation, ready to be asked: itself, where there is none newer."""
        ...

    def close(self) -> None:
        """Close what it reads from."""
        ...
