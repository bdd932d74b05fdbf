"""The ledger: one truth, read by generation, changed by whole transactions or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import AT, DIMENSION, IDENTITY, by_hand, live_passages, new_ledger, put

from index.article import Block, Kind, Span
from index.errors import NotFound, StorageFailed
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit, FileState, Identity, LexicalRow, Restriction, Statistics
from index.text.terms import bigrams


@pytest.fixture
def writer(home: Path) -> Iterator[LedgerWriter]:
    made = new_ledger(home)
    yield made
    made.close()


HARBOUR = by_hand("harbour", "The harbour", ["Ferries leave at nine", "Tickets cost 3.5 crowns"])
BAKERY = by_hand("bakery", "The bakery", ["Bread is sold out by noon"])
HARBOUR_LATER = by_hand("harbour", "The harbour", ["Ferries leave at ten"])


def texts(ledger: Ledger, ids: list[int], generation: int) -> list[str]:
    return [stored.passage.text for stored in ledger.passages(ids, generation)]


def recount(ledger: Ledger) -> Statistics:
    live = live_passages(ledger)
    return Statistics(
        len(live),
        sum(len(passage.terms) for passage in live),
        sum(len(bigrams(f"{passage.title}\n{passage.text}")) for passage in live),
    )


def test_a_new_ledger_is_of_generation_zero_and_holds_nothing(writer: LedgerWriter) -> None:
    assert writer.ledger.generation == 0
    assert writer.ledger.sources() == []
    assert writer.ledger.statistics() == Statistics(0, 0, 0)
    assert writer.ledger.identity() == IDENTITY
    assert writer.ledger.indexed_at is None


def test_each_commit_raises_the_generation_by_one(writer: LedgerWriter) -> None:
    given = [put(writer, HARBOUR), put(writer, BAKERY), put(writer, removed=["bakery"])]

    assert given == [1, 2, 3]
    assert writer.ledger.generation == 3
    assert writer.ledger.indexed_at == AT


def test_a_reader_of_a_generation_keeps_its_rows_after_later_commits(writer: LedgerWriter) -> None:
    first = put(writer, HARBOUR, BAKERY)
    old = writer.ledger.passage_ids("harbour")
    second = put(writer, HARBOUR_LATER, removed=["bakery"])
    new = writer.ledger.passage_ids("harbour")

    assert texts(writer.ledger, old, first) == ["Ferries leave at nine", "Tickets cost 3.5 crowns"]
    assert texts(writer.ledger, old, second) == []
    assert texts(writer.ledger, new, second) == ["Ferries leave at ten"]
    assert texts(writer.ledger, new, first) == []
    assert writer.ledger.body_of("bakery", first) == BAKERY.article.body
    assert writer.ledger.body_of("bakery", second) is None
    assert writer.ledger.body_of("harbour", first) == HARBOUR.article.body


def test_passages_come_in_the_order_asked_for_and_unknown_ids_are_left_out(
    writer: LedgerWriter,
) -> None:
    generation = put(writer, HARBOUR, BAKERY)
    first, second = writer.ledger.passage_ids("harbour")

    found = writer.ledger.passages([second, 9999, first], generation)

    assert [stored.id for stored in found] == [second, first]
    assert writer.ledger.passages([], generation) == []


def test_passage_ids_are_never_used_again(writer: LedgerWriter) -> None:
    seen: list[int] = []
    for _ in range(3):
        put(writer, HARBOUR)
        seen += writer.ledger.passage_ids("harbour")
        put(writer, removed=["harbour"])
        writer.purge()

    assert len(seen) == 6
    assert seen == sorted(set(seen))


def test_the_statistics_equal_a_recount(writer: LedgerWriter) -> None:
    for change in (
        {"articles": (HARBOUR, BAKERY), "removed": []},
        {"articles": (HARBOUR_LATER,), "removed": []},
        {"articles": (), "removed": ["bakery"]},
        {"articles": (BAKERY,), "removed": ["harbour"]},
    ):
        put(writer, *change["articles"], removed=change["removed"])
        assert writer.ledger.statistics() == recount(writer.ledger)
    writer.rebuild(IDENTITY, [BAKERY], AT)
    assert writer.ledger.statistics() == recount(writer.ledger)
    assert writer.ledger.statistics().passages == 1


def test_an_article_comes_back_as_it_was_put(writer: LedgerWriter) -> None:
    source = {
        "publisher": "하언일보", "byline": "홍길동 기자", "published_at": "2025-10-28T13:55:00+09:00",
        "url": "https://example.org/1", "language": "ko",
    }  # fmt: skip
    prepared = by_hand(
        "ᄒᆞᆫ글", "韓國의 “항구” 🚢", ["문은 오전 9시에 연다", "표는 3.5원이다"], **source
    )
    body = prepared.article.body + "\n© 하언일보"
    blocks = (*prepared.article.blocks, Block(Kind.NOTICE, Span(len(body) - 6, len(body))))
    article = replace(prepared.article, body=body, blocks=blocks)

    writer.commit(
        Commit((replace(prepared, article=article),), articles_of={"/a.txt": {"ᄒᆞᆫ글"}}), AT
    )

    assert writer.ledger.article("ᄒᆞᆫ글") == replace(
        article, source=replace(article.source, path="/a.txt")
    )
    assert writer.ledger.article_hashes() == {"ᄒᆞᆫ글": prepared.hash}


def test_a_passage_comes_back_with_its_text_terms_and_vectors(writer: LedgerWriter) -> None:
    generation = put(writer, HARBOUR)

    stored = writer.ledger.passages(writer.ledger.passage_ids("harbour"), generation)

    assert [s.passage for s in stored] == [p.passage for p in HARBOUR.passages]
    assert [s.title_terms for s in stored] == [("the", "harbour")] * 2
    for given, kept in zip(HARBOUR.passages, stored, strict=True):
        assert kept.vectors.dtype == np.float16
        assert np.array_equal(kept.vectors, given.vectors)
        assert (kept.term_count, kept.bigram_count) == (given.term_count, given.bigram_count)


def test_an_error_inside_a_commit_changes_nothing(writer: LedgerWriter) -> None:
    put(writer, HARBOUR)
    twice = Commit((BAKERY, replace(BAKERY, title_terms=None)), ("harbour",))  # type: ignore[arg-type]

    with pytest.raises(TypeError):
        writer.commit(twice, AT)

    assert writer.ledger.generation == 1
    assert list(writer.ledger.article_hashes()) == ["harbour"]
    assert writer.ledger.statistics() == recount(writer.ledger)
    assert writer.ledger.removed_count() == 0
    assert put(writer, BAKERY) == 2


def test_an_error_inside_a_rebuild_leaves_the_old_passages(writer: LedgerWriter) -> None:
    put(writer, HARBOUR, BAKERY)
    before = live_passages(writer.ledger)

    def remade() -> Iterator[object]:
        yield HARBOUR
        raise StorageFailed("the disk", "is", "full")

    with pytest.raises(StorageFailed):
        writer.rebuild(Identity("other", "other", "other"), remade(), AT)

    assert [live.id for live in live_passages(writer.ledger)] == [live.id for live in before]
    assert writer.ledger.identity() == IDENTITY
    assert writer.ledger.generation == 1


def test_a_rebuild_replaces_every_passage_and_keeps_the_articles(writer: LedgerWriter) -> None:
    first = put(writer, HARBOUR, BAKERY)
    old = [live.id for live in live_passages(writer.ledger)]
    hashes = writer.ledger.article_hashes()
    other = Identity("other", "other", "other")

    second = writer.rebuild(other, [BAKERY, HARBOUR], AT)

    assert second == first + 1
    assert writer.ledger.identity() == other
    assert writer.ledger.article_hashes() == hashes
    assert not set(old) & {live.id for live in live_passages(writer.ledger)}
    assert len(writer.ledger.passages(old, first)) == len(old)


def test_followers_are_told_what_left_since_their_generation(writer: LedgerWriter) -> None:
    put(writer, HARBOUR, BAKERY)
    harbour, bakery = (writer.ledger.passage_ids(name) for name in ("harbour", "bakery"))
    put(writer, HARBOUR_LATER)
    put(writer, removed=["bakery"])

    assert sorted(writer.ledger.removed_since(1)) == sorted(harbour + bakery)
    assert sorted(writer.ledger.removed_since(2)) == bakery
    assert writer.ledger.removed_since(3) == []
    assert writer.ledger.removed_since(0) == []  # a follower that holds nothing has nothing to drop


def test_followers_are_told_what_came_since_their_generation(writer: LedgerWriter) -> None:
    put(writer, HARBOUR)
    put(writer, by_hand("b", "Bread", ["Bread is gone"], published_at="2025-10-28", publisher="P"))
    bread = writer.ledger.passage_ids("b")

    assert list(writer.ledger.lexical_since(1)) == [
        LexicalRow(bread[0], "bread bread is gone", "Bread\nBread is gone", 20251028, "P", "en")
    ]
    assert [row.id for row in writer.ledger.lexical_since(0)] == [
        *writer.ledger.passage_ids("harbour"), *bread,
    ]  # fmt: skip
    assert list(writer.ledger.lexical_since(2)) == []
    ((passage_id, row),) = writer.ledger.vectors_since(1, DIMENSION)
    assert passage_id == bread[0]
    assert np.array_equal(np.frombuffer(row, np.float16), live_passages(writer.ledger)[-1].vector)


def test_every_row_is_read_however_many_there_are(writer: LedgerWriter) -> None:
    put(writer, by_hand("long", "Long", [f"Line {number}" for number in range(4321)]))

    assert [row.id for row in writer.ledger.lexical_since(0)] == list(range(1, 4322))


def test_a_restriction_allows_what_a_plain_scan_allows(writer: LedgerWriter) -> None:
    put(
        writer,
        by_hand("a", "A", ["x"], published_at="2025-10-27", publisher="P", language="ko"),
        by_hand("b", "B", ["x"], published_at="2025-10-28T23:00:00+09:00", publisher="Q"),
        by_hand("c", "C", ["x"], publisher="P"),
    )
    asked = {
        "since": Restriction(since=20251028), "until": Restriction(until=20251027),
        "publisher": Restriction(publisher="P"), "language": Restriction(language="ko"),
        "none": Restriction(publisher="p"), "all": Restriction(),
    }  # fmt: skip

    allowed = {name: writer.ledger.allowed(each).tolist() for name, each in asked.items()}

    assert allowed == {
        "since": [2], "until": [1], "publisher": [1, 3], "language": [1], "none": [], "all": [1, 2, 3],
    }  # fmt: skip


def test_sources_are_newest_first_and_unknown_dates_last(writer: LedgerWriter) -> None:
    days = {"a": "2024-01-01", "b": None, "c": "2025-10-28T13:55:00+09:00", "d": "2025-10-28"}
    put(writer, *(by_hand(name, name, ["x"], published_at=day) for name, day in days.items()))

    assert [source.id for source in writer.ledger.sources()] == ["c", "d", "a", "b"]


def test_files_and_folders_are_remembered_and_forgotten(writer: LedgerWriter) -> None:
    state = FileState("/a.txt", 3, 5, "hash", (("cannot read /a.txt", "why", "mend"),))
    writer.remember_folders(["/articles"])
    writer.remember_folders(["/articles", "/a.txt"])
    writer.commit(Commit((HARBOUR,), files=(state,), articles_of={"/a.txt": {"harbour"}}), AT)

    assert writer.ledger.files() == {"/a.txt": state}
    assert writer.ledger.file_articles() == {"/a.txt": frozenset({"harbour"})}
    assert writer.ledger.folders() == ("/a.txt", "/articles")

    writer.commit(Commit(gone=("/a.txt",)), AT)

    assert writer.ledger.files() == {}
    assert writer.ledger.file_articles() == {}


def test_purging_forgets_what_was_removed_and_nothing_else(writer: LedgerWriter) -> None:
    put(writer, HARBOUR, BAKERY)
    generation = put(writer, HARBOUR_LATER, removed=["bakery"])
    kept = live_passages(writer.ledger)

    writer.purge()

    assert writer.ledger.removed_count() == 0
    assert writer.ledger.purged == generation == writer.ledger.generation
    assert [live.text for live in live_passages(writer.ledger)] == [live.text for live in kept]
    assert writer.ledger.body_of("bakery", generation - 1) is None
    assert writer.ledger.damage() is None


def test_an_article_that_is_not_there_is_not_found(writer: LedgerWriter) -> None:
    put(writer, HARBOUR, removed=[])
    put(writer, removed=["harbour"])

    with pytest.raises(NotFound, match="inyong articles list"):
        writer.ledger.article("harbour")
