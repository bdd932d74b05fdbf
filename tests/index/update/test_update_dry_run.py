"""What an update would do is told as it then does it, and telling it changes nothing on the disk."""

import json
from pathlib import Path

import pytest
from making import rewrite, story, write_stories

from index.encoding.encoders import open_encoder
from index.errors import BadSettings, InyongError, NotFound
from index.search.library import identity_of
from index.store.home import ledger_path
from index.store.ledger_writer import LedgerWriter
from index.update.dry_run import Change, preview
from index.update.run_update import UpdateSummary, update


def disk(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder below folder, with its time and its bytes."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


def changes(home: Path, *paths: Path) -> list[Change]:
    return [found for found in preview(home, paths) if isinstance(found, Change)]


def counts(found: list[Change]) -> dict[str, int]:
    kinds = ("added", "changed", "deleted", "moved")
    return {kind: sum(change.kind == kind for change in found) for kind in kinds}


def done(summary: UpdateSummary) -> dict[str, int]:
    return {kind: getattr(summary, kind) for kind in ("added", "changed", "deleted", "moved")}


@pytest.fixture
def indexed(home: Path, folder: Path, tiny_encoder: str) -> dict[str, Path]:
    files = write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    return files


def change_all_ways(folder: Path, files: dict[str, Path]) -> None:
    """Add two articles, change, move and delete one each, and write a file that cannot be read."""
    lines = ({"id": "j-1", "title": "Ferry", "text": "It leaves at nine."}, {"id": "j-2"})
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (folder / "museum.txt").write_text(story("museum"))
    rewrite(files["harbour"], story("harbour", "ten"))
    (folder / "deeper").mkdir()
    files["bakery"].rename(folder / "deeper" / "bread.txt")
    files["tramway"].unlink()


def test_a_preview_of_no_library_makes_none(home: Path, folder: Path) -> None:
    write_stories(folder)

    found = changes(home, folder)

    assert counts(found) == {"added": 4, "changed": 0, "deleted": 0, "moved": 0}
    assert found[0].title == "The bakery of Haeon opens again"
    assert found[0].path == str(folder / "bakery.txt")
    assert not home.exists()


def test_a_preview_names_what_the_update_then_does(
    home: Path, folder: Path, indexed: dict[str, Path]
) -> None:
    change_all_ways(folder, indexed)

    found = list(preview(home))
    summary = update(home)

    told = [change for change in found if isinstance(change, Change)]
    assert counts(told) == {"added": 2, "changed": 1, "deleted": 1, "moved": 1} == done(summary)
    moved = next(change for change in told if change.kind == "moved")
    assert moved.was == str(indexed["bakery"])
    assert moved.path == str(folder / "deeper" / "bread.txt")
    errors = [str(error) for error in found if isinstance(error, InyongError)]
    assert errors == [str(failure) for failure in summary.failures]
    assert "news.jsonl, line 2" in errors[0]
    assert changes(home) == []


def test_a_preview_changes_nothing_on_the_disk(
    home: Path, folder: Path, indexed: dict[str, Path]
) -> None:
    change_all_ways(folder, indexed)
    before = disk(home), disk(folder)

    assert len(changes(home)) == 5

    assert (disk(home), disk(folder)) == before


def test_a_preview_beside_a_writer_tells_what_is_committed_and_changes_nothing(
    home: Path, folder: Path, indexed: dict[str, Path], tiny_encoder: str
) -> None:
    identity = identity_of(open_encoder(tiny_encoder))
    writer = LedgerWriter(ledger_path(home), identity)
    try:
        writer.remember_folders([str(folder / "elsewhere")])  # waits in the write-ahead log
        names = sorted(home.iterdir())
        ledger = ledger_path(home).read_bytes()

        assert changes(home, folder) == []

        assert sorted(home.iterdir()) == names
        assert ledger_path(home).read_bytes() == ledger
    finally:
        writer.close()


def test_a_preview_of_nothing_says_what_to_name(home: Path, folder: Path) -> None:
    with pytest.raises(BadSettings, match="inyong index FOLDER"):
        list(preview(home))
    with pytest.raises(NotFound):
        list(preview(home, [folder / "nothing"]))
    assert not home.exists()
