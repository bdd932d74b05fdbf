"""Questions as people ask them, over made-up news: the reader that ships answers nearly all of them."""

import json
from pathlib import Path

import pytest

from index.update import update
from qa.pipeline import Inyong

FOLDER = Path(__file__).parent / "cases"
RIGHT = 24
"""How many of the cases came out right when the reader was trained last; a new one must not fall below."""


def cases():
    return [
        json.loads(line) for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def inyong(tmp_path_factory):
    home = tmp_path_factory.mktemp("cases")
    update(home, [FOLDER / "articles.jsonl"])
    opened = Inyong.open(home)
    yield opened
    opened.close()


def fault(case, answer):
    """Return what is wrong with an answer, None where nothing is."""
    if not case.get("found", True):
        return f"found {answer.quotes[0].text!r}" if answer.found else None
    if not answer.found:
        return "nothing found"
    quote = answer.quotes[0]
    if case["quote_has"] not in quote.text:
        return f"quoted {quote.text!r}"
    short = quote.short_answer.text if quote.short_answer else None
    return None if short in case.get("short", [short]) else f"marked {short!r}"


def test_nearly_all_cases_come_out_right(inyong):
    wrong = {
        case["question"]: what
        for case in cases()
        if (what := fault(case, inyong.ask(case["question"])))
    }

    assert len(cases()) - len(wrong) >= RIGHT, "\n".join(f"{q}: {w}" for q, w in wrong.items())
