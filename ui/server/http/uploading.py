"""POST /upload?name=…: one file, streamed into the folder of uploads, where that is allowed."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from typing import TypeVar
from urllib.parse import parse_qs

from ui.server.http.requests import Application, Message, Receive, Send
from ui.uploads import Refusal, Refused, Uploads, safe_name

log = logging.getLogger(__name__)

Entered = TypeVar("Entered")

PATH = "/upload"
AT_ONCE = 4  # files that are taken in at the same time; others wait for their turn

_STATUS = {
    Refusal.KIND: 415,
    Refusal.LARGE: 413,
    Refusal.FULL: 507,
    Refusal.EMPTY: 400,
    Refusal.FAILED: 500,
}


class Uploading:
    """ASGI middleware: takes uploads, and passes everything else on.

    The body of a request is the file and nothing else, so no form has to be parsed or held in memory.
    The answer is {"name"} (its name, made safe) or {"refused"} (one of Refusal, or "right").
    """

    def __init__(
        self, application: Application, uploads: Uploads, may_edit: Callable[[Message], bool]
    ) -> None:
        """may_edit says of a request whether it may add a file."""
        self.application, self.uploads, self.may_edit = application, uploads, may_edit
        self._turn = asyncio.Semaphore(AT_ONCE)
        uploads.tidy()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Take one upload, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.application(scope, receive, send)
        elif scope["method"] != "POST":
            await _answer(send, 405, {"refused": "method"})
        elif not self.may_edit(scope):
            await _answer(send, 403, {"refused": "right"})
        else:
            status, said = await self._taken(scope, receive)
            await _answer(send, status, said)

    async def _taken(self, scope: Message, receive: Receive) -> tuple[int, dict[str, str]]:
        try:
            asked = parse_qs(scope["query_string"].decode("latin-1"), errors="replace")
            name = safe_name(asked.get("name", [""])[0])
            async with self._turn:
                await self._stream(name, scope, receive)
        except Refused as refused:
            return _STATUS[refused.refusal], {"refused": refused.refusal.value}
        except (OSError, EOFError) as cause:
            log.warning("an upload failed: %s", cause)
            return _STATUS[Refusal.FAILED], {"refused": Refusal.FAILED.value}
        return 201, {"name": name}

    async def _stream(self, name: str, scope: Message, receive: Receive) -> None:
        room = await asyncio.to_thread(self.uploads.room)
        if _length(scope) > room:  # told before a byte of it is taken
            raise Refused(Refusal.LARGE)
        async with _in_a_thread(self.uploads.taking(name)) as file:
            more = True
            while more:
                message = await receive()  # the guard says how long that may take
                if message["type"] != "http.request":
                    raise EOFError("the visitor left")
                chunk, more = message.get("body", b""), message.get("more_body", False)
                if (room := room - len(chunk)) < 0:
                    raise Refused(Refusal.LARGE)
                await asyncio.to_thread(file.write, chunk)


@asynccontextmanager
async def _in_a_thread(manager: AbstractContextManager[Entered]) -> AsyncIterator[Entered]:
    """Enter and leave a context in threads: the disk may take its time, and others are served."""
    entered = await asyncio.to_thread(manager.__enter__)
    try:
        yield entered
    except BaseException as error:
        await asyncio.to_thread(manager.__exit__, type(error), error, error.__traceback__)
        raise
    await asyncio.to_thread(manager.__exit__, None, None, None)


def _length(scope: Message) -> int:
    """Return how long the body will be, as far as the request tells."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if len(lengths) == 1 and lengths[0].isdigit() else 0


async def _answer(send: Send, status: int, said: dict[str, str]) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if status == 201:
        headers.pop()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})
