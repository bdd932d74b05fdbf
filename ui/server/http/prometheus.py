"""What the server counts, for Prometheus: how many questions, how they ended, how fast. Never which."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from index.errors import BadSettings
from qa.answer import Answer
from qa.pipeline import LibrarySummary
from ui.page.library.updating import State

KIND = "text/plain; version=0.0.4; charset=utf-8"
OUTCOMES = ("found", "refused", "help", "invalid", "error")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds, upper bounds
GAUGES = {
    "inyong_articles": "Articles in the library.",
    "inyong_passages": "Passages in the library.",
    "inyong_generation": "Generation that answers.",
    "inyong_update_running": "1 while an update runs.",
    "inyong_update_failed": "1 if the last update failed.",
    "inyong_update_done": "Files that the running update has read.",
    "inyong_update_total": "Files that the running update has to read.",
}
"""What is looked up when it is asked for, with its help."""

# Else every count has a second line, of when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]  # it is not annotated


@dataclass(slots=True)
class CountedQuestion:
    """A question that is being answered; outcome is one of OUTCOMES, an error until it is said."""

    outcome: str = "error"

    def answered(self, answer: Answer | None) -> None:
        """Say how it ended; None is an error."""
        if answer is not None:
            self.outcome = _outcome_of(answer.found, answer.is_help)

    def answered_as_json(self, record: dict[str, object]) -> None:
        """Say how it ended, by the JSON of the contract."""
        self.outcome = _outcome_of(bool(record["found"]), bool(record["is_help"]))


class Metrics:
    """Counts questions, for one server. Safe to call from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "inyong_questions", "Questions by how they ended.", ["outcome"], registry=self._registry
        )
        for outcome in OUTCOMES:  # so that none is missing before its first question
            self._questions.labels(outcome)
        self._seconds = Histogram(
            "inyong_answer_seconds",
            "Time from a question's turn to its answer.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._gauges = {
            name: Gauge(name, help_text, registry=self._registry)
            for name, help_text in GAUGES.items()
        }
        ProcessCollector(registry=self._registry)  # memory, files and time, where the system tells

    @contextmanager
    def question(self) -> Iterator[CountedQuestion]:
        """Count one question from its beginning to its answer or its error."""
        started, asked = time.perf_counter(), CountedQuestion()
        try:
            yield asked
        except BadSettings:  # no question that could be answered: theirs to mend, not ours
            asked.outcome = "invalid"
            raise
        finally:
            self._seconds.observe(time.perf_counter() - started)
            self._questions.labels(asked.outcome).inc()

    def to_text(self, summary: LibrarySummary, update: State) -> str:
        """Return all that was counted, and how library and update stand, in the text form."""
        progress = update.progress
        values = {
            "inyong_articles": summary.articles,
            "inyong_passages": summary.passages,
            "inyong_generation": summary.generation,
            "inyong_update_running": update.running,
            "inyong_update_failed": not update.running and update.error is not None,
            "inyong_update_done": progress.done if progress else 0,
            "inyong_update_total": progress.total if progress else 0,
        }
        for name, value in values.items():
            self._gauges[name].set(value)
        return generate_latest(self._registry).decode()


def _outcome_of(found: bool, is_help: bool) -> str:
    return "found" if found else "help" if is_help else "refused"
