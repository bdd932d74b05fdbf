"""A file of what people think of answers: JSON lines, beside the library."""

import json
import logging
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FILE_BYTES = 20_000_000  # then no more is written: a page that is flooded does not fill the disk
_OWNER_ONLY = 0o600


class Feedback:
    """A file of JSON lines that only grows, up to FILE_BYTES. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def add(self, record: Mapping[str, Any]) -> bool:
        """Append one line; say whether it was written. What the disk refuses is logged."""
        line = (json.dumps(dict(record), ensure_ascii=False) + "\n").encode(errors="replace")
        with self._lock:
            try:
                taken = 0
                with suppress(FileNotFoundError):
                    taken = self._path.stat().st_size
                if taken + len(line) > FILE_BYTES:
                    log.warning("%s is full: what people think is no longer kept", self._path)
                    return False
                flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
                file = os.open(self._path, flags, _OWNER_ONLY)
                try:
                    return os.write(file, line) == len(line)
                finally:
                    os.close(file)
            except OSError as error:
                log.warning("what a person thinks was not kept: %s", error)
                return False
