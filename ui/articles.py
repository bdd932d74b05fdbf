"""The commands over stored articles: list, show, remove."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from index.home import ledger_path
from index.ledger import Ledger
from ui.render import article_to_json, head_to_text, one_line, printable


def list_articles(home: Path, *, as_json: bool) -> None:
    """Write a line an article, newest first."""
    with _ledger(home) as ledger:
        sources = ledger.sources()
    for source in sources:
        if as_json:
            _write_json(asdict(source))
        else:
            day = (source.published_at or "")[:10]
            cells = (source.id, day, source.publisher or "", source.title)
            _write("\t".join(map(one_line, cells)))


def show_article(home: Path, article_id: str, *, as_json: bool) -> None:
    """Write one article with its whole text. Raises NotFound."""
    with _ledger(home) as ledger:
        article = ledger.article(article_id)
    if as_json:
        _write_json(article_to_json(article))
    else:
        _write(head_to_text(article.source))
        _write(printable(article.body))


def remove_articles(home: Path, ids: Sequence[str], *, as_json: bool) -> None:
    """Remove articles from the library, and say so. Raises NotFound."""
    from index.update import remove_articles  # half a second: the others do without

    generation = remove_articles(home, ids)
    if as_json:
        _write_json({"removed": list(ids), "generation": generation})
    else:
        _write(f"removed {len(set(ids))}")


@contextmanager
def _ledger(home: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(ledger_path(home))
    try:
        yield ledger
    finally:
        ledger.close()


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _write_json(record: dict[str, object]) -> None:
    _write(json.dumps(record, ensure_ascii=False))
