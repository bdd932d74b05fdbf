"""The login: a page for people, HTTP Basic for programs, one slowing for both."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import math
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs, quote

from ui.page.visitor import VISITOR
from ui.server.auth.accounts import Account, Accounts, typed
from ui.server.auth.login_page import again_to_html, leave_to_html, login_to_html
from ui.server.auth.sessions import SESSION_SECONDS, Sessions
from ui.server.auth.throttle import Throttle
from ui.server.http.requests import (
    Application,
    Message,
    Receive,
    Send,
    answer,
    cookie,
    cookie_of,
    first_header,
    is_from_elsewhere,
    is_visit,
    refuse,
)
from ui.strings import Strings, strings_for

OPEN = frozenset({"/health"})  # a load balancer has no password
FORM_BYTES = 8 * 1024
KNOWN_SECONDS = 300.0  # a program's password is hashed again after that
KNOWN = 1000  # programs whose password is remembered (as a keyed hash)
PLACE = re.compile(
    r"/(?![/\\])[!-\[\]-~]*"
)  # a path here, and nothing that a browser takes for a host


class Login:
    """ASGI middleware: lets in who is logged in, under their name; shows others where to log in."""

    def __init__(
        self,
        application: Application,
        accounts: Accounts,
        *,
        secure: bool,
        framed: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """secure: browsers reach the server by https only; framed: also in another site's frame.

        clock never goes back.
        """
        self.application, self.accounts = application, accounts
        self.secure, self.framed = secure, framed
        self.cookie = "__Host-inyong-session" if secure else "inyong-session"
        self.sessions, self.throttle = Sessions(clock), Throttle(clock)
        self._clock, self._key = clock, secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[Account, float]] = OrderedDict()
        self._checking = asyncio.Lock()  # a program's many first requests are one try

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        name, path = self._logged_in(scope), scope["path"].rstrip("/") or "/"
        if path == "/login":
            await self._login(scope, receive, send, name)
        elif path == "/logout":
            await self._logout(scope, send, name)
        elif name is not None or path in OPEN:
            await self.application({**scope, VISITOR: name or ""}, receive, send)
        elif authorization := first_header(scope, b"authorization"):
            await self._program(scope, receive, send, authorization)
        elif not is_visit(scope):
            await _unknown(scope, send)
        elif is_from_elsewhere(scope):  # the cookie is held back until this site itself asks
            await answer(scope, send, 200, "text/html", *again_to_html())
        else:
            place = "" if path == "/" else f"?next={quote(scope['path'], safe='/')}"
            await _lead(scope, send, f"/login{place}")

    def _logged_in(self, scope: Message) -> str | None:
        """Return whose session a request belongs to, while the account is as it was at the login."""
        session = self.sessions.find(cookie_of(scope, self.cookie) or "")
        account = session and self.accounts.named(session.name)
        same = session and account and hmac.compare_digest(session.digest, account.digest)
        return session.name if session and same else None

    async def _login(self, scope: Message, receive: Receive, send: Send, name: str | None) -> None:
        strings = _strings(scope)
        if scope["method"] == "POST":
            await self._enter(scope, receive, send, strings)
        elif name is not None:
            await _lead(scope, send, "/")
        else:
            asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
            page = login_to_html(strings, place=_place(asked.get("next", [""])[0]))
            await answer(scope, send, 200, "text/html", *page)

    async def _enter(self, scope: Message, receive: Receive, send: Send, strings: Strings) -> None:
        form = await _form(receive)
        name, place = form.get("name", "").strip(), _place(form.get("next", ""))
        if self.secure and scope["scheme"] != "https":
            status, error, wait = 400, strings.login_wants_https, 0.0
        else:
            account, wait = await self._check(scope, name, form.get("password", ""))
            if account:
                token = self.sessions.begin(account.name, account.digest)
                await _lead(scope, send, place, self._cookie(token, SESSION_SECONDS))
                return
            slow = strings.login_slow.format(count=math.ceil(wait))
            status, error = (429, slow) if wait else (401, strings.login_wrong)
        html, headers = login_to_html(strings, name=name[:64], place=place, error=error)
        await answer(scope, send, status, "text/html", html, [*headers, *_retry(wait)])

    async def _logout(self, scope: Message, send: Send, name: str | None) -> None:
        if name is not None and scope["method"] != "POST":
            await answer(scope, send, 200, "text/html", *leave_to_html(_strings(scope), name))
            return
        if name is not None:
            self.sessions.end(cookie_of(scope, self.cookie) or "")
        await _lead(scope, send, "/login", self._cookie("", 0))

    def _cookie(self, token: str, seconds: float) -> tuple[bytes, bytes]:
        return cookie(self.cookie, token, seconds, secure=self.secure, framed=self.framed)

    async def _program(
        self, scope: Message, receive: Receive, send: Send, authorization: str
    ) -> None:
        """Let a program in that sends name and password by HTTP Basic."""
        credentials = _basic(authorization)
        account, wait = None, 0.0
        if credentials:
            account = self._remembered(credentials)
            if account is None:
                async with self._checking:
                    account = self._remembered(credentials)
                    if account is None:
                        account, wait = await self._check(scope, *credentials)
                        self._remember(credentials, account)
        if account:
            await self.application({**scope, VISITOR: account.name}, receive, send)
        elif wait:
            said = f"Too many wrong passwords; try again in {math.ceil(wait)} s"
            await refuse(scope, send, 429, said, _retry(wait))
        else:
            await _unknown(scope, send)

    async def _check(
        self, scope: Message, name: str, password: str
    ) -> tuple[Account | None, float]:
        """Return the account if name and password are right, or how long to wait for a next try."""
        address, name = (scope.get("client") or ("", 0))[0], typed(name)
        if wait := self.throttle.wait(address, name):
            return None, wait
        account = await asyncio.to_thread(self.accounts.check, name, password)
        if account:
            self.throttle.succeeded(address, name)
        else:
            self.throttle.failed(address, name)
        return account, 0.0

    def _remembered(self, credentials: tuple[str, str]) -> Account | None:
        account, until = self._known.get(self._sealed(credentials), (None, 0.0))
        fresh = account is not None and self._clock() < until
        return account if fresh and account == self.accounts.named(credentials[0]) else None

    def _remember(self, credentials: tuple[str, str], account: Account | None) -> None:
        if account:
            self._known[self._sealed(credentials)] = (account, self._clock() + KNOWN_SECONDS)
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)

    def _sealed(self, credentials: tuple[str, str]) -> bytes:
        said = "\0".join(credentials).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, said, hashlib.sha256)


def _strings(scope: Message) -> Strings:
    """Return the texts in the language that the browser likes best."""
    first = (first_header(scope, b"accept-language") or "").split(",")[0]
    return strings_for(first.split(";")[0].strip())


def _place(text: str) -> str:
    return text if PLACE.fullmatch(text) else "/"


async def _form(receive: Receive) -> dict[str, str]:
    """Return the fields of a form; none of one that is too long to be ours."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or len(body) > FORM_BYTES:
            return {}
        if not message.get("more_body"):
            break
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=8)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _basic(authorization: str) -> tuple[str, str] | None:
    kind, _, encoded = authorization.partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if kind.lower() == "basic" and colon else None


def _retry(wait: float) -> list[tuple[bytes, bytes]]:
    return [(b"retry-after", str(math.ceil(wait)).encode())] if wait else []


async def _lead(scope: Message, send: Send, place: str, *headers: tuple[bytes, bytes]) -> None:
    """Lead a browser to another place here, below the root."""
    location = f"{scope.get('root_path', '')}{place}".encode("ascii")
    await answer(scope, send, 303, "text/plain", "", [(b"location", location), *headers])


async def _unknown(scope: Message, send: Send) -> None:
    """Ask who it is. Not by the header that opens a browser's own window where a page's script asks."""
    program = first_header(scope, b"sec-fetch-mode") is None
    basic = [(b"www-authenticate", b'Basic realm="Inyong", charset="UTF-8"')] if program else []
    await refuse(scope, send, 401, "Log in: at /login, or by HTTP Basic", basic)
