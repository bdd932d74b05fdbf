"""A report as lines for a terminal and as one JSON object."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.evaluation.metrics import SAMPLES, Interval
from qa.evaluation.questions_file import QuestionsFile
from qa.evaluation.report import Failure, Group, Report
from qa.evaluation.run import PASSAGES, Outcome
from ui.render import one_line

LABELS = {
    "success@1": "right article first (success@1)",
    "success@5": "among the first 5 (success@5)",
    "success@10": "among the first 10 (success@10)",
    "recall@5": "recall@5 of the right articles",
    "recall@10": "recall@10 of the right articles",
    "MRR@10": "MRR@10",
    "nDCG@10": "nDCG@10",
    "first_quote": "first quote holds the answer (no quote: 0)",
    "any_quote": "any quote holds the answer (no quote: 0)",
    "first_shown": "first quote or nearest passage holds the answer",
    "any_shown": "any quote or nearest passage holds the answer",
    "short_answer": "a short answer was marked",
    "EM": "short answer, EM (none: 0)",
    "F1": "short answer, F1 of characters (none: 0)",
    "answered": "answered of the answerable",
    "refused": "refused of the unanswerable",
}
"""Each measure in words, in the order they are shown."""

BRIEF = ("success@1", "MRR@10", "first_quote", "first_shown", "EM", "F1", "answered", "refused")
"""The measures that are shown of each language and each kind."""

_WIDEST = 120  # characters of a text in a line on a failure
_WORST = 10  # questions that the terminal shows; the JSON has all


@dataclass(frozen=True, slots=True)
class Subject:
    """What was measured: a library made by some encoder, asked with some threshold."""

    articles: int
    passages: int
    generation: int
    encoder: str
    encoder_digest: str
    analyzer: str
    passage_size: str
    threshold: float


def report_to_text(file: QuestionsFile, subject: Subject, report: Report) -> str:
    """Return a report as Markdown tables, without a line break at its end."""
    blocks = [
        facts(file, subject),
        _table(("measure", "value (95 % interval)", "questions"), _overall(report.overall)),
        _table(("length and time", "p50", "p95", "p99"), _percentiles(report)),
    ]
    if report.refusals:
        head = ("refusal of", "AUROC", "refused", "questions")
        blocks.insert(2, _table(head, _refusals(report)))
    if report.calibration_error is not None:
        blocks.append(f"Expected calibration error {report.calibration_error:.3f}.")
    for title, groups in (("language", report.languages), ("kind", report.kinds)):
        if len(groups) > 1:
            blocks.append(_table((title, "questions", *BRIEF), map(brief, groups)))
    if report.failures:
        worst = [f"  {failure_line(failure)}" for failure in report.failures[:_WORST]]
        blocks.append(
            "\n".join([f"Worst {len(worst)} of {len(report.failures)} failures:", *worst])
        )
    return "\n\n".join(blocks)


def facts(file: QuestionsFile, subject: Subject) -> str:
    """Return what was measured, on one line."""
    return (
        f"{one_line(file.path.name)} (sha256 {file.sha256[:12]}), {len(file.questions):,} questions"
        f" · {subject.articles:,} articles, {subject.passages:,} passages"
        f" · encoder {one_line(subject.encoder)} {subject.encoder_digest[:8]}"
        f" · {PASSAGES} hits, threshold {subject.threshold:g}"
        f" · intervals: {SAMPLES:,} bootstrap samples"
    )


def figure(interval: Interval | None) -> str:
    """Return a value with its bounds, "—" when there is none."""
    if interval is None:
        return "—"
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def brief(group: Group) -> tuple[str, ...]:
    """Return the cells of a group: its name, its size, and the measures of BRIEF."""
    values = {measure.name: measure.interval for measure in group.measures}
    cells = (f"{each.value:.3f}" if (each := values[name]) else "—" for name in BRIEF)
    return (one_line(group.name), f"{group.questions:,}", *cells)


def failure_line(failure: Failure) -> str:
    """Return a failure on one line, safe for a terminal."""
    question = failure.question
    gold = " / ".join(question.answers) or "nothing"
    shown = "nothing"
    if failure.shown:
        shown = f"“{_cut(failure.shown.text)}” ({_cut(failure.shown.title)})"
    return one_line(
        f"{question.id}: {failure.fault.value}, {failure.probability:.2f} · {_cut(question.text)}"
        f" · gold: {_cut(gold)} · shown: {shown}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def _overall(group: Group) -> Iterator[tuple[str, ...]]:
    for measure in group.measures:
        yield LABELS[measure.name], figure(measure.interval), f"{measure.count:,}"


def _refusals(report: Report) -> Iterator[tuple[str, ...]]:
    for each in report.refusals:
        yield one_line(each.kind), figure(each.auroc), figure(each.refused), f"{each.questions:,}"


def _percentiles(report: Report) -> Iterator[tuple[str, ...]]:
    if (length := report.characters) is not None:
        cells = (f"{value:.0f}" for value in (length.p50, length.p95, length.p99))
        yield ("characters of the first passage shown", *cells)
    time = report.milliseconds
    yield ("milliseconds a question", *(f"{value:.1f}" for value in (time.p50, time.p95, time.p99)))


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def report_to_json(file: QuestionsFile, subject: Subject, report: Report) -> dict[str, Any]:
    """Return a whole report as one JSON object; what cannot be measured is null."""
    return {
        "file": {
            "path": str(file.path),
            "sha256": file.sha256,
            "questions": len(file.questions),
            "unlabelled_lines": list(file.unlabelled),
        },
        "subject": asdict(subject) | {"hits": PASSAGES, "bootstrap_samples": SAMPLES},
        "measures": _measures(report.overall),
        "languages": _groups(report.languages),
        "kinds": _groups(report.kinds),
        "refusals": [asdict(each) for each in report.refusals],
        "coverage_curve": [asdict(point) for point in report.curve],
        "reliability": [asdict(each) for each in report.bins],
        "expected_calibration_error": report.calibration_error,
        "characters": report.characters and asdict(report.characters),
        "milliseconds": asdict(report.milliseconds),
        "failures": [_failure(failure) for failure in report.failures],
        "questions": [_outcome(outcome) for outcome in report.outcomes],
    }


def _groups(groups: Sequence[Group]) -> dict[str, Any]:
    return {
        group.name: {"questions": group.questions, "measures": _measures(group)} for group in groups
    }


def _measures(group: Group) -> dict[str, Any]:
    nothing = {"value": None, "low": None, "high": None}
    return {
        each.name: (asdict(each.interval) if each.interval else nothing) | {"count": each.count}
        for each in group.measures
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "id": failure.question.id,
        "fault": failure.fault.value,
        "question": failure.question.text,
        "searched_as": failure.searched_as,
        "answers": list(failure.question.answers),
        "probability": failure.probability,
        "shown": failure.shown and asdict(failure.shown),
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "id": one.question.id,
        "kind": one.question.kind,
        "language": one.question.language,
        "answerable": one.question.answerable,
        "found": one.found,
        "probability": one.probability,
        "relevant": sorted(one.relevant),
        "ranked": list(one.ranked),
        "holds": list(one.holds),
        "short_answer": one.short_answer,
        "milliseconds": one.milliseconds,
    }
