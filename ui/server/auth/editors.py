"""Who may change the library: whoever is logged in, or where there is no login, who opened the page here."""

import hmac
import os
import secrets

from ui.page.visitor import EDITOR, VISITOR
from ui.server.auth.peer import account_of
from ui.server.auth.sessions import SESSION_SECONDS
from ui.server.http.requests import (
    Application,
    Message,
    Receive,
    Send,
    cookie,
    cookie_of,
    is_visit,
)

ROOT = 0  # the account that may do everything anyway


class Editors:
    """ASGI middleware: says of each request whether it comes from someone who may edit.

    Where there is no login, the page gets a token when it is opened, in a cookie, and only a request
    that brings it along may change anything. It is given to the account that started the server: others
    of this computer can reach the page too, but not its owner's files. Where the system does not tell
    accounts apart, and where the starter lets everyone edit, every browser that opens the page gets it.
    """

    def __init__(
        self,
        application: Application,
        *,
        has_login: bool,
        everyone: bool = False,
        secure: bool = False,
        framed: bool = False,
    ) -> None:
        """secure: browsers reach the server by https only; framed: also in another site's frame."""
        self.application, self.has_login, self.everyone = application, has_login, everyone
        self.secure, self.framed = secure, framed
        self._token = secrets.token_urlsafe(32)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass one request on with the right that it has; give a browser that has a right its token."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if self.has_login:
            may = bool(scope.get(VISITOR))
        else:
            may = hmac.compare_digest(cookie_of(scope, _name(scope)) or "", self._token)
            if not may and is_visit(scope) and self._may_have(scope):
                may, send = True, self._giving(scope, send)
        await self.application({**scope, EDITOR: may}, receive, send)

    def _may_have(self, scope: Message) -> bool:
        if self.everyone:
            return True
        account = account_of(scope["client"], scope["server"])
        return account is None or account in (os.geteuid(), ROOT)

    def _giving(self, scope: Message, send: Send) -> Send:
        header = cookie(
            _name(scope), self._token, SESSION_SECONDS, secure=self.secure, framed=self.framed
        )

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        return sending


def _name(scope: Message) -> str:
    """Return the cookie's name: browsers send the cookies of all ports of a host to each of them."""
    return f"inyong-edit-{scope['server'][1]}"
