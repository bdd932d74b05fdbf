"""Articles that bring their ids: what a JSONL file gives is kept, and a clash loses nothing."""

import json
from pathlib import Path

from making import contents, rewrite

from index.update import update


def write_lines(path: Path, *records: tuple[str, str]) -> None:
    lines = [
        json.dumps({"id": name, "title": f"About {name}", "text": text}) for name, text in records
    ]
    if path.exists():
        rewrite(path, "\n".join(lines))
    else:
        path.write_text("\n".join(lines))


A, B, C = ("a-1", "The ferry leaves at nine."), ("b/2", "Bread is gone."), ("다 3", "Trams run.")
OTHER_A = ("a-1", "The ferry was sold.")


def test_the_ids_of_a_jsonl_file_are_kept(home: Path, folder: Path, tiny_encoder: str) -> None:
    write_lines(folder / "news.jsonl", A, B, C)

    summary = update(home, [folder], encoder=tiny_encoder)

    assert contents(home).keys() == {"a-1", "b/2", "다 3"}
    assert (summary.added, summary.failures) == (3, ())


def test_a_record_that_changes_keeps_its_id_and_one_that_goes_is_deleted(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_lines(folder / "news.jsonl", A, B)
    update(home, [folder], encoder=tiny_encoder)

    write_lines(folder / "news.jsonl", OTHER_A, C)
    summary = update(home)

    assert (summary.added, summary.changed, summary.deleted) == (1, 1, 1)
    assert contents(home).keys() == {"a-1", "다 3"}
    assert contents(home)["a-1"][1][0][2] == OTHER_A[1]


def test_a_line_that_is_wrong_is_reported_and_loses_nothing(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    path = folder / "news.jsonl"
    write_lines(path, A, B)
    update(home, [folder], encoder=tiny_encoder)

    rewrite(path, path.read_text().splitlines()[0] + '\n{"id": "b/2", "title"\n')
    summary = update(home)

    (failure,) = summary.failures
    assert "news.jsonl, line 2" in failure.what
    assert contents(home).keys() == {"a-1", "b/2"}


def test_an_id_that_another_file_holds_is_a_failure_and_loses_nothing(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_lines(folder / "one.jsonl", A, B)
    update(home, [folder], encoder=tiny_encoder)
    before = contents(home)

    write_lines(folder / "two.jsonl", OTHER_A, C)
    summary = update(home)

    (failure,) = summary.failures
    assert "'a-1'" in failure.what
    assert "two.jsonl" in failure.what
    assert "one.jsonl" in failure.why
    assert contents(home) == {**before, "다 3": contents(home)["다 3"]}
    assert len(update(home).failures) == 1, "it is said again each time"


def test_an_id_that_two_new_files_hold_is_given_to_one_of_them(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_lines(folder / "one.jsonl", A)
    write_lines(folder / "two.jsonl", OTHER_A)

    summary = update(home, [folder], encoder=tiny_encoder)

    assert len(summary.failures) == 1
    assert contents(home)["a-1"][1][0][2] == A[1]


def test_an_article_may_move_to_another_jsonl_file(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_lines(folder / "one.jsonl", A, B)
    write_lines(folder / "two.jsonl", C)
    update(home, [folder], encoder=tiny_encoder)
    before = contents(home)

    write_lines(folder / "one.jsonl", B)
    write_lines(folder / "two.jsonl", C, A)
    summary = update(home)

    assert contents(home) == before
    assert (summary.changed, summary.deleted) == (0, 0)
    assert summary.failures == ()


def test_many_records_of_one_file_are_committed_in_parts(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_lines(folder / "news.jsonl", *((f"id-{n}", f"Ferry {n} leaves.") for n in range(150)))

    summary = update(home, [folder], encoder=tiny_encoder)

    assert (summary.added, summary.articles, summary.generation) == (150, 150, 3)
    assert update(home).generation == 3


def test_an_id_clash_is_found_however_far_apart_the_two_articles_are(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    many = [(f"id-{n}", f"Ferry {n} leaves.") for n in range(70)]  # more than one commit
    write_lines(folder / "one.jsonl", A)
    write_lines(folder / "two.jsonl", *many, OTHER_A)

    summary = update(home, [folder], encoder=tiny_encoder)

    (failure,) = summary.failures
    assert "'a-1'" in failure.what
    assert contents(home)["a-1"][1][0][2] == A[1]
