"""`inyong check` finds what is wrong, says what mends it, and changes nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from making import write_stories

from index.errors import LibraryEmpty
from index.search.library import open_library
from index.search.published import forget
from index.store.home import ledger_path
from index.update import update
from index.update.check import check
from index.update.repair import repair


@pytest.fixture
def library(home: Path, folder: Path, tiny_encoder: str, tmp_path: Path) -> Path:
    """A library whose encoder's folder may be harmed."""
    model = shutil.copytree(tiny_encoder, tmp_path / "model")
    write_stories(folder)
    update(home, [folder], encoder=str(model))
    return home


def test_a_whole_library_has_no_findings(library: Path) -> None:
    assert check(library) == []


def test_a_library_that_is_not_there_is_empty(home: Path) -> None:
    with pytest.raises(LibraryEmpty):
        check(home)
    assert not home.exists()


@pytest.mark.parametrize(
    ("follower", "name"), [("lexical", "lexical index"), ("vectors", "vector index")]
)
def test_a_missing_follower_is_found_and_mended_by_the_next_question(
    library: Path, follower: str, name: str
) -> None:
    forget(library, follower)
    state = (library / "followers.json").read_bytes()

    (finding,) = check(library)

    assert name in finding.what
    assert "next question" in finding.mend
    assert (library / "followers.json").read_bytes() == state, "looking changes nothing"
    open_library(library).ledger.close()
    assert check(library) == []


def test_an_encoder_that_is_gone_is_found(library: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "model")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "modules.json").write_text('[{"type": "x.StaticEmbedding"}]')

    (finding,) = check(library)

    assert "encoder" in finding.what
    assert "--encoder" in finding.mend


def test_a_passage_that_does_not_stand_in_its_article_is_found(library: Path) -> None:
    connection = sqlite3.connect(ledger_path(library))
    with connection:
        connection.execute('UPDATE passages SET "end" = "end" + 5000 WHERE id = 2')
    connection.close()

    (finding,) = check(library)

    assert "do not stand in it" in finding.what
    assert finding.mend == "Run: inyong check --repair"
    update(library, rebuild=True)
    assert check(library) == []


def test_a_letter_that_changed_in_a_stored_article_is_found_and_not_repaired(library: Path) -> None:
    connection = sqlite3.connect(ledger_path(library))
    with connection:
        connection.execute(
            "UPDATE articles SET body = replace(body, 'nine', 'nime') WHERE number = 1"
        )
    connection.close()

    (finding,) = check(library)

    assert "it is not what was indexed" in finding.what
    assert "backup" in finding.mend
    repair(library)
    assert check(library) == [finding]


def test_a_damaged_ledger_is_found(library: Path) -> None:
    path = ledger_path(library)
    data = bytearray(path.read_bytes())
    for page in range(4096 * 3, len(data) - 200, 4096):
        data[page : page + 200] = b"\xff" * 200
    path.write_bytes(data)

    (finding,) = check(library)

    assert "the ledger is damaged" in finding.what
    assert "index the articles again" in finding.mend
