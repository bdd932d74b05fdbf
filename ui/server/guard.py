"""What stands between the network and the page: who may ask, what is closed, what a page may load."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/file",
    "/gradio_api/proxy=",
    "/gradio_api/stream",
    "/gradio_api/process_recording",
    "/gradio_api/vibe",
    "/gradio_api/undo-vibe",
    "/gradio_api/dev/",
    "/gradio_api/deep_link",
    "/gradio_api/runs",
    "/monitoring",
)
"""Ways into Gradio's server that the page does not use; they answer 404."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio's page starts from inline scripts, and its gr.HTML compiles its template.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """ASGI middleware: refuses foreign hosts and origins, shuts what is closed, adds the policy.

    A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding) or post to it
    blindly; the Host and the Origin that a browser sends tell both, and they get 403.
    """

    def __init__(self, application: Application, hosts: frozenset[str] = LOOPBACK) -> None:
        self.application = application
        self.hosts = hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
        elif not self._is_trusted(scope):
            await _refuse(scope, send, 403, b"This page answers on this computer only.\n")
        elif scope["path"].startswith(CLOSED) or scope["type"] == "websocket":
            await _refuse(scope, send, 404, b"Not found.\n")
        else:
            await self.application(scope, receive, _with_headers(send))

    def _is_trusted(self, scope: Message) -> bool:
        hosts, origins = (
            [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]
            for wanted in (b"host", b"origin")
        )
        if len(hosts) != 1 or host_of(hosts[0]) not in self.hosts:
            return False
        return all(origin.partition("://")[2] == hosts[0] for origin in origins)


def host_of(address: str) -> str | None:
    """Return the host of "host", "host:port" or "[::1]:port" in lower case; None if it is none."""
    try:
        parts = urlsplit(f"//{address}")
        well_formed = parts.netloc == address and parts.username is None and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if well_formed else None


async def _refuse(scope: Message, send: Send, status: int, body: bytes) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return sending
