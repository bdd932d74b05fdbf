"""What is asked of a large library is answered from indexes of the database, not by reading it whole."""

import sqlite3
from pathlib import Path

import pytest
from making import by_hand, new_ledger, put

from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter


@pytest.fixture
def filled(home: Path, writer: LedgerWriter) -> LedgerWriter:
    """Four articles, one of which was changed and one removed since the first generation."""
    put(
        writer,
        by_hand("a", "A", ["One"], language="ko", publisher="B", published_at="2025-10-28"),
        by_hand("b", "B", ["Two"], language="en", publisher="A", published_at="2024-01-02"),
        by_hand("c", "C", ["Three"], language=None, publisher=None),
        by_hand("d", "D", ["Four"], language="ja", publisher="C", published_at="2026-01-01"),
    )
    put(writer, by_hand("a", "A", ["One again"], language="ko", publisher="B"), removed=["d"])
    return writer


@pytest.mark.parametrize("with_indexes", [True, False], ids=["indexed", "of an earlier version"])
def test_what_there_is_is_told_of_live_articles(
    home: Path, filled: LedgerWriter, with_indexes: bool
) -> None:
    if not with_indexes:
        connection = sqlite3.connect(ledger_path(home))
        for name in ("live_days", "live_languages", "live_publishers", "live_contents"):
            connection.execute(f"DROP INDEX {name}")
        connection.close()
    ledger = Ledger.open(ledger_path(home))

    assert ledger.languages() == ("en", "ko")
    assert ledger.publishers() == ("A", "B")
    assert list(ledger.article_hashes()) == ["a", "b", "c"]
    ledger.close()
    new_ledger(home).close()
    connection = sqlite3.connect(ledger_path(home))
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {"live_days", "live_languages", "live_publishers", "live_contents"} <= names
    connection.close()


def test_a_body_is_that_of_the_generation(filled: LedgerWriter) -> None:
    ledger = filled.ledger

    assert [ledger.body_of("a", generation) for generation in (0, 1, 2)] == [
        None, "One", "One again",
    ]  # fmt: skip
    assert [ledger.body_of("d", generation) for generation in (0, 1, 2)] == [None, "Four", None]
    assert ledger.body_of("c", 2) == "Three"


def test_no_query_of_one_thing_reads_a_table_from_end_to_end(
    home: Path, filled: LedgerWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = filled.ledger
    asked: list[tuple[str, tuple[object, ...]]] = []
    rows = ledger._database.rows

    def noted(statement: str, *values: object) -> list[tuple[object, ...]]:
        asked.append((statement, values))
        return rows(statement, *values)

    monkeypatch.setattr(ledger._database, "rows", noted)
    ledger.body_of("a", 1)
    ledger.passages([1, 2], 2)
    ledger.passage_ids("a")
    ledger.hash_of("a")
    ledger.ids_of("0")
    ledger.articles_in("/a.txt")
    ledger.paths("a")
    ledger.languages()
    ledger.publishers()
    ledger.article("a", 1)
    ledger.newest(3, 1)
    ledger.removed_since(1)
    list(ledger.lexical_since(1))
    list(ledger.vectors_since(1, 8))

    plans = [
        (statement, step)
        for statement, values in asked
        for (*_, step) in rows(f"EXPLAIN QUERY PLAN {statement}", *values)
    ]
    assert [
        (statement, step)
        for statement, step in plans
        if step.startswith("SCAN")
        and not step.startswith("SCAN (subquery")  # of as many rows as are asked for
        and "sqlite_master" not in statement
    ] == []
