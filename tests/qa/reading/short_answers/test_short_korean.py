"""Short answers in Korean sentences by the weights that are shipped."""

from pathlib import Path

import numpy as np
import pytest

from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from qa.question.analysis import analyse
from qa.reading.short_answers.features import ANSWER_SIGNS
from qa.reading.short_answers.korean import Found, KoreanReader, is_sure
from qa.reading.short_answers.names import KINDS, NamesNet, name_kinds, shipped_names
from qa.reading.weights import shipped


def reader_of(analyzer: Analyzer, likeness: Likeness, question: str) -> KoreanReader:
    asked = analyse(question, analyzer, ("ko",))
    return KoreanReader(asked, analyzer, likeness, shipped_names(), shipped().answers)


def best(analyzer: Analyzer, likeness: Likeness, question: str, sentence: str) -> str | None:
    found = reader_of(analyzer, likeness, question).best(sentence)
    return sentence[found.start : found.end] if found and is_sure(found) else None


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("해온시의 새 시장은 누구인가?", "해온시의 새 시장으로 박서윤 후보가 당선됐다.", "박서윤"),
        ("등불축제는 언제 열렸나?", "등불축제는 지난 9월 14일 해온강 둔치에서 열렸다.", "9월 14일"),
        (
            "등불축제는 어디에서 열렸나?",
            "등불축제는 지난 9월 14일 해온강 둔치에서 열렸다.",
            "해온강 둔치",
        ),
        (
            "시립병원 소아응급실은 언제 문을 여나?",
            "해온시립병원이 24시간 문을 여는 소아응급실을 내년 3월 4일에 연다.",
            "내년 3월 4일",
        ),
        (
            "냉동창고 화재는 몇 시쯤 시작됐어?",
            "어제 오후 11시 50분쯤 냉동창고에서 불이 나 4시간 30분 만인 오늘 새벽에 꺼졌다.",
            "오후 11시 50분",
        ),
        (
            "다카이치 총리는 언제 선출됐나?",
            "다카이치 총리는 지난 21일 하원 표결에서 뽑혀 일본의 첫 여성 총리가 됐다.",
            "지난 21일",
        ),
        (
            "병원에서 일할 의사는 몇 명인가요?",
            "전문의 다섯 명과 간호사들이 3교대로 일한다.",
            "다섯 명",
        ),
        ("불로 직원 몇 명이 다쳤어?", "2층에서 난 불로 직원 세 명이 다쳤다.", "세 명"),
        ("소각장은 몇 명이 반대했나?", "주민 312명이 소각장에 반대하는 서명을 했다.", "312명"),
    ],
)
def test_the_words_that_answer_are_marked(
    analyzer: Analyzer, likeness: Likeness, question: str, sentence: str, answer: str
) -> None:
    found = best(analyzer, likeness, question, sentence)

    assert found is not None
    assert found in answer or answer in found


def test_words_of_the_question_are_no_answer_to_it(analyzer: Analyzer, likeness: Likeness) -> None:
    assert best(analyzer, likeness, "해온시 등불축제는 무엇인가?", "해온시 등불축제.") is None


def test_a_name_is_not_cut_in_two(analyzer: Analyzer, likeness: Likeness) -> None:
    sentence = "회담에는 조지 글래스 대사가 참석했다."
    found = reader_of(analyzer, likeness, "회담에는 누가 참석했나?").best(sentence)

    assert found is not None
    assert sentence[found.start : found.end] != "조지"


def test_a_sentence_without_candidates_has_no_short_answer(
    analyzer: Analyzer, likeness: Likeness
) -> None:
    assert best(analyzer, likeness, "누가 왔나?", "…") is None


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("축제는 왜 취소됐나?", False),
        ("축제는 올해도 열리나요?", False),
        ("축제는 언제 열리나요?", True),
    ],
)
def test_only_questions_for_a_few_words_have_a_short_answer(
    analyzer: Analyzer, likeness: Likeness, question: str, has: bool
) -> None:
    assert reader_of(analyzer, likeness, question).has_short_answer() is has


def test_a_sentence_is_described_by_as_many_columns_as_are_named(
    analyzer: Analyzer, likeness: Likeness
) -> None:
    reader = reader_of(analyzer, likeness, "누가 상을 받았나?")
    sentence = "김하늘 감독이 ‘느린 강’으로 상을 받았다."
    tokens, spans = reader.candidates(sentence)
    signs = reader.describe(sentence, tokens, spans)

    assert len(ANSWER_SIGNS) == len(set(ANSWER_SIGNS))
    assert signs.shape == (len(spans), len(ANSWER_SIGNS))
    assert np.isfinite(signs).all()


def test_names_are_told_by_their_kind(analyzer: Analyzer, likeness: Likeness) -> None:
    tokens = analyzer.tokens("지난 14일 부산에서 김민수 씨가 말했다.")
    vectors = likeness.vectors([token.form for token in tokens])
    kinds = name_kinds(tokens, vectors, shipped_names())
    told = {t.form: KINDS[int(row.argmax())] for t, row in zip(tokens, kinds, strict=True)}

    assert kinds.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert told["부산"] == "place"
    assert told["김민수"] == "person"
    assert told["14"] == "date"
    assert told["에서"] == "none"


def test_a_network_is_read_as_it_was_written(tmp_path: Path) -> None:
    shipped_names().save(tmp_path / "names.npz")
    again = NamesNet.load(tmp_path / "names.npz")

    assert np.array_equal(again.hidden, shipped_names().hidden)
    assert np.array_equal(again.out_bias, shipped_names().out_bias)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no arrays"])
def test_a_file_without_a_network_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "names.npz").write_bytes(data)

    with pytest.raises(ValueError, match="no network"):
        NamesNet.load(tmp_path / "names.npz")


def test_an_unlikely_answer_is_not_marked() -> None:
    assert not is_sure(Found(0, 1, 3.0, 0.05, 0.0))
    assert is_sure(Found(0, 1, -3.0, 0.9, 0.0))
