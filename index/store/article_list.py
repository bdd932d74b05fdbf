"""The articles that a ledger holds, as the commands over articles want them; those of a store are beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article, Source
from index.errors import LibraryDamaged
from index.store.export import write_articles
from index.store.home import ledger_path
from index.store.ledger import Ledger

Paths = tuple[str, ...]


class LedgerArticles:
    """The articles of the library in a home, opened to be listed, shown and written."""

    def __init__(self, home: Path) -> None:
        """Open it. Raises LibraryEmpty, LibraryDamaged."""
        self._home = home
        self._ledger = Ledger.open(ledger_path(home))

    def listed(self) -> Iterator[tuple[Source, Paths]]:
        """Yield each source with the files that hold it: newest first, unknown dates last, then by id."""
        for source in self._ledger.sources():
            yield source, self._ledger.paths(source.id)

    def shown(self, article_id: str) -> tuple[Article, Paths]:
        """Return an article with the files that hold it. Raises NotFound, LibraryDamaged."""
        return self._ledger.article(article_id), self._ledger.paths(article_id)

    def write(self, file: BinaryIO) -> tuple[int, list[LibraryDamaged]]:
        """Write all of them as JSON lines, as index/store/export.py does."""
        return write_articles(self._home, file)

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()
