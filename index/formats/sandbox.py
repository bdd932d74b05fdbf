"""Reads web pages, PDF and Word files in processes apart, which may be stopped at any time.

The libraries that take such files apart can loop, crash or fill the memory on damaged and hostile
ones, and a thread cannot be stopped from outside. A process starts with the first such file, serves
those that follow, and ends by itself when none comes; there are as many as threads that read at a time.
"""

import atexit
import json
import threading
from contextlib import suppress
from typing import Any

from index.child_process import Child
from index.formats.format_error import FormatError

SECONDS = 4.0
"""Longest that a web page, a Word file or one page of a PDF may take; a tenth is usual."""

TOTAL_SECONDS = 120.0
"""Longest that a file may take: some 2,000 pages of a PDF."""

START_SECONDS = 60.0
"""Longest that the process, or a library in it, may take to start on a machine that is busy."""

LONGEST_FRAME = 256 * 2**20
"""Bytes of the longest frame that is taken; only a process that is out of its mind sends more."""

Frame = dict[str, Any]
"""What the process tells at a time, as JSON has it: see `sandbox_process`."""

_MEND = "Open it and save it again, or save its text as .txt"


def extract(task: str, data: bytes) -> list[Frame]:
    """Return what the worker makes of a file: task is one of its TASKS.

    Raises FormatError where the file cannot be read, takes too long, or brings the process down.
    """
    try:
        process = _idle.pop()
    except IndexError:
        process = _Reader()
    try:
        return process.ask(task, data)
    finally:
        _idle.append(process)


def close() -> None:
    """End the processes that read nothing; the next file starts one again."""
    with suppress(IndexError):
        while True:
            _idle.pop().stop()


class _GoneError(Exception):
    """The process has ended. status is its exit status; is_late, that it was stopped for its slowness."""

    def __init__(self, status: int, is_late: bool) -> None:
        super().__init__(f"exit status {status}")
        self.status, self.is_late = status, is_late


class _Reader:
    """A process apart: started when it is needed, and anew after it has ended. One thread at a time."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._is_late = False

    def ask(self, task: str, data: bytes) -> list[Frame]:
        """Return the answer to one task; raises FormatError."""
        is_used = self._child is not None
        try:
            return self._answer(task, data)
        except _GoneError as cause:
            if is_used and cause.status == 0:  # it had ended by itself, having nothing to do
                return self.ask(task, data)
            why = f"reading it takes longer than {SECONDS:g} seconds"
            raise FormatError(
                why if cause.is_late else "it brings its reader down", _MEND
            ) from cause
        except FormatError:
            raise
        except BaseException:  # interrupted between two frames: what comes next is no answer
            self.stop()
            raise

    def stop(self) -> int:
        """End the process, if there is one, and return its exit status."""
        child, self._child = self._child, None
        return child.end() if child else 0

    def _answer(self, task: str, data: bytes) -> list[Frame]:
        if self._child is None:
            self._child = Child("-m", "index.formats.sandbox_process")
            self._receive(START_SECONDS)
        self._send(json.dumps({"task": task}).encode(), data)
        self._receive(START_SECONDS)  # until the libraries are loaded, which no file can draw out
        frames: list[Frame] = []
        left = TOTAL_SECONDS
        while True:
            frame, seconds = self._receive(min(SECONDS, left))
            left -= seconds
            if "error" in frame:
                raise FormatError(*frame["error"])
            if "end" in frame:
                return frames
            frames.append(frame)

    def _send(self, *frames: bytes) -> None:
        if self._child is None:
            raise self._gone()
        try:
            for frame in frames:
                self._child.send(frame)
        except OSError:
            raise self._gone() from None

    def _receive(self, seconds: float) -> tuple[Frame, float]:
        """Return the next frame and the seconds that it took; the process is killed if that is too long."""
        child = self._child
        if child is None:
            raise self._gone()
        self._is_late = False
        clock = threading.Timer(max(0.0, seconds), self._kill, (child,))
        clock.daemon = True
        clock.start()
        try:
            frame: Frame = json.loads(child.receive(LONGEST_FRAME))
        except (EOFError, OSError):
            raise self._gone() from None
        finally:
            clock.cancel()
        return frame, float(frame.get("seconds", 0.0))

    def _kill(self, child: Child) -> None:
        self._is_late = True
        child.kill_now()

    def _gone(self) -> _GoneError:
        return _GoneError(self.stop(), self._is_late)


_idle: list[_Reader] = []  # popped and appended by any thread, which a list allows
atexit.register(close)
