"""From what came back to figures: which questions count, where, and which are worst."""

import pytest

from qa.evaluation.questions_file import GoldQuestion
from qa.evaluation.report import Fault, report_on
from qa.evaluation.run import Outcome, Shown


def outcome(name, *, relevant="a", ranked="ab", found=True, probability=0.5, shown=("4월에 연다",),
            short=None, milliseconds=10.0, answers=("4월",), answerable=True, kind="answerable"):  # fmt: skip
    question = GoldQuestion(
        name,
        f"{name}?",
        answerable,
        answers=answers if answerable else (),
        kind=kind,
        language="ko",
    )
    passages = tuple(Shown(text, "a", "제목") for text in shown)
    return Outcome(
        question, frozenset(relevant if answerable else ""), question.text, tuple(ranked), found,
        probability, passages, short, milliseconds,
    )  # fmt: skip


def values(group):
    return {each.name: each.interval and each.interval.value for each in group.measures}


def counts(group):
    return {each.name: each.count for each in group.measures}


def test_each_measure_counts_the_questions_that_it_can_judge():
    report = report_on(
        [
            outcome("right", short="4월"),
            outcome("second", ranked="ba", shown=("모른다", "4월에 연다"), short="5월"),
            outcome("not found", found=False, probability=0.1),
            outcome("no article named", relevant=""),
            outcome("no gold", answers=()),
            outcome("unanswerable", answerable=False, kind="gone", found=False, probability=0.2),
        ]
    )

    found, counted = values(report.overall), counts(report.overall)
    assert (counted["success@1"], counted["first_quote"]) == (4, 4)
    assert (counted["answered"], counted["refused"]) == (5, 1)
    assert found["success@1"] == 3 / 4
    assert found["MRR@10"] == (1 + 1 / 2 + 1 + 1) / 4
    assert found["first_quote"] == 2 / 4  # what was not found is no quote
    assert found["any_quote"] == 3 / 4
    assert found["first_shown"] == 3 / 4  # the nearest passage counts
    assert found["any_shown"] == 1
    assert found["short_answer"] == 2 / 4
    assert found["EM"] == 1 / 4
    assert found["F1"] == pytest.approx((1 + 1 / 2) / 4)
    assert found["answered"] == 4 / 5
    assert found["refused"] == 1


def test_what_cannot_be_measured_is_none():
    report = report_on([outcome("x", answerable=False, kind="gone")])

    assert values(report.overall)["success@1"] is None
    assert counts(report.overall)["success@1"] == 0
    assert report.refusals[0].auroc is None
    assert report.refusals[0].refused.value == 0
    assert report.characters is None


def test_each_kind_that_cannot_be_answered_is_told_apart_by_itself():
    report = report_on(
        [
            outcome("a", probability=0.9),
            outcome("b", probability=0.4),
            outcome("c", answerable=False, kind="far", found=False, probability=0.1),
            outcome("d", answerable=False, kind="near", probability=0.6),
        ]
    )

    assert [(r.kind, r.auroc.value, r.refused.value) for r in report.refusals] == [
        ("far", 1.0, 1.0), ("near", 0.5, 0.0)
    ]  # fmt: skip
    assert [group.name for group in report.kinds] == ["answerable", "far", "near"]
    assert dict(report.probabilities)["near"] == (0.6,)


def test_the_curve_counts_an_answer_to_what_nothing_answers_as_wrong():
    report = report_on(
        [
            outcome("right", probability=0.9),
            outcome("invented", answerable=False, kind="gone", probability=0.8),
            outcome("no gold", answers=(), probability=0.7),
        ]
    )

    assert [(p.coverage, p.accuracy) for p in report.curve] == [(0.5, 1.0), (1.0, 0.5)]
    assert sum(one.count for one in report.bins) == 2


def test_the_confidently_wrong_come_first_and_the_unanswered_after():
    report = report_on(
        [
            outcome("missed", found=False, probability=0.29),
            outcome("right", probability=0.9),
            outcome("wrong", shown=("모른다",), probability=0.6),
            outcome("invented", answerable=False, kind="gone", probability=0.7),
            outcome("far", found=False, probability=0.1, shown=()),
            outcome("rightly refused", answerable=False, kind="gone", found=False),
        ]
    )

    assert [(each.question.id, each.fault) for each in report.failures] == [
        ("invented", Fault.INVENTED), ("wrong", Fault.WRONG), ("missed", Fault.MISSED),
        ("far", Fault.MISSED),
    ]  # fmt: skip


def test_lengths_and_times_are_percentiles():
    report = report_on([outcome(str(n), shown=("가" * n,), milliseconds=n) for n in range(1, 102)])

    assert (report.characters.p50, report.characters.p95) == (51, 96)
    assert (report.milliseconds.p50, report.milliseconds.p99) == (51, 100)


def test_no_outcome_is_a_slip_of_the_program():
    with pytest.raises(ValueError, match="no outcome"):
        report_on([])
