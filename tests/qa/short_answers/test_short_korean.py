"""Short answers in Korean sentences by the networks that are shipped."""

import numpy as np
import pytest

from index.analyzer import Analyzer
from index.likeness import Likeness
from qa.question import analyse
from qa.short_answers.features import FEATURES, GROUPS
from qa.short_answers.korean import Found, KoreanReader, is_sure
from qa.short_answers.names import KINDS, name_kinds
from qa.short_answers.nets import Nets, shipped_nets


def best(analyzer: Analyzer, likeness: Likeness, question: str, sentence: str) -> str | None:
    asked = analyse(question, analyzer, ("ko",))
    found = KoreanReader(asked, analyzer, likeness, shipped_nets()).best(sentence)
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
        ("소각장은 몇 명이 반대했나?", "주민 312명이 소각장에 반대하는 서명을 했다.", "312명"),
    ],
)
def test_the_words_that_answer_are_marked(
    analyzer: Analyzer, likeness: Likeness, question: str, sentence: str, answer: str
) -> None:
    found = best(analyzer, likeness, question, sentence)

    assert found is not None
    assert answer in found


def test_words_of_the_question_are_no_answer_to_it(analyzer: Analyzer, likeness: Likeness) -> None:
    assert best(analyzer, likeness, "해온시 등불축제는 무엇인가?", "해온시 등불축제.") is None


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
    asked = analyse(question, analyzer, ("ko",))

    assert KoreanReader(asked, analyzer, likeness, shipped_nets()).has_short_answer() is has


def test_a_sentence_is_described_by_as_many_columns_as_are_named(
    analyzer: Analyzer, likeness: Likeness
) -> None:
    asked = analyse("누가 상을 받았나?", analyzer, ("ko",))
    reader = KoreanReader(asked, analyzer, likeness, shipped_nets())
    sentence = "김하늘 감독이 ‘느린 강’으로 상을 받았다."
    tokens, spans = reader.candidates(sentence)
    described = reader.describe(sentence, tokens, spans)

    assert len(FEATURES) == len(set(FEATURES))
    assert described.features.shape == (len(spans), len(FEATURES))
    assert np.isfinite(described.features).all()
    assert described.kinds.shape == (len(spans), len(KINDS))


def test_names_are_told_by_their_kind(analyzer: Analyzer, likeness: Likeness) -> None:
    tokens = analyzer.tokens("지난 14일 부산에서 김민수 씨가 말했다.")
    vectors = likeness.vectors([token.form for token in tokens])
    kinds = name_kinds(tokens, vectors, shipped_nets().names)
    told = {t.form: KINDS[int(row.argmax())] for t, row in zip(tokens, kinds, strict=True)}

    assert kinds.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert told["부산"] == "place"
    assert told["김민수"] == "person"
    assert told["14"] == "date"
    assert told["말하"] == "none"


def test_networks_are_read_as_they_were_written(tmp_path) -> None:
    nets = shipped_nets()
    nets.save(tmp_path / "nets.npz")
    again = Nets.load(tmp_path / "nets.npz")

    assert again.spans.linear.shape == (len(GROUPS), len(FEATURES))
    assert np.array_equal(again.spans.hidden, nets.spans.hidden)
    assert np.array_equal(again.names.out, nets.names.out)


def test_a_file_of_other_arrays_is_refused(tmp_path) -> None:
    np.savez(tmp_path / "nets.npz", **{"names.hidden": np.zeros(3)})
    with pytest.raises(ValueError, match="does not hold both networks"):
        Nets.load(tmp_path / "nets.npz")


def test_an_unlikely_answer_is_not_marked() -> None:
    assert not is_sure(Found(0, 1, 3.0, 0.05, 0.0))
    assert is_sure(Found(0, 1, -3.0, 0.9, 0.0))
