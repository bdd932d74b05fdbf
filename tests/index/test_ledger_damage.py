"""A ledger that is not there, or not whole, says so and how to mend it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from making import by_hand, new_ledger, put

from index.errors import LibraryDamaged, LibraryEmpty
from index.home import ledger_path
from index.ledger import Ledger


@pytest.mark.parametrize("begun", ["no folder", "no file", "no bytes", "no tables"])
def test_a_library_that_was_never_filled_is_empty(home: Path, begun: str) -> None:
    path = ledger_path(home)
    if begun != "no folder":
        home.mkdir()
    if begun == "no bytes":
        path.touch()
    if begun == "no tables":  # its writer was killed between making the file and the tables
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()

    with pytest.raises(LibraryEmpty, match="inyong index"):
        Ledger.open(path)


def _as_garbage(data: bytes) -> bytes:
    return b"\xff no database " * 512


def _cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2 // 4096 * 4096]


def _of_a_later_format(data: bytes) -> bytes:
    return data.replace(b"schema1", b"schema9")


@pytest.mark.parametrize("harm", [_as_garbage, _cut_short, _of_a_later_format])
def test_a_damaged_ledger_says_so_and_how_to_mend_it(
    home: Path, harm: Callable[[bytes], bytes]
) -> None:
    writer = new_ledger(home)
    put(writer, *(by_hand(f"a{n}", "Title", [f"Sentence {n} " * 50]) for n in range(60)))
    writer.close()
    path = ledger_path(home)
    path.write_bytes(harm(path.read_bytes()))

    with pytest.raises(LibraryDamaged, match=r"index the articles again") as caught:
        ledger = Ledger.open(path)
        list(ledger.articles())
    assert str(path) in caught.value.what
