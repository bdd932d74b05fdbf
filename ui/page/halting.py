"""Work that can be given up: whoever waits for it goes on at once, and what comes late is dropped."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

Result = TypeVar("Result")

REMEMBERED = 4096  # halts whose work may still be under way to us


class Halting:
    """Runs work in a thread of its own under a key; a halt ends the waiting for it, even one that comes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, Future[None]] = {}
        self._given_up: OrderedDict[str, None] = OrderedDict()

    def run(self, key: str, work: Callable[[], Result]) -> Result | None:
        """Return what work returns; None as soon as halt(key) is called, before or meanwhile."""
        halted: Future[None] = Future()
        done: Future[Result] = Future()
        with self._lock:
            if key in self._given_up:
                return None
            self._running[key] = halted
        threading.Thread(target=_work, args=(work, done), name="question", daemon=True).start()
        try:
            both: tuple[Future[Any], ...] = (done, halted)
            wait(both, return_when=FIRST_COMPLETED)
            return None if halted.done() else done.result()
        finally:
            with self._lock:
                self._running.pop(key, None)

    def count(self) -> int:
        """Return how much work is running now."""
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


def _work(work: Callable[[], Result], done: "Future[Result]") -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # it is the waiting thread's to raise
        done.set_exception(error)
