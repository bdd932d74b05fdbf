"""A pool of workers on a Ray cluster: its machines prepare articles, this one reads and commits.

A batch is a task of one core, which Ray gives to a machine that is free, and to another when that one
dies. What travels is bytes (index/update/article_bytes.py). Every machine has this program installed; one whose
program or encoder would make anything else is an error, never a silent mix.
"""

import json
import re
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from importlib.util import find_spec
from queue import SimpleQueue
from socket import create_connection
from threading import Thread, Timer
from typing import Self

from index.article import Article
from index.child_process import Child
from index.cluster.driver import DONE, FAILED, OTHERWISE
from index.cluster.task import recipe_of
from index.encoding.encoders import EncoderIdentity
from index.errors import BadSettings, ClusterFailed, ExtraMissing, IdentityMismatch, InyongError
from index.store.records import PreparedArticle
from index.update.article_bytes import articles_to_bytes, prepared_of

_REACH_SECONDS = 5.0  # Ray itself tries for two minutes
_CONNECT_SECONDS = 60.0
_ADDRESS = re.compile(r"(?:ray://)?(?P<host>[^/\s:]+|\[[^\]]+\]):(?P<port>\d{1,5})")
_DRIVER = ("-m", "index.cluster.driver")

_Batch = tuple[Sequence[Article], "Future[list[PreparedArticle]]"]


class RayPool:
    """The machines of a cluster that runs already. For one thread; who made it closes it."""

    def __init__(self, address: str, count: int | None = None) -> None:
        """Connect.

        address: HOST:PORT of the cluster, where this machine is one of it; ray://HOST:PORT from elsewhere.
        count: batches that are under way at once; None for two a core.
        Raises BadSettings, ExtraMissing, ClusterFailed.
        """
        self._address = address
        self._count = count
        self._most = 0
        self._batches: SimpleQueue[_Batch | None] = SimpleQueue()
        place = _host_and_port(address)
        if find_spec("ray") is None:
            raise ExtraMissing(
                "cannot use --ray", "Ray is not installed", "Run: pip install 'inyong[ray]'"
            )
        try:
            create_connection(place, _REACH_SECONDS).close()
        except OSError as cause:
            raise self._failed("reach", cause.strerror or str(cause)) from cause
        self._driver: Child | None = self._connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    @property
    def always(self) -> bool:
        """Say that it is given no little work: to reach it takes longer."""
        return False

    @property
    def helps(self) -> bool:
        """Say that it does."""
        return True

    @property
    def most(self) -> int:
        """How many batches are under way at once."""
        return self._most

    def start(self, encoder: EncoderIdentity | None) -> None:
        """Tell the machines what passages are made with. Raises ClusterFailed."""
        driver = self._driver = self._driver or self._connected()
        self._batches = SimpleQueue()
        Thread(target=self._listen, args=(driver, self._batches), daemon=True).start()
        self._send(recipe_of(encoder).encode())

    def submit(self, articles: Sequence[Article]) -> "Future[list[PreparedArticle]]":
        """Send articles to be prepared. What is promised raises ClusterFailed or IdentityMismatch."""
        promise: Future[list[PreparedArticle]] = Future()
        self._batches.put((articles, promise))
        self._send(articles_to_bytes(articles))
        return promise

    def stop(self) -> None:
        """Leave the cluster, which drops what it had begun."""
        self._batches.put(None)
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.kill()

    def _connected(self) -> Child:
        driver = Child(*_DRIVER)
        patience = Timer(_CONNECT_SECONDS, driver.kill)
        patience.start()
        try:
            driver.send(json.dumps({"address": self._address, "count": self._count}).encode())
            said = driver.receive()
        except (EOFError, OSError) as cause:
            driver.kill()
            raise self._failed("reach", "what listens there does not answer as Ray does") from cause
        finally:
            patience.cancel()
        if said.startswith(FAILED):
            driver.kill()
            raise self._failed("reach", said[1:].decode())
        self._most = int(json.loads(said)["most"])
        return driver

    def _send(self, data: bytes) -> None:
        with suppress(OSError):  # whoever waits for what the driver says is told
            if self._driver is not None:
                self._driver.send(data)

    def _listen(self, driver: Child, batches: "SimpleQueue[_Batch | None]") -> None:
        """Keep promises in the order in which they were made; after a failure, none."""
        failure: InyongError | None = None
        while (batch := batches.get()) is not None:
            articles, promise = batch
            data = b""
            if failure is None:
                try:
                    data = driver.receive()
                    failure = self._failure(data)
                except (EOFError, OSError, ValueError):
                    failure = self._failed("prepare on", "Ray has ended the connection")
            if failure is not None:
                promise.set_exception(failure)
                continue
            try:
                promise.set_result(prepared_of(data[1:], articles))
            except ValueError as cause:
                promise.set_exception(cause)

    def _failure(self, said: bytes) -> InyongError | None:
        if said.startswith(DONE):
            return None
        if said.startswith(OTHERWISE):
            return IdentityMismatch(
                f"cannot prepare on the Ray cluster at {self._address}",
                said[1:].decode(),
                "Install the same version of inyong on all of its machines, with the same encoder",
            )
        return self._failed("prepare on", said[1:].decode())

    def _failed(self, action: str, why: str) -> ClusterFailed:
        return ClusterFailed(
            f"cannot {action} the Ray cluster at {self._address}",
            why,
            "Look at it with `ray status`, then run the same command again, with or without --ray;"
            " what was committed by then is kept",
        )


def _host_and_port(address: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"]) > 65_535:
        raise BadSettings(
            "cannot use --ray",
            f"{address!r} is no address",
            "It takes HOST:6379, or ray://HOST:10001 from a machine that is not of the cluster",
        )
    return found["host"].strip("[]"), int(found["port"])
