"""The server that shows the page: opens the library, listens, and ends quietly."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from index.errors import InyongError
from index.update import update
from qa.pipeline import Inyong
from ui.page.app import build, mount
from ui.page.desk import Desk
from ui.page.updating import Updater
from ui.server.guard import Guard
from ui.server.keeping import Keeping
from ui.server.listening import listen

log = logging.getLogger(__name__)


def serve(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    keeping: Keeping | None = None,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Show the page over the library in home until the process is interrupted.

    port None takes the first free one from 7860. on_ready is called with the page's URL once
    browsers can connect. Raises BadSettings if host is not this computer or the port is taken, and
    what Inyong.open raises. Ctrl-C ends it with KeyboardInterrupt.
    """
    keeping = keeping or Keeping()
    listener = listen(host, port)
    try:
        inyong = Inyong.open(home)
        updater = Updater(home, update, inyong.refresh)
        desk = Desk(
            inyong,
            updater,
            history=keeping.history,
            shelf=keeping.shelf(home),
            feedback=keeping.feedback(home),
        )
        application = Guard(mount(FastAPI(openapi_url=None), build(desk)))
        # What is open when the server ends are the pages' endless event streams: no waiting.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it reports cut streams
        config = uvicorn.Config(
            application, log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        at, taken = listener.getsockname()[:2]
        on_ready(f"http://{f'[{at}]' if ':' in at else at}:{taken}/")
        threading.Thread(target=_warm, args=(inyong,), name="warm", daemon=True).start()
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            updater.cancel()
            updater.wait(seconds=10)
            inyong.close()
    finally:
        listener.close()


def _warm(inyong: Inyong) -> None:
    """Ask once, so that what loads at the first question is there before anyone asks."""
    try:
        inyong.ask("인용")
    except InyongError as error:
        log.warning("the first question failed: %s", error)
