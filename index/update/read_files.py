"""Files in turn, with what they hold; web pages, PDF and Word files are read several at a time.

Those are taken apart in processes of their own, for which a thread here only waits. They are the slow
ones: a page takes some ten times as long as a text of its length. What is read comes in the order of
the files, so the library is the same however many are read at a time.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from index.article import Article
from index.errors import Unreadable
from index.formats import APART, read
from index.store.records import FileState
from index.update.process_pool import usable_cores

_MOST = 4  # at a time; a hostile file may take a gigabyte of memory until it is stopped
_LARGEST = 16 * 2**20  # bytes; a larger file is read in its turn, so that few are in memory

Found = Iterable[Article | Unreadable]


def in_turn(
    files: Sequence[FileState],
    reached: Callable[[int], None] = lambda place: None,
    at_a_time: int | None = None,
) -> Generator[tuple[FileState, Found], None, None]:
    """Yield each file and what is found in it. reached: as of index.formats.read, of files read in turn.

    at_a_time: how many web pages, PDF and Word files; None for as many as help.
    Whoever stops before the end closes the generator, which then waits for the files at hand.
    """
    count = min(_MOST, at_a_time or usable_cores())
    waiting: deque[tuple[FileState, Future[list[Article | Unreadable]] | None]] = deque()
    coming = iter(files)
    with ThreadPoolExecutor(count, "read") as threads:
        try:
            while True:
                while len(waiting) <= count and (state := next(coming, None)) is not None:
                    path = Path(state.path)
                    is_apart = path.suffix.lower() in APART and state.size <= _LARGEST
                    waiting.append((state, threads.submit(_all, path) if is_apart else None))
                if not waiting:
                    return
                state, ahead = waiting.popleft()
                yield state, ahead.result() if ahead else read(Path(state.path), reached)
        finally:
            threads.shutdown(cancel_futures=True)


def _all(path: Path) -> list[Article | Unreadable]:
    return list(read(path))
