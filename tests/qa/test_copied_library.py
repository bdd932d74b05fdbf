"""A library that was made of another's export answers as the other does, with the bundled encoder."""

import json
import shutil
from pathlib import Path

import pytest

from index.search.library import open_library
from index.store.export import write_articles
from index.update import update
from index.update.import_articles import add_articles
from qa.pipeline import Inyong

ROOT = Path(__file__).parents[2]


def answers(home, questions):
    """What is quoted for each question, or shown as nearest, with its article and place."""
    inyong = Inyong(open_library(home))
    found = []
    for question in questions:
        answer = inyong.ask(question)
        quotes = [
            (q.text, q.citation.source.id, q.citation.span, q.short_answer and q.short_answer.text)
            for q in (*answer.quotes, *answer.nearest)
        ]
        found.append((answer.found, answer.confidence, round(answer.probability, 4), quotes))
    inyong.close()
    return found


@pytest.mark.slow
def test_a_copy_gives_the_same_answers_to_the_sample_questions(tmp_path):
    folder = shutil.copytree(ROOT / "seeds" / "articles", tmp_path / "articles")
    update(tmp_path / "home", [folder])
    with (tmp_path / "all.jsonl").open("wb") as file:
        write_articles(tmp_path / "home", file)
    copy = tmp_path / "copy"
    add_articles(copy, tmp_path / "all.jsonl")
    lines = (ROOT / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[::4]]

    assert answers(copy, questions) == answers(tmp_path / "home", questions)
