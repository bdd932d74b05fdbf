"""A crew of this machine: programs beside the update that prepare articles.

Each is a process of its own (no fork, so it is safe beside threads and the same on every system),
fed through pipes: when this process ends, however it ends, theirs end too.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from index.article import Article
from index.encoding.encoders import EncoderIdentity
from index.store.records import PreparedArticle
from index.update.frames import articles_to_bytes, prepared_of, receive, send

_MOST = 8  # more wait for the one process that commits
_AHEAD = 2  # batches that wait, so that no process does
_ROOT = Path(__file__).resolve().parents[2]
_ALONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

ONE_THREAD = {**dict.fromkeys(_ALONE, "1"), "TOKENIZERS_PARALLELISM": "false"}
"""What the environment of a process says that is one of several on a machine."""


def usable_cores() -> int:
    """Return how many processes help: one for each core that this one may use, a few at most."""
    if hasattr(os, "sched_getaffinity"):  # a container's share; not on macOS and Windows
        return min(_MOST, len(os.sched_getaffinity(0)))
    return min(_MOST, os.cpu_count() or 1)


class Processes:
    """Processes of this machine. One that dies is started anew with the next batch."""

    def __init__(self, count: int | None = None) -> None:
        """count: how many; None for as many as help, 1 for no other than the one that updates."""
        self._count = usable_cores() if count is None else count
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._all: list[_Process] = []
        self._stopped = False

    @property
    def helps(self) -> bool:
        """Say whether there are several."""
        return self._count > 1

    @property
    def most(self) -> int:
        """How many batches they are given at once."""
        return self._count + _AHEAD

    def start(self, encoder: EncoderIdentity | None) -> None:
        """Start them; they get ready by themselves."""
        self._stopped, self._idle = False, SimpleQueue()
        self._threads = ThreadPoolExecutor(self._count, "prepare")
        self._all = [_Process(encoder.name if encoder else None) for _ in range(self._count)]
        for process in self._all:
            process.start()
            self._idle.put(process)

    def submit(self, articles: Sequence[Article]) -> "Future[list[PreparedArticle]]":
        """Let an idle process prepare articles."""
        return self._threads.submit(self._prepared, articles)

    def stop(self) -> None:
        """End them, whatever they are doing."""
        self._stopped = True
        for process in self._all:
            process.kill()  # whoever waits for it is told so
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.kill()  # if it was just being started

    def _prepared(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        process = self._idle.get()
        try:
            if self._stopped:
                raise EOFError
            return process.prepare(articles)
        except (EOFError, OSError, ValueError):
            process.kill()
            raise
        finally:
            self._idle.put(process)


class _Process:
    """One process, started anew with the next batch after it has died. One thread at a time."""

    def __init__(self, encoder: str | None) -> None:
        self._encoder = encoder
        self._child: Child | None = None

    def prepare(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        """Return what the process makes of articles. Raises EOFError or OSError when it dies."""
        child = self._child or self.start()
        child.send(articles_to_bytes(articles))
        return prepared_of(child.receive(), articles)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def start(self) -> "Child":
        """Start the process, which then gets ready by itself."""
        self._child = Child("-m", "index.update.process_main")
        self._child.send(json.dumps({"encoder": self._encoder}).encode())
        return self._child


class Child:
    """A program of this one in a process of its own, to which frames go and from which they come."""

    def __init__(self, *arguments: str) -> None:
        """Start it. arguments: of Python, as ("-m", module)."""
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **ONE_THREAD,
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            },
            start_new_session=True,  # Ctrl-C is for this process, which then ends the others
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, data: bytes) -> None:
        """Send it a frame. Raises OSError when it has ended."""
        if self._process.stdin is not None:
            send(self._process.stdin, data)

    def receive(self) -> bytes:
        """Wait for a frame. Raises EOFError or OSError when it has ended."""
        if self._process.stdout is None:
            raise EOFError
        return receive(self._process.stdout)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
