"""A report as one page that stands by itself: it loads nothing, and all text in it is escaped."""

from collections.abc import Iterable, Sequence

from qa.evaluation.questions_file import QuestionsFile
from qa.evaluation.report import Failure, Fault, Group, Report
from ui.page.markup import escaped
from ui.render import UNPRINTABLE
from ui.report import plots
from ui.report.report_text import BRIEF, LABELS, Subject, brief, facts, figure

_FAILURES = 50  # of each fault; the JSON has all

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1a; --paper: #fdfcf9; --soft: #5d5b55; --faint: #d9d6cd;
  --accent: #1f5a96; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6df; --paper: #191918; --soft: #a3a097; --faint: #3b3a36; --accent: #86b6e8; } }
body { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; word-break: keep-all;
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
.soft, figcaption, th { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; border-bottom: 1px solid var(--faint); }
th { font-weight: 500; white-space: nowrap; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } svg { width: 100%; height: auto; }
svg * { stroke-linejoin: round; stroke-linecap: butt; } svg text { fill: currentColor; }
dl { margin: 0; } dt { margin-top: 1rem; font-weight: 600; } dd { margin: 0; }
blockquote { margin: .2rem 0; padding-left: .8rem; border-left: 3px solid var(--faint);
  font-family: "Noto Serif CJK KR", "Nanum Myeongjo", serif; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_to_html(file: QuestionsFile, subject: Subject, report: Report) -> str:
    """Return the page. Raises ExtraMissing when matplotlib is not installed (at import)."""
    parts = (
        "<h1>Inyong evaluation</h1>",
        f'<p class="soft">{_safe(facts(file, subject))}</p>',
        _overall(report),
        _figures(report, subject.threshold),
        _refusals(report),
        _groups("By language", "language", report.languages),
        _groups("By kind", "kind", report.kinds),
        *(_failures(fault, report.failures) for fault in Fault),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Inyong evaluation: {_safe(file.path.name)}</title>\n<style>{_STYLE}</style>\n"
        "</head>\n<body>\n" + "\n".join(part for part in parts if part) + "\n</body>\n</html>\n"
    )


def _overall(report: Report) -> str:
    rows = [
        (LABELS[each.name], figure(each.interval), f"{each.count:,}")
        for each in report.overall.measures
    ]
    if (length := report.characters) is not None:
        shown = f"{length.p50:.0f} / {length.p95:.0f} characters"
        rows.append(("length of the first passage shown, median / p95", shown, ""))
    if report.calibration_error is not None:
        rows.append(("expected calibration error", f"{report.calibration_error:.3f}", ""))
    return _table(("measure", "value (95 % interval)", "questions"), rows)


def _figures(report: Report, threshold: float) -> str:
    time = report.milliseconds
    marks = (time.p50, time.p95, time.p99)
    drawn = []
    if report.curve:
        drawn = [
            (
                plots.coverage_to_svg(report.curve, threshold),
                "Right answers when only the surest share is answered; an answer where nothing "
                "answers is wrong. Ring: the threshold.",
            ),
            (
                plots.reliability_to_svg(report.bins),
                "How often an answer of some probability is right. On the dashed line they are equal.",
            ),
        ]
    drawn.append(
        (
            plots.latency_to_svg([one.milliseconds for one in report.outcomes], marks),
            f"Milliseconds a question: p50 {time.p50:.1f}, p95 {time.p95:.1f}, p99 {time.p99:.1f}.",
        )
    )
    for number, (kind, values) in enumerate(report.probabilities):
        svg = plots.probabilities_to_svg(f"kind-{number}", values, threshold)
        drawn.append((svg, f"Probabilities of “{kind}” ({len(values):,}). Line: the threshold."))
    figures = (
        f"<figure>{svg}<figcaption>{_safe(words)}</figcaption></figure>" for svg, words in drawn
    )
    return f'<h2>Curves</h2>\n<div class="plots">{"".join(figures)}</div>'


def _refusals(report: Report) -> str:
    rows = [
        (each.kind, figure(each.auroc), figure(each.refused), f"{each.questions:,}")
        for each in report.refusals
    ]
    head = ("kind", "AUROC (95 % interval)", "refused (95 % interval)", "questions")
    return f"<h2>Refusal</h2>\n{_table(head, rows)}" if rows else ""


def _groups(title: str, name: str, groups: Sequence[Group]) -> str:
    if len(groups) < 2:
        return ""
    return f"<h2>{title}</h2>\n{_table((name, 'questions', *BRIEF), map(brief, groups))}"


def _failures(fault: Fault, failures: Iterable[Failure]) -> str:
    mine = [failure for failure in failures if failure.fault is fault]
    if not mine:
        return ""
    title = f"{fault.value.capitalize()} ({min(len(mine), _FAILURES):,} of {len(mine):,})"
    return f"<h2>{_safe(title)}</h2>\n<dl>{''.join(map(_failure, mine[:_FAILURES]))}</dl>"


def _failure(failure: Failure) -> str:
    question = failure.question
    lines = [f"{question.id} · {question.kind} · probability {failure.probability:.2f}"]
    if failure.searched_as != question.text:
        lines.append(f"searched as: {failure.searched_as}")
    if question.answers:
        lines.append(f"answer: {' / '.join(question.answers)}")
    shown = ""
    if failure.shown:
        shown = f"<blockquote>{_safe(failure.shown.text)}</blockquote>"
        lines.append(f"shown, from {failure.shown.title}:")
    soft = "".join(f'<dd class="soft">{_safe(line)}</dd>' for line in lines)
    return f"<dt>{_safe(question.text)}</dt>{soft}<dd>{shown}</dd>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{_safe(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _safe(text: str) -> str:
    """Return text escaped, and its steering controls as U+FFFD."""
    return escaped(UNPRINTABLE.sub("\ufffd", text))
