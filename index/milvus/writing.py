"""The writer: brings a store to the generation of the ledger that it mirrors.

Rows say in which generation they were born and in which they died; the mark, written last, says which
one is published. So a reader sees whole generations only, and a writer that was cut short at any
point goes on where it was: what it had written is not written again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.errors import IdentityMismatch
from index.ledger import Ledger
from index.ledger_copy import LedgerCopy
from index.library import holdings
from index.milvus.client import Row
from index.milvus.frequencies import Frequencies, Tally
from index.milvus.mark import Facts, Mark
from index.milvus.restating import restate
from index.milvus.rows import (
    batches,
    body_records,
    head_of,
    head_records,
    keys_of_passage,
    passage_of,
    passage_rows,
    records,
    source_sum,
    texts_of,
)
from index.milvus.schema import Collection, living, one_of
from index.milvus.store import Store
from index.records import ArticleHead

Told = Callable[[int, int], None]
"""Is told how many rows are written, and of how many."""

_OF_ARTICLES = 'kind in ["article", "body"]'
_BATCH = 500  # passages or articles that are read and written at once
_LATEST = 20  # of the newest articles, whose sources a page shows at once
_SEGMENTS = 16  # changes of the frequencies, before they are summed up to one table


def mirror(store: Store, ledger: Ledger, dimension: int, told: Told = lambda done, of: None) -> int:
    """Bring a store to its ledger's generation, which is returned; what it has already is left alone.

    The caller holds the library's lock. Raises IdentityMismatch when the store mirrors another
    ledger, or a later state of this one; StoreFailed.
    """
    copy = LedgerCopy(ledger)
    mark = store.mark()
    if mark is not None:
        _ensure_same(store, mark, copy)
        if mark.generation == ledger.generation and mark.generation:
            return mark.generation
    store.make(dimension)
    if mark is None:  # whose the store is from now on, though nothing is published
        mark = Mark(copy.lineage, 0, 0)
        store.publish(mark)
    return _Publication(store, copy, mark, told).run()


def _ensure_same(store: Store, mark: Mark, copy: LedgerCopy) -> None:
    if mark.lineage != copy.lineage:
        why = "it mirrors another library"
    elif mark.generation > copy.ledger.generation:
        why = f"it is at generation {mark.generation}, the ledger, put back from a copy, at {copy.ledger.generation}"
    else:
        return
    raise IdentityMismatch(
        f"cannot write to the store {store.address}",
        why,
        "Set another `collection` in the settings, or overwrite it: inyong migrate to-milvus --replace",
    )


@dataclass(slots=True)
class _Publication:
    """One publication of the ledger's generation, and what it has found out on the way."""

    store: Store
    copy: LedgerCopy
    mark: Mark
    told: Told
    tally: Tally = field(default_factory=Tally)
    passages_there: set[int] = field(default_factory=set)
    heads_there: set[int] = field(default_factory=set)
    gone_heads: list[ArticleHead] = field(default_factory=list)
    kept_sources: int = 0
    new_sources: int = 0
    total: int = 0
    done: int = 0

    @property
    def target(self) -> int:
        """The generation that is to be published."""
        return self.copy.ledger.generation

    def run(self) -> int:
        """Write what is new, mark what is gone, publish, and remove what nobody reads any more."""
        store, mark = self.store, self.mark
        earlier = store.facts(mark.generation) if mark.generation else None
        passages, gone_passages = self._changed_passages()
        articles, gone_articles = self._changed_articles()
        self.total = len(passages) + len(gone_passages) + len(articles) + len(gone_articles)
        self._forget_unpublished()
        self._add_articles(set(articles))
        self._add_passages(passages)
        self._end_passages(gone_passages)
        self._end_articles(gone_articles)
        if earlier and self.kept_sources != earlier.sources - source_sum(self.gone_heads):
            restate(store, self.copy, mark.generation, set(articles))
        facts = self._facts(earlier)
        store.client.put(
            store.records, records("facts", self.target, "", facts.to_json(), self.target)
        )
        for collection in (store.passages, store.records):
            store.client.flush(collection)
        store.client.settle()
        store.publish(Mark(mark.lineage, self.target, mark.generation))
        self._sweep(earlier, facts)
        return self.target

    # --- what changed

    def _changed_passages(self) -> tuple[list[int], list[int]]:
        since, copy = self.mark.generation, self.copy
        if copy.ledger.purged <= since:
            return copy.passages_since(since), copy.ledger.removed_since(since)
        return _compared(copy.passages_since(0), self._there(self.store.passages, "id"))

    def _changed_articles(self) -> tuple[list[int], list[int]]:
        since, copy = self.mark.generation, self.copy
        if copy.ledger.purged <= since:
            return copy.articles_since(since), copy.articles_removed_since(since)
        there = self._there(self.store.records, "number", 'kind == "article" and part == 0')
        return _compared(copy.articles_since(0), there)

    def _there(self, collection: Collection, key: str, kind: str = "") -> list[int]:
        """Return what the published generation holds; the ledger has forgotten what went since."""
        condition = " and ".join(filter(None, (kind, living(self.mark.generation))))
        return [int(row[key]) for row in self.store.client.every(collection, condition, [key])]

    # --- what a writer left that was cut short

    def _forget_unpublished(self) -> None:
        """Find what is there already, and remove what would be published by mistake.

        That is facts, counts, and rows of what is gone by now.
        """
        store, after = self.store, f"born > {self.mark.generation}"
        store.client.remove(store.records, f'kind in ["facts", "terms"] and {after}')
        self.passages_there = self._unpublished(store.passages, "id")
        if self.passages_there:
            stale = self.passages_there - set(self.copy.passages_since(0))
            for batch in batches(sorted(stale), _BATCH):
                store.client.remove(store.passages, one_of("id", batch))
                store.client.remove(
                    store.records, f'kind == "passage" and {one_of("number", batch)}'
                )
        bodies = self._unpublished(store.records, "number", 'kind == "body"')
        self.heads_there = self._unpublished(store.records, "number", 'kind == "article"')
        if bodies:
            stale = (bodies | self.heads_there) - set(self.copy.articles_since(0))
            for batch in batches(sorted(stale), _BATCH):
                store.client.remove(store.records, f"{_OF_ARTICLES} and {one_of('number', batch)}")

    def _unpublished(self, collection: Collection, key: str, kind: str = "") -> set[int]:
        condition = " and ".join(filter(None, (kind, f"born > {self.mark.generation}")))
        return {int(row[key]) for row in self.store.client.every(collection, condition, [key])}

    # --- writing

    def _add_articles(self, numbers: set[int]) -> None:
        """Write articles, the text before the head, so that a head tells that all is there."""
        batch: list[ArticleHead] = []
        for head in self.copy.heads():
            if head.number not in numbers:
                self.kept_sources += source_sum([head])
                continue
            self.new_sources += source_sum([head])
            batch.append(head)
            if len(batch) == _BATCH:
                self._write_articles(batch)
                batch = []
        self._write_articles(batch)

    def _write_articles(self, heads: Sequence[ArticleHead]) -> None:
        store, target = self.store, self.target
        wanted = [head for head in heads if head.number not in self.heads_there]
        for head in wanted:
            article = self.copy.ledger.article(head.source.id)
            store.client.put(store.records, body_records(head, article, target))
        store.client.put(
            store.records, [row for head in wanted for row in head_records(head, target)]
        )
        self._step(len(heads))

    def _add_passages(self, ids: Sequence[int]) -> None:
        store = self.store
        for batch in batches(ids, _BATCH):
            rows: list[Row] = []
            for stored in self.copy.ledger.passages(batch, self.target):
                self.tally.add(keys_of_passage(stored))
                if stored.id not in self.passages_there:
                    row, more = passage_rows(stored, self.target)
                    store.client.put(store.records, more)
                    rows.append(row)
            store.client.put(store.passages, rows)
            self._step(len(batch))

    def _end_passages(self, ids: Sequence[int]) -> None:
        """Let passages die with the target; their rows come from the store, since a ledger may forget."""
        store = self.store
        everything = [one.name for one in store.passages.fields]
        for batch in batches(ids, _BATCH):
            rows = store.client.rows(store.passages, one_of("id", batch), everything, newest=True)
            for number, payload in store.whole(rows).items():
                self.tally.take(keys_of_passage(passage_of(number, payload)))
            self._end(store.passages, rows)
            self._end_records(f'kind == "passage" and {one_of("number", batch)}')
            self._step(len(batch))

    def _end_articles(self, numbers: Sequence[int]) -> None:
        for batch in batches(numbers, _BATCH):
            rows = self._end_records(f"{_OF_ARTICLES} and {one_of('number', batch)}")
            texts = texts_of(row for row in rows if row["kind"] == "article")
            self.gone_heads += [head_of(number, text) for number, text in texts.items()]
            self._step(len(batch))

    def _end_records(self, condition: str) -> list[Row]:
        store = self.store
        everything = [one.name for one in store.records.fields]
        rows = list(store.client.every(store.records, condition, everything, page=_BATCH))
        self._end(store.records, rows)
        return rows

    def _end(self, collection: Collection, rows: Sequence[Row]) -> None:
        self.store.client.put(collection, [row | {"died": self.target} for row in rows])

    # --- publishing

    def _facts(self, earlier: Facts | None) -> Facts:
        ledger = self.copy.ledger
        return Facts(
            ledger.identity(),
            ledger.statistics(),
            holdings(ledger),
            ledger.languages(),
            ledger.publishers(),
            tuple(ledger.newest(_LATEST)),
            self._count(earlier.segments if earlier else ()),
            self.kept_sources + self.new_sources,
            ledger.folders(),
            self.copy.last_ids(),
        )

    def _count(self, segments: tuple[int, ...]) -> tuple[int, ...]:
        """Write the change of the frequencies; when there are many, the sum of all."""
        change = self.tally.frequencies()
        if len(segments) >= _SEGMENTS:
            change, segments = Frequencies.sum([self.store.frequencies(segments), change]), ()
        elif segments and not len(change):
            return segments
        rows = [
            row | {"key": f"terms:{self.target}:{part}", "part": part}
            for part, text in enumerate(change.to_texts())
            for row in records("terms", self.target, "", text, self.target)
        ]
        self.store.client.put(self.store.records, rows)
        return (*segments, self.target)

    def _sweep(self, earlier: Facts | None, facts: Facts) -> None:
        """Remove what neither the published generation nor the one before it holds."""
        store, before = self.store, self.mark.generation
        used = sorted({*facts.segments, *(earlier.segments if earlier else ())})
        died = f"died > 0 and died <= {before}"
        store.client.remove(store.passages, died)
        store.client.remove(store.records, died)
        store.client.remove(store.records, f'kind == "facts" and number < {before}')
        store.client.remove(
            store.records, f'kind == "terms" and number not in {[int(one) for one in used]}'
        )

    def _step(self, count: int) -> None:
        self.done += count
        self.told(self.done, self.total)


def _compared(mine: Sequence[int], there: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return what is only here, and what is only there, ascending."""
    return sorted(set(mine) - set(there)), sorted(set(there) - set(mine))
