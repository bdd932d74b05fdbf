"""Looks a whole store over: mark, facts, rows, counts, and whether what is stored verifies."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import InyongError, LibraryDamaged, LibraryEmpty
from index.milvus.frequencies import FrequencyCounter
from index.milvus.library import empty, fetched_article
from index.milvus.mark import Facts, Mark
from index.milvus.rows import head_of, keys_of_passage, passage_of, texts_of
from index.milvus.schema import living
from index.milvus.store import Store
from index.search.library import matching_encoder
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_mirror import LedgerCopy
from index.store.records import Statistics, StoredPassage
from index.update.check import Finding

_REPLACE = "Where its ledger is, run: inyong migrate to-milvus --replace"
_PAGE = 200


def check_store(store: Store, home: Path) -> list[Finding]:
    """Return all that is wrong with a store; nothing when it is whole.

    Reads every row, changes nothing. Where home holds the ledger that it mirrors, it is compared with
    that. Raises LibraryEmpty, StoreFailed, and LibraryDamaged where mark or facts cannot be read.
    """
    mark = store.mark()
    if mark is None or not mark.generation:
        raise empty(store)
    facts = store.facts(mark.generation)
    return [*_encoder(facts), *_rows(store, mark, facts), *_ledger(mark, home)]


def _encoder(facts: Facts) -> Iterator[Finding]:
    try:
        matching_encoder(facts.identity, None)
    except InyongError as error:
        yield Finding(f"{error.what}: {error.why}", error.mend)


def _rows(store: Store, mark: Mark, facts: Facts) -> Iterator[Finding]:
    counter, counted = FrequencyCounter(), [0, 0, 0]
    by_article: dict[str, list[StoredPassage]] = {}
    rows = store.client.every(
        store.passages, living(mark.generation), ["id", "payload"], page=_PAGE
    )
    for row in rows:
        try:
            ((number, payload),) = store.whole([row]).items()
            stored = passage_of(number, payload)
        except LibraryDamaged as error:
            yield Finding(error.why, _REPLACE)
            continue
        counter.add(keys_of_passage(stored))
        for place, count in enumerate((1, stored.term_count, stored.bigram_count)):
            counted[place] += count
        by_article.setdefault(stored.source.id, []).append(stored)
    if Statistics(*counted) != facts.statistics:
        yield Finding("the passages are not as many as the store has noted", _REPLACE)
    found, noted = counter.frequencies(), store.frequencies(facts.segments)
    if found.keys.tolist() != noted.keys.tolist() or found.counts.tolist() != noted.counts.tolist():
        yield Finding("the counts of terms are not those of the passages", _REPLACE)
    yield from _articles(store, mark, facts, by_article)


def _articles(
    store: Store, mark: Mark, facts: Facts, by_article: dict[str, list[StoredPassage]]
) -> Iterator[Finding]:
    condition = f'kind == "article" and {living(mark.generation)}'
    rows = store.client.every(store.records, condition, ["number", "part", "payload"])
    heads = [head_of(number, text) for number, text in texts_of(rows).items()]
    if len(heads) != facts.library_counts.articles:
        yield Finding("the articles are not as many as the store has noted", _REPLACE)
    for name in sorted({*by_article, *(head.source.id for head in heads)}):
        try:
            article = fetched_article(store, name, mark.generation)
        except InyongError as error:
            yield Finding(f"article {name} cannot be read: {error.why}", _REPLACE)
            continue
        for stored in by_article.get(name, ()):
            if stored.passage.span.of(article.body) != stored.passage.text:
                yield Finding(f"passages of article {name} do not stand in it", _REPLACE)
                break


def _ledger(mark: Mark, home: Path) -> Iterator[Finding]:
    """Compare with the ledger in home, if it is the one that the store mirrors."""
    try:
        ledger = Ledger.open(ledger_path(home))
    except LibraryEmpty:
        return
    try:
        if LedgerCopy(ledger).lineage != mark.lineage:
            return
        if ledger.generation != mark.generation:
            late = f"at generation {mark.generation}, the ledger at {ledger.generation}"
            yield Finding(f"the store is {late}", "Run: inyong index --store milvus")
    finally:
        ledger.close()
