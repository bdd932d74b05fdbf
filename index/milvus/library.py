"""A library on Milvus opened for reading: one generation, answered from without a ledger of its own."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.article import Article, Source
from index.encoding.encoders import Encoder, Matrix
from index.encoding.term_similarity import TermSimilarity
from index.errors import LibraryDamaged, LibraryEmpty, NotFound
from index.milvus.mark import Facts, Mark
from index.milvus.rows import article_of, head_of, name_of, passage_of, texts_of
from index.milvus.schema import living, quoted
from index.milvus.searching import StoreIndex
from index.milvus.settings import StoreSettings
from index.milvus.store import Store
from index.search.library import matching_encoder
from index.search.passage_cache import ReadyPassage, RecentPassages
from index.store.records import (
    ArticleHead,
    Identity,
    LibraryCounts,
    Restriction,
    Statistics,
    StoredPassage,
)
from index.text.analyzer import Analyzer

_LOOK_SECONDS = 2.0  # between two looks at the mark
_ARTICLES = 64  # that are kept: a quote's is asked for when it is made, shown, and clicked
_FETCHED = 500  # passages fetched at once


@dataclass(slots=True)
class _Watch:
    """When the mark was looked at last, and what it said."""

    seen: float
    mark: Mark
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class MilvusLibrary:
    """One generation, for reading. Safe to share between threads; a newer one is another."""

    index: StoreIndex
    encoder: Encoder
    term_similarity: TermSimilarity
    analyzer: Analyzer
    recent: RecentPassages
    watch: _Watch
    kept: "OrderedDict[str, Article]"

    @property
    def store(self) -> Store:
        """Where it is kept."""
        return self.index.store

    @property
    def generation(self) -> int:
        """The number of the commit that it shows."""
        return self.index.generation

    @property
    def facts(self) -> Facts:
        """What is known of it as a whole."""
        return self.index.facts

    @property
    def identity(self) -> Identity:
        """What it was made with."""
        return self.facts.identity

    @property
    def statistics(self) -> Statistics:
        """The counts over its passages."""
        return self.facts.statistics

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its articles, sorted."""
        return self.facts.languages

    def by_words(
        self, morphemes: Sequence[str], pairs: Sequence[str], limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, BM25), best first; equal scores in ascending id."""
        return self.index.by_words(morphemes, pairs, limit, restriction)

    def by_meaning(
        self, vector: Matrix, limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id."""
        return self.index.by_meaning(vector, limit, restriction)

    def passages(self, ids: Sequence[int]) -> list[ReadyPassage]:
        """Return those of the passages that this generation holds, in the order of ids."""
        return self.recent.passages(ids)

    def frequencies(
        self, morphemes: Sequence[str], pairs: Sequence[str]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return in how many passages each term of either kind stands."""
        return self.index.frequencies(morphemes, pairs)

    def body_of(self, article_id: str) -> str | None:
        """Return the body of an article; None where this generation holds none with that id."""
        try:
            return self.article(article_id).body
        except NotFound:
            return None

    def article(self, article_id: str) -> Article:
        """Return an article with its whole body. Raises NotFound."""
        with self.watch.lock:
            kept = self.kept.get(article_id)
        if kept is not None:
            return kept
        article = fetched_article(self.store, article_id, self.generation)
        with self.watch.lock:
            self.kept[article_id] = article
            while len(self.kept) > _ARTICLES:
                self.kept.popitem(last=False)
        return article

    def sources(self) -> list[Source]:
        """Return the sources of all articles, newest first, unknown dates last, then by id."""
        store = self.store
        condition = f'kind == "article" and {living(self.generation)}'
        rows = store.client.every(store.records, condition, ["number", "part", "payload"])
        found = [head_of(number, text).source for number, text in texts_of(rows).items()]
        return sorted(found, key=lambda source: (-(source.published_day or 0), source.id))

    def newest(self, count: int) -> list[Source]:
        """Return the sources of the newest articles of known date, at most count (and 20), newest first."""
        return list(self.facts.latest[:count])

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of its articles, sorted."""
        return self.facts.publishers

    def library_counts(self) -> LibraryCounts:
        """Return what it holds, in numbers."""
        return self.facts.library_counts

    def is_newest(self) -> bool:
        """Say whether nothing newer is published, as far as was seen within two seconds."""
        return self._mark().generation == self.generation

    def is_whole(self) -> bool:
        """Say whether its rows are still there: they stay until the second publication after it."""
        mark = self._mark()
        return self.generation in (mark.generation, mark.previous)

    def _mark(self) -> Mark:
        """Return the mark, looked at again when the last look is too long ago."""
        watch, now = self.watch, time.monotonic()
        with watch.lock:
            if now - watch.seen < _LOOK_SECONDS:
                return watch.mark
            watch.seen = now
        watch.mark = self.store.mark() or watch.mark
        return watch.mark

    def newer(self) -> "MilvusLibrary":
        """Return the newest generation: itself, where there is none newer."""
        mark = self.store.mark()
        if mark is None or mark.generation == self.generation:
            return self
        return _opened(self.store, mark, self)

    def close(self) -> None:
        """Close the connection."""
        self.store.close()


def open_milvus(settings: StoreSettings) -> MilvusLibrary:
    """Open the library of a store at its published generation.

    Raises LibraryEmpty, LibraryDamaged, IdentityMismatch, EncoderUnavailable, ExtraMissing, StoreFailed.
    """
    store = Store(settings)
    try:
        mark = store.mark()
        if mark is None:
            raise empty(store)
        return _opened(store, mark, None)
    except BaseException:
        store.close()
        raise


def empty(store: Store) -> LibraryEmpty:
    """Return the error of a store that nothing was published to."""
    return LibraryEmpty(
        f"there is no library in the store {store.address}",
        "nothing was indexed yet",
        "Run: inyong index FOLDER --store milvus",
    )


def _opened(store: Store, mark: Mark, earlier: MilvusLibrary | None) -> MilvusLibrary:
    try:
        index = StoreIndex.open(store, mark)
    except LibraryDamaged:
        if mark.generation:
            raise
        raise empty(store) from None
    encoder = matching_encoder(index.facts.identity, earlier.encoder if earlier else None)
    return MilvusLibrary(
        index=index,
        encoder=encoder,
        term_similarity=earlier.term_similarity
        if earlier and earlier.encoder is encoder
        else TermSimilarity(encoder),
        analyzer=earlier.analyzer if earlier else Analyzer(),
        recent=RecentPassages(_Passages(store), mark.generation),
        watch=_Watch(time.monotonic(), mark),
        kept=OrderedDict(),
    )


class _Passages:
    """Reads passages of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def passages(self, ids: Sequence[int], generation: int) -> list[StoredPassage]:
        """Return those of the passages that generation holds, in the order of ids."""
        found: dict[int, str] = {}
        for start in range(0, len(ids), _FETCHED):
            found |= self._store.payloads(ids[start : start + _FETCHED], generation)
        return [passage_of(number, found[number]) for number in ids if number in found]


def fetched_article(store: Store, article_id: str, generation: int) -> Article:
    """Return an article of a generation with its whole body. Raises NotFound, LibraryDamaged."""
    return article_of(*fetched_head(store, article_id, generation))


def fetched_head(store: Store, article_id: str, generation: int) -> tuple[ArticleHead, str]:
    """Return the head and the text (index/milvus/rows.py) of an article of a generation. Raises NotFound."""
    condition = f"name == {quoted(name_of(article_id))} and {living(generation)}"
    fields = ["kind", "number", "part", "payload"]
    rows = list(store.client.rows(store.records, condition, fields))
    heads = texts_of(row for row in rows if row["kind"] == "article")
    texts = texts_of(row for row in rows if row["kind"] == "body")
    for number, text in heads.items():
        return head_of(number, text), texts.get(number, "")
    raise NotFound(
        f"no article {article_id!r}",
        "the library holds none with that id",
        "List them: inyong articles list",
    )
