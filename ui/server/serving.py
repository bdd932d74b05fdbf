"""The server that shows the page: opens the library, listens, and ends quietly."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from urllib.parse import quote

from index.errors import InyongError
from index.search.library import Follow, catch_up
from index.update import update
from qa.pipeline import Inyong
from ui.page.app import build, mount
from ui.page.desk import Desk
from ui.page.library.updating import Update, Updater
from ui.page.visitor import EDITOR
from ui.server.auth.access import Access
from ui.server.auth.accounts import Accounts
from ui.server.auth.editors import Editors
from ui.server.auth.login import Login
from ui.server.auth.visitors import Visitors
from ui.server.http.connections import server_of
from ui.server.http.endpoints import Endpoints
from ui.server.http.guard import Guard
from ui.server.http.requests import Application, Message, Receive, Send
from ui.server.http.routes import routed
from ui.server.http.uploading import Uploading
from ui.server.listening import listen
from ui.server.retention import Retention
from ui.uploads import Uploads

log = logging.getLogger(__name__)


def serve(
    home: Path,
    access: Access | None = None,
    retention: Retention | None = None,
    *,
    on_ready: Callable[[str], None] = lambda url: None,
    opened: Callable[[Path], Inyong] = Inyong.open,
    update: Update = update,
    followed: Callable[[], AbstractContextManager[Follow]] = lambda: nullcontext(catch_up),
    has_ledger: bool = True,
) -> None:
    """Show the page over the library in home until the process is interrupted.

    opened opens what is asked, update and followed (ui.page.desk) bring it up, for a library that is
    kept elsewhere; has_ledger says whether home holds its ledger, without which nothing is changed. on_ready is called with the page's URL once browsers can connect. Raises BadSettings if access
    would open more than is safe or cannot be had, ExtraMissing, and what Inyong.open raises. Ctrl-C
    ends it with KeyboardInterrupt.
    """
    access, retention = access or Access(), retention or Retention()
    access.ensure_safe()
    access.ensure_certificate()
    accounts = Accounts(access.auth_file) if access.auth_file else None
    listener = listen(access.host, access.port)
    try:
        inyong = opened(home)
        updater = Updater(home, update, inyong.refresh)
        try:
            desk = Desk(
                inyong,
                updater,
                access.may_edit and has_ledger,
                has_ledger,
                history=retention.history,
                disk_store=retention.disk_store(home),
                feedback=retention.feedback(home),
                edit_roots=access.edit_roots,
                followed=followed,
            )
            server = server_of(
                _application(desk, access, accounts), access.tls_cert, access.tls_key
            )
            on_ready(_url(access, *listener.getsockname()[:2]))
            threading.Thread(target=_warm, args=(inyong,), name="warm", daemon=True).start()
            server.run(sockets=[listener])
        finally:
            updater.cancel()
            updater.wait(seconds=10)
            inyong.close()
    finally:
        listener.close()


def _application(desk: Desk, access: Access, accounts: Accounts | None) -> Application:
    """Return all that is served, behind the login and the guard."""
    endpoints, has_login = Endpoints(desk), accounts is not None
    if access.mcp:
        from ui.server.mcp_tools import Tools  # an extra

        tools = Tools(endpoints)
        routes = routed(endpoints, around=tools.running)
        page = _rooted(mount(routes, build(desk), has_login=has_login))
        application = _forked(tools.application, page)
    else:
        application = _rooted(mount(routed(endpoints), build(desk), has_login=has_login))
    home = desk.updater.home
    application = Uploading(
        application, Uploads(home), lambda scope: desk.may_edit and scope[EDITOR]
    )
    secure, framed = access.is_secure, bool(access.frames)
    application = Editors(
        application,
        has_login=has_login,
        everyone=access.edit is True,
        secure=secure,
        framed=framed,
    )
    inner: Application = (
        Login(application, accounts, secure=secure, framed=framed)
        if accounts
        else Visitors(application, secure=secure, framed=framed)
    )
    return Guard(inner, access.trust)


def _forked(tools: Application, page: Application) -> Application:
    """Return an application that serves tools at /mcp and the page elsewhere."""

    async def serving(scope: Message, receive: Receive, send: Send) -> None:
        at_tools = scope["type"] == "http" and scope["path"].rstrip("/") == "/mcp"
        if at_tools:
            await tools({**scope, "path": "/mcp", "raw_path": b"/mcp"}, receive, send)
        else:
            await page(scope, receive, send)

    return serving


def _rooted(application: Application) -> Application:
    """Return an application that is told whole paths, as ASGI has them: the root and what is below."""

    async def serving(scope: Message, receive: Receive, send: Send) -> None:
        if root := scope.get("root_path", ""):
            path = f"{root}{scope['path']}"
            scope = {**scope, "path": path, "raw_path": quote(path).encode("ascii")}
        await application(scope, receive, send)

    return serving


def _url(access: Access, at: str, port: int) -> str:
    """Return the address to open: the name that browsers are to use, where one was given."""
    if access.behind_proxy and access.names:
        return f"https://{access.names[0]}{access.root}/"
    host = access.names[0] if access.names else f"[{at}]" if ":" in at else at
    return f"{'https' if access.is_secure else 'http'}://{host}:{port}{access.root}/"


def _warm(inyong: Inyong) -> None:
    """Ask once, so that what loads at the first question is there before anyone asks."""
    try:
        inyong.ask("인용")
    except InyongError as error:
        log.warning("the first question failed: %s", error)
