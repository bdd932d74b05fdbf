"""What a Korean question asks for."""

import pytest

from index.text.analyzer import Analyzer
from qa.reading.short_answers.asking import read_asking


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("어느 대학을 졸업했나?", "대학"),
        ("벚나무 몇 그루를 심나?", "그루"),
        ("축제가 열린 장소는?", "장소"),
        ("박서윤의 아버지 이름은?", "아버지"),
        ("누가 서명했나?", ""),
    ],
)
def test_the_noun_that_is_asked_for(analyzer: Analyzer, question: str, focus: str) -> None:
    assert read_asking(analyzer.tokens(question)).focus == focus


@pytest.mark.parametrize(
    ("question", "particle"),
    [
        ("시장은 무엇을 약속했나?", "object"),
        ("시장은 누구에게 상을 주었나?", "to"),
        ("축제는 어디에서 열렸나?", "in"),
        ("새 시장은?", "none"),
    ],
)
def test_the_particle_that_the_asking_word_carries(
    analyzer: Analyzer, question: str, particle: str
) -> None:
    assert read_asking(analyzer.tokens(question)).particle == particle


@pytest.mark.parametrize("question", ["등불축제는 올해도 열리나요?", "요금이 올랐습니까?"])
def test_a_question_without_an_asking_word_asks_yes_or_no(
    analyzer: Analyzer, question: str
) -> None:
    assert read_asking(analyzer.tokens(question)).yes_or_no


@pytest.mark.parametrize(
    "question", ["등불축제는 언제 열리나요?", "축제 장소는?", "요금이 얼마입니까?"]
)
def test_a_question_for_something_does_not(analyzer: Analyzer, question: str) -> None:
    assert not read_asking(analyzer.tokens(question)).yes_or_no
