"""Folders that are no longer looked at, and what becomes of their articles."""

from pathlib import Path

from making import contents, story, write_stories

from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update import update
from index.update.check import check
from index.update.forget import forget_files, forget_folders


def folders(home: Path) -> tuple[str, ...]:
    ledger = Ledger.open(ledger_path(home))
    known = ledger.folders()
    ledger.close()
    return known


def two_folders(folder: Path) -> tuple[Path, Path]:
    near, far = folder / "near", folder / "far"
    for each, topic in ((near, "library"), (far, "harbour")):
        each.mkdir()
        (each / f"{topic}.txt").write_text(story(topic))
        (each / "both.txt").write_text(story("museum"))
    return near, far


def test_a_forgotten_folder_takes_the_articles_with_it_that_only_it_holds(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    near, far = two_folders(folder)
    update(home, [near, far], encoder=tiny_encoder)

    count = forget_folders(home, [str(near)])

    assert count == 1
    assert folders(home) == (str(far),)
    assert len(contents(home)) == 2
    assert check(home) == []
    assert (near / "library.txt").exists()
    assert update(home).unchanged == 2


def test_a_forgotten_folder_can_be_added_again(home: Path, folder: Path, tiny_encoder: str) -> None:
    near, far = two_folders(folder)
    update(home, [near, far], encoder=tiny_encoder)
    before = contents(home)

    forget_folders(home, [str(near), str(far)])
    assert contents(home) == {}
    update(home, [near, far])

    assert contents(home) == before


def test_what_is_below_another_known_folder_stays(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    near, _ = two_folders(folder)
    update(home, [folder, near], encoder=tiny_encoder)

    assert forget_folders(home, [str(near)]) == 0
    assert len(contents(home)) == 3
    assert forget_folders(home, ["/no/such/folder"]) == 0


def test_what_lies_in_the_librarys_own_folder_is_not_gone_when_a_folder_around_it_is_looked_at(
    tmp_path: Path, tiny_encoder: str
) -> None:
    home = tmp_path / "home"
    uploads = home / "uploads"
    uploads.mkdir(parents=True)
    (uploads / "bridge.txt").write_text(story("bridge"))
    update(home, [uploads], encoder=tiny_encoder)
    (tmp_path / "more").mkdir()
    write_stories(tmp_path / "more")

    around = update(home, [tmp_path])

    assert (around.added, around.deleted) == (4, 0)
    assert forget_folders(home, [str(uploads)]) == 1
    assert len(contents(home)) == 4
    assert check(home) == []


def test_a_deleted_file_can_be_forgotten_so_that_its_name_is_free(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    files = write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    path = next(iter(files.values()))
    text = path.read_text()
    path.unlink()

    assert forget_files(home, [str(path)]) == 1
    path.write_text(text)

    assert update(home).added == 1
    assert folders(home) == (str(folder),)
    assert check(home) == []


def half_read(home: Path, folder: Path, tiny_encoder: str) -> Path:
    """Stop an update within a file of many articles, after the first of them are committed."""
    file = folder / "many.jsonl"
    file.write_text(
        "".join(
            f'{{"id": "{n}", "title": "{n}", "text": "Notice {n} is here."}}\n' for n in range(200)
        )
    )
    asked = iter([False])
    summary = update(home, [folder], encoder=tiny_encoder, cancelled=lambda: next(asked, True))
    assert 0 < summary.added < 200
    return file


def test_what_was_read_of_a_file_before_a_stop_goes_with_its_folder(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    half_read(home, folder, tiny_encoder)
    before = len(contents(home))

    assert forget_folders(home, [str(folder)]) == before
    assert contents(home) == {}
    assert check(home) == []


def test_what_was_read_of_a_file_before_a_stop_goes_with_the_file(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    file = half_read(home, folder, tiny_encoder)
    before = contents(home)

    moved = file.rename(folder / "moved.jsonl")
    update(home)
    assert before.items() <= contents(home).items()
    assert len(contents(home)) == 200
    moved.unlink()
    assert update(home).deleted == 200
    assert contents(home) == {}
