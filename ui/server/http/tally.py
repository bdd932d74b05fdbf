"""How many questions were answered, how, and how fast. Never which."""

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.errors import BadSettings
from qa.answer import Answer

OUTCOMES = ("found", "refused", "help", "invalid", "error")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds, upper bounds


@dataclass(slots=True)
class Asked:
    """A question that is being answered; outcome is one of OUTCOMES, an error until it is said."""

    outcome: str = "error"

    def answered(self, answer: Answer | None) -> None:
        """Say how it ended; None is an error."""
        if answer is not None:
            self.outcome = _outcome_of(answer.found, answer.is_help)

    def answered_as_json(self, record: dict[str, object]) -> None:
        """Say how it ended, by the JSON of the contract."""
        self.outcome = _outcome_of(bool(record["found"]), bool(record["is_help"]))


@dataclass(frozen=True, slots=True)
class Counts:
    """The questions by outcome, those within each of BUCKETS and beyond, and their seconds together."""

    outcomes: dict[str, int]
    buckets: tuple[int, ...]
    seconds: float


class Tally:
    """Counts questions. Safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes = dict.fromkeys(OUTCOMES, 0)
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    @contextmanager
    def question(self) -> Iterator[Asked]:
        """Count one question from its beginning to its answer or its error."""
        started, asked = time.perf_counter(), Asked()
        try:
            yield asked
        except BadSettings:  # no question that could be answered: theirs to mend, not ours
            asked.outcome = "invalid"
            raise
        finally:
            seconds = time.perf_counter() - started
            with self._lock:
                self._outcomes[asked.outcome] += 1
                self._buckets[bisect_left(BUCKETS, seconds)] += 1
                self._seconds += seconds

    def counts(self) -> Counts:
        """Return what was counted so far."""
        with self._lock:
            return Counts(dict(self._outcomes), tuple(self._buckets), self._seconds)


def _outcome_of(found: bool, is_help: bool) -> str:
    return "found" if found else "help" if is_help else "refused"
