"""One contract for every follower: it finds what a plain scan of the ledger finds."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from making import by_hand, live_passages, put
from oracles import (
    ASKED,
    LINES,
    ByWords,
    Dense,
    Follower,
    Lexical,
    assert_agrees,
    assert_mirrors,
    change,
    fill,
)  # fmt: skip

from index.search import lexical
from index.search.lexical import LexicalIndex
from index.search.published import read_published
from index.search.vector_segment import Segment
from index.search.vectors import VectorIndex
from index.store.ledger_writer import LedgerWriter
from index.store.records import Restriction


def test_a_fresh_follower_scores_as_the_oracle_does(
    follower: Follower, writer: LedgerWriter
) -> None:
    fill(writer)

    follower.catch_up()

    assert_agrees(follower)


def test_hits_are_best_first_and_at_most_as_many_as_asked_for(
    follower: Follower, writer: LedgerWriter
) -> None:
    fill(writer)
    follower.catch_up()

    everything = follower.search("nine ferries at the bridge")

    assert everything == sorted(everything, key=lambda hit: (-hit[1], hit[0]))
    assert len(everything) > 3
    assert follower.search("nine ferries at the bridge", limit=3) == everything[:3]
    assert follower.search("nine ferries at the bridge", limit=0) == []


def test_a_follower_that_caught_up_equals_one_made_anew(
    follower: Follower, writer: LedgerWriter
) -> None:
    fill(writer)
    follower.catch_up()
    change(writer)
    follower.catch_up()
    assert_mirrors(follower)
    followed = {text: dict(follower.search(text)) for text in ASKED}

    follower.forget()
    follower.catch_up()

    assert_agrees(follower)
    for text in ASKED:
        assert followed[text] == pytest.approx(dict(follower.search(text)), rel=0.35)


def test_adding_alone_gives_the_very_scores_of_one_made_anew(
    follower: Follower, writer: LedgerWriter
) -> None:
    for number, line in enumerate(LINES):
        put(writer, by_hand(f"a{number}", "Haeon news", [line]))
        follower.catch_up()

    assert_agrees(follower)


def test_applying_a_change_twice_is_harmless(follower: Follower, writer: LedgerWriter) -> None:
    fill(writer)
    follower.catch_up()
    saved = follower.saved()
    change(writer)
    follower.catch_up()

    follower.put_back(saved)  # as if killed before the state was written
    follower.catch_up()

    assert_mirrors(follower)


def test_catching_up_with_nothing_new_writes_nothing(
    follower: Follower, writer: LedgerWriter
) -> None:
    fill(writer)
    follower.catch_up()
    before = follower.contents()

    follower.catch_up()

    assert follower.contents() == before


def test_a_follower_behind_a_purge_is_made_anew(follower: Follower, writer: LedgerWriter) -> None:
    fill(writer)
    follower.catch_up()
    change(writer)
    writer.purge()

    follower.catch_up()

    assert_agrees(follower)


@pytest.mark.parametrize("kind", [Lexical, Dense])
def test_a_follower_ahead_of_its_ledger_is_made_anew(
    kind: type[Lexical | Dense], home: Path, writer: LedgerWriter
) -> None:
    follower = kind(home, writer.ledger)
    fill(writer)
    follower.catch_up()
    state = json.loads(follower.state.read_text())
    state["generation"]["number"] = 99
    follower.state.write_text(json.dumps(state))

    follower.catch_up()  # the ledger was restored from a backup

    assert_agrees(follower)


FILTERS = {
    "since": (Restriction(since=20251028), {"b", "c"}),
    "until": (Restriction(until=20251028), {"a", "b"}),
    "one day": (Restriction(since=20251028, until=20251028), {"b"}),
    "publisher": (Restriction(publisher="하언일보"), {"a", "d"}),
    "part of a publisher": (Restriction(publisher="하언"), set()),
    "language": (Restriction(language="ko"), {"c"}),
    "two at once": (Restriction(until=20251231, publisher="하언일보"), {"a"}),
    "an empty range": (Restriction(since=20260101, until=20250101), set()),
    "nothing": (Restriction(), {"a", "b", "c", "d"}),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_lets_through_what_matches_and_no_unknown_date(
    follower: Follower, writer: LedgerWriter, name: str
) -> None:
    line = ["nine ferries"]
    put(
        writer,
        by_hand("a", "A", line, published_at="2025-10-27", publisher="하언일보"),
        by_hand("b", "B", line, published_at="2025-10-28T23:59:00+09:00", publisher="Haeon News"),
        by_hand("c", "C", line, published_at="2025-10-29", language="ko"),
        by_hand("d", "D", line, publisher="하언일보"),
    )
    follower.catch_up()
    restriction, expected = FILTERS[name]

    found = [passage_id for passage_id, _ in follower.search("nine ferries", 10, restriction)]

    stored = follower.ledger.passages(found, follower.ledger.generation)
    assert {each.source.id for each in stored} == expected
    assert len(found) == len(expected)


def test_equal_scores_come_in_ascending_id_wherever_the_limit_falls(
    follower: Follower, writer: LedgerWriter
) -> None:
    for number in range(11):  # in as many commits, so that the engine keeps them in many places
        put(writer, by_hand(f"tie{number}", "Same", ["ferries leave at nine or so"]))
        follower.catch_up()
    put(writer, *(by_hand(f"best{number}", "Same", ["at nine"]) for number in range(3)))
    follower.catch_up()

    best, ties = [12, 13, 14], list(range(1, 12))

    for limit in range(1, 15):
        found = [passage_id for passage_id, _ in follower.search("at nine", limit)]
        assert found == (best + ties)[:limit]


def test_an_empty_library_has_a_follower_that_finds_nothing(follower: Follower) -> None:
    follower.catch_up()

    opened = follower.open()

    assert opened is not None
    assert (opened.size, opened.generation) == (0, 0)
    assert follower.search("nine ferries") == []


def test_a_library_whose_last_article_went_finds_nothing(
    follower: Follower, writer: LedgerWriter
) -> None:
    put(writer, by_hand("a", "Haeon news", ["nine ferries"]))
    follower.catch_up()
    put(writer, removed=["a"])
    follower.catch_up()

    assert_mirrors(follower)
    assert follower.search("nine ferries") == []


def test_an_opened_follower_goes_on_answering_from_its_generation(
    follower: Follower, writer: LedgerWriter
) -> None:
    fill(writer)
    follower.catch_up()
    opened = follower.open()
    before = follower.asked(opened, "nine")

    change(writer)
    follower.catch_up()

    assert len(before) > 1
    assert follower.asked(opened, "nine") == before


@pytest.mark.parametrize("kind", [Lexical, Dense])
def test_an_opened_local_follower_outlives_its_being_made_anew(
    kind: type[Lexical | Dense], home: Path, writer: LedgerWriter
) -> None:
    follower = kind(home, writer.ledger)
    fill(writer)
    follower.catch_up()
    opened = follower.open()
    before = follower.asked(opened, "nine")

    change(writer)
    follower.forget()
    follower.catch_up()

    assert follower.asked(opened, "nine") == before


def test_words_that_no_article_has_find_nothing(by_words: ByWords, writer: LedgerWriter) -> None:
    fill(writer)
    by_words.catch_up()

    assert by_words.search("한국은행 기준금리") == []
    assert by_words.search("") == []
    assert by_words.search('"* (: ~^ \\') == []


def test_frequencies_count_live_passages_only(by_words: ByWords, writer: LedgerWriter) -> None:
    fill(writer)
    by_words.catch_up()
    change(writer)
    by_words.catch_up()
    asked = ["nine", "ten", "shut", "haeon", "unheard"]

    counted = by_words.frequencies(asked)

    live = live_passages(writer.ledger)
    assert counted == {word: sum(word in p.terms for p in live) for word in asked}
    assert counted["shut"] == 0


def test_a_vector_index_of_another_dimension_is_made_anew(home: Path, writer: LedgerWriter) -> None:
    fill(writer)
    follower = Dense(home, writer.ledger)
    follower.catch_up()
    state = json.loads(follower.state.read_text())
    state["vectors"]["dimension"] = 4
    follower.state.write_text(json.dumps(state))

    follower.catch_up()

    assert_agrees(follower)


def test_a_newer_generation_is_opened_without_reading_again_what_is_known(
    home: Path, writer: LedgerWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Dense(home, writer.ledger)
    words = Lexical(home, writer.ledger)
    for one in range(8):
        put(writer, *(by_hand(f"a{one}-{n}", "Haeon news", [line]) for n, line in enumerate(LINES)))
    follower.catch_up()
    words.catch_up()
    meanings, lexical_index = follower.open(), words.open()
    put(writer, by_hand("b0", "Haeon news", ["nine ferries"]))
    follower.catch_up()
    words.catch_up()
    looked_at: list[str] = []
    read_segment, look_through = Segment.read, lexical.fingerprint

    def reading(path: Path, digest: str, dimension: int) -> Segment:
        looked_at.append(path.name)
        return read_segment(path, digest, dimension)

    def looking(path: Path) -> str:
        looked_at.append(path.name)
        return look_through(path)

    monkeypatch.setattr(Segment, "read", reading)
    monkeypatch.setattr(lexical, "fingerprint", looking)
    newer = VectorIndex.open(home, read_published(home), meanings)
    newer_words = LexicalIndex.open(home, read_published(home), lexical_index)

    assert newer is not None
    assert newer_words is not None
    assert [len(segment.ids) for segment in newer.segments] == [8 * len(LINES), 1]
    assert newer.size == newer_words.size == 8 * len(LINES) + 1
    before = {path.name for path in words.files()} - set(looked_at)
    assert len([name for name in looked_at if name.startswith("vectors-")]) == 1
    assert before


def test_files_of_vectors_are_few_and_hold_nothing_that_is_gone_for_long(
    home: Path, writer: LedgerWriter
) -> None:
    follower = Dense(home, writer.ledger)
    for number in range(40):
        put(writer, by_hand(f"a{number}", "Haeon news", [LINES[number % len(LINES)]]))
        follower.catch_up()
        opened = follower.open()
        assert opened is not None
        assert opened.size == number + 1
        sizes = [len(segment.ids) for segment in opened.segments]
        assert all(first >= 2 * second for first, second in pairwise(sizes))
        assert len(list(home.glob("vectors-*"))) == len(sizes)

    for number in range(0, 40, 2):
        put(writer, removed=[f"a{number}"])
        follower.catch_up()
        opened = follower.open()
        assert opened is not None
        assert all(
            8 * int(segment.rows_of(opened.gone).sum()) <= len(segment.ids)
            for segment in opened.segments
        )
    assert_agrees(follower)
