"""Slows down who guesses passwords: after a few failures each further try has to wait, longer each time."""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = {"address": 10, "name": 4}  # tries before the first wait: people mistype, offices share
FIRST_SECONDS = 1.0  # doubled with each further failure
LONGEST_SECONDS = {"address": 60.0, "name": 30.0}
"""The longest wait; a name's is short, for whoever knows it could otherwise keep its owner out."""
FORGOTTEN_SECONDS = 3600.0
KEPT = 10_000  # keys that are remembered; the one longest untouched is forgotten first


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: float = 0.0


class Throttle:
    """Counts failed tries by address and by name. Safe to call from any thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock that never goes back, in seconds."""
        self._clock = clock
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str, name: str) -> float:
        """Return 0 and count a try, or the seconds after which the next one is heard.

        The try counts from its beginning, so that many at once are no way around.
        """
        now = self._clock()
        with self._lock:
            keys = _keys(address, name)
            waits = (self._left(key, now) for key in keys)
            if (longest := max(waits)) > 0:
                return longest
            for key in keys:
                tries = self._tries.setdefault(key, _Tries())
                tries.count, tries.last = tries.count + 1, now
                self._tries.move_to_end(key)
            while len(self._tries) > KEPT:
                self._tries.popitem(last=False)
        return 0.0

    def succeeded(self, address: str, name: str) -> None:
        """Take the last try back. Other failures of an address stay: its own login is no cover."""
        by_address, by_name = _keys(address, name)
        with self._lock:
            self._tries.pop(by_name, None)
            if tries := self._tries.get(by_address):
                tries.count = max(0, tries.count - 1)

    def failed(self, address: str, name: str) -> None:
        """Let the next wait begin now, when the try is known to have failed."""
        now = self._clock()
        with self._lock:
            for key in _keys(address, name):
                if tries := self._tries.get(key):
                    tries.last = now

    def _left(self, key: tuple[str, str], now: float) -> float:
        tries = self._tries.get(key)
        if tries is None:
            return 0.0
        if now - tries.last > FORGOTTEN_SECONDS:
            del self._tries[key]
            return 0.0
        beyond = tries.count - FREE[key[0]]
        if beyond < 0:
            return 0.0
        wait = min(FIRST_SECONDS * 2.0 ** min(beyond, 20), LONGEST_SECONDS[key[0]])
        return max(0.0, tries.last + wait - now)


def _keys(address: str, name: str) -> list[tuple[str, str]]:
    return [("address", _network(address)), ("name", name[:64])]


def _network(address: str) -> str:
    """Return what one person holds: an IPv4 address, or the first half of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
