"""All articles of a library as JSON lines, from which an equal library can be made."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article
from index.errors import LibraryDamaged
from index.formats.export_record import record_of
from index.store.home import ledger_path
from index.store.ledger import Ledger

Exported = tuple[Article, str] | LibraryDamaged
"""An article with its hash; or the error of one that cannot be read."""


def write_articles(home: Path, file: BinaryIO) -> tuple[int, list[LibraryDamaged]]:
    """Write every article of one generation as a JSON line, by id; return how many were written.

    An article that the ledger cannot give is left out, and its error returned: what else a damaged
    ledger holds can be saved so. Raises LibraryEmpty, LibraryDamaged, OSError.
    """
    ledger = Ledger.open(ledger_path(home))
    try:
        with ledger.standing_still():
            return write_lines(_articles(ledger), file)
    finally:
        ledger.close()


def write_lines(articles: Iterable[Exported], file: BinaryIO) -> tuple[int, list[LibraryDamaged]]:
    """Write articles as JSON lines; return how many were written, and the errors. Raises OSError."""
    count, failures = 0, []
    for one in articles:
        if isinstance(one, LibraryDamaged):
            failures.append(one)
            continue
        file.write(json.dumps(record_of(*one), ensure_ascii=False).encode() + b"\n")
        count += 1
    return count, failures


def _articles(ledger: Ledger) -> Iterator[Exported]:
    for article_id, digest in sorted(ledger.article_hashes().items()):
        try:
            yield ledger.article(article_id), digest
        except LibraryDamaged as damage:
            yield LibraryDamaged(f"article {article_id}", damage.why, damage.mend)
