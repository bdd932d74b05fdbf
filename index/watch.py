"""Waits for files to change."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfiles import watch

_SETTLE_MS = 2000  # a file that is still being written changes again within this


def changes(roots: Sequence[Path], stop: threading.Event) -> Iterator[int]:
    """Yield how many files changed, each time some did and then stood still; end when stop is set."""
    there = [root for root in roots if root.exists()]
    for found in watch(
        *there, debounce=_SETTLE_MS, step=200, stop_event=stop, raise_interrupt=False
    ):
        yield len(found)
