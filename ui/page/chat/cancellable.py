"""Work that can be given up: whoever waits for it goes on at once, and what comes late is dropped."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from ui.page.limiter import Limiter

Result = TypeVar("Result")

REMEMBERED = 4096  # halts whose work may still be under way to us


class Halting:
    """Runs work under a key when it is its turn; a halt ends the waiting for it, even one that comes first."""

    def __init__(self, limiter: Limiter) -> None:
        self._lock = threading.Lock()
        self._limiter = limiter
        self._running: dict[str, Future[None]] = {}
        self._given_up: OrderedDict[str, None] = OrderedDict()

    def run(self, key: str, work: Callable[[], Result]) -> Result | None:
        """Return what work returns; None as soon as halt(key) is called, before or meanwhile.

        Raises Overloaded if its turn does not come.
        """
        halted: Future[None] = Future()
        with self._lock:
            if key in self._given_up:
                return None
            self._running[key] = halted
        try:
            done = self._limiter.begin(work)
            self._limiter.wait(done, halted)
            if not halted.done():
                return done.result()
            done.cancel()  # where it has not begun
            return None
        finally:
            with self._lock:
                self._running.pop(key, None)

    def halt(self, key: str) -> None:
        """Give up what runs under a key, or is going to."""
        with self._lock:
            halted = self._running.pop(key, None)
            self._given_up[key] = None
            if len(self._given_up) > REMEMBERED:
                self._given_up.popitem(last=False)
        if halted is not None:
            halted.set_result(None)
