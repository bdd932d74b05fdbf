"""Questions at once: a few are answered, some wait, the others are told."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgi import run as finish

from ui.page.limiter import Limiter, Overloaded


@pytest.fixture
def held():
    """Work that does not end before its event is set."""
    event = threading.Event()
    yield event
    event.set()


def test_as_many_as_allowed_are_done_at_once_by_whatever_way_they_came(held):
    limiter, lock = Limiter(2), threading.Lock()
    now = most = 0

    def work():
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        held.wait(0.05)
        with lock:
            now -= 1
        return 1

    async def taken():
        return await asyncio.gather(*(limiter.take(work) for _ in range(5)))

    with ThreadPoolExecutor(6) as threads:
        ran = [threads.submit(limiter.run, work) for _ in range(5)]
        takers = threads.submit(finish, taken())
        assert [one.result(10) for one in ran] + takers.result(10) == [1] * 10

    assert most == 2
    assert limiter.count() == 0


def test_who_comes_when_the_line_is_full_is_refused_at_once(held):
    limiter = Limiter(1, waiting=1)
    begun = [limiter.begin(lambda: held.wait(10)) for _ in range(2)]

    with pytest.raises(Overloaded, match="too many are asking"):
        limiter.run(lambda: 1)
    with pytest.raises(Overloaded):
        finish(limiter.take(lambda: 1))

    held.set()
    assert [one.result(10) for one in begun] == [True, True]
    assert limiter.run(lambda: 1) == 1


def test_who_gets_no_turn_in_time_is_told_and_is_not_answered_later(held):
    limiter, late = Limiter(1, seconds=0.05), []
    limiter.begin(lambda: held.wait(10))

    with pytest.raises(Overloaded):
        limiter.run(lambda: late.append(1))
    with pytest.raises(Overloaded):
        finish(limiter.take(lambda: late.append(2)))

    held.set()
    assert limiter.run(lambda: 3) == 3
    assert late == []


def test_work_that_has_begun_may_take_longer_than_the_wait_for_a_turn():
    limiter = Limiter(1, seconds=0.01)

    def work():
        threading.Event().wait(0.1)
        return 1

    assert limiter.run(work) == 1
    assert finish(limiter.take(work)) == 1


def test_an_error_is_its_askers():
    def work():
        raise ZeroDivisionError

    for ask in (Limiter().run, lambda work: finish(Limiter().take(work))):
        with pytest.raises(ZeroDivisionError):
            ask(work)
