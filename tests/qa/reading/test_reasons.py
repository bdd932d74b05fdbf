"""Why a passage was quoted: the question's words and where they stand, and the ranks of both kinds."""

import json

import pytest

from index.search.library import open_library
from index.text.analyzer import Analyzer
from index.text.question_words import words_with_terms
from index.update import update
from qa.answer import AskOptions, Filters
from qa.pipeline import Inyong

ARTICLES = [
    {"id": "library", "title": "가람도서관 개관", "text": "가람도서관은 1월 2일 문을 열었다. 개관식에는 소리나 시장이 참석했다."},
    {"id": "pool", "title": "가람수영장 개장", "text": "가람수영장은 2월 3일 문을 열었다. 개장식에는 하윤슬 의원이 참석했다."},
    {"id": "whale", "title": "고래 떼", "text": "고래 떼가 앞바다에 나타났다."},
]  # fmt: skip


@pytest.fixture(scope="module")
def inyong(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("reasons")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    update(folder / "home", [folder / "a.jsonl"], encoder=tiny_encoder)
    opened = Inyong(open_library(folder / "home"))
    yield opened
    opened.close()


def test_the_words_of_a_question_are_told_by_where_they_stand(inyong):
    answer = inyong.ask("가람도서관 개관식에는 어떤 가수가 참석했나?")

    reason = (answer.quotes + answer.nearest)[0].reason

    assert "참석" in reason.held
    assert "가람도서관" in reason.beside
    assert reason.missed == ("가수",)


def test_ranks_run_from_one_among_the_candidates(inyong):
    answer = inyong.ask("가람도서관은 언제 문을 열었나?", AskOptions(hits=3))

    reasons = [quote.reason for quote in answer.quotes + answer.nearest]

    assert reasons[0].word_rank == 1
    assert all(1 <= one.word_rank <= one.candidates for one in reasons)
    assert all(1 <= one.meaning_rank <= one.candidates for one in reasons)
    assert all(-1.001 <= one.cosine <= 1.001 for one in reasons)
    assert reasons[0].candidates == 3


def test_an_answer_tells_its_threshold_and_its_filters(inyong):
    filters = Filters(language="ko")

    answer = inyong.ask("가람도서관은 언제 문을 열었나?", AskOptions(filters=filters))

    assert answer.filters == filters
    assert answer.found == (answer.probability >= answer.threshold > 0)


def test_the_days_of_a_question_can_be_left_away(inyong):
    question = "2025년 1월 가람도서관은 언제 문을 열었나?"

    assert inyong.ask(question).period is not None
    assert inyong.ask(question, AskOptions(dated=False)).period is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("병원은 언제 문을 열었나?", ["병원", "언제", "문", "열다"]),
        ("‘소아응급실’에는 몇 명인가?", ["소아응급실", "명"]),
        ("KTX는 2025년에 생겼나?", ["KTX", "2025년", "생겼나"]),
        ("When did it open?", ["When", "did", "it", "open"]),
        ("市場の面積", ["市場", "場の", "の面", "面積"]),
    ],
)
def test_words_stand_as_in_a_dictionary(question, words):
    assert [word for word, _ in words_with_terms(Analyzer(), question)] == words
