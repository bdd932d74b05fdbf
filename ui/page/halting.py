"""Work that can be given up: whoever waits for it goes on at once, and what comes late is dropped."""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

Result = TypeVar("Result")


class Halting:
    """Runs work in a thread of its own, one at a time for a key; a halt ends the waiting for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._halted: dict[str, Future[None]] = {}

    def run(self, key: str, work: Callable[[], Result]) -> Result | None:
        """Return what work returns; None as soon as halt(key) is called meanwhile."""
        halted: Future[None] = Future()
        done: Future[Result] = Future()
        with self._lock:
            self._halted[key] = halted
        threading.Thread(target=_work, args=(work, done), name="question", daemon=True).start()
        try:
            both: tuple[Future[Any], ...] = (done, halted)
            wait(both, return_when=FIRST_COMPLETED)
            return None if halted.done() else done.result()
        finally:
            with self._lock:
                if self._halted.get(key) is halted:
                    del self._halted[key]

    def halt(self, key: str) -> None:
        """Give up what runs under a key, if anything does."""
        with self._lock:
            halted = self._halted.pop(key, None)
        if halted is not None:
            halted.set_result(None)


def _work(work: Callable[[], Result], done: "Future[Result]") -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # it is the waiting thread's to raise
        done.set_exception(error)
