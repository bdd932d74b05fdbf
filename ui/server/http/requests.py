"""Requests and answers as ASGI has them: types, headers, cookies, and how a request is refused."""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]


def headers_of(scope: Message, header: bytes) -> list[str]:
    """Return the values of a header, whose name is given in lower case."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def first_header(scope: Message, header: bytes) -> str | None:
    """Return the first value of a header."""
    return next(iter(headers_of(scope, header)), None)


def cookie_of(scope: Message, key: str) -> str | None:
    """Return the value of a cookie."""
    for pair in ";".join(headers_of(scope, b"cookie")).split(";"):
        name, _, value = pair.strip().partition("=")
        if name == key:
            return value
    return None


def cookie(
    name: str, value: str, seconds: float, *, secure: bool, framed: bool = False
) -> tuple[bytes, bytes]:
    """Return the header that sets a cookie which scripts cannot read and other sites cannot send.

    framed: it comes along where the page stands in another site's frame, for that site alone; what
    other sites send with it, the guard refuses by its Origin.
    """
    site = "SameSite=None; Partitioned" if framed else "SameSite=Strict"
    parts = [f"{name}={value}", "Path=/", "HttpOnly", site, f"Max-Age={seconds:.0f}"]
    parts += ["Secure"] if secure or framed else []
    return (b"set-cookie", "; ".join(parts).encode("latin-1"))


def host_of(address: str) -> str | None:
    """Return the host of "host", "host:port" or "[::1]:port" in lower case; None if it is none."""
    try:
        parts = urlsplit(f"//{address}")
        well_formed = parts.netloc == address and parts.username is None and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if well_formed else None


def is_visit(scope: Message) -> bool:
    """Say whether a browser asks for a page to show, not a script or a program for data."""
    accepted = first_header(scope, b"accept") or ""
    mode = first_header(scope, b"sec-fetch-mode") or "navigate"
    return scope["method"] in ("GET", "HEAD") and "text/html" in accepted and mode == "navigate"


def is_from_elsewhere(scope: Message) -> bool:
    """Say whether a link of another site led here: strict cookies are then held back."""
    return first_header(scope, b"sec-fetch-site") in ("cross-site", "same-site")


async def answer(
    scope: Message, send: Send, status: int, kind: str, body: str, headers: Headers = ()
) -> None:
    """Send a whole answer that nobody may keep; kind is its media type."""
    data = body.encode("utf-8", "backslashreplace")
    fixed = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(data)).encode()),
        (b"cache-control", b"no-store"),
    ]
    start = {"type": "http.response.start", "status": status, "headers": [*fixed, *headers]}
    await send(start)
    bare = scope.get("method") == "HEAD"
    await send({"type": "http.response.body", "body": b"" if bare else data})


async def refuse(
    scope: Message, send: Send, status: int, error: str, headers: Headers = ()
) -> None:
    """Refuse a request with one line of JSON."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps({"error": error}, ensure_ascii=False) + "\n"
    await answer(scope, send, status, "application/json", body, headers)
