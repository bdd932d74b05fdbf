"""One update of the library at a time, run beside the chat, and how it stands as HTML."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from index.errors import InyongError
from index.update.run_update import Progress, UpdateSummary
from ui.page.error_text import error_text
from ui.page.markup import page_html
from ui.strings import Strings, counted

log = logging.getLogger(__name__)

FAILURES_SHOWN = 100  # a longer list would not be read; the count is always whole


class Update(Protocol):
    """Brings the library in a folder up to its files (index.update.update)."""

    def __call__(
        self,
        home: Path,
        paths: Sequence[Path],
        *,
        rebuild: bool,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> UpdateSummary:
        """Update from paths, or from those known; raise an InyongError if that cannot be done."""


@dataclass(frozen=True, slots=True)
class State:
    """How the update stands: running with its last progress, or ended with its summary or error.

    With neither, it ended by a slip of ours, which is in the log.
    """

    running: bool
    progress: Progress | None = None
    summary: UpdateSummary | None = None
    error: InyongError | None = None
    stopping: bool = False


class Updater:
    """Runs an update in a thread of its own; whoever asks meanwhile watches the same one.

    update does the work and on_done is called after it, both in that thread. Safe to call from
    any thread. Whoever shows the state reads it once: it may change between two reads.
    """

    def __init__(self, home: Path, update: Update, on_done: Callable[[], object]) -> None:
        self.home, self._update, self._on_done = home, update, on_done
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._waiting: tuple[Path, ...] = ()
        self.state = State(running=False)

    def start(self, paths: Sequence[Path] = (), *, rebuild: bool = False) -> bool:
        """Start an update; say whether it will be made.

        While one is running, named paths wait and are looked at after it; anything else is refused.
        """
        with self._lock:
            if self.state.running:
                self._waiting += tuple(paths)
                return bool(paths)
            self._cancelled.clear()
            self.state = State(running=True)
            self._thread = threading.Thread(
                target=self._run, args=(tuple(paths), rebuild), name="update", daemon=True
            )
            self._thread.start()
            return True

    def cancel(self) -> None:
        """Ask the running update to stop; it ends at the next whole batch."""
        with self._lock:  # else an update that ends meanwhile would seem to run for ever
            self._cancelled.set()
            if self.state.running:  # told at once: a batch may take seconds
                self.state = replace(self.state, stopping=True)

    def wait(self, seconds: float) -> bool:
        """Wait for the update to end, at most that long; say whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.state.running

    def _run(self, paths: tuple[Path, ...], rebuild: bool) -> None:
        while True:
            state = self._ended(paths, rebuild)
            with self._lock:
                paths, rebuild, self._waiting = self._waiting, False, ()
                if not paths or self._cancelled.is_set():
                    self.state = state
                    return

    def _ended(self, paths: Sequence[Path], rebuild: bool) -> State:
        """Update, and return how that ended."""
        try:
            summary = self._update(
                self.home,
                paths,
                rebuild=rebuild,
                on_progress=self._on_progress,
                cancelled=self._cancelled.is_set,
            )
            self._on_done()
        except InyongError as error:
            return State(running=False, error=error)
        except Exception:  # a slip of ours must not leave the page waiting for ever
            log.exception("the update failed")
            return State(running=False)
        return State(running=False, summary=summary)

    def _on_progress(self, progress: Progress) -> None:
        with self._lock:
            if self.state.running:
                self.state = replace(self.state, progress=progress)


def update_to_html(state: State, strings: Strings, may_stop: bool = True) -> str:
    """Return the panel that shows how an update stands; may_stop: offer to stop a running one."""
    return _shown("update_panel", state, strings, may_stop=may_stop, failures_shown=FAILURES_SHOWN)


def update_to_line(state: State, strings: Strings) -> str:
    """Return one slim line on how an update stands, with a way to the library, for when that is shut."""
    return _shown("update_line", state, strings)


def note_to_panel(note: str, strings: Strings, *, bad: bool = False) -> str:
    """Return the panel with one line about what was done, or could not be."""
    return page_html("library/note_panel.html", strings, note=note, is_bad=bad)


def _shown(template: str, state: State, strings: Strings, **values: object) -> str:
    progress = state.progress
    is_counted = progress is not None and progress.total and not state.stopping
    return page_html(
        f"library/{template}.html",
        strings,
        state=state,
        facts=_facts(state, strings),
        counted_progress=progress if is_counted else None,
        failed=_failed(state, strings),
        counts=_counts(state.summary, strings) if state.summary else "",
        **values,
    )


def _failed(state: State, strings: Strings) -> str:
    """Return why an update failed, "" where it did not, or is running."""
    if state.running or (state.summary is not None and state.error is None):
        return ""
    error = error_text(state.error, strings) if state.error else strings.unexpected
    return strings.update_failed.format(error=error)


def _facts(state: State, strings: Strings) -> list[str]:
    """Return how far a running update is, in words."""
    progress = state.progress
    if progress is None or state.stopping:
        return [f"{strings.stopping if state.stopping else strings.waiting}…"]
    stages = {
        "scan": strings.scan,
        "read": strings.read,
        "remake": strings.remake,
        "commit": strings.commit,
        "follow": strings.follow,
    }
    facts = [stages.get(progress.stage, strings.update_title)]
    if progress.total:
        facts.append(strings.progress.format(done=progress.done, total=progress.total))
    if progress.rate > 0:
        facts.append(strings.files_a_second.format(rate=progress.rate))
    if progress.remaining_seconds is not None:
        facts.append(_remaining(progress.remaining_seconds, strings))
    return facts


def _remaining(seconds: float, strings: Strings) -> str:
    if seconds < 90:
        return strings.seconds_left.format(count=round(seconds))
    return strings.minutes_left.format(count=round(seconds / 60))


def _counts(summary: UpdateSummary, strings: Strings) -> str:
    if summary.rebuilt:
        return counted(strings.rebuilt, summary.articles)
    changes = summary.added + summary.changed + summary.deleted + summary.moved
    counts = strings.update_done.format(
        added=summary.added,
        changed=summary.changed,
        deleted=summary.deleted,
        moved=summary.moved,
        unchanged=summary.unchanged,
    )
    return counts if changes or summary.cancelled else strings.update_unchanged
