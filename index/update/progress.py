"""How far an update is, told while it runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is. stage: scan, read, remake (at a rebuild), follow; ask when questions are.

    done of total files (at a rebuild, articles); articles counts those read so far; rate is in files
    a second; remaining_seconds is None until it can be told; current is the file at hand. bytes_done
    of bytes_total: of the files, those of the one at hand as far as it is read (0 where none are read).
    """

    stage: str
    done: int
    total: int
    articles: int
    rate: float
    remaining_seconds: float | None
    current: str
    bytes_done: int = 0
    bytes_total: int = 0


@dataclass(slots=True)
class Meter:
    """Turns what was done into Progress."""

    report: Callable[[Progress], None]
    articles: int = 0
    _stage: str = "scan"
    _total: int = 0
    _done: int = 0
    _work: int = 0
    _work_done: int = 0
    _in_bytes: bool = False
    _at: int = 0
    _started: float = field(default_factory=time.monotonic)

    def start(self, stage: str, total: int, bytes_total: int | None = None) -> None:
        """Begin a stage of so many files, or things; of so many bytes, where these tell how much it is."""
        self._stage, self._total = stage, total
        self._in_bytes = bytes_total is not None
        self._work = total if bytes_total is None else bytes_total
        self._done = self._work_done = self._at = 0
        self._started = time.monotonic()

    def step(self, size: int = 1) -> None:
        """Note that another file (or thing) is done, and its size."""
        self._done += 1
        self._work_done += size
        self._at = 0

    def reach(self, place: int) -> None:
        """Note how many bytes of the file at hand are read."""
        self._at = place

    def tell(self, current: str) -> None:
        """Report how far it is; current: the file at hand."""
        seconds = time.monotonic() - self._started
        reached = min(self._work, self._work_done + self._at)
        remaining = None
        if reached and seconds > 0:
            remaining = seconds * (self._work - reached) / reached
        rate = self._done / seconds if seconds > 0 else 0.0
        self.report(
            Progress(
                stage=self._stage,
                done=self._done,
                total=self._total,
                articles=self.articles,
                rate=rate,
                remaining_seconds=remaining,
                current=current,
                bytes_done=reached if self._in_bytes else 0,
                bytes_total=self._work if self._in_bytes else 0,
            )
        )
