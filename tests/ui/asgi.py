"""One request to an ASGI application, without a server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass
class Reply:
    """What came back: status, headers by name (the last of each), all headers, body."""

    status: int
    headers: dict[str, str]
    every: list[tuple[str, str]]
    body: str


def run(coroutine):
    """Run a coroutine to its end, in a thread of its own: Playwright's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def request(application, method="GET", path="/", body=b"", query=b"", chunks=None, **given):
    """Send one request, with headers as keywords, and return the reply; None if none was begun.

    chunks: the body in parts, instead of body.
    """
    headers = {"host": "localhost:7860", **{k.replace("_", "-"): v for k, v in given.items()}}
    scope = {
        "type": "http", "method": method, "path": path, "scheme": "http", "query_string": query,
        "client": ("192.0.2.1", 1234), "server": ("127.0.0.1", 7860),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    parts = list(chunks if chunks is not None else [body])
    incoming = [
        {"type": "http.request", "body": part, "more_body": at + 1 < len(parts)}
        for at, part in enumerate(parts)
    ]
    sent = []

    async def receive():
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    run(application(scope, receive, send))
    if not sent:
        return None
    every = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
    return Reply(sent[0]["status"], dict(every), every, text)


async def echo(scope, receive, send):
    """An application that reads what is sent and says who sent it, from where and how."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the visitor has gone")
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    host = dict(scope["headers"])[b"host"].decode()
    said = f"{scope.get('inyong.visitor')} {scope['scheme']} {host} {scope['client'][0]} {size}"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
    await send({"type": "http.response.body", "body": said.encode()})
