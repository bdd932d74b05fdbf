"""Which words of a Korean sentence may be a short answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.text.analyzer import Analyzer
from qa.reading.short_answers.candidates import candidates, is_enclosed, pointed


def found(analyzer: Analyzer, sentence: str) -> set[str]:
    tokens = pointed(analyzer.tokens(sentence))
    return {sentence[c.start : c.end] for c in candidates(sentence, tokens)}


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("새 시장에는 박서윤 후보가 당선됐다.", "박서윤 후보"),
        ("새 시장에는 박서윤 후보가 당선됐다.", "박서윤"),
        ("축제는 오는 10월 21일부터 사흘간 열린다.", "10월 21일"),
        ("총리는 지난 21일 하원 표결에서 뽑혔다.", "지난 21일"),
        ("수영장은 오는 6일 다시 연다.", "오는 6일"),
        ("두 나라는 6개월간 협상했다.", "6개월"),
        ("직원 세 명이 다쳤다.", "세 명"),
        ("방파제를 쌓다가 열한 명이 숨졌다.", "열한 명"),
        ("벚나무 250그루를 심기로 했다.", "250그루"),
        ("그는 국제농업개발기금(IFAD)에서 일했다.", "국제농업개발기금(IFAD)"),
        ("그는 국제농업개발기금(IFAD)에서 일했다.", "국제농업개발기금"),
        ("표어는 ‘더 큰 바다로’였다.", "더 큰 바다로"),
        ("작가는 『느리게 걷는 날』을 펴냈다.", "느리게 걷는 날"),
    ],
)
def test_what_a_person_would_answer_is_a_candidate(
    analyzer: Analyzer, sentence: str, answer: str
) -> None:
    assert answer in found(analyzer, sentence)


def test_a_verb_that_points_at_nothing_stays_a_verb(analyzer: Analyzer) -> None:
    for sentence in ("버스가 지난 다리는 낡았다.", "그는 오는 사람을 막지 않았다.", "", "21일"):
        tokens = analyzer.tokens(sentence)
        assert pointed(tokens) == tokens


def test_particles_and_endings_are_no_part_of_a_candidate(analyzer: Analyzer) -> None:
    texts = found(analyzer, "새 시장에는 박서윤 후보가 당선됐다.")

    assert texts
    assert not any(text.endswith(("가", "는", "됐다", ".")) for text in texts)


def test_a_bracket_is_not_cut_in_two(analyzer: Analyzer) -> None:
    texts = found(analyzer, "해온시(옛 해온군)와 가람시는 협약을 맺었다.")

    assert texts
    assert all(text.count("(") == text.count(")") for text in texts)


def test_a_sentence_without_nouns_has_no_candidates(analyzer: Analyzer) -> None:
    assert found(analyzer, "") == set()
    assert found(analyzer, "…!") == set()
    assert found(analyzer, "| | |") == set()


def test_what_quotation_marks_enclose_is_told(analyzer: Analyzer) -> None:
    sentence = "표어는 ‘더 큰 바다로’였다."
    marked = [
        sentence[c.start : c.end]
        for c in candidates(sentence, analyzer.tokens(sentence))
        if is_enclosed(sentence, c)
    ]

    assert marked == ["더 큰 바다로"]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(
        alphabet=st.sampled_from("가나다 대통령은이를에서 1234년월일(),.‘’“”『』\"'A-·"),
        max_size=60,
    )
)
def test_candidates_lie_within_their_sentence_and_are_all_different(
    analyzer: Analyzer, sentence: str
) -> None:
    tokens = analyzer.tokens(sentence)
    spans = candidates(sentence, tokens)

    assert len({(c.start, c.end) for c in spans}) == len(spans)
    for c in spans:
        assert 0 <= c.start < c.end <= len(sentence)
        assert tokens[c.first].start == c.start
        assert tokens[c.last].end == c.end
