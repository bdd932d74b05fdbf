"""What stands between the network and the page: who may ask, what is closed, what a page may load."""

import asyncio
import time
from dataclasses import dataclass

from index.formats.choose_reader import LARGEST_FILE
from ui.server.http.requests import (
    Application,
    Message,
    Receive,
    Send,
    answer,
    first_header,
    headers_of,
    host_of,
    refuse,
)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

PLACES = frozenset(
    {
        "", "/login", "/logout",
        "/ask", "/articles", "/article", "/update", "/upload", "/health", "/metrics",
        "/openapi.json", "/mcp",
        "/config", "/theme.css", "/favicon.ico", "/robots.txt",
        "/gradio_api/info", "/gradio_api/queue/join", "/gradio_api/queue/data",
        "/gradio_api/startup-events", "/gradio_api/app_id", "/gradio_api/reset",
        "/gradio_api/cancel", "/gradio_api/theme.css",
    }
)  # fmt: skip
"""Paths that are answered, without a slash at the end; all others answer 404."""

BELOW = (
    "/assets/", "/static/", "/svelte/",
    "/gradio_api/run/", "/gradio_api/call/", "/gradio_api/heartbeat/",
)  # fmt: skip
"""Folders of which all is answered. What a later Gradio adds beside them stays shut."""

BODY_BYTES = 1024 * 1024  # of a request; a question is a thousand characters
ALLOWANCES = {"/upload": LARGEST_FILE}
"""Paths where more than BODY_BYTES may be sent, and how much."""
BODY_SECONDS = 60.0  # that a whole body may be waited for, and more for what came meanwhile:
SLOWEST = 16 * 1024  # bytes a second; who sends slower than that holds a connection for nothing

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio's page starts from inline scripts, and its gr.HTML compiles its template.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'none'",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
    )
)

POLICY_HEADER = b"content-security-policy"
HEADERS = (
    (POLICY_HEADER, POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


@dataclass(frozen=True, slots=True)
class Trust:
    """By which host names the page is reached, and whether a proxy of ours speaks for others.

    root: the path under which a proxy shows the page, as "/news"; "" is none. frames: the sites that
    may show it in a frame.
    """

    hosts: frozenset[str] = LOOPBACK
    behind_proxy: bool = False
    root: str = ""
    frames: tuple[str, ...] = ()


class Guard:
    """ASGI middleware: refuses foreign hosts, origins and huge or slow bodies, answers only at PLACES.

    A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding) or post to it
    blindly; the Host and the Origin that a browser sends tell both, and they get 403. What it passes
    on has the scheme, host and address that the visitor used, and no X-Forwarded header; its path is
    the one below the root, whether or not the proxy has taken that away.
    """

    def __init__(self, application: Application, trust: Trust | None = None) -> None:
        self.application = application
        self.trust = trust or Trust()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
            return
        send = _with_headers(send, self.trust.frames)
        seen = _as_seen(scope, self.trust)
        if seen is None or not _is_ours(seen):
            await refuse(scope, send, 403, "This page does not answer to that host or origin")
        elif self.trust.root and scope["path"] == self.trust.root:  # links start from the slash
            place = [(b"location", f"{self.trust.root}/".encode("ascii"))]
            await answer(scope, send, 308, "text/plain", "", place)
        elif scope["type"] == "websocket" or not _is_open(seen["path"]):
            await refuse(scope, send, 404, "Not found")
        else:
            await self._measured(seen, receive, send)

    async def _measured(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on while its body is no larger and no slower than allowed."""
        limit = ALLOWANCES.get(scope["path"], BODY_BYTES)
        body = _Body(receive, limit)
        announced = first_header(scope, b"content-length")
        if announced is not None and not (announced.isdigit() and int(announced) <= limit):
            body.fault = 413
        else:

            async def sending(message: Message) -> None:
                if not body.fault:
                    await send(message)

            try:
                await self.application(scope, body.receive, sending)
            except Exception:
                if not body.fault:
                    raise
        if body.fault:
            said = f"More than {limit:,} bytes" if body.fault == 413 else "Too slow"
            await refuse(scope, send, body.fault, said, [(b"connection", b"close")])


class _Body:
    """Counts what a request sends; fault is the status that tells what was wrong with it, or 0."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.fault, self._receive, self._left, self._whole = 0, receive, limit, False
        self._seconds = BODY_SECONDS

    async def receive(self) -> Message:
        """Receive the next message; that the visitor has gone where the body is at fault."""
        if self._whole:  # what comes now is only that the visitor has gone
            return await self._receive()
        began = time.monotonic()  # only the waiting counts, not what is done with what came
        try:
            async with asyncio.timeout(max(0.0, self._seconds)):
                message = await self._receive()
        except TimeoutError:
            self.fault = 408
        else:
            size = len(message.get("body", b""))
            self._seconds += size / SLOWEST - (time.monotonic() - began)
            self._left -= size
            self._whole = not message.get("more_body", False)
            if self._left < 0:
                self.fault = 413
        return {"type": "http.disconnect"} if self.fault else message


def _as_seen(scope: Message, trust: Trust) -> Message | None:
    """Return the request as its visitor sent it, without any proxy; None for a foreign host."""
    hosts = headers_of(scope, b"host")
    if len(hosts) != 1 or host_of(hosts[0]) not in trust.hosts:
        return None
    host, seen = hosts[0], dict(scope)
    if trust.behind_proxy:
        host = _last(scope, b"x-forwarded-host") or host
        if host_of(host) not in trust.hosts:
            return None
        seen["scheme"] = "https" if _last(scope, b"x-forwarded-proto") == "https" else "http"
        if address := _last(scope, b"x-forwarded-for"):
            seen["client"] = (address, 0)
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if name != b"host" and name != b"forwarded" and not name.startswith(b"x-forwarded-")
    ]
    seen["headers"] = [(b"host", host.encode("latin-1")), *kept]
    seen["root_path"] = trust.root
    if trust.root and scope["path"].startswith(f"{trust.root}/"):
        seen["path"] = scope["path"].removeprefix(trust.root)
    return seen


def _is_open(path: str) -> bool:
    return path.removesuffix("/") in PLACES or path.startswith(BELOW)


def _last(scope: Message, name: bytes) -> str | None:
    """Return what the nearest proxy said: others may have written before it, each behind a comma."""
    values = ",".join(headers_of(scope, name)).split(",")
    return values[-1].strip() or None


def _is_ours(scope: Message) -> bool:
    """Say whether a request came from this page, from an address bar or a program."""
    host = _bare(headers_of(scope, b"host")[0])
    if any(_bare(one.partition("://")[2]) != host for one in headers_of(scope, b"origin")):
        return False
    abroad = first_header(scope, b"sec-fetch-site") in ("cross-site", "same-site")
    return not abroad or first_header(scope, b"sec-fetch-mode") == "navigate"


def _bare(host: str) -> str:
    """Return a host and port without the port that goes without saying."""
    return host.lower().removesuffix(":443").removesuffix(":80")


def _with_headers(send: Send, frames: tuple[str, ...]) -> Send:
    """Send answers with the headers of the page where they have none of their own."""
    ancestors = " ".join(("'self'", *frames)) if frames else "'none'"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            names = {name.lower() for name, _ in given}
            whole = [*given, *(one for one in HEADERS if one[0] not in names)]
            message["headers"] = [
                (name, value + f"; frame-ancestors {ancestors}".encode())
                if name.lower() == POLICY_HEADER and b"frame-ancestors" not in value
                else (name, value)
                for name, value in whole
            ]
        await send(message)

    return sending
