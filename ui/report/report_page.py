"""A report as one page that stands by itself: it loads nothing, and all text in it is escaped."""

from collections.abc import Iterable, Iterator, Sequence

from qa.evaluation.questions_file import QuestionsFile
from qa.evaluation.report import Failure, Fault, Group, Report
from ui.render import printable
from ui.report import plots
from ui.report.report_text import BRIEF, LABELS, Subject, brief, facts, figure
from ui.templates import Markup, rendered

_FAILURES = 50  # of each fault; the JSON has all

Rows = list[tuple[str, ...]]
"""Of a table, cell by cell."""


def report_to_html(file: QuestionsFile, subject: Subject, report: Report) -> str:
    """Return the page. Raises ExtraMissing when matplotlib is not installed (at import).

    What steers a terminal or turns the writing direction is shown as U+FFFD.
    """
    return rendered(
        "report/report.html",
        name=printable(file.path.name),
        facts=printable(facts(file, subject)),
        overall=_overall(report),
        plots=list(_plots(report, subject.threshold)),
        refusals=_refusals(report),
        groups=[
            *_groups("By language", "language", report.languages),
            *_groups("By kind", "kind", report.kinds),
        ],
        faults=[each for fault in Fault for each in _failures(fault, report.failures)],
    )


def _overall(report: Report) -> Rows:
    rows: Rows = [
        (LABELS[each.name], figure(each.interval), f"{each.count:,}")
        for each in report.overall.measures
    ]
    if (length := report.characters) is not None:
        shown = f"{length.p50:.0f} / {length.p95:.0f} characters"
        rows.append(("length of the first passage shown, median / p95", shown, ""))
    if report.calibration_error is not None:
        rows.append(("expected calibration error", f"{report.calibration_error:.3f}", ""))
    return rows


def _plots(report: Report, threshold: float) -> Iterator[tuple[Markup, str]]:
    """Yield each plot with what it shows."""
    time = report.milliseconds
    if report.curve:
        yield (
            Markup(plots.coverage_to_svg(report.curve, threshold)),
            "Right answers when only the surest share is answered; an answer where nothing "
            "answers is wrong. Ring: the threshold.",
        )
        yield (
            Markup(plots.reliability_to_svg(report.bins)),
            "How often an answer of some probability is right. On the dashed line they are equal.",
        )
    spent, marks = [one.milliseconds for one in report.outcomes], (time.p50, time.p95, time.p99)
    yield (
        Markup(plots.latency_to_svg(spent, marks)),
        f"Milliseconds a question: p50 {time.p50:.1f}, p95 {time.p95:.1f}, p99 {time.p99:.1f}.",
    )
    for number, (kind, values) in enumerate(report.probabilities):
        svg = plots.probabilities_to_svg(f"kind-{number}", values, threshold)
        words = f"Probabilities of “{printable(kind)}” ({len(values):,}). Line: the threshold."
        yield Markup(svg), words


def _refusals(report: Report) -> Rows:
    return [
        (printable(each.kind), figure(each.auroc), figure(each.refused), f"{each.questions:,}")
        for each in report.refusals
    ]


def _groups(
    title: str, name: str, groups: Sequence[Group]
) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Yield title, head and rows of the groups; nothing where there is but one."""
    if len(groups) > 1:
        rows = [tuple(printable(cell) for cell in brief(group)) for group in groups]
        yield title, (name, "questions", *BRIEF), rows


def _failures(
    fault: Fault, failures: Iterable[Failure]
) -> Iterator[tuple[str, list[tuple[str, list[str], str]]]]:
    """Yield title and failures of a fault, where it has any."""
    mine = [failure for failure in failures if failure.fault is fault]
    if mine:
        title = f"{fault.value.capitalize()} ({min(len(mine), _FAILURES):,} of {len(mine):,})"
        yield title, [_failure(each) for each in mine[:_FAILURES]]


def _failure(failure: Failure) -> tuple[str, list[str], str]:
    """Return the question, lines on it, and the words that were shown."""
    question = failure.question
    lines = [f"{question.id} · {question.kind} · probability {failure.probability:.2f}"]
    if failure.searched_as != question.text:
        lines.append(f"searched as: {failure.searched_as}")
    if question.answers:
        lines.append(f"answer: {' / '.join(question.answers)}")
    shown = ""
    if failure.shown:
        shown = failure.shown.text
        lines.append(f"shown, from {failure.shown.title}:")
    return printable(question.text), [printable(line) for line in lines], printable(shown)
