"""The questions that we wrote to learn from: well formed, and about texts that are there."""

from collections import Counter
from pathlib import Path

import pytest

from qa.training.reader.corpus import Row, is_held_out, records, written_examples
from qa.training.reader.prepare import WRITTEN

TRAIN = Path(__file__).parents[4] / "shared" / "data" / "train"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for path in sorted(WRITTEN.glob("*.jsonl")) for row in records(path)]


def test_each_names_its_article_and_where_the_answer_stands(rows: list[Row]) -> None:
    keys = {"file", "article", "writer", "language", "question", "sentences", "span"}
    for row in rows:
        assert row.keys() == keys
        assert len(row["article"]) == 12 and set(row["article"]) <= set("0123456789abcdef")
        assert row["question"].strip() == row["question"] != ""
        assert all(0 <= start < end for start, end in row["sentences"])
        assert row["span"] is None or any(
            start <= row["span"][0] < row["span"][1] <= end for start, end in row["sentences"]
        )
    assert len({(row["article"], row["question"]) for row in rows}) == len(rows)


def test_there_are_enough_of_each_language_and_enough_near_misses(rows: list[Row]) -> None:
    languages = Counter(row["language"] for row in rows)
    assert languages["ko"] >= 3000 and languages["en"] >= 800
    assert languages["ja"] >= 500 and languages["zh"] >= 300
    assert 0.18 < sum(not row["sentences"] for row in rows) / len(rows) < 0.35
    held = sum(is_held_out(row["article"]) for row in rows) / len(rows)
    assert 0.09 < held < 0.16


def test_none_is_about_the_samples_which_are_a_test(rows: list[Row]) -> None:
    seeds = records(Path(__file__).parents[3] / "seeds" / "questions.jsonl")
    assert not {one["question"] for one in seeds} & {row["question"] for row in rows}


@pytest.mark.skipif(not TRAIN.is_dir(), reason="wants the training files")
def test_the_articles_are_in_the_training_files_and_hold_the_answers(rows: list[Row]) -> None:
    def bounds(text: str) -> tuple[tuple[int, int], ...]:
        return ((0, len(text)),)

    made = list(written_examples(WRITTEN, TRAIN, bounds))

    assert len(made) == len(rows)
    for one in made:
        assert one.span is None or one.passage[slice(*one.span)].strip() != ""
