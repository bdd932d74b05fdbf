"""One update of the library at a time, run beside the chat, and how it stands as HTML."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import InyongError
from index.update import Progress, UpdateSummary
from ui.page.markup import escaped
from ui.strings import Strings

log = logging.getLogger(__name__)

FAILURES_SHOWN = 100  # a longer list would not be read; the count is always whole


class Update(Protocol):
    """Brings the library in a folder up to its files (index.update.update)."""

    def __call__(
        self,
        home: Path,
        *,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> UpdateSummary:
        """Update; raise an InyongError if that cannot be done."""


@dataclass(frozen=True, slots=True)
class State:
    """How the update stands: running with its last progress, or ended with its summary or error.

    With neither, it ended by a slip of ours, which is in the log.
    """

    running: bool
    progress: Progress | None = None
    summary: UpdateSummary | None = None
    error: str | None = None


class Updater:
    """Runs an update in a thread of its own; whoever asks meanwhile watches the same one.

    update does the work and on_done is called after it, both in that thread. Safe to call from
    any thread.
    """

    def __init__(self, home: Path, update: Update, on_done: Callable[[], object]) -> None:
        self._home, self._update, self._on_done = home, update, on_done
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self.state = State(running=False)

    def start(self) -> None:
        """Start an update unless one is running."""
        with self._lock:
            if self.state.running:
                return
            self._cancelled.clear()
            self.state = State(running=True)
            self._thread = threading.Thread(target=self._run, name="update", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Ask the running update to stop; it ends at the next whole batch."""
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the update to end, at most that long; say whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.state.running

    def _run(self) -> None:
        try:
            summary = self._update(
                self._home, on_progress=self._on_progress, cancelled=self._cancelled.is_set
            )
            self._on_done()
            self.state = State(running=False, summary=summary)
        except InyongError as error:
            self.state = State(running=False, error=str(error))
        except Exception:  # a slip of ours must not leave the page waiting for ever
            log.exception("the update failed")
            self.state = State(running=False)

    def _on_progress(self, progress: Progress) -> None:
        self.state = State(running=True, progress=progress)


def update_to_html(state: State, strings: Strings) -> str:
    """Return the panel that shows how an update stands."""
    if state.running:
        return _panel(_running(state.progress, strings), "stop", strings.stop, strings)
    if state.error is not None or state.summary is None:
        line = strings.update_failed.format(error=state.error or strings.unexpected)
        return _panel(f'<p role="alert">{escaped(line)}</p>', "shut", strings.close, strings)
    return _panel(_ended(state.summary, strings), "shut", strings.close, strings)


def _running(progress: Progress | None, strings: Strings) -> str:
    if progress is None:
        return f"<p>{strings.waiting}…</p><progress></progress>"
    stages = {
        "scan": strings.scan,
        "read": strings.read,
        "remake": strings.remake,
        "commit": strings.commit,
        "follow": strings.follow,
    }
    facts = [stages.get(progress.stage, strings.update_title)]
    bar = "<progress></progress>"
    if progress.total:
        facts.append(strings.progress.format(done=progress.done, total=progress.total))
        bar = f'<progress value="{progress.done}" max="{progress.total}"></progress>'
    if progress.rate > 0:
        facts.append(strings.files_a_second.format(rate=progress.rate))
    if progress.remaining_seconds is not None:
        facts.append(_remaining(progress.remaining_seconds, strings))
    current = f'<p class="current"><bdi>{escaped(progress.current)}</bdi></p>'
    return f"<p>{' · '.join(facts)}</p>{bar}{current}"


def _remaining(seconds: float, strings: Strings) -> str:
    if seconds < 90:
        return strings.seconds_left.format(count=round(seconds))
    return strings.minutes_left.format(count=round(seconds / 60))


def _ended(summary: UpdateSummary, strings: Strings) -> str:
    changes = summary.added + summary.changed + summary.deleted + summary.moved
    counts = strings.update_done.format(
        added=summary.added,
        changed=summary.changed,
        deleted=summary.deleted,
        moved=summary.moved,
        unchanged=summary.unchanged,
    )
    parts = [f"<p>{strings.stopped}</p>"] if summary.cancelled else []
    parts.append(f"<p>{counts if changes or summary.cancelled else strings.update_unchanged}</p>")
    if summary.failures:
        shown = summary.failures[:FAILURES_SHOWN]
        items = "".join(f'<li dir="auto">{escaped(str(failure))}</li>' for failure in shown)
        count = strings.failures.format(count=len(summary.failures))
        parts.append(f"<details open><summary>{count}</summary><ul>{items}</ul></details>")
    return "".join(parts)


def _panel(inner: str, action: str, label: str, strings: Strings) -> str:
    return (
        f'<section class="update" aria-label="{strings.update_title}"><div class="bar">'
        f'<h2>{strings.update_title}</h2><button type="button" data-{action}>{label}</button>'
        f'</div><div role="status">{inner}</div></section>'
    )
