"""Reads web pages, PDF and Word files in processes apart, which may be stopped at any time.

The libraries that take such files apart can loop, crash or fill the memory on damaged and hostile
ones, and a thread cannot be stopped from outside. A process starts with the first such file, serves
those that follow, and ends by itself when none comes; there are as many as threads that read at a time.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.formats.format_error import Flaw

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

_ROOT = Path(__file__).resolve().parents[2]
_MEND = "Open it and save it again, or save its text as .txt"


def extract(task: str, data: bytes) -> list[Frame]:
    """Return what the worker makes of a file: task is one of its TASKS.

    Raises Flaw where the file cannot be read, takes too long, or brings the process down.
    """
    try:
        process = _idle.pop()
    except IndexError:
        process = _Process()
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


class _Process:
    """A process apart: started when it is needed, and anew after it has ended. One thread at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._is_late = False

    def ask(self, task: str, data: bytes) -> list[Frame]:
        """Return the answer to one task; raises Flaw."""
        is_used = self._child is not None
        try:
            return self._answer(task, data)
        except _GoneError as cause:
            if is_used and cause.status == 0:  # it had ended by itself, having nothing to do
                return self.ask(task, data)
            why = f"reading it takes longer than {SECONDS:g} seconds"
            raise Flaw(why if cause.is_late else "it brings its reader down", _MEND) from cause
        except Flaw:
            raise
        except BaseException:  # interrupted between two frames: what comes next is no answer
            self.stop()
            raise

    def stop(self) -> int:
        """End the process, if there is one, and return its exit status."""
        child, self._child = self._child, None
        if child is None:
            return 0
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            return child.wait(1)  # it ends when its input does
        child.kill()
        return child.wait()

    def _answer(self, task: str, data: bytes) -> list[Frame]:
        if self._child is None:
            self._start()
        self._send(json.dumps({"task": task, "size": len(data)}).encode(), data)
        self._receive(START_SECONDS)  # until the libraries are loaded, which no file can draw out
        frames: list[Frame] = []
        left = TOTAL_SECONDS
        while True:
            frame, seconds = self._receive(min(SECONDS, left))
            left -= seconds
            if "flaw" in frame:
                raise Flaw(*frame["flaw"])
            if "end" in frame:
                return frames
            frames.append(frame)

    def _start(self) -> None:
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "index.formats.sandbox_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self._receive(START_SECONDS)

    def _send(self, head: bytes, data: bytes) -> None:
        child = self._child
        if child is None or child.stdin is None:
            raise self._gone()
        try:
            child.stdin.write(len(head).to_bytes(4, "big") + head)
            child.stdin.write(data)
            child.stdin.flush()
        except OSError:
            raise self._gone() from None

    def _receive(self, seconds: float) -> tuple[Frame, float]:
        """Return the next frame and the seconds that it took; the process is killed if that is too long."""
        child = self._child
        if child is None or child.stdout is None:
            raise self._gone()
        self._is_late = False
        clock = threading.Timer(max(0.0, seconds), self._kill, (child,))
        clock.daemon = True
        clock.start()
        try:
            size = int.from_bytes(child.stdout.read(4), "big")
            data = child.stdout.read(size) if 0 < size <= LONGEST_FRAME else b""
        finally:
            clock.cancel()
        if not data or len(data) < size:
            raise self._gone()
        frame: Frame = json.loads(data)
        return frame, float(frame.get("seconds", 0.0))

    def _kill(self, child: "subprocess.Popen[bytes]") -> None:
        self._is_late = True
        child.kill()

    def _gone(self) -> _GoneError:
        return _GoneError(self.stop(), self._is_late)


_idle: list[_Process] = []  # popped and appended by any thread, which a list allows
atexit.register(close)
