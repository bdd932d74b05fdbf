"""Sources that changed while their articles stayed: another file holds them, or lies elsewhere."""

from collections.abc import Collection

from index.milvus.rows import head_of, head_records, name_of, passage_rows, texts_of
from index.milvus.schema import living, one_of
from index.milvus.store import Store
from index.store.ledger_mirror import LedgerCopy

_BATCH = 100  # articles whose passages are written anew at once


def restate(store: Store, copy: LedgerCopy, generation: int, added: Collection[int]) -> None:
    """Write the sources of articles that a generation holds anew, in the rows that are there.

    added: the numbers of articles that are new. A reader of the published generation may so see a path
    or a language of the next.
    """
    condition = f'kind == "article" and {living(generation)}'
    fields = ["number", "part", "payload", "born"]
    rows = list(store.client.every(store.records, condition, fields))
    heads = {head.number: head for head in copy.heads() if head.number not in added}
    born = {int(row["number"]): int(row["born"]) for row in rows}
    stale = [
        heads[number]
        for number, text in texts_of(rows).items()
        if number in heads and head_of(number, text) != heads[number]
    ]
    for start in range(0, len(stale), _BATCH):
        batch = stale[start : start + _BATCH]
        records = [row for head in batch for row in head_records(head, born[head.number])]
        store.client.put(store.records, records)
        names = one_of("article", [name_of(head.source.id) for head in batch])
        at = {
            int(row["id"]): int(row["born"])
            for row in store.client.every(store.passages, f"{names} and died == 0", ["id", "born"])
        }
        for stored in copy.ledger.passages(sorted(at), copy.ledger.generation):
            row, more = passage_rows(stored, at[stored.id])
            store.client.put(store.records, more)
            store.client.put(store.passages, [row])
