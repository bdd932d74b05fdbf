"""The folder of one library: where its files lie, and the lock that lets one writer in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryBusy, StorageFailed


def ledger_path(home: Path) -> Path:
    """Return where the ledger of the library in home lies."""
    return home / "ledger.sqlite"


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the library's lock. The system frees it when the process ends, however it ends.

    Raises LibraryBusy when another process has it, StorageFailed when home cannot be written.
    """
    lock = FileLock(home / "writer.lock", timeout=0)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as cause:
        raise LibraryBusy(
            f"cannot change the library in {home}",
            "another process is changing it now",
            "Wait until it is done, then run this again",
        ) from cause
    except OSError as cause:
        raise StorageFailed(
            f"cannot write to {home}",
            cause.strerror or str(cause),
            "Choose another folder with --home, or mend its permissions",
        ) from cause
    try:
        yield
    finally:
        lock.release()
