"""Several processes that prepare articles, for updates that are long enough to win back their start.

Each is a program of its own (no fork, so it is safe beside threads and the same on every system),
fed through pipes: when this process ends, however it ends, theirs end too. One that dies costs
nothing: its batch is prepared here. Batches come back in the order in which they went, so the
library is the same, bit for bit, as with one process.
"""

import json
import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from index.analyzer import Analyzer
from index.article import Article
from index.encoders import Encoder, StaticEncoder
from index.preparing import prepare, with_vectors
from index.records import PreparedArticle
from index.wire import articles_to_bytes, prepared_of, receive, send

log = logging.getLogger(__name__)

_LEAST = 400_000  # characters; to start two processes takes as long as to prepare half of that
_SURELY = 3_000_000  # bytes of files; they hold that much, whatever their format
_MOST = 8  # more wait for the one process that commits
_AHEAD = 2  # batches that wait, so that no process does
_ROOT = Path(__file__).resolve().parents[1]
_ALONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

Tag = TypeVar("Tag")


def usable_cores() -> int:
    """Return how many processes help: one for each core that this one may use, a few at most."""
    if hasattr(os, "sched_getaffinity"):  # a container's share; not on macOS and Windows
        return min(_MOST, len(os.sched_getaffinity(0)))
    return min(_MOST, os.cpu_count() or 1)


class Workers:
    """Prepares batches of articles, in processes of their own once there is enough to do."""

    def __init__(self, encoder: Encoder, count: int | None = None) -> None:
        """count: how many processes; None for as many as help, 1 for no other than this one."""
        self._count = usable_cores() if count is None else count
        self._encoder = encoder
        self._analyzer = Analyzer(self._count)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._stopped = False

    def prepare(
        self, batches: Iterable[tuple[Tag, Sequence[Article]]], size: int = 0
    ) -> Generator[tuple[Tag, list[PreparedArticle]], None, None]:
        """Yield each batch with its articles prepared, in order. Few are under way at any time.

        size: bytes of the files that the batches come from, where that is known; with many the
        processes are started before the first batch is there. Whoever stops before the end closes
        the generator, which ends the processes.
        """
        coming = iter(batches)
        first = [] if size >= _SURELY else self._look_ahead(coming)
        if self._count > 1 and (size >= _SURELY or _characters(first) >= _LEAST):
            yield from self._in_processes(chain(first, coming))
        else:
            for tag, articles in chain(first, coming):
                yield tag, self._here(articles)

    def _look_ahead(
        self, batches: Iterator[tuple[Tag, Sequence[Article]]]
    ) -> list[tuple[Tag, Sequence[Article]]]:
        """Take batches until they tell whether there is enough to do."""
        taken: list[tuple[Tag, Sequence[Article]]] = []
        while self._count > 1 and _characters(taken) < _LEAST:
            if (batch := next(batches, None)) is None:
                break
            taken.append(batch)
        return taken

    def _in_processes(
        self, batches: Iterable[tuple[Tag, Sequence[Article]]]
    ) -> Iterator[tuple[Tag, list[PreparedArticle]]]:
        named = self._encoder.identity.name if isinstance(self._encoder, StaticEncoder) else None
        workers = [_Worker(named) for _ in range(self._count)]
        for worker in workers:
            worker.start()
        self._stopped, self._idle = False, SimpleQueue()
        for worker in workers:
            self._idle.put(worker)
        waiting: deque[tuple[Tag, Future[list[PreparedArticle]]]] = deque()
        threads = ThreadPoolExecutor(self._count, "prepare")
        try:
            for tag, articles in batches:
                waiting.append((tag, threads.submit(self._there, articles)))
                while waiting and (len(waiting) > self._count + _AHEAD or waiting[0][1].done()):
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        finally:
            self._stopped = True
            for worker in workers:
                worker.kill()  # whoever waits for it is told so
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.kill()  # if it was just being started

    def _finished(
        self, tag: Tag, future: "Future[list[PreparedArticle]]"
    ) -> tuple[Tag, list[PreparedArticle]]:
        prepared = future.result()
        if not isinstance(self._encoder, StaticEncoder):  # a model that has the machine to itself
            prepared = with_vectors(prepared, self._encoder)
        return tag, prepared

    def _here(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        return prepare(articles, self._analyzer, self._encoder) if articles else []

    def _there(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        """Let an idle process prepare the articles; do it here where it dies."""
        if not articles:
            return []
        worker = self._idle.get()
        try:
            if self._stopped:
                raise EOFError
            return worker.prepare(articles)
        except (EOFError, OSError, ValueError) as cause:
            worker.kill()
            if self._stopped:
                raise
            log.warning(
                "a process that prepares articles ended (%r); its batch is done here", cause
            )
            return self._here(articles)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process, started anew with the next batch after it has died. One thread at a time."""

    def __init__(self, encoder: str | None) -> None:
        self._encoder = encoder
        self._child: subprocess.Popen[bytes] | None = None

    def prepare(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        """Return what the process makes of articles. Raises EOFError or OSError when it dies."""
        child = self._child or self.start()
        if child.stdin is None or child.stdout is None:
            raise EOFError
        send(child.stdin, articles_to_bytes(articles))
        return prepared_of(receive(child.stdout), articles)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the process, which then gets ready by itself."""
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "index.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **dict.fromkeys(_ALONE, "1"),
                "TOKENIZERS_PARALLELISM": "false",
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            },
            start_new_session=True,  # Ctrl-C is for this process, which then ends the others
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        if self._child.stdin is not None:
            send(self._child.stdin, json.dumps({"encoder": self._encoder}).encode())
        return self._child


def _characters(batches: Iterable[tuple[object, Sequence[Article]]]) -> int:
    return sum(len(article.body) for _, articles in batches for article in articles)
