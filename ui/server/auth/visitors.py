"""Where there is no login: a random cookie that tells one browser from another."""

import hashlib
import re
import secrets

from ui.page.visitor import VISITOR
from ui.server.auth.login_page import again_to_html
from ui.server.http.requests import (
    Application,
    Message,
    Receive,
    Send,
    answer,
    cookie,
    cookie_of,
    is_from_elsewhere,
    is_visit,
)

COOKIE = "inyong-visitor"
KEPT_SECONDS = 365 * 24 * 3600.0
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Visitors:
    """ASGI middleware: names each browser by the hash of a cookie that it keeps."""

    def __init__(self, application: Application, *, secure: bool, framed: bool = False) -> None:
        self.application, self.secure, self.framed = application, secure, framed

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass one request on, under its visitor's name; give a browser that has none a cookie."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        token = cookie_of(scope, COOKIE) or ""
        if TOKEN.fullmatch(token):
            sending = send
        elif is_visit(scope) and is_from_elsewhere(scope):
            await answer(scope, send, 200, "text/html", *again_to_html())
            return
        else:
            token = secrets.token_urlsafe(32)
            sending = self._giving(token, send) if is_visit(scope) else send
        name = hashlib.sha256(token.encode()).hexdigest()[:32]
        await self.application({**scope, VISITOR: name}, receive, sending)

    def _giving(self, token: str, send: Send) -> Send:
        header = cookie(COOKIE, token, KEPT_SECONDS, secure=self.secure, framed=self.framed)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        return sending
