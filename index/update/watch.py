"""Waits for files to change, and to stand still again."""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import watch

_SETTLE_MS = 2000  # a file that is still being written changes again within this
_MOST_LOOKS = 50  # at files that never stand still: half a minute or so, then they are read anyway


def changes(roots: Sequence[Path], stop: threading.Event) -> Iterator[int]:
    """Yield how many files changed, each time some did and then stood still; end when stop is set."""
    there = [root for root in roots if root.exists()]
    looks = watch(
        *there,
        debounce=_SETTLE_MS,
        step=200,
        stop_event=stop,
        rust_timeout=_SETTLE_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    yield from settled({path for _, path in found} for found in looks)


def settled(looks: Iterable[Collection[str]]) -> Iterator[int]:
    """Yield how many files changed in one burst; looks give what changed, nothing while all is still."""
    burst: set[str] = set()
    count = 0
    for found in looks:
        burst.update(found)
        count += 1 if burst else 0
        if burst and (not found or count >= _MOST_LOOKS):
            yield len(burst)
            burst, count = set(), 0
