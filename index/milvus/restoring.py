"""A store back to a local library: a ledger with the same articles, passages, ids and generation."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from index.article import Article
from index.errors import BadSettings, LibraryEmpty
from index.milvus.library import empty
from index.milvus.mark import damaged
from index.milvus.rows import article_of, head_of, passage_of, texts_of
from index.milvus.schema import living, one_of
from index.milvus.store import Store
from index.milvus.writing import OnProgress
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_mirror import fill
from index.store.records import ArticleHead, StoredPassage
from index.update.session import changing

T = TypeVar("T")

_BATCH = 200  # articles or passages fetched at once


def restore(store: Store, home: Path, on_progress: OnProgress = lambda done, of: None) -> int:
    """Make a local library in home from what a store has published; return its generation.

    The ledger goes on where that of the store was: it may be the store's writer from now on. What
    was known of files is their names only, so the next update reads them again. All or nothing.
    Raises BadSettings where home holds a library already, LibraryEmpty, LibraryDamaged, StoreFailed.
    """
    mark = store.mark()
    if mark is None or not mark.generation:
        raise empty(store)
    facts = store.facts(mark.generation)
    _ensure_vacant(home)
    with changing(home, facts.identity) as session:
        _ensure_vacant(home)
        total = facts.library_counts.articles + facts.statistics.passages
        fill(
            session.writer,
            lineage=mark.lineage,
            generation=mark.generation,
            articles=_whole(
                _articles(store, mark.generation), facts.library_counts.articles, on_progress, total
            ),
            passages=_whole(
                _passages(store, mark.generation), facts.statistics.passages, on_progress, total
            ),
            folders=facts.folders,
            last_ids=facts.last_ids,
            at=facts.library_counts.indexed_at,
        )
    return mark.generation


def _ensure_vacant(home: Path) -> None:
    try:
        ledger = Ledger.open(ledger_path(home))
    except LibraryEmpty:
        return
    generation = ledger.generation
    ledger.close()
    if generation:
        raise BadSettings(
            f"cannot make a library in {home}", "there is one already", "Name another with --home"
        )


def _articles(store: Store, generation: int) -> Iterator[tuple[ArticleHead, Article]]:
    condition = f'kind == "article" and {living(generation)}'
    rows = store.client.every(store.records, condition, ["number", "part", "payload"])
    heads = {number: head_of(number, text) for number, text in texts_of(rows).items()}
    numbers = sorted(heads)
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        condition = f'kind == "body" and {one_of("number", batch)}'
        texts = texts_of(
            store.client.every(store.records, condition, ["number", "part", "payload"], page=100)
        )
        for number in batch:
            yield heads[number], article_of(heads[number], texts.get(number, ""))


def _passages(store: Store, generation: int) -> Iterator[StoredPassage]:
    rows = store.client.every(store.passages, living(generation), ["id", "payload"], page=_BATCH)
    for row in rows:
        for number, payload in store.whole([row]).items():
            yield passage_of(number, payload)


def _whole(items: Iterator[T], count: int, on_progress: OnProgress, total: int) -> Iterator[T]:
    """Yield items; raise LibraryDamaged at the end unless there were count of them."""
    done = 0
    for done, item in enumerate(items, start=1):
        yield item
        if done % _BATCH == 0:
            on_progress(done, total)
    if done != count:
        raise damaged(f"it holds {done} where its facts say {count}")
