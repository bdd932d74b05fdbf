"""What came back for a file of questions, as figures: pure, from outcomes to a report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.evaluation.metrics import (
    Bin,
    CurvePoint,
    Interval,
    auroc,
    character_f1,
    coverage_curve,
    exact_match,
    expected_calibration_error,
    interval,
    ndcg,
    percentile,
    recall,
    reciprocal_rank,
    reliability,
    success,
)
from qa.evaluation.questions_file import GoldQuestion
from qa.evaluation.run import ARTICLES, Outcome, Shown


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure's name, its value with bounds (None when nothing counts), and how many counted."""

    name: str
    interval: Interval | None
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of some of the questions: all of them, of one language, or of one kind."""

    name: str
    questions: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class RefusalRate:
    """How answerable questions are told from unanswerable ones of a kind.

    auroc: the chance that the probability of an answerable question is above that of one of this kind,
    None when nothing is answerable. refused: the share of this kind that got no answer.
    """

    kind: str
    questions: int
    auroc: Interval | None
    refused: Interval


@dataclass(frozen=True, slots=True)
class Percentiles:
    """The median, and the values that 95 and 99 per cent do not exceed."""

    p50: float
    p95: float
    p99: float


class Fault(StrEnum):
    """What went wrong with a question."""

    WRONG = "answered wrongly"
    INVENTED = "answered, though nothing answers it"
    MISSED = "not answered"


@dataclass(frozen=True, slots=True)
class Failure:
    """A question to read: what went wrong, how sure the program was, and what it showed first."""

    fault: Fault
    question: GoldQuestion
    searched_as: str
    probability: float
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that a file of questions tells of a library and the program.

    curve and bins take every question whose quotes can be judged; an answer where nothing answers is
    wrong. characters: the lengths of the first passage shown, over answerable questions. probabilities:
    of all questions, by kind. failures: the confidently wrong first, then those not answered, the
    most probable first.
    """

    overall: Group
    languages: tuple[Group, ...]
    kinds: tuple[Group, ...]
    refusals: tuple[RefusalRate, ...]
    curve: tuple[CurvePoint, ...]
    bins: tuple[Bin, ...]
    calibration_error: float | None
    characters: Percentiles | None
    milliseconds: Percentiles
    probabilities: tuple[tuple[str, tuple[float, ...]], ...]
    failures: tuple[Failure, ...]
    outcomes: tuple[Outcome, ...]


def report_on(outcomes: Sequence[Outcome]) -> Report:
    """Return the figures of outcomes. Raises ValueError when there are none."""
    if not outcomes:
        raise ValueError("there is no outcome to report on")
    judged = [one for one in outcomes if one.is_judged]
    probabilities = [one.probability for one in judged]
    rights = [one.first_holds for one in judged]
    bins = reliability(probabilities, rights)
    lengths = [len(one.shown[0].text) for one in outcomes if one.question.answerable and one.shown]
    return Report(
        overall=_group("all", outcomes),
        languages=_groups(outcomes, lambda question: question.language),
        kinds=_groups(outcomes, lambda question: question.kind),
        refusals=tuple(_refusals(outcomes)),
        curve=coverage_curve(probabilities, rights),
        bins=bins,
        calibration_error=expected_calibration_error(bins) if bins else None,
        characters=_percentiles(lengths) if lengths else None,
        milliseconds=_percentiles([one.milliseconds for one in outcomes]),
        probabilities=tuple(
            (name, tuple(one.probability for one in mine))
            for name, mine in _split(outcomes, lambda question: question.kind)
        ),
        failures=tuple(_failures(judged)),
        outcomes=tuple(outcomes),
    )


_RETRIEVAL: tuple[tuple[str, Callable[[Outcome], float]], ...] = (
    ("success@1", lambda one: success(one.ranked, one.relevant, 1)),
    ("success@5", lambda one: success(one.ranked, one.relevant, 5)),
    ("success@10", lambda one: success(one.ranked, one.relevant, 10)),
    ("recall@5", lambda one: recall(one.ranked, one.relevant, 5)),
    ("recall@10", lambda one: recall(one.ranked, one.relevant, 10)),
    ("MRR@10", lambda one: reciprocal_rank(one.ranked, one.relevant, ARTICLES)),
    ("nDCG@10", lambda one: ndcg(one.ranked, dict.fromkeys(one.relevant, 1.0), ARTICLES)),
)
"""Over the answerable questions whose articles are named."""

_QUOTES: tuple[tuple[str, Callable[[Outcome], float]], ...] = (
    ("first_quote", lambda one: one.found and one.first_holds),
    ("any_quote", lambda one: one.found and any(one.holds)),
    ("first_shown", lambda one: one.first_holds),
    ("any_shown", lambda one: any(one.holds)),
    ("short_answer", lambda one: one.short_answer is not None),
    ("EM", lambda one: one.short_answer is not None and exact_match(one.short_answer, _gold(one))),
    ("F1", lambda one: character_f1(one.short_answer or "", _gold(one))),
)
"""Over the answerable questions with gold answers; no quote, no short answer: 0."""


def _gold(one: Outcome) -> tuple[str, ...]:
    return one.question.answers


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    able = [one for one in outcomes if one.question.answerable]
    unable = [one for one in outcomes if not one.question.answerable]
    placed = [one for one in able if one.relevant]
    golden = [one for one in able if one.question.answers]
    measures = [
        *(_measure(label, map(value, placed)) for label, value in _RETRIEVAL),
        *(_measure(label, map(value, golden)) for label, value in _QUOTES),
        _measure("answered", (one.found for one in able)),
        _measure("refused", (not one.found for one in unable)),
    ]
    return Group(name, len(outcomes), tuple(measures))


def _measure(name: str, values: Iterable[float]) -> Measure:
    numbers = [float(value) for value in values]
    return Measure(name, interval(numbers) if numbers else None, len(numbers))


def _groups(outcomes: Sequence[Outcome], key: Callable[[GoldQuestion], str]) -> tuple[Group, ...]:
    return tuple(_group(name, mine) for name, mine in _split(outcomes, key))


def _split(
    outcomes: Sequence[Outcome], key: Callable[[GoldQuestion], str]
) -> list[tuple[str, list[Outcome]]]:
    """Return the outcomes by the name that key gives, names in order."""
    split: dict[str, list[Outcome]] = {}
    for one in outcomes:
        split.setdefault(key(one.question), []).append(one)
    return sorted(split.items())


def _refusals(outcomes: Sequence[Outcome]) -> Iterable[RefusalRate]:
    able = [one.probability for one in outcomes if one.question.answerable]
    unable = [one for one in outcomes if not one.question.answerable]
    for kind, mine in _split(unable, lambda question: question.kind):
        theirs = [one.probability for one in mine]
        yield RefusalRate(
            kind,
            len(mine),
            interval(able, theirs, measure=auroc) if able else None,
            interval([not one.found for one in mine]),
        )


def _percentiles(values: Sequence[float]) -> Percentiles:
    return Percentiles(*(percentile(values, share) for share in (50, 95, 99)))


def _failures(judged: Sequence[Outcome]) -> list[Failure]:
    """Return what to read, the worst first; equals in the order of the file."""
    failures = [
        Failure(
            fault=fault,
            question=one.question,
            searched_as=one.searched_as,
            probability=one.probability,
            shown=one.shown[0] if one.shown else None,
        )
        for one in judged
        if (fault := _fault(one)) is not None
    ]
    return sorted(failures, key=lambda each: (each.fault is Fault.MISSED, -each.probability))


def _fault(one: Outcome) -> Fault | None:
    if one.found and not one.question.answerable:
        return Fault.INVENTED
    if one.found and not one.first_holds:
        return Fault.WRONG
    return Fault.MISSED if one.question.answerable and not one.found else None
