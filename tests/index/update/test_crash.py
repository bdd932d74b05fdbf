"""Whatever ends an update, nothing is lost (promise 2): the process is really killed, at real points."""

from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import Point, change_files, kill, prepare_files
from making import Contents, contents

from index.errors import LibraryEmpty
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update import update
from index.update.check import check
from qa.answer import AskOptions
from qa.pipeline import Inyong

MENDED_NEXT = "It is brought up by the next question, or now by: inyong check --repair"


# Each point leaves another state on the disk: of those that leave the same, the last one stands here.
UPDATING = (
    Point(
        "commit", "before", 3
    ),  # the first of the articles, after those of the tables and the folders
    Point("index.store.ledger_writer:LedgerWriter._remove", "after", 2),
    Point("index.store.ledger_writer:LedgerWriter.commit", "after", 2),
    Point("index.search.lexical:_document", "after", 2),
    Point("index.search.vectors:_Files.write", "before"),
    Point("index.store.atomic_files:publish", "before"),
    Point("index.search.vectors:_Files.write", "after"),
    Point("index.search.published:write_state", "before"),
    Point("index.search.library:publish", "after"),
)
BEGINNING = (
    Point("commit", "before"),  # the tables
    Point("commit", "after"),
    Point("commit", "before", 3),  # the first articles
    Point("index.search.lexical:_vacant", "before"),
    Point("index.store.atomic_files:publish", "after", 2),
)
REMAKING = (
    Point("commit", "before", 3),
    Point("commit", "after", 3),
    Point("index.search.published:write_state", "before"),
)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: str) -> list[Contents]:
    """What a library holds after the first and after the second update, when nothing goes wrong."""
    place = tmp_path_factory.mktemp("uninterrupted")
    (folder := place / "articles").mkdir()
    held = []
    for step in (prepare_files, change_files):
        step(folder)
        update(place / "home", [folder], encoder=tiny_encoder)
        held.append(contents(place / "home"))
    return held


def assert_usable(home: Path) -> None:
    """Only what the next question mends is amiss; questions are answered by true quotations."""
    assert {finding.mend for finding in check(home)} <= {MENDED_NEXT}
    asked = Inyong.open(home)
    answer = asked.ask("When does the hospital open?", AskOptions(hits=3))
    assert answer.generation == asked.summary().generation
    quotes = answer.quotes or answer.nearest
    assert quotes
    for quote in quotes:
        body = asked.article(quote.citation.source.id).body
        assert quote.citation.span.of(body) == quote.text
    asked.close()
    assert check(home) == []


@pytest.mark.parametrize("point", UPDATING, ids=str)
def test_a_killed_update_loses_nothing_and_the_next_one_completes_it(
    point: Point,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    uninterrupted: list[Contents],
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)
    update(home, [folder], encoder=tiny_encoder)
    before, after = uninterrupted
    change_files(folder)

    kill(point, home, folder, child_environment)

    kept = contents(home)
    always = before.keys() & after.keys()
    assert always <= kept.keys() <= before.keys() | after.keys()
    assert all(held in (before.get(name), after.get(name)) for name, held in kept.items())
    assert_usable(home)
    update(home)
    assert contents(home) == after
    assert_usable(home)
    assert list(home.glob("*.part")) + list(home.glob(".*.part")) == []


@pytest.mark.parametrize(
    "point",
    [
        Point("index.store.ledger_writer:LedgerWriter.purge", "after"),
        Point("commit", "before", 3),  # that of the purge
    ],
    ids=str,
)
def test_a_killed_purge_loses_nothing(
    point: Point,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    uninterrupted: list[Contents],
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)
    update(home, [folder], encoder=tiny_encoder)
    change_files(folder)
    update(home)

    kill(point, home, folder, child_environment)

    assert contents(home) == uninterrupted[1]
    assert_usable(home)
    update(home)
    assert contents(home) == uninterrupted[1]
    assert_usable(home)


@pytest.mark.parametrize("point", BEGINNING, ids=str)
def test_a_killed_first_update_is_completed_by_the_next_one(
    point: Point,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    uninterrupted: list[Contents],
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)

    kill(point, home, folder, child_environment, encoder=tiny_encoder)

    try:
        Ledger.open(ledger_path(home)).close()
        assert {finding.mend for finding in check(home)} <= {MENDED_NEXT}
        Inyong.open(home).close()
    except LibraryEmpty as error:
        assert "inyong index" in error.mend
    update(home, [folder], encoder=tiny_encoder)
    assert contents(home) == uninterrupted[0]
    assert_usable(home)


@pytest.mark.parametrize("point", REMAKING, ids=str)
def test_a_killed_rebuild_keeps_the_passages_and_the_next_one_completes_it(
    point: Point,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    uninterrupted: list[Contents],
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)
    update(home, [folder], encoder=tiny_encoder)

    kill(point, home, folder, child_environment, rebuild=True)

    assert contents(home) == uninterrupted[0]
    assert_usable(home)
    update(home, rebuild=True)
    assert contents(home) == uninterrupted[0]
    assert_usable(home)
