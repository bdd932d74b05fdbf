"""A ledger that is not there, or not whole, says so and how to mend it."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from making import by_hand, new_ledger, put

from index.errors import LibraryDamaged, LibraryEmpty
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update import update
from qa.pipeline import Inyong


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


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles SET blocks = 'x'",
        "UPDATE passages SET sentences = 'oops'",
        "UPDATE passages SET vectors = x'00'",
        "UPDATE meta SET value = 'xx' WHERE key = 'encoder'",
        "DELETE FROM meta WHERE key = 'generation'",
        "UPDATE articles SET title = CAST(x'ff' AS TEXT)",
    ],
)
def test_rows_that_make_no_sense_are_damage_and_not_a_slip(
    home: Path, folder: Path, tiny_encoder: str, damage: str
) -> None:
    (folder / "a.txt").write_text("A title\n\nThe harbour opens at nine. It closes at five.")
    update(home, [folder], encoder=tiny_encoder)
    with contextlib.closing(sqlite3.connect(ledger_path(home))) as connection:
        connection.execute(damage)
        connection.commit()

    def use_it() -> None:
        inyong = Inyong.open(home)
        inyong.ask("When does the harbour open?")
        for source in inyong.articles():
            inyong.article(source.id)

    with pytest.raises(LibraryDamaged) as caught:
        use_it()

    assert caught.value.mend
