"""The measures against numbers that were not made by them, and the laws they keep."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics import (
    auroc,
    character_f1,
    coverage_curve,
    exact_match,
    expected_calibration_error,
    interval,
    ndcg,
    normalised,
    percentile,
    recall,
    reciprocal_rank,
    reliability,
    success,
)

# Grades and rankings of four questions; the third was asked and nothing came back.
GRADES = {
    "q1": {"d1": 1, "d4": 1, "d9": 1},
    "q2": {"d2": 1},
    "q3": {"d7": 1},
    "q4": {"d3": 3, "d5": 2, "d8": 1, "d6": 0},
}
RANKED = {
    "q1": ["d2", "d1", "d5", "d4", "d3", "d6", "d7", "d8", "d10", "d11", "d12", "d9"],
    "q2": ["d2", "d1"],
    "q3": [],
    "q4": ["d5", "d6", "d3", "d1", "d8"],
}
# Of ir_measures 0.4.3 (pytrec_eval-terrier 0.5.11) for these qrels and this run, by
# `ir_measures.iter_calc([Success@1, Success@5, R@5, R@10, RR@10, nDCG@3, nDCG@10], qrels, run)`.
IR_MEASURES = {
    "q1": (0.0, 1.0, 2 / 3, 2 / 3, 0.5, 0.2960819109658652, 0.49818925746641285),
    "q2": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "q3": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "q4": (1.0, 1.0, 1.0, 1.0, 1.0, 0.7350069851388743, 0.8162468467211516),
}
# The means that `ir_measures.calc_aggregate` gives for the same.
MEANS = (0.5, 0.75, 2 / 3, 2 / 3, 0.625, 0.5077722240261848, 0.5786090260468911)


def measured(name):
    ranked, grades = RANKED[name], GRADES[name]
    relevant = {document for document, grade in grades.items() if grade > 0}
    return (
        success(ranked, relevant, 1),
        success(ranked, relevant, 5),
        recall(ranked, relevant, 5),
        recall(ranked, relevant, 10),
        reciprocal_rank(ranked, relevant, 10),
        ndcg(ranked, grades, 3),
        ndcg(ranked, grades, 10),
    )


@pytest.mark.parametrize("name", GRADES)
def test_the_retrieval_measures_are_those_of_ir_measures(name):
    assert measured(name) == pytest.approx(IR_MEASURES[name])


def test_a_question_without_results_counts_in_the_mean():
    assert np.mean([measured(name) for name in GRADES], axis=0) == pytest.approx(MEANS)


@pytest.mark.parametrize(
    ("answer", "gold", "em", "f1"),
    [  # counted with paper and pencil from the rules of KorQuAD 1.0's evaluation program
        ("1989년 2월 15일", "1989년 2월 15일", 1, 1),
        ("《도시의 봄》", "도시의 봄", 1, 1),
        ("‘도시의 봄’", "도시의 봄", 1, 1),
        ("“도시의 봄”", "도시의 봄", 0, 0.8),  # those marks stay: 4 of 6 and 4 of 4 characters
        ("2월 15일", "1989년 2월 15일", 0, 2 / 3),  # 5 of 5, and 5 of 10
        ("이순신 장군", "이순신", 0, 0.75),  # 3 of 5, and 3 of 3
        ("127억원", "127억 원", 0, 1),  # white space does not count for F1
        ("U.S.A.", "usa", 1, 1),
        ("1,200명", "1200명", 1, 1),
        ("(주)해온", "주 해온", 1, 1),  # a bracket becomes a space
        ("(주)해온", "주해온", 0, 1),
        ("하하하", "하하", 0, 0.8),  # a character counts as often as it stands in both
        ("사과", "배", 0, 0),
        ("...", "!", 1, 0),  # nothing is left of either: equal, and no character is shared
    ],
)
def test_short_answers_are_judged_as_by_korquad(answer, gold, em, f1):
    assert exact_match(answer, [gold]) == em
    assert character_f1(answer, [gold]) == pytest.approx(f1)


def test_the_best_of_several_golds_counts():
    assert exact_match("해온시", ["바다", "해온시"]) == 1
    assert character_f1("해온", ["바다", "해온시", "해"]) == pytest.approx(0.8)
    assert exact_match("해온시", []) == character_f1("해온시", []) == 0


def test_auroc_is_that_of_scikit_learn():
    positive, negative = [0.9, 0.8, 0.5, 0.5, 0.3], [0.7, 0.5, 0.2, 0.1]

    # sklearn.metrics.roc_auc_score of scikit-learn 1.9.1 gives 0.75; by hand 15 of 20 pairs
    assert auroc(positive, negative) == pytest.approx(0.75)


def test_reliability_bins_are_those_of_scikit_learn():
    p = [0.05, 0.12, 0.18, 0.33, 0.37, 0.41, 0.55, 0.62, 0.68, 0.71, 0.86, 0.93, 0.97, 1.0]
    right = [0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1]

    bins = reliability(p, right, 5)

    # sklearn.calibration.calibration_curve(right, p, n_bins=5) of scikit-learn 1.9.1
    assert [one.right for one in bins] == pytest.approx([1 / 3, 0.5, 0.5, 2 / 3, 0.75])
    assert [one.probability for one in bins] == pytest.approx([0.35 / 3, 0.35, 0.48, 0.67, 0.94])
    assert [one.count for one in bins] == [3, 2, 2, 3, 4]
    by_hand = (
        3 * abs(0.35 / 3 - 1 / 3) + 2 * 0.15 + 2 * 0.02 + 3 * abs(0.67 - 2 / 3) + 4 * 0.19
    ) / 14
    assert expected_calibration_error(bins) == pytest.approx(by_hand)


def test_a_curve_answers_equal_confidences_together():
    points = coverage_curve([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0])

    assert [(p.threshold, p.coverage, p.accuracy) for p in points] == [
        (0.9, 0.25, 1.0), (0.5, 0.75, pytest.approx(2 / 3)), (0.1, 1.0, 0.5)
    ]  # fmt: skip


def test_percentiles_are_linear_between_neighbours():
    assert percentile([4, 1, 3, 2], 50) == 2.5
    assert percentile([10], 99) == 10


def test_an_interval_is_about_that_of_the_normal_distribution():
    values = [1.0] * 300 + [0.0] * 100

    found = interval(values)

    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert found.value == 0.75
    assert found.low == pytest.approx(0.75 - half, abs=0.008)
    assert found.high == pytest.approx(0.75 + half, abs=0.008)
    assert interval(values) == found


def test_nothing_to_measure_is_an_error_or_an_empty_value():
    with pytest.raises(ValueError, match="no values"):
        auroc([], [0.5])
    with pytest.raises(ValueError, match="no values"):
        interval([])
    with pytest.raises(ValueError, match="k must be"):
        success(["a"], {"a"}, 0)
    with pytest.raises(ValueError, match="twice"):
        success(["a", "a"], {"b"}, 2)
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        reliability([1.5], [1])
    with pytest.raises(ValueError, match="pair"):
        coverage_curve([0.5], [1, 0])
    assert coverage_curve([], []) == reliability([], []) == ()
    assert expected_calibration_error(()) == 0
    assert recall(["a"], set(), 5) == ndcg(["a"], {}) == 0


DOCUMENTS = st.lists(st.sampled_from([f"d{n}" for n in range(12)]), unique=True)
K = st.integers(1, 12)
SCORES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@given(DOCUMENTS, DOCUMENTS, K)
def test_retrieval_measures_lie_in_0_to_1_and_do_not_fall_with_k(ranked, relevant, k):
    for measure in (success, recall, reciprocal_rank):
        assert 0 <= measure(ranked, relevant, k) <= measure(ranked, relevant, k + 1) <= 1
    assert 0 <= ndcg(ranked, dict.fromkeys(relevant, 1), k) <= 1
    assert success(ranked, relevant, k) >= recall(ranked, relevant, k)
    assert success(ranked, relevant, k) >= reciprocal_rank(ranked, relevant, k)


@given(DOCUMENTS.filter(bool), K)
def test_the_ideal_ranking_is_worth_1(relevant, k):
    grades = {document: len(relevant) - at for at, document in enumerate(relevant)}

    assert ndcg(relevant, grades, k) == pytest.approx(1)
    assert success(relevant, relevant, k) == reciprocal_rank(relevant, relevant, k) == 1
    assert recall(relevant, relevant, len(relevant)) == 1


@given(st.text(), st.lists(st.text(), max_size=4))
def test_em_and_f1_lie_in_0_to_1_and_an_exact_answer_has_all_characters(answer, golds):
    em, f1 = exact_match(answer, golds), character_f1(answer, golds)

    assert em in (0, 1)
    assert 0 <= f1 <= 1
    if em and normalised(answer):
        assert f1 == 1


@given(st.text(), st.text())
def test_f1_is_the_same_both_ways_and_normalising_twice_changes_nothing_of_ascii(one, other):
    assert character_f1(one, [other]) == pytest.approx(character_f1(other, [one]))
    ascii_only = one.encode("ascii", "ignore").decode()
    assert normalised(normalised(ascii_only)) == normalised(ascii_only)


@given(SCORES, SCORES)
def test_auroc_turns_with_its_sides(positive, negative):
    one, other = [p for p, _ in positive], [p for p, _ in negative]

    assert 0 <= auroc(one, other) <= 1
    assert auroc(one, other) + auroc(other, one) == pytest.approx(1)


@given(SCORES, st.randoms())
def test_the_order_of_questions_does_not_matter(pairs, random):
    shuffled = random.sample(pairs, len(pairs))

    one, other = (list(zip(*each, strict=True)) for each in (pairs, shuffled))

    assert coverage_curve(*one) == coverage_curve(*other)
    counted = [(b.low, b.count, pytest.approx(b.right)) for b in reliability(*other)]
    assert [(b.low, b.count, b.right) for b in reliability(*one)] == counted


@given(SCORES)
def test_curves_and_bins_keep_their_laws(pairs):
    p, right = zip(*pairs, strict=True)

    points, bins = coverage_curve(p, right), reliability(p, right)

    assert [a.coverage for a in points] == sorted({a.coverage for a in points})
    assert points[-1].coverage == 1
    assert points[-1].accuracy == pytest.approx(np.mean(right))
    assert sum(one.count for one in bins) == len(p)
    assert all(one.low <= one.probability <= one.high for one in bins)
    assert 0 <= expected_calibration_error(bins) <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_lies_within_the_values(values):
    found = interval(values, samples=50)

    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
