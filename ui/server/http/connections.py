"""A connection of a browser or a program: how long it may take to ask."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0  # in which a request must have come, from the connection or its first byte on


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
