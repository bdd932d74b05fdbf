"""A pool of workers on this machine: programs beside the update that prepare articles.

Each is a process of its own (no fork, so it is safe beside threads),
fed through pipes: when this process ends, however it ends, theirs end too.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from index.article import Article
from index.child_process import Child
from index.encoding.encoders import EncoderIdentity
from index.store.records import PreparedArticle
from index.update.article_bytes import articles_to_bytes, prepared_of

_MOST = 8  # more wait for the one process that commits
_AHEAD = 2  # batches that wait, so that no process does


def usable_cores() -> int:
    """Return how many processes help: one for each core that this one may use, a few at most."""
    if hasattr(os, "sched_getaffinity"):  # a container's share; not on macOS
        return min(_MOST, len(os.sched_getaffinity(0)))
    return min(_MOST, os.cpu_count() or 1)


class Processes:
    """Processes of this machine. One that dies is started anew with the next batch."""

    def __init__(self, count: int | None = None, *, always: bool = False) -> None:
        """count: how many; None for as many as help, 1 for no other than the one that updates.

        always: they are given even a little, and each is started when its first batch is there. Kiwi
        lets no other thread run while it is loaded and first used (two CPU-seconds, a minute on
        a busy machine): a process that is to go on answering meanwhile must not load it.
        """
        self._count = usable_cores() if count is None else count
        self.always = always
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._stopped = False

    @property
    def helps(self) -> bool:
        """Say whether there are several, or this process is to be left alone."""
        return self._count > 1 or self.always

    @property
    def most(self) -> int:
        """How many batches they are given at once."""
        return self._count + _AHEAD

    def start(self, encoder: EncoderIdentity | None) -> None:
        """Start them, unless each is to wait for its first batch; they get ready by themselves."""
        self._stopped, self._idle = False, SimpleQueue()
        self._threads = ThreadPoolExecutor(self._count, "prepare")
        self._all = [_Worker(encoder.name if encoder else None) for _ in range(self._count)]
        for process in self._all:
            if not self.always:
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


class _Worker:
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

    def start(self) -> Child:
        """Start the process, which then gets ready by itself."""
        self._child = Child("-m", "index.update.process_main")
        self._child.send(json.dumps({"encoder": self._encoder}).encode())
        return self._child
