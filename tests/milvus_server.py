"""A real Milvus server for the tests: milvus-lite in a process of its own, on this computer only."""

import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

from index.milvus.settings import StoreSettings

_PATIENCE_SECONDS = 60


class Server:
    """milvus-lite over a folder; what it acknowledged outlives a kill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port), "--data-dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < until, "milvus-lite does not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def settings(self, **others: object) -> StoreSettings:
        """The settings of a store of its own on this server."""
        named = {"collection": f"t{uuid.uuid4().hex}", "settle_seconds": 0.0, **others}
        return StoreSettings(self.uri, **named)
