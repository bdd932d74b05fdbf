"""An update brings a library to its files by content: added, changed, deleted, moved, unchanged."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from making import contents, rewrite, story, write_stories

from index.errors import BadSettings, NotFound
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update.check import check
from index.update.progress import Progress
from index.update.run_update import UpdateSummary, remove_articles, update


def counts(summary: UpdateSummary) -> dict[str, int]:
    """What an update did, without what it did not."""
    names = ("added", "changed", "deleted", "moved", "unchanged")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def titles(home: Path) -> dict[str, str]:
    """The id of each article in the library by its title."""
    ledger = Ledger.open(ledger_path(home))
    found = {source.title: source.id for source in ledger.sources()}
    ledger.close()
    return found


@pytest.fixture
def indexed(home: Path, folder: Path, tiny_encoder: str) -> dict[str, Path]:
    """Four articles, indexed; their files by topic."""
    files = write_stories(folder)
    summary = update(home, [folder], encoder=tiny_encoder)
    assert counts(summary) == {"added": 4}
    return files


def test_a_first_update_adds_every_article(home: Path, folder: Path, tiny_encoder: str) -> None:
    write_stories(folder)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "more.txt").write_text(story("museum"))
    (folder / ".hidden.txt").write_text(story("secret"))
    (folder / "picture.png").write_bytes(b"\x89PNG")

    summary = update(home, [folder], encoder=tiny_encoder)

    assert counts(summary) == {"added": 5}
    assert (summary.articles, summary.failures, summary.cancelled) == (5, (), False)
    assert len(contents(home)) == 5
    assert summary.passages == sum(len(passages) for _, passages in contents(home).values())


def test_nothing_new_makes_no_new_generation(home: Path, indexed: dict[str, Path]) -> None:
    before = update(home).generation

    summary = update(home)

    assert counts(summary) == {"unchanged": 4}
    assert summary.generation == before


def test_a_changed_article_replaces_its_passages_and_keeps_its_id(
    home: Path, indexed: dict[str, Path]
) -> None:
    before = contents(home)
    rewrite(indexed["harbour"], story("harbour", "ten"))

    summary = update(home)

    after = contents(home)
    assert counts(summary) == {"changed": 1, "unchanged": 3}
    assert before.keys() == after.keys()
    (changed,) = [name for name in before if before[name] != after[name]]
    assert "opens at ten" in after[changed][1][0][2]


def test_a_file_whose_time_alone_changed_is_unchanged(home: Path, indexed: dict[str, Path]) -> None:
    before = contents(home)
    os.utime(indexed["harbour"], ns=(5, 5))

    assert counts(update(home)) == {"unchanged": 4}
    assert contents(home) == before


def test_a_deleted_file_takes_its_article_along(home: Path, indexed: dict[str, Path]) -> None:
    indexed["harbour"].unlink()

    assert counts(update(home)) == {"deleted": 1, "unchanged": 3}
    assert "The harbour of Haeon opens again" not in titles(home)
    assert len(contents(home)) == 3


def test_a_moved_file_keeps_its_article(home: Path, folder: Path, indexed: dict[str, Path]) -> None:
    before = contents(home)
    (folder / "older").mkdir()
    moved = indexed["harbour"].rename(folder / "older" / "zz.txt")

    assert counts(update(home)) == {"moved": 1, "unchanged": 4}
    assert contents(home) == before
    ledger = Ledger.open(ledger_path(home))
    assert str(moved) in {source.path for source in ledger.sources()}
    ledger.close()


def test_files_that_swap_their_contents_lose_nothing(home: Path, indexed: dict[str, Path]) -> None:
    hashes = sorted(digest for digest, _ in contents(home).values())
    rewrite(indexed["harbour"], story("bakery"))
    rewrite(indexed["bakery"], story("harbour"))

    update(home)

    assert sorted(digest for digest, _ in contents(home).values()) == hashes
    assert update(home).articles == 4


def test_the_same_content_in_two_files_is_one_article(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(story("harbour"))

    assert update(home, [folder], encoder=tiny_encoder).articles == 1

    (folder / "a.txt").unlink()
    assert counts(update(home)) == {"unchanged": 1}
    (folder / "b.txt").unlink()
    assert counts(update(home)) == {"deleted": 1}


def test_a_copy_that_is_edited_becomes_an_article_of_its_own(
    home: Path, folder: Path, indexed: dict[str, Path]
) -> None:
    copy = folder / "copy.txt"
    copy.write_text(story("harbour"))
    assert update(home).articles == 4
    original = titles(home)["The harbour of Haeon opens again"]

    rewrite(copy, story("harbour", "eleven"))
    summary = update(home)

    assert summary.articles == 5
    assert "opens at nine" in contents(home)[original][1][0][2]


def test_a_file_that_becomes_unreadable_keeps_what_is_stored(
    home: Path, indexed: dict[str, Path]
) -> None:
    before = contents(home)
    indexed["harbour"].write_bytes(b"\x00\x01\x02\x00" * 100)

    summary = update(home)

    (failure,) = summary.failures
    assert str(indexed["harbour"]) in failure.what
    assert failure.why
    assert failure.mend
    assert contents(home) == before
    assert [str(f) for f in update(home).failures] == [str(failure)], "it is said again each time"

    rewrite(indexed["harbour"], story("harbour", "ten"))
    summary = update(home)
    assert (summary.failures, counts(summary)) == ((), {"changed": 1, "unchanged": 3})


def test_an_unreadable_file_is_named_and_the_others_go_on(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_stories(folder)
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\x00" * 100)
    (folder / "empty.txt").touch()
    (folder / "nowhere.txt").symlink_to(folder / "not-there.txt")

    summary = update(home, [folder], encoder=tiny_encoder)

    assert counts(summary) == {"added": 4}
    named = " ".join(failure.what for failure in summary.failures)
    assert all(name in named for name in ("broken.txt", "empty.txt", "nowhere.txt"))
    assert len(summary.failures) == 3


def test_a_remembered_folder_that_is_missing_deletes_nothing(
    home: Path, folder: Path, indexed: dict[str, Path]
) -> None:
    before = contents(home)
    away = folder.rename(folder.with_name("unplugged"))

    summary = update(home)

    assert str(folder) in summary.failures[0].what
    assert contents(home) == before
    away.rename(folder)
    assert counts(update(home)) == {"unchanged": 4}


def test_an_update_of_one_folder_leaves_the_others_alone(
    home: Path, folder: Path, indexed: dict[str, Path], tmp_path: Path
) -> None:
    (other := tmp_path / "other").mkdir()
    write_stories(other, ["museum"])
    indexed["harbour"].unlink()

    assert counts(update(home, [other])) == {"added": 1, "unchanged": 4}
    assert counts(update(home)) == {"deleted": 1, "unchanged": 4}


def test_one_file_may_be_named_and_is_remembered(
    home: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    (tmp_path / "one.txt").write_text(story("harbour"))

    assert counts(update(home, [tmp_path / "one.txt"], encoder=tiny_encoder)) == {"added": 1}

    (tmp_path / "one.txt").unlink()
    assert counts(update(home)) == {"deleted": 1}


def test_a_path_that_is_not_there_is_not_found(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Check the path"):
        update(home, [tmp_path / "nowhere"])
    with pytest.raises(NotFound, match="Check the path"):
        update(home, [Path("~nobody-here/x")])
    assert not home.exists()


def test_without_a_folder_there_is_nothing_to_index(home: Path, tiny_encoder: str) -> None:
    with pytest.raises(BadSettings, match="inyong index FOLDER"):
        update(home, encoder=tiny_encoder)
    assert not home.exists()


def test_the_time_that_is_recorded_is_the_time_given(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder, now=lambda: datetime(2025, 10, 28, 9, tzinfo=UTC))

    ledger = Ledger.open(ledger_path(home))
    assert ledger.indexed_at == "2025-10-28T09:00:00+00:00"
    ledger.close()


def test_a_clock_that_goes_back_changes_nothing_but_the_time_that_is_recorded(
    home: Path, indexed: dict[str, Path]
) -> None:
    rewrite(indexed["harbour"], story("harbour", "ten"))
    before = datetime(1999, 1, 1, tzinfo=UTC)

    summary = update(home, now=lambda: before)

    assert (summary.changed, summary.unchanged) == (1, 3)
    assert "ten" in body_of_harbour(home)
    os.utime(indexed["harbour"], ns=(0, 0))
    assert update(home).unchanged == 4
    assert check(home) == []


def body_of_harbour(home: Path) -> str:
    ledger = Ledger.open(ledger_path(home))
    bodies = [article.body for article in ledger.articles() if "harbour" in article.body]
    ledger.close()
    return " ".join(bodies)


def test_progress_rises_to_the_total_and_names_the_file_at_hand(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    files = write_stories(folder)
    told: list[Progress] = []

    update(home, [folder], encoder=tiny_encoder, on_progress=told.append)

    stages = [progress.stage for progress in told]
    assert stages == sorted(stages, key=["scan", "read", "follow"].index)
    reading = [progress for progress in told if progress.stage == "read"]
    assert [p.done for p in reading] == sorted(p.done for p in reading)
    assert {p.total for p in reading} == {4}
    size = sum(path.stat().st_size for path in files.values())
    assert {p.bytes_total for p in reading} == {size}
    assert [p.bytes_done for p in reading] == sorted(p.bytes_done for p in reading)
    assert (reading[0].bytes_done, reading[-1].bytes_done) == (0, size)
    assert (reading[0].done, reading[-1].done, reading[-1].articles) == (0, 4, 4)
    assert {p.current for p in reading} - {""} == {str(path) for path in files.values()}


def test_removed_articles_are_gone_and_their_files_stay(
    home: Path, indexed: dict[str, Path]
) -> None:
    harbour = titles(home)["The harbour of Haeon opens again"]

    generation = remove_articles(home, [harbour])

    assert harbour not in contents(home)
    assert indexed["harbour"].exists()
    assert counts(update(home)) == {"unchanged": 3}
    assert update(home).generation == generation
    rewrite(indexed["harbour"], story("harbour", "ten"))
    assert counts(update(home)) == {"added": 1, "unchanged": 3}


def test_removing_is_all_or_nothing(home: Path, indexed: dict[str, Path]) -> None:
    before = contents(home)

    with pytest.raises(NotFound, match="no-such-id"):
        remove_articles(home, [*before, "no-such-id"])

    assert contents(home) == before
