"""How many questions are answered at once: one line for the page, for programs and for tools."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from index.errors import InyongError
from index.update.process_pool import usable_cores

ASKING_AT_ONCE = max(2, usable_cores())  # more would only share the same cores
WAITING_AT_MOST = 64  # beyond this a question is refused rather than kept for minutes
WAIT_SECONDS = 30.0  # for a turn; then who asks is told that too many do

Result = TypeVar("Result")


class Overloaded(InyongError):
    """More ask at once than can be answered."""


class Limiter:
    """Does a few works at once, in threads that stay; some wait for their turn, the others are refused.

    Safe to use from any thread.
    """

    def __init__(
        self,
        at_once: int = ASKING_AT_ONCE,
        waiting: int = WAITING_AT_MOST,
        seconds: float = WAIT_SECONDS,
    ) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="question")
        self._most, self._seconds = at_once + waiting, seconds
        self._lock = threading.Lock()
        self._count = 0

    def count(self) -> int:
        """Return how many works are being done or wait."""
        return self._count

    def run(self, work: Callable[[], Result]) -> Result:
        """Return what work returns. Raises Overloaded if its turn does not come, and what work raises."""
        done = self.begin(work)
        self.wait(done)
        return done.result()

    async def take(self, work: Callable[[], Result]) -> Result:
        """Do the same without holding a thread while it waits; who has left gives up the turn."""
        done = self.begin(work)
        answer = asyncio.wrap_future(done)
        try:
            await asyncio.wait((answer,), timeout=self._seconds)
            if not answer.done() and done.cancel():
                raise _overloaded()
            return await answer
        finally:
            done.cancel()  # where it has not begun

    def begin(self, work: Callable[[], Result]) -> Future[Result]:
        """Put work at the end of the line. Raises Overloaded if that is too long."""
        with self._lock:
            if self._count >= self._most:
                raise _overloaded()
            self._count += 1
        done = self._threads.submit(work)
        done.add_done_callback(self._end)
        return done

    def wait(self, done: Future[Any], *others: Future[Any]) -> None:
        """Wait for what was begun, or one of others. Raises Overloaded if its turn does not come."""
        both = (done, *others)
        if not wait(both, self._seconds, FIRST_COMPLETED).done and done.cancel():
            raise _overloaded()
        wait(both, return_when=FIRST_COMPLETED)

    def _end(self, done: Future[Any]) -> None:
        with self._lock:
            self._count -= 1


def _overloaded() -> Overloaded:
    return Overloaded("cannot answer now", "too many are asking", "Try again in a moment")
