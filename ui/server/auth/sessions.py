"""Who is logged in: random tokens, kept here as hashes only, until they expire or are ended."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

SESSION_SECONDS = 12 * 3600.0  # a day's work
KEPT = 10_000  # sessions at once; the oldest goes first


@dataclass(frozen=True, slots=True)
class Session:
    """A login: whose, by which hash of the password, and until when."""

    name: str
    digest: bytes
    until: float


class Sessions:
    """The logins of one server; a restart ends them all. Safe to call from any thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock that never goes back, in seconds."""
        self._clock = clock
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, digest: bytes) -> str:
        """Return the token of a new session."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions[_key(token)] = Session(name, digest, now + SESSION_SECONDS)
            while self._sessions and (
                len(self._sessions) > KEPT or next(iter(self._sessions.values())).until <= now
            ):
                self._sessions.popitem(last=False)
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token while it lasts."""
        with self._lock:
            session = self._sessions.get(_key(token))
        return session if session and self._clock() < session.until else None

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._lock:
            self._sessions.pop(_key(token), None)


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
