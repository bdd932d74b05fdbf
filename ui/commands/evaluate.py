"""The command that measures: asks a file of questions and writes what the answers are worth."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import BadSettings, LibraryEmpty, StorageFailed
from index.store.atomic_files import write_atomically
from index.update.run_update import Progress, update
from qa.evaluation.questions_file import GoldArticle, QuestionsFile, read_questions
from qa.evaluation.report import Report, report_on
from qa.evaluation.run import Outcome, ask_all
from qa.library import Library
from qa.pipeline import Inyong, Settings
from ui.commands.library_option import KeptLibrary
from ui.commands.progress import ProgressLine, summary_to_text
from ui.render import one_line
from ui.report.report_text import Subject, report_to_json, report_to_text


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured, and where the report goes.

    articles: indexed into a library that is gone afterwards; None asks the kept library, unless the
    file of questions brings its own paragraphs. encoder: for such a library, None for the bundled one.
    """

    questions: Path
    library: KeptLibrary
    articles: Path | None = None
    encoder: str | None = None
    output: Path | None = None
    page: Path | None = None
    as_json: bool = False


def evaluate(task: Task) -> None:
    """Measure, and write the report: to standard output, and to the files that the task names.

    Raises NotFound, Unreadable, BadSettings, LibraryEmpty and its kin, ExtraMissing, StorageFailed; what
    can be known beforehand is said before the first question is asked.
    """
    draw = _page_maker(task)
    for path in (task.output, task.page):
        _ensure_writable(path)
    file = read_questions(task.questions)
    if file.unlabelled:
        _say_unlabelled(file)
    if (
        task.articles and file.articles
    ):  # its paragraphs are not asked, so they cannot be the right ones
        questions = (replace(question, article_ids=()) for question in file.questions)
        file = replace(file, questions=tuple(questions), articles=())
    subject, report = measure(task, file)
    record = report_to_json(file, subject, report)
    if task.output:
        write_atomically(task.output, _as_line(record).encode("utf-8", "replace"))
    if task.page:
        write_atomically(task.page, draw(file, subject, report).encode("utf-8", "replace"))
    text = _as_line(record) if task.as_json else report_to_text(file, subject, report) + "\n"
    sys.stdout.write(text)


def measure(
    task: Task, file: QuestionsFile, settings: Settings = Settings()
) -> tuple[Subject, Report]:
    """Ask all questions of a file and return what was measured, and the report."""
    with _library(task, file) as library:
        if not library.library_counts().articles:
            raise LibraryEmpty(
                "cannot evaluate", "there is no article to ask", "Name some with --articles PATH"
            )
        line = _QuestionsAsked(len(file.questions), ProgressLine(task.as_json))
        try:
            outcomes = ask_all(Inyong(library, settings), file.questions, line)
        finally:
            line.shown.close()
        _say_misplaced(outcomes, library)
        return _subject(library, settings), report_on(outcomes)


def _page_maker(task: Task) -> Callable[[QuestionsFile, Subject, Report], str]:
    """Return what makes the page, so that a missing library is known before the work begins."""
    if task.page is None:
        return lambda file, subject, report: ""
    from ui.report.report_page import report_to_html  # a second: the tables do without

    return report_to_html


def _ensure_writable(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        why = "it is a folder" if path.is_dir() else "its folder does not exist"
        raise StorageFailed(f"cannot write {path}", why, "Name another file")


def _say_unlabelled(file: QuestionsFile) -> None:
    first, count = file.unlabelled[0], len(file.unlabelled)
    sys.stderr.write(
        f"inyong: left out {file.path}:{first}"
        + (f" and {count - 1} more lines" if count > 1 else "")
        + ": no answers, article_ids or answerable. Add one of them to judge an answer by\n"
    )


def _say_misplaced(outcomes: Sequence[Outcome], library: Library) -> None:
    """Say how many questions cannot be found right, because no article they name is there."""
    held = {source.id for source in library.sources()}
    lost = [one for one in outcomes if one.relevant and not one.relevant & held]
    if lost:
        sys.stderr.write(
            f"inyong: {len(lost)} questions (the first is {one_line(lost[0].question.id)!r}) name only"
            " articles that the library does not hold; they count as not found\n"
        )


@contextmanager
def _library(task: Task, file: QuestionsFile) -> Iterator[Library]:
    """Open the library that is asked; a library made for the measurement goes with it."""
    if task.library.settings is not None and (task.articles or file.articles):
        raise BadSettings(
            "cannot evaluate",
            "articles that come with the questions are asked in a library of their own, here",
            "Leave out --store, or the articles",
        )
    if task.articles is None and not file.articles:
        if task.encoder is not None:
            raise BadSettings(
                "cannot evaluate",
                "--encoder goes with --articles",
                "Name the articles, or run: inyong index --encoder NAME",
            )
        with _opened(task.library) as library:
            yield library
        return
    with tempfile.TemporaryDirectory(prefix="inyong-evaluate-") as scratch:
        articles = task.articles or _write(Path(scratch) / "articles.jsonl", file.articles)
        home = Path(scratch) / "home"
        line = ProgressLine(task.as_json)
        try:
            summary = update(home, [articles], encoder=task.encoder, on_progress=line)
        finally:
            line.close()
        if not (summary.added or summary.unchanged or summary.changed):
            raise LibraryEmpty(
                "cannot evaluate", "there is no article to ask", "Name some with --articles PATH"
            )
        sys.stderr.write(f"inyong: {summary_to_text(summary)}\n")
        with _opened(KeptLibrary(home)) as library:
            yield library


@contextmanager
def _opened(kept: KeptLibrary) -> Iterator[Library]:
    library = kept.read()
    try:
        yield library
    finally:
        library.close()


def _write(path: Path, articles: tuple[GoldArticle, ...]) -> Path:
    """Write the paragraphs of a file of questions as articles, a line each."""
    lines = (json.dumps(asdict(article), ensure_ascii=True) + "\n" for article in articles)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _subject(library: Library, settings: Settings) -> Subject:
    identity = library.identity
    return Subject(
        articles=library.library_counts().articles,
        passages=library.statistics.passages,
        generation=library.generation,
        encoder=library.encoder.identity.name,
        encoder_digest=library.encoder.identity.digest,
        analyzer=identity.analyzer,
        passage_size=identity.splitter,
        threshold=settings.threshold,
    )


@dataclass(slots=True)
class _QuestionsAsked:
    """Shows how many questions are asked."""

    total: int
    shown: ProgressLine
    _started: float = field(default_factory=time.monotonic)

    def __call__(self, done: int) -> None:
        rate = done / max(time.monotonic() - self._started, 1e-6)
        left = (self.total - done) / rate
        progress = Progress(
            stage="ask",
            done=done,
            total=self.total,
            articles=0,
            rate=rate,
            remaining_seconds=left,
            current="",
        )
        self.shown(progress)


def _as_line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
