"""Files come in their order, whatever is read before its turn."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from making import story

from index.article import Article, Block, Kind, Source, Span
from index.formats import read
from index.store.records import FileState
from index.update import read_files
from index.update.read_files import in_turn

Reader = Callable[..., Iterator[Article]]


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_files, "usable_cores", lambda: 2)


def states(*names: str) -> list[FileState]:
    return [FileState(name, 100, 0, "") for name in names]


def article_of(path: Path) -> Article:
    return Article(Source("", path.name), "a", (Block(Kind.PARAGRAPH, Span(0, 1)),))


def titles(files: list[FileState]) -> list[tuple[str, list[str]]]:
    return [
        (state.path, [one.source.title for one in found if isinstance(one, Article)])
        for state, found in in_turn(files, lambda place: None)
    ]


def test_files_of_any_kind_come_in_order_with_what_reading_each_gives(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(story("harbour", str(number)))
        page = f"<html><body><article><h1>Page {number}</h1><p>Open at {number}.</p></article>"
        (tmp_path / f"{number}.html").write_text(page)
    (tmp_path / "none.pdf").write_text("no PDF")
    paths = sorted(tmp_path.iterdir())
    files = [FileState(str(path), path.stat().st_size, 0, "") for path in paths]
    places: list[int] = []

    found = [(state.path, list(map(repr, items))) for state, items in in_turn(files, places.append)]

    assert found == [(str(path), list(map(repr, read(path)))) for path in paths]
    assert places == [file.size for file in files if file.path.endswith(".txt")]


def test_two_pages_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=30)

    def meeting(path: Path, *_: object) -> Iterator[Article]:
        both.wait()  # breaks where nobody else comes
        yield article_of(path)

    monkeypatch.setattr(read_files, "read", meeting)

    assert titles(states("a.html", "b.pdf")) == [("a.html", ["a.html"]), ("b.pdf", ["b.pdf"])]


def test_texts_and_large_files_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    at_hand: list[str] = []

    def noting(path: Path, *_: object) -> Iterator[Article]:
        at_hand.append(threading.current_thread().name)
        yield article_of(path)

    monkeypatch.setattr(read_files, "read", noting)
    large = FileState("large.pdf", 2**30, 0, "")

    assert [name for name, _ in titles([*states("a.txt", "b.jsonl", "c.zip"), large])] == [
        "a.txt", "b.jsonl", "c.zip", "large.pdf",
    ]  # fmt: skip
    assert set(at_hand) == {threading.current_thread().name}


def test_who_stops_early_leaves_no_reading_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def noting(path: Path, *_: object) -> Iterator[Article]:
        begun.append(path.name)
        yield article_of(path)

    monkeypatch.setattr(read_files, "read", noting)
    files = in_turn(states(*(f"{number}.html" for number in range(50))), lambda place: None)
    next(files)
    files.close()

    assert len(begun) <= 4
    assert not [one for one in threading.enumerate() if one.name.startswith("read")]
