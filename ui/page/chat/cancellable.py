"""Work that can be given up: whoever waits for it goes on at once, and what comes late is dropped."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from ui.page.limiter import Limiter

Result = TypeVar("Result")

REMEMBERED = 4096  # stops whose work may still be under way to us


class Cancelling:
    """Runs work under a key when it is its turn; a stop ends the waiting for it, even one that comes first."""

    def __init__(self, limiter: Limiter) -> None:
        self._lock = threading.Lock()
        self._limiter = limiter
        self._running: dict[str, Future[None]] = {}
        self._given_up: OrderedDict[str, None] = OrderedDict()

    def run(self, key: str, work: Callable[[], Result]) -> Result | None:
        """Return what work returns; None as soon as stop(key) is called, before or meanwhile.

        Raises Overloaded if its turn does not come.
        """
        stopped: Future[None] = Future()
        with self._lock:
            if key in self._given_up:
                return None
            self._running[key] = stopped
        try:
            done = self._limiter.begin(work)
            self._limiter.wait(done, stopped)
            if not stopped.done():
                return done.result()
            done.cancel()  # where it has not begun
            return None
        finally:
            with self._lock:
                self._running.pop(key, None)

    def stop(self, key: str) -> None:
        """Give up what runs under a key, or is going to."""
        with self._lock:
            stopped = self._running.pop(key, None)
            self._given_up[key] = None
            if len(self._given_up) > REMEMBERED:
                self._given_up.popitem(last=False)
        if stopped is not None:
            stopped.set_result(None)
