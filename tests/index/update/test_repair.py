"""`inyong check --repair` makes anew what can be made from the ledger, and never touches its articles."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from making import contents, story, write_stories

from index.errors import LibraryBusy, LibraryDamaged, LibraryEmpty
from index.search.library import open_library
from index.search.published import forget
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.update import update
from index.update.check import check
from index.update.repair import repair


@pytest.fixture
def library(home: Path, folder: Path, tiny_encoder: str) -> Path:
    """A library of five articles whose followers have followed once."""
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    (folder / "museum.txt").write_text(story("museum"))
    update(home)
    return home


def articles(home: Path) -> list[tuple[object, ...]]:
    """The ledger's live articles, letter for letter, in whatever rows they are."""
    connection = sqlite3.connect(ledger_path(home))
    rows = connection.execute(
        "SELECT id, hash, title, publisher, byline, published_at, day, url, language, body, blocks,"
        " title_terms FROM articles WHERE removed IS NULL ORDER BY id"
    ).fetchall()
    connection.close()
    return rows


def run(home: Path, statement: str) -> None:
    connection = sqlite3.connect(ledger_path(home))
    with connection:
        connection.execute(statement)
    connection.close()


def gone(data: bytes) -> bytes | None:
    return None


def cut_short(data: bytes) -> bytes | None:
    return data[: len(data) // 2]


def emptied(data: bytes) -> bytes | None:
    return b""


def bit_flipped(data: bytes) -> bytes | None:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) + data[len(data) // 2 + 1 :]


def first_bit_flipped(data: bytes) -> bytes | None:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.slow
@pytest.mark.parametrize("harm", [gone, cut_short, emptied, bit_flipped, first_bit_flipped])
def test_any_file_of_a_follower_may_be_harmed(
    library: Path, harm: Callable[[bytes], bytes | None]
) -> None:
    before, rows = contents(library), articles(library)
    files = [
        path.relative_to(library)
        for path in sorted(library.rglob("*"))
        if (path.is_file() and path.name.startswith(("lexical", "vectors")))
        or path.parent.name.startswith("lexical")
    ]
    assert len(files) > 8
    for name in files:
        path = library / name
        if not path.exists():
            continue  # a rebuilt index has other segments
        data = path.read_bytes()
        harmed = harm(data) if data else None
        path.unlink() if harmed is None else path.write_bytes(harmed)

        repair(library)

        assert check(library) == [], f"{name} {harm.__name__}"
        assert open_library(library).lexical.frequencies("morphemes", ["haeon"])["haeon"] > 0
    assert (contents(library), articles(library)) == (before, rows)


def test_a_library_that_is_whole_is_left_as_it_is(library: Path) -> None:
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}

    assert repair(library) == []

    after = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    assert after == before


def test_followers_that_are_late_or_of_another_ledger_are_mended(
    library: Path, folder: Path, tmp_path: Path
) -> None:
    state = (library / "followers.json").read_text()
    (library / "followers.json").write_text(state.replace('"number": 2', '"number": 9'))
    assert len(check(library)) == 2

    deeds = repair(library)

    assert deeds == [
        "the lexical index was made anew from the ledger",
        "the vector index was made anew from the ledger",
    ]
    assert check(library) == []


def test_what_a_killed_process_left_is_removed(library: Path) -> None:
    (library / ".vectors-7-0.bin.123.part").write_bytes(b"x")
    (library / "vectors-1-9.bin").write_bytes(b"x")
    (library / "lexical-0").mkdir()
    (library / "lexical-0" / "meta.json").write_text("{}")
    (library / "notes.txt").write_text("mine")

    deeds = repair(library)

    assert len(deeds) == 3
    assert all("killed" in deed for deed in deeds)
    assert not (library / "lexical-0").exists()
    assert not (library / "vectors-1-9.bin").exists()
    assert list(library.glob(".*.part")) == []
    assert (library / "notes.txt").exists()
    assert check(library) == []


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM passages WHERE id IN (2, 3)",
        "DELETE FROM passages",
        "UPDATE passages SET vectors = x'' WHERE id = 2",
        "UPDATE passages SET vectors = substr(vectors, 1, length(vectors) / 2) WHERE id = 2",
        "UPDATE passages SET vectors = zeroblob(length(vectors) * 2) WHERE id = 2",
        "UPDATE passages SET sentences = '[]' WHERE id = 2",
        "UPDATE passages SET sentences = '[[' WHERE id = 2",
        "UPDATE passages SET terms = '' WHERE id = 2",
        'UPDATE passages SET "end" = "end" + 5000 WHERE id = 2',
        'UPDATE passages SET start = start + 3, "end" = "end" + 3 WHERE id = 2',
        "UPDATE passages SET removed = 1 WHERE id = 2",
        "UPDATE meta SET value = '99' WHERE key = 'passages'",
        "UPDATE articles SET title_terms = 'other' WHERE number = 2",
    ],
)
def test_passages_that_are_missing_or_wrong_are_made_anew(library: Path, harm: str) -> None:
    before, rows = contents(library), articles(library)
    run(library, harm)
    assert check(library) != []

    deeds = repair(library)

    assert deeds
    assert check(library) == []
    assert (contents(library), articles(library)) == (before, rows)
    assert repair(library) == []


def test_a_repaired_library_has_the_vectors_that_it_had(library: Path) -> None:
    def stored() -> list[tuple[str, bytes]]:
        ledger = Ledger.open(ledger_path(library))
        found = [
            (passage.passage.text, passage.vectors.tobytes())
            for name in sorted(ledger.article_hashes())
            for passage in ledger.passages(ledger.passage_ids(name), ledger.generation)
        ]
        ledger.close()
        return found

    before = stored()
    run(library, "UPDATE passages SET vectors = x'0102'")

    repair(library)

    assert stored() == before


@pytest.mark.slow
def test_passages_of_an_encoder_that_is_gone_are_left_and_the_rest_is_mended(
    home: Path, folder: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    model = Path(tiny_encoder).rename(tmp_path / "model")
    try:
        write_stories(folder)
        update(home, [folder], encoder=str(model))
    finally:
        model.rename(tiny_encoder)
    run(home, "UPDATE passages SET terms = 'x' WHERE id = 2")
    forget(home, "lexical")

    repair(home)

    said = " ".join(f"{finding.what} {finding.mend}" for finding in check(home))
    assert "--encoder" in said
    assert "lexical index" not in said


@pytest.mark.parametrize("harm", ["cut short", "overwritten"])
def test_a_damaged_ledger_is_refused_with_the_way_to_mend_it(library: Path, harm: str) -> None:
    path = ledger_path(library)
    data = bytearray(path.read_bytes())
    if harm == "cut short":
        del data[len(data) // 2 :]
    else:
        for page in range(4096 * 3, len(data) - 200, 4096):
            data[page : page + 200] = b"\xff" * 200
    path.write_bytes(data)

    with pytest.raises(LibraryDamaged, match=r"articles export FILE\.jsonl.*index the articles"):
        repair(library)

    assert path.read_bytes() == data


def test_a_repair_beside_a_writer_is_refused(library: Path) -> None:
    with writing(library), pytest.raises(LibraryBusy):
        repair(library)


def test_nothing_is_made_where_no_library_is(home: Path) -> None:
    with pytest.raises(LibraryEmpty):
        repair(home)
    assert not home.exists()
