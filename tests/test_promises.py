"""The five promises of the design, each at the level where a user meets it.

1 (a quote is the article) is held letter for letter by tests/index/test_quoting.py and tests/ui/page/test_html.py;
2 (nothing is lost) by tests/index/update/test_crash.py and test_storage.py. Here they are asked of the sample library.
"""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.update import update
from qa.answer import AskOptions, Turn
from qa.pipeline import Inyong
from ui.render import answer_to_text
from ui.strings import KOREAN

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "seeds" / "articles"
QUESTIONS = [
    json.loads(line)
    for line in (ROOT / "seeds" / "questions.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    home = tmp_path_factory.mktemp("samples")
    update(home, [ARTICLES])
    inyong = Inyong.open(home)
    yield inyong
    inyong.close()


def ask(inyong, record):
    history = [Turn(question, question) for question in record.get("history", [])]
    return inyong.ask(record["question"], AskOptions(history=history, hits=5))


@pytest.fixture(scope="module")
def answers(samples):
    return [ask(samples, record) for record in QUESTIONS]


def test_every_quote_of_the_sample_library_stands_in_its_article(samples, answers):
    quotes = [quote for answer in answers for quote in (*answer.quotes, *answer.nearest)]

    assert len(quotes) > len(QUESTIONS)
    assert all(quote.stands_in(samples.article(quote.citation.source.id).body) for quote in quotes)


def test_the_readme_shows_what_the_program_prints(samples):
    readme = (ROOT / "README.md").read_text("utf-8")
    question, shown = re.search(
        r'^inyong ask "(.+)"\n```\n\nprints\n\n```\n(.+?)\n```$', readme, re.MULTILINE | re.DOTALL
    ).groups()

    answer = samples.ask(question)

    assert answer_to_text(answer, KOREAN).replace(str(ROOT), "…") == shown
    bold = re.search(r"In a terminal (.+) is bold: the words that answer", readme).group(1)
    assert answer.quotes[0].short_answer.text == bold


def test_a_syndicated_copy_is_one_quote_with_two_sources(samples):
    answer = samples.ask("시립병원 소아응급실은 언제 문을 여나?")

    assert {answer.quotes[0].citation.source.publisher, answer.quotes[0].copies[0].publisher} == {
        "해온일보",
        "남녘통신",
    }


@pytest.mark.parametrize(
    "question",
    [
        "한국은행 기준금리는 얼마인가?",
        "비트코인 가격은 얼마야?",
        "Who won the World Cup in 2022?",
        "東京の天気は？",
    ],
)
def test_what_the_articles_do_not_tell_is_not_answered(samples, question):
    answer = samples.ask(question)

    assert not answer.found
    assert answer.quotes == ()
    assert all(quote.short_answer is None for quote in answer.nearest)


@pytest.mark.slow
def test_the_same_library_gives_the_same_answers_however_it_came_to_be(answers, tmp_path):
    folder = tmp_path / "articles"
    shutil.copytree(ARTICLES, folder)
    late = sorted(folder.iterdir())[::2]
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    for path in late:
        path.rename(waiting / path.name)
    home = tmp_path / "home"
    update(home, [folder])
    (folder / "gone.txt").write_text("곧 사라질 기사\n\n이 기사는 지워진다.", encoding="utf-8")
    update(home)
    (folder / "gone.txt").unlink()
    for path in late:
        (waiting / path.name).rename(path)
    update(home)
    grown = Inyong.open(home)

    def told(answer):
        return (
            answer.found,
            round(answer.probability, 9),
            [(q.text, q.citation.source.id, q.citation.span) for q in answer.quotes],
        )

    again = [told(ask(grown, record)) for record in QUESTIONS[::3]]
    assert again == [told(answer) for answer in answers[::3]]


def test_asking_twice_gives_the_same_answer(samples, answers):
    again = [ask(samples, record) for record in QUESTIONS[::6]]

    assert [replace(answer, milliseconds=0.0) for answer in again] == [
        replace(answer, milliseconds=0.0) for answer in answers[::6]
    ]


def test_indexing_and_asking_reach_for_no_network(tmp_path, run_process):
    program = """
import socket, sys

def refused(*arguments, **options):
    raise SystemExit("the network was asked")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
from ui.cli import main

assert main(["index", sys.argv[1]]) == 0
sys.exit(main(["ask", "시립병원 소아응급실은 언제 문을 여나?"]))
"""
    done = run_process(tmp_path / "home", str(ARTICLES), python=("-c", program))

    assert done.returncode == 0, done.stderr
    assert "3월 4일" in done.stdout
