"""Work that can be given up: whoever waits for it goes on at once, and what comes late is dropped."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

Result = TypeVar("Result")

REMEMBERED = 4096  # halts whose work may still be under way to us


class Halting:
    """Runs work under a key; a halt ends the waiting for it, even one that comes first.

    at_once: how many works run at a time, in threads that stay; the others wait for their turn.
    """

    def __init__(self, at_once: int) -> None:
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="question")
        self._running: dict[str, Future[None]] = {}
        self._given_up: OrderedDict[str, None] = OrderedDict()

    def run(self, key: str, work: Callable[[], Result]) -> Result | None:
        """Return what work returns; None as soon as halt(key) is called, before or meanwhile."""
        halted: Future[None] = Future()
        with self._lock:
            if key in self._given_up:
                return None
            self._running[key] = halted
        try:
            done = self._threads.submit(work)
            both: tuple[Future[Any], ...] = (done, halted)
            wait(both, return_when=FIRST_COMPLETED)
            if not halted.done():
                return done.result()
            done.cancel()  # where it has not begun
            return None
        finally:
            with self._lock:
                self._running.pop(key, None)

    def count(self) -> int:
        """Return how much work is running now, or waits."""
        return len(self._running)

    def halt(self, key: str) -> None:
        """Give up what runs under a key, or is going to."""
        with self._lock:
            halted = self._running.pop(key, None)
            self._given_up[key] = None
            if len(self._given_up) > REMEMBERED:
                self._given_up.popitem(last=False)
        if halted is not None:
            halted.set_result(None)
