"""The writer: brings a store to the generation of the ledger that it mirrors.

Rows say in which generation they were born and in which they died; the mark, written last, says which
one is published. So a reader sees whole generations only, and a writer that was cut short at any
point goes on where it was: what it had written is not written again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.errors import IdentityMismatch
from index.milvus.client import Row
from index.milvus.frequencies import Frequencies, FrequencyCounter
from index.milvus.mark import Facts, Mark
from index.milvus.restating import restate
from index.milvus.rows import (
    body_records,
    grouped,
    head_of,
    head_records,
    keys_of_passage,
    name_of,
    passage_of,
    passage_rows,
    records,
    source_sum,
    texts_of,
)
from index.milvus.schema import Collection, living, one_of
from index.milvus.store import Store
from index.store.ledger import Ledger
from index.store.ledger_mirror import LedgerCopy
from index.store.records import ArticleHead

OnProgress = Callable[[int, int], None]
"""Is told how many passages are written, and of how many."""

_OF_ARTICLES = 'kind in ["article", "body"]'
_BATCH = 500  # passages or articles that are read and written at once
_LATEST = 20  # of the newest articles, whose sources a page shows at once
_SEGMENTS = 16  # changes of the frequencies, before they are summed up to one table


def mirror(
    store: Store, ledger: Ledger, dimension: int, on_progress: OnProgress = lambda done, of: None
) -> int:
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
    return _Publication(store, copy, mark, on_progress).run()


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
    on_progress: OnProgress
    counter: FrequencyCounter = field(default_factory=FrequencyCounter)
    resuming: bool = False
    heads_there: set[int] = field(default_factory=set)
    gone_heads: list[ArticleHead] = field(default_factory=list)
    kept_sources: int = 0
    new_sources: int = 0
    total: int = 0

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
        self._forget_unpublished()
        self._add_articles(articles)
        self._add_passages(passages)
        self._end_passages(gone_passages)
        self._end_articles(gone_articles)
        if earlier and self.kept_sources != earlier.sources - source_sum(self.gone_heads):
            restate(store, self.copy, mark.generation, articles)
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

    def _changed_passages(self) -> tuple[Iterable[int], list[int]]:
        since, copy = self.mark.generation, self.copy
        if copy.ledger.purged <= since:
            self.total = copy.count_since(since)
            return copy.passages_since(since), copy.ledger.removed_since(since)
        mine, there = set(copy.passages_since(0)), self._published(self.store.passages, "id")
        self.total = len(mine - there)
        return sorted(mine - there), sorted(there - mine)

    def _changed_articles(self) -> tuple[set[int], list[int]]:
        since, copy = self.mark.generation, self.copy
        if copy.ledger.purged <= since:
            return set(copy.articles_since(since)), copy.articles_removed_since(since)
        mine = set(copy.articles_since(0))
        there = self._published(
            self.store.records, "number", 'kind == "article" and part == 0 and '
        )
        return mine - there, sorted(there - mine)

    def _published(self, collection: Collection, key: str, kind: str = "") -> set[int]:
        """Return what the published generation holds; the ledger has forgotten what went since."""
        rows = self.store.client.every(collection, kind + living(self.mark.generation), [key])
        return {int(row[key]) for row in rows}

    # --- what a writer left that was cut short

    def _forget_unpublished(self) -> None:
        """Remove what would be published by mistake: facts, counts, and what is no longer so in the ledger."""
        store, after = self.store, f"born > {self.mark.generation}"
        store.client.remove(store.records, f'kind in ["facts", "terms"] and {after}')
        for batch in grouped(self._left(store.passages, "id"), _BATCH):
            self.resuming = True
            if stale := sorted(set(batch) - self.copy.living_passages(batch)):
                store.client.remove(store.passages, one_of("id", stale))
                store.client.remove(
                    store.records, f'kind == "passage" and {one_of("number", stale)}'
                )
        if not (bodies := set(self._left(store.records, "number", 'kind == "body" and '))):
            return
        condition = f'kind == "article" and {after}'
        rows = store.client.every(store.records, condition, ["number", "part", "payload"])
        left = {number: head_of(number, text) for number, text in texts_of(rows).items()}
        for head in self.copy.heads():
            if left.get(head.number) == head:
                self.heads_there.add(head.number)
        for numbers in grouped(sorted((bodies | left.keys()) - self.heads_there), _BATCH):
            store.client.remove(store.records, f"{_OF_ARTICLES} and {one_of('number', numbers)}")
            if names := [name_of(left[one].source.id) for one in numbers if one in left]:
                store.client.remove(store.passages, f"{one_of('article', names)} and {after}")

    def _left(self, collection: Collection, key: str, kind: str = "") -> Iterator[int]:
        condition = f"{kind}born > {self.mark.generation}"
        return (int(row[key]) for row in self.store.client.every(collection, condition, [key]))

    # --- writing

    def _add_articles(self, numbers: set[int]) -> None:
        """Write articles, the text before the head, so that a head tells that all is there."""
        missing: list[ArticleHead] = []
        for head in self.copy.heads():
            if head.number not in numbers:
                self.kept_sources += source_sum([head])
                continue
            self.new_sources += source_sum([head])
            if head.number not in self.heads_there:
                missing.append(head)
            if len(missing) == _BATCH:
                self._write_articles(missing)
                missing = []
        self._write_articles(missing)

    def _write_articles(self, heads: Sequence[ArticleHead]) -> None:
        store, target = self.store, self.target
        bodies = [
            row
            for head in heads
            for row in body_records(head, self.copy.ledger.article(head.source.id), target)
        ]
        store.client.put(store.records, bodies)
        store.client.put(
            store.records, [row for head in heads for row in head_records(head, target)]
        )

    def _add_passages(self, ids: Iterable[int]) -> None:
        store, done = self.store, 0
        for batch in grouped(ids, _BATCH):
            there: set[int] = set()
            if self.resuming:
                condition = f"{one_of('id', batch)} and born > {self.mark.generation}"
                found = store.client.rows(store.passages, condition, ["id"], newest=True)
                there = {int(row["id"]) for row in found}
            rows: list[Row] = []
            for stored in self.copy.ledger.passages(batch, self.target):
                self.counter.add(keys_of_passage(stored))
                if stored.id not in there:
                    row, more = passage_rows(stored, self.target)
                    store.client.put(store.records, more)
                    rows.append(row)
            store.client.put(store.passages, rows)
            done += len(batch)
            self.on_progress(done, self.total)

    def _end_passages(self, ids: Sequence[int]) -> None:
        """Let passages die with the target; their rows come from the store, since a ledger may forget."""
        store = self.store
        everything = [one.name for one in store.passages.fields]
        for batch in grouped(ids, _BATCH):
            rows = store.client.rows(store.passages, one_of("id", batch), everything, newest=True)
            for number, payload in store.whole(rows).items():
                self.counter.take(keys_of_passage(passage_of(number, payload)))
            self._end(store.passages, rows)
            self._end_records(f'kind == "passage" and {one_of("number", batch)}')

    def _end_articles(self, numbers: Sequence[int]) -> None:
        for batch in grouped(numbers, _BATCH):
            rows = self._end_records(f"{_OF_ARTICLES} and {one_of('number', batch)}")
            texts = texts_of(row for row in rows if row["kind"] == "article")
            self.gone_heads += [head_of(number, text) for number, text in texts.items()]

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
            identity=ledger.identity(),
            statistics=ledger.statistics(),
            library_counts=ledger.library_counts(),
            languages=ledger.languages(),
            publishers=ledger.publishers(),
            latest=tuple(ledger.newest(_LATEST)),
            segments=self._count(earlier.segments if earlier else ()),
            sources=self.kept_sources + self.new_sources,
            folders=ledger.folders(),
            last_ids=self.copy.last_ids(),
        )

    def _count(self, segments: tuple[int, ...]) -> tuple[int, ...]:
        """Write the change of the frequencies; when there are many, the sum of all."""
        change = self.counter.frequencies()
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
