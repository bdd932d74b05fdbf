"""The connections of browsers and programs: how many there may be, and how long each may take to ask."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.server.http.requests import Application

CONNECTIONS = 1000  # at once; a page holds two to six
IDLE_SECONDS = 15  # that a connection stays open for a next request
HEAD_SECONDS = 15.0  # in which a request must have come, from the connection or its first byte on


def server_of(
    application: Application, certificate: Path | None = None, key: Path | None = None
) -> uvicorn.Server:
    """Return a server of an application, by https where there is a certificate with its key."""
    # What is open when the server ends are the pages' endless event streams: no waiting.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it reports cut streams
    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=PromptProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # the guard reads them, where the starter says so
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=1,
            ssl_certfile=certificate,
            ssl_keyfile=str(key) if key else None,
        )
    )


class PromptProtocol(H11Protocol):
    """Closes a connection on which no whole head of a request comes in time, also a second time.

    uvicorn itself would wait for ever: it looks only at connections that say nothing between requests.
    What is still sent of a body after its answer counts as well; a body before that is the guard's.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait no longer once there is a request; begin to wait at the first byte of the next."""
        super().data_received(data)
        if self._is_answering():
            self._rest()
        elif self._late is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self._is_answering():
            self.transport.close()
