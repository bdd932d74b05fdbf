"""A store as a library: every article and passage whole, sources that move, whose it is, and back again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import DIMENSION, by_hand, contents, put, rewrite, story, write_stories
from milvus_server import Server
from oracles import fill
from serving import every_row

from index.errors import BadSettings, IdentityMismatch, LibraryEmpty, NotFound
from index.milvus.checking import check_store
from index.milvus.library import MilvusLibrary, fetched_article, open_milvus
from index.milvus.restoring import restore
from index.milvus.rows import passage_of
from index.milvus.store import Store
from index.milvus.writing import mirror
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.update import update
from index.update.check import check
from qa.answer import Answer, AskOptions, Filters
from qa.pipeline import Inyong

QUESTIONS = (
    "When does the harbour open?",
    "What do visitors of the bakery pay?",
    "해온 극장은 언제 여나?",
    "unheard words",
)


def following(store: Store):
    return lambda home, ledger, dimension: mirror(store, ledger, dimension)


def same(mine: Answer, theirs: Answer) -> bool:
    parts = ("found", "probability", "quotes", "nearest", "hits", "generation")
    return all(getattr(mine, part) == getattr(theirs, part) for part in parts)


@pytest.fixture
def asked(
    home: Path, folder: Path, store: Store, tiny_encoder: str
) -> Iterator[tuple[Inyong, Store]]:
    """A library of stories on a store, opened by a process without a ledger."""
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder, follow=following(store))
    inyong = Inyong(open_milvus(store.settings))
    yield inyong, store
    inyong.close()


def test_the_answers_are_those_of_the_local_library_to_the_last_score(
    asked: tuple[Inyong, Store], home: Path
) -> None:
    there, _ = asked
    here = Inyong.open(home)

    for question in QUESTIONS:
        for filters in (Filters(), Filters(language="en"), Filters(publisher="none")):
            assert same(
                here.ask(question, AskOptions(hits=9, filters=filters)),
                there.ask(question, AskOptions(hits=9, filters=filters)),
            )
    assert there.articles() == here.articles()
    assert there.summary() == here.summary()
    assert there.publishers() == here.publishers()
    assert there.newest(3) == here.newest(3)
    for source in here.articles():
        assert there.article(source.id) == here.article(source.id)
    with pytest.raises(NotFound):
        there.article("none")
    here.close()


def test_an_open_reader_may_be_one_generation_behind_and_goes_on_without_waiting(
    asked: tuple[Inyong, Store], home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, store = asked
    monkeypatch.setattr("index.milvus.library._LOOK_SECONDS", 3600.0)
    before = there.ask(QUESTIONS[0], AskOptions(hits=3))
    rewrite(folder / "harbour.txt", story("harbour", "ten"))
    (folder / "bakery.txt").unlink()
    update(home, follow=following(store))

    monkeypatch.setattr("index.milvus.library._LOOK_SECONDS", 0.0)
    behind = there.ask(QUESTIONS[0], AskOptions(hits=3))
    there.refresh_soon()
    while there.summary().generation == before.generation:  # opened by a thread of its own
        time.sleep(0.01)
    after = there.ask(QUESTIONS[0], AskOptions(hits=3))

    assert replace(behind, milliseconds=0.0) == replace(before, milliseconds=0.0)
    assert after.generation > before.generation
    assert "ten" in (*after.quotes, *after.nearest)[0].text
    assert there.summary().articles == 3


def test_a_reader_two_generations_behind_goes_on_before_it_answers(
    asked: tuple[Inyong, Store], home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, store = asked
    monkeypatch.setattr("index.milvus.library._LOOK_SECONDS", 0.0)
    for hour in ("ten", "noon"):
        rewrite(folder / "harbour.txt", story("harbour", hour))
        generation = update(home, follow=following(store)).generation

    answer = there.ask(QUESTIONS[0], AskOptions(hits=3))

    assert answer.generation == generation
    assert "noon" in (*answer.quotes, *answer.nearest)[0].text


def test_a_moved_file_changes_the_path_and_nothing_else(
    asked: tuple[Inyong, Store], home: Path, folder: Path
) -> None:
    there, store = asked
    moved = folder / "zz-harbour.txt"
    (folder / "harbour.txt").rename(moved)
    update(home, follow=following(store))
    there.refresh()
    here = Inyong.open(home)

    answer = there.ask(QUESTIONS[0], AskOptions(hits=3))

    assert same(here.ask(QUESTIONS[0], AskOptions(hits=3)), answer)
    assert str(moved) in {hit.source.path for hit in answer.hits}
    assert there.articles() == here.articles()
    assert check_store(store, home) == []
    here.close()


def test_a_store_comes_back_as_an_equal_library_that_goes_on_as_its_writer(
    asked: tuple[Inyong, Store], home: Path, folder: Path, tmp_path: Path
) -> None:
    there, store = asked
    (folder / "tramway.txt").unlink()
    update(home, follow=following(store))
    there.refresh()
    back = tmp_path / "back"

    restore(store, back)

    assert contents(back) == contents(home)
    assert check(back) == []
    here = Inyong.open(back)
    assert all(
        same(here.ask(q, AskOptions(hits=9)), there.ask(q, AskOptions(hits=9))) for q in QUESTIONS
    )
    here.close()
    (folder / "museum.txt").write_text(story("museum"))
    summary = update(back, follow=following(store))
    assert (summary.added, summary.changed, summary.deleted) == (1, 0, 0)
    there.refresh()
    assert there.summary().articles == 4
    assert check_store(store, back) == []
    with pytest.raises(BadSettings, match="there is one already"):
        restore(store, back)


def test_a_rebuilt_library_is_mirrored_with_its_new_encoder(
    asked: tuple[Inyong, Store], home: Path, other_encoder: str
) -> None:
    there, store = asked
    update(home, encoder=other_encoder, follow=following(store))
    there.refresh()
    here = Inyong.open(home)

    assert all(
        same(here.ask(q, AskOptions(hits=9)), there.ask(q, AskOptions(hits=9))) for q in QUESTIONS
    )
    assert check_store(store, home) == []
    here.close()


def test_check_names_what_is_amiss(asked: tuple[Inyong, Store], home: Path) -> None:
    _, store = asked
    assert check_store(store, home) == []
    first, *_ = every_row(store.client, store.passages)
    store.client.put(store.passages, [first | {"payload": "[]"}])
    store.client.remove(store.records, f"kind == \"body\" and name == '{first['article']}'")
    store.client.remove(store.passages, "id == 2")

    found = " ".join(finding.what for finding in check_store(store, home))

    assert "passage 1 cannot be read" in found
    assert f"article {first['article']} cannot be read" in found
    assert "the passages are not as many" in found
    assert "the counts of terms" in found


def test_a_store_of_another_ledger_is_left_alone(
    writer: LedgerWriter, store: Store, tmp_path: Path
) -> None:
    fill(writer)
    mirror(store, writer.ledger, DIMENSION)
    before = every_row(store.client, store.records)
    other = LedgerWriter(ledger_path(tmp_path / "other"), writer.ledger.identity())
    put(other, by_hand("z", "Other", ["other news"]))

    with pytest.raises(IdentityMismatch, match="another library"):
        mirror(store, other.ledger, DIMENSION)

    assert every_row(store.client, store.records) == before
    other.close()


def test_a_ledger_put_back_from_a_copy_is_refused(
    home: Path, writer: LedgerWriter, store: Store
) -> None:
    fill(writer)
    copy = ledger_path(home).read_bytes()
    wal = Path(f"{ledger_path(home)}-wal").read_bytes()
    put(writer, by_hand("b", "News", ["later news"]))
    mirror(store, writer.ledger, DIMENSION)
    older = home.parent / "older"
    older.mkdir()
    ledger_path(older).write_bytes(copy)
    Path(f"{ledger_path(older)}-wal").write_bytes(wal)
    ledger = Ledger.open(ledger_path(older))

    with pytest.raises(IdentityMismatch, match="at generation 2"):
        mirror(store, ledger, DIMENSION)
    ledger.close()


def test_an_empty_store_says_how_to_fill_it(store: Store, tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty, match="inyong index FOLDER --store milvus"):
        open_milvus(store.settings)
    with pytest.raises(LibraryEmpty):
        restore(store, tmp_path / "home")


def test_what_no_field_can_hold_is_whole_all_the_same(
    writer: LedgerWriter, store: Store, tmp_path: Path
) -> None:
    """A passage, a body, an id and a publisher, each longer than a field of Milvus."""
    name, publisher = "긴 이름" * 900, "\"';\\ 하언\n" * 400
    long = " ".join(f"낱말{number}" for number in range(9000))
    put(writer, by_hand(name, "Long", [long, "short"], publisher=publisher))
    mirror(store, writer.ledger, DIMENSION)

    payloads = store.payloads([1, 2], 1)

    wanted = writer.ledger.passages([1, 2], 1)
    for stored in wanted:
        read = passage_of(stored.id, payloads[stored.id])
        assert (read.passage, read.source, read.title_terms) == (
            stored.passage, stored.source, stored.title_terms,
        )  # fmt: skip
        assert np.array_equal(read.vectors, stored.vectors)
    assert fetched_article(store, name, 1) == writer.ledger.article(name)
    put(writer, by_hand("b", "Short", ["short"]), removed=[name])
    mirror(store, writer.ledger, DIMENSION)
    put(writer, removed=["b"])
    mirror(store, writer.ledger, DIMENSION)
    rows = every_row(store.client, store.records)
    assert not [row for row in rows if row["kind"] == "passage"], "swept with its passage"


def test_an_approximate_index_finds_the_same_in_a_small_library(
    writer: LedgerWriter, milvus_server: Server
) -> None:
    fill(writer)
    found = []
    for kind in ("FLAT", "HNSW"):
        with Store(milvus_server.settings(dense_index=kind)) as one:
            mirror(one, writer.ledger, DIMENSION)
            vector = writer.ledger.passages([3], 1)[0].vectors[0].astype(np.float32)
            hits = one.client.search(one.passages, "meaning", vector, 3, "born <= 1")
            found.append([number for number, _ in hits])
            one.drop()

    assert found[0] == found[1]
    assert found[0][0] == 3


def test_the_protocol_of_the_asker_is_fulfilled() -> None:
    from index.search.library import Library as Local
    from qa import library

    wanted = {name for name in vars(library.Library) if not name.startswith("_")}

    for kind in (Local, MilvusLibrary):
        assert wanted <= set(dir(kind))
