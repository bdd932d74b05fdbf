"""A library in which nothing may be written: a read-only mount, or another account's folder."""

import os
import stat
from pathlib import Path

import pytest
from making import write_stories

from index.errors import LibraryEmpty
from index.search.library import open_library
from index.store.records import Restriction
from index.update import update
from index.update.check import check


@pytest.fixture
def library(home: Path, folder: Path, tiny_encoder: str) -> Path:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    return home


@pytest.fixture
def read_only(library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that seems read-only: its system says so, and its lock files cannot be opened to write."""
    (lock,) = library.glob("lexical-*/.tantivy-meta.lock")
    for path in (lock, library / "writer.lock", library / "readers" / "1"):
        path.unlink(missing_ok=True)
        path.mkdir(parents=True)  # nobody can write to it, not even root
    asked = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: not mode & os.W_OK and asked(at, mode))
    return library


def files(home: Path) -> set[tuple[str, int]]:
    return {(str(path), path.stat().st_mtime_ns) for path in home.rglob("*")}


def test_it_is_whole_and_is_searched_and_nothing_in_it_changes(read_only: Path) -> None:
    before = files(read_only)

    assert check(read_only) == []
    opened = open_library(read_only)
    try:
        (passage,) = opened.ledger.passages([1], opened.generation)
        words = opened.analyzer.terms(passage.source.title, opened.languages)
        found = opened.by_words(words, (), 3, Restriction())
        assert 1 in [passage_id for passage_id, _ in found]
    finally:
        opened.close()

    assert files(read_only) == before


def test_where_the_indexes_are_late_the_earlier_generation_is_searched(
    library: Path, folder: Path
) -> None:
    (folder / "new.txt").write_text("새 소식\n\n해온시가 새 소식을 알렸다.\n", "utf-8")
    update(library, follow=lambda *late: None)
    (library / "writer.lock").unlink()
    (library / "writer.lock").mkdir()

    opened = open_library(library)

    assert (opened.generation, opened.ledger.generation) == (1, 2)
    opened.close()


def test_other_accounts_may_read_what_the_folder_lets_them(
    library: Path, folder: Path, tiny_encoder: str
) -> None:
    (folder / "new.txt").write_text("새 소식\n\n해온시가 새 소식을 알렸다.\n", "utf-8")
    update(library)

    for path in library.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == library.stat().st_mode & 0o666, path


def test_a_library_whose_first_update_found_nothing_is_empty(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    update(home, [folder], encoder=tiny_encoder)

    for look in (open_library, check):
        with pytest.raises(LibraryEmpty, match="inyong index FOLDER"):
            look(home)
