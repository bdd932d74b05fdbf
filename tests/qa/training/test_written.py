"""The questions that we wrote to learn from: well formed, and about texts that are there."""

import gzip
import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from qa.training.examples import WRITTEN, _written, article_key

TRAIN = Path(__file__).parents[4] / "shared" / "data" / "train"


def rows() -> list[dict[str, Any]]:
    text = resources.files("qa.training").joinpath(WRITTEN).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_each_names_its_article_and_where_the_answer_stands() -> None:
    found = rows()
    assert len(found) >= 100
    for row in found:
        assert row.keys() == {"article", "language", "question", "answers"}
        assert len(row["article"]) == 12 and set(row["article"]) <= set("0123456789abcdef")
        assert row["question"].strip() == row["question"] != ""
        assert all(0 <= start < end for start, end in row["answers"])
    assert len({(row["article"], row["question"]) for row in found}) == len(found)
    unanswerable = sum(not row["answers"] for row in found) / len(found)
    assert 0.15 < unanswerable < 0.4, "near misses are what silence is learnt from"


def test_none_is_about_the_samples_which_are_a_test() -> None:
    seeds = Path(__file__).parents[3] / "seeds" / "questions.jsonl"
    asked = {json.loads(line)["question"] for line in seeds.read_text("utf-8").splitlines()}
    assert not asked & {row["question"] for row in rows()}


@pytest.mark.skipif(not TRAIN.is_dir(), reason="wants the training files")
def test_the_articles_are_in_the_training_files_and_hold_the_answers() -> None:
    bodies = {}
    for name in (
        "title_body_wikinews_bookreview_ko",
        "title_body_wikinews_ja",
        "qa_squad_dev_part_en",
    ):
        with gzip.open(TRAIN / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                body = row.get("body") or row["passage"]
                bodies[article_key(row["title"], body)] = body
    for row in rows():
        body = bodies[row["article"]]
        assert all(
            body[start:end].strip() == body[start:end] != "" for start, end in row["answers"]
        )


def test_examples_are_made_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "새 다리는 봄에 놓였다. 시장이 테이프를 끊었다. 주민 백 명이 건넜다."
    for name, row in (
        ("title_body_wikinews_bookreview_ko", {"title": "새 다리", "body": body}),
        ("title_body_wikinews_ja", {"title": "橋", "body": "橋ができた。"}),
        ("qa_squad_dev_part_en", {"title": "Bridge", "passage": "A bridge was built."}),
    ):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(row))
    key = article_key("새 다리", body)
    start = body.index("백 명")
    written = [
        {"article": key, "language": "ko", "question": "새 다리를 건넌 사람은 몇 명이야?", "answers": [[start, start + 3]]},
        {"article": key, "language": "ko", "question": "새 다리를 놓는 데 얼마나 들었어?", "answers": []},
    ]  # fmt: skip
    (tmp_path / WRITTEN).write_text("\n".join(map(json.dumps, written)), encoding="utf-8")
    monkeypatch.setattr("qa.training.examples.resources.files", lambda package: tmp_path)

    made = list(_written(tmp_path, [600]))

    assert [(one.kind, one.gold, one.right) for one in made] == [
        ("written-ko", ("백 명",), frozenset({key})),
        ("written-ko near removed", (), frozenset({key})),
    ]
