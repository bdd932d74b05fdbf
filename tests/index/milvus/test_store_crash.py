"""A store after a kill -9 of its writer or its server: whole generations, and nothing is lost."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from making import AT, DIMENSION, by_hand, put
from milvus_server import Server
from oracles import ALL, LINES, change, fill
from serving import StoreWords, every_row

from index.errors import StoreFailed
from index.milvus import writing
from index.milvus.frequencies import Frequencies
from index.milvus.library import fetched_article
from index.milvus.schema import living
from index.milvus.store import Store
from index.milvus.writing import mirror
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit

HERE = Path(__file__).parents[1]
View = tuple[list[dict[str, object]], list[dict[str, object]], dict[str, list[int]]]


def view(store: Store) -> View:
    """All that a reader of the published generation can see, without when it was written."""
    mark = store.mark()
    assert mark is not None
    live = living(mark.generation)
    seen = []
    for collection in (store.passages, store.records):
        fields = [one.name for one in collection.fields if one.name not in ("born", "died")]
        kinds = "" if collection is store.passages else 'kind in ["article", "body"] and '
        rows = store.client.every(collection, kinds + live, fields)
        seen.append(sorted(rows, key=lambda row: str(row[collection.key.name])))
    table = store.frequencies(store.facts(mark.generation).segments)
    return (*seen, {"keys": table.keys.tolist(), "counts": table.counts.tolist()})


def leftovers(store: Store) -> list[object]:
    """Rows of generations that nobody reads."""
    mark = store.mark()
    assert mark is not None
    return [
        row
        for collection in (store.passages, store.records)
        for row in every_row(store.client, collection)
        if row["born"] > mark.generation or 0 < row["died"] <= mark.previous
    ]


@pytest.fixture
def fresh(milvus_server: Server) -> Iterator[Store]:
    """A second store, to mirror the same ledger from nothing."""
    made = Store(milvus_server.settings())
    yield made
    made.drop()
    made.close()


POINTS = [
    ("index.milvus.client:Client.put", "after", 2),
    ("index.milvus.writing:_Publication._end_passages", "after", 1),
    ("index.milvus.store:Store.publish", "before", 1),
    ("index.milvus.store:Store.publish", "after", 1),
]


@pytest.mark.parametrize(("point", "moment", "count"), POINTS)
def test_a_killed_writer_shows_no_half_generation_and_the_next_one_goes_on(
    point: str,
    moment: str,
    count: int,
    home: Path,
    writer: LedgerWriter,
    store: Store,
    fresh: Store,
    child_environment: Callable[[], dict[str, str]],
) -> None:
    fill(writer)
    mirror(store, writer.ledger, DIMENSION)
    before, opened = view(store), StoreWords(home, writer.ledger, store).open()
    change(writer)
    mirror(fresh, writer.ledger, DIMENSION)
    after = view(fresh)

    settings = {
        k: v
        for k, v in asdict(store.settings).items()
        if k not in ("path", "token_file", "ca_file")
    }
    order = {
        "home": str(home), "settings": settings, "dimension": DIMENSION,
        "point": point, "moment": moment, "count": count,
    }  # fmt: skip
    died = subprocess.run(
        [sys.executable, str(HERE / "mirroring_and_dying.py"), json.dumps(order)],
        env=child_environment(), check=False, timeout=60,
    )  # fmt: skip

    assert died.returncode == -signal.SIGKILL
    assert view(store) == (after if store.mark().generation == writer.ledger.generation else before)
    assert len(opened.by_words(["nine"], [], 10, ALL)) == 2
    put(writer, by_hand("c0", "Haeon news", ["later news"]), removed=["b0"])
    mirror(store, writer.ledger, DIMENSION)
    fresh.drop()
    mirror(fresh, writer.ledger, DIMENSION)
    assert view(store) == view(fresh)
    assert leftovers(store) == []


def test_a_killed_server_is_an_error_of_one_line_and_the_same_command_goes_on(
    milvus_server: Server,
    writer: LedgerWriter,
    store: Store,
    fresh: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(writer)
    mirror(store, writer.ledger, DIMENSION)
    before = view(store)
    change(writer)
    impatient = Store(milvus_server.settings(collection=store.settings.collection, attempts=1))
    whole, calls = impatient.client.put, []

    def put_and_kill(*given: object) -> None:
        whole(*given)
        calls.append(given)
        if len(calls) == 2:
            milvus_server.kill()

    monkeypatch.setattr(impatient.client, "put", put_and_kill)
    try:
        with pytest.raises(StoreFailed, match=f"cannot reach .* at {milvus_server.uri}") as failed:
            mirror(impatient, writer.ledger, DIMENSION)
    finally:
        milvus_server.start()

    assert "\n" not in str(failed.value)
    assert "Start it" in failed.value.mend
    assert view(store) == before, "the very connection that was open goes on"
    mirror(store, writer.ledger, DIMENSION)
    mirror(fresh, writer.ledger, DIMENSION)
    assert view(store) == view(fresh)
    assert leftovers(store) == []
    impatient.close()


def test_a_resumed_writer_does_not_write_again_what_is_there(
    writer: LedgerWriter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_BATCH", 2)
    fill(writer)
    whole, written = store.client.put, []

    def put_some(collection: object, rows: list[dict[str, object]]) -> None:
        whole(collection, rows)
        written.extend(row["id"] for row in rows if "id" in row)
        if len(written) == 6 and rows and "id" in rows[0]:
            raise InterruptedError

    monkeypatch.setattr(store.client, "put", put_some)
    with pytest.raises(InterruptedError):
        mirror(store, writer.ledger, DIMENSION)
    mirror(store, writer.ledger, DIMENSION)

    assert sorted(written) == list(range(1, len(LINES) + 1))


def test_what_changed_while_the_writer_was_down_is_not_published_as_it_was(
    writer: LedgerWriter, store: Store, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(writer)
    with monkeypatch.context() as broken:
        broken.setattr(store.client, "flush", _fail)  # all rows are written, nothing is published
        with pytest.raises(InterruptedError):
            mirror(store, writer.ledger, DIMENSION)
    moved = Commit(removed=("a3",), articles_of={"/news/a0.txt": frozenset({"a0"})})
    writer.commit(moved, AT)
    writer.purge()

    mirror(store, writer.ledger, DIMENSION)
    mirror(fresh, writer.ledger, DIMENSION)

    assert view(store) == view(fresh)
    assert leftovers(store) == []
    assert fetched_article(store, "a0", 2).source.path == "/news/a0.txt"


def _fail(collection: object) -> None:
    raise InterruptedError


def test_many_publications_are_summed_up_to_one_table(
    writer: LedgerWriter, store: Store, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_SEGMENTS", 2)
    for number, line in enumerate(LINES[:5]):
        put(writer, by_hand(f"a{number}", "Haeon", [line]), removed=[f"a{number - 2}"])
        mirror(store, writer.ledger, DIMENSION)

    facts = store.facts(5)
    mirror(fresh, writer.ledger, DIMENSION)

    assert len(facts.segments) <= 2
    assert view(store) == view(fresh)
    kept = store.client.every(store.records, 'kind == "terms"', ["number"])
    assert {row["number"] for row in kept} <= {*facts.segments, *store.facts(4).segments}
    assert len(Frequencies.sum([])) == 0
