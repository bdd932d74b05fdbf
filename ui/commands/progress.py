"""Shows how far an update is: one moving line in a terminal, a line now and then elsewhere."""

import json
import sys
import time
from dataclasses import asdict, dataclass, field, fields

from index.update.run_update import Progress, UpdateSummary
from ui.render import printable

_EVERY_SECONDS = {True: 0.1, False: 5.0}  # in a terminal, in a log
_WIDTH = 100

_STAGES = {
    "scan": "looking for files",
    "read": "reading",
    "remake": "remaking",
    "follow": "updating the search indexes",
    "ask": "asking",
}


@dataclass(slots=True)
class ProgressLine:
    """Writes progress to standard error, as text or as JSON lines."""

    as_json: bool = False
    _last: float = 0.0
    _stage: str = ""
    _open: bool = field(default=False)

    def __call__(self, progress: Progress) -> None:
        """Show progress, unless something was shown just now."""
        now = time.monotonic()
        terminal = sys.stderr.isatty() and not self.as_json
        due = progress.stage != self._stage or now - self._last >= _EVERY_SECONDS[terminal]
        if not due:
            return
        self._last, self._stage = now, progress.stage
        if self.as_json:
            sys.stderr.write(
                json.dumps({"event": "progress"} | asdict(progress), ensure_ascii=False) + "\n"
            )
        elif terminal:
            sys.stderr.write("\r\x1b[2K" + _line(progress)[:_WIDTH])
            self._open = True
        else:
            sys.stderr.write(_line(progress) + "\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Clear the moving line."""
        if self._open:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._open = False


def _line(progress: Progress) -> str:
    parts = [_STAGES.get(progress.stage, progress.stage)]
    if progress.stage in ("read", "remake", "ask") and progress.total:
        parts[0] += f" {progress.done:,}/{progress.total:,}"
        if progress.bytes_total:
            parts.append(
                f"{_megabytes(progress.bytes_done)} of {_megabytes(progress.bytes_total)} MB"
            )
        if progress.articles:
            parts.append(f"{progress.articles:,} articles")
        if progress.rate:
            parts.append(f"{progress.rate:.1f}/s")
        if progress.remaining_seconds is not None:
            parts.append(f"{_duration(progress.remaining_seconds)} left")
    if progress.current:
        parts.append(printable(progress.current))
    return " · ".join(parts)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def summary_to_text(summary: UpdateSummary, again: str = "inyong index") -> str:
    """Return what an update did, and each thing that could not be read, as lines.

    again: the command that goes on with one that was stopped.
    """
    lines = [
        f"{summary.added:,} added, {summary.changed:,} changed, {summary.deleted:,} deleted,"
        f" {summary.moved:,} moved, {summary.unchanged:,} unchanged"
        f" · {summary.articles:,} articles, {summary.passages:,} passages"
        f" · {_duration(summary.seconds)}"
    ]
    if summary.rebuilt:
        lines[0] += " · every passage remade"
    if summary.cancelled:
        lines.append(f"Stopped. What was read by then is kept; run {again} to go on.")
    if summary.failures:
        lines.append(f"{len(summary.failures):,} could not be read:")
        lines += [f"  {printable(' '.join(str(failure).split()))}" for failure in summary.failures]
    return "\n".join(lines)


def summary_to_json(summary: UpdateSummary) -> dict[str, object]:
    """Return what an update did as one JSON object."""
    record: dict[str, object] = {"event": "summary"}
    record |= {field.name: getattr(summary, field.name) for field in fields(summary)}
    record["failures"] = [
        {"what": failure.what, "why": failure.why, "mend": failure.mend}
        for failure in summary.failures
    ]
    return record
