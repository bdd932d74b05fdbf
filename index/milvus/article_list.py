"""The articles that a store holds, as the commands over articles want them (index/store/article_list.py)."""

from collections.abc import Iterator
from typing import BinaryIO

from index.article import Article, Source
from index.errors import LibraryDamaged
from index.milvus.library import empty, fetched_head
from index.milvus.mark import damaged
from index.milvus.rows import article_of, grouped, head_of, texts_of
from index.milvus.schema import living, one_of
from index.milvus.settings import StoreSettings
from index.milvus.store import Store
from index.store.article_list import Paths
from index.store.export import write_lines
from index.store.records import ArticleHead

_BATCH = 200  # articles whose texts are fetched at once


class StoreArticles:
    """The articles of a store's published generation, opened to be listed, shown and written."""

    def __init__(self, settings: StoreSettings) -> None:
        """Open it. Raises LibraryEmpty, LibraryDamaged, ExtraMissing, BadSettings, StoreFailed."""
        self._store = Store(settings)
        mark = self._store.mark()
        if mark is None or not mark.generation:
            self._store.close()
            raise empty(self._store)
        self._generation = mark.generation

    def listed(self) -> Iterator[tuple[Source, Paths]]:
        """Yield each source with the files that hold it: newest first, unknown dates last, then by id."""
        heads = sorted(
            self._heads(), key=lambda head: (-(head.source.published_day or 0), head.source.id)
        )
        for head in heads:
            yield head.source, head.paths

    def shown(self, article_id: str) -> tuple[Article, Paths]:
        """Return an article with the files that hold it. Raises NotFound, LibraryDamaged."""
        head, text = fetched_head(self._store, article_id, self._generation)
        return article_of(head, text), head.paths

    def write(self, file: BinaryIO) -> tuple[int, list[LibraryDamaged]]:
        """Write all of them as JSON lines, as index/store/export.py does."""
        return write_lines(self._all(), file)

    def close(self) -> None:
        """Close the connection."""
        self._store.close()

    def _heads(self) -> list[ArticleHead]:
        store = self._store
        condition = f'kind == "article" and {living(self._generation)}'
        rows = store.client.every(store.records, condition, ["number", "part", "payload"])
        return [head_of(number, text) for number, text in texts_of(rows).items()]

    def _all(self) -> Iterator[tuple[Article, str] | LibraryDamaged]:
        """Yield every article with its hash, by id; the error of one that cannot be read."""
        store = self._store
        heads = {head.number: head for head in sorted(self._heads(), key=lambda one: one.source.id)}
        for batch in grouped(heads, _BATCH):
            condition = f'kind == "body" and {one_of("number", batch)}'
            fields = ["number", "part", "payload"]
            texts = texts_of(store.client.every(store.records, condition, fields, page=_BATCH))
            for head in map(heads.__getitem__, batch):
                try:
                    if head.number not in texts:
                        raise damaged(f"the text of article {head.source.id} is not there")
                    yield article_of(head, texts[head.number]), head.hash
                except LibraryDamaged as damage:
                    yield LibraryDamaged(f"article {head.source.id}", damage.why, damage.mend)
