"""The few words that answer, and silence where none are sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analyzer import Analyzer
from qa.question.analysis import Asked, Question, analyse
from qa.reading.short_answers import patterns
from qa.reading.short_answers.patterns import has_type, short_answer

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("새 다리는 언제 열리나?", "새 다리는 오는 11월 14일 오후 3시에 열린다.", "오는 11월 14일"),
        ("총리는 언제 뽑혔나?", "그는 지난 21일 총리로 뽑혔다.", "지난 21일"),
        ("몇 년에 세워졌나?", "이 등대는 1907년 문을 열었다.", "1907년"),
        ("나무는 몇 그루인가?", "2026년까지 3곳에 나무 250그루를 심는다.", "250그루"),
        ("사업비는 얼마인가?", "모두 1조 2천억 원이 든다.", "1조 2천억 원"),
        ("비율은 얼마인가?", "반대는 62.4%였다.", "62.4%"),
        ("몇 시에 열리나?", "행사는 오후 1:55에 시작한다.", "오후 1:55"),
        ("회담은 어디에서 열렸나?", "두 정상은 일본 도쿄에서 만났다.", "일본 도쿄"),
        (
            "When did it open?",
            "The bridge opened on October 21, 2025 after six years.",
            "October 21, 2025",
        ),
        ("How many people came?", "Some 12,000 visitors came.", "12,000 visitors"),
        ("いつ開きましたか", "橋は2025年10月21日に開通した。", "2025年10月21日"),
    ],
)
def test_the_words_of_the_asked_kind_are_found(text, quote, expected):
    question = analyse(text, ANALYZER, ("ko", "en", "ja"))
    found = short_answer(question, quote, ANALYZER)

    assert found is not None
    assert quote[slice(*found)] == expected


def test_what_the_question_says_is_no_answer_to_it():
    question = analyse("2025년 행사는 언제 열렸나?", ANALYZER, ("ko",))

    assert short_answer(question, "2025년 행사는 날짜가 정해지지 않았다.", ANALYZER) is None


def test_a_date_is_no_count():
    question = analyse("몇 명이 왔나?", ANALYZER, ("ko",))

    assert short_answer(question, "행사는 10월 21일에 열렸다.", ANALYZER) is None


@given(st.sampled_from(Asked), st.text(max_size=200))
def test_a_short_answer_always_lies_in_its_quote(asked, quote):
    question = Question(
        text="질문",
        script="Hang",
        asked=asked,
        unit="",
        morphemes=(),
        pairs=(),
        core=frozenset(),
    )
    found = short_answer(question, quote, ANALYZER)

    assert found is None or 0 <= found[0] < found[1] <= len(quote)
    assert has_type(asked, quote) in (True, False)


@pytest.mark.parametrize("asked", [Asked.DATE, Asked.TIME, Asked.NUMBER])
@given(data=st.data())
def test_what_has_the_form_is_never_passed_over(asked, data):
    form = patterns._FORMS[asked]
    text = data.draw(st.from_regex(form))

    assert has_type(asked, text) == (form.search(text) is not None)
