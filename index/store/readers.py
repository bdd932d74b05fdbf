"""Which generations of a library are being read, so that a purge leaves what they hold.

A reader holds a shared lock on a file that is named after its generation. The system frees the lock
when the process ends, however it ends.
"""

import fcntl
import os
import weakref
from contextlib import suppress
from pathlib import Path

_FOLDER = "readers"


class HeldGeneration:
    """Tells that a generation is being read, as long as this object is there."""

    def __init__(self, home: Path, generation: int) -> None:
        """Begin to tell it. Where home cannot be written, nobody is told."""
        with suppress(OSError):
            weakref.finalize(self, os.close, _locked(home / _FOLDER / str(generation)))


def oldest_read(home: Path) -> int | None:
    """Return the earliest generation that anybody reads; None where nobody does.

    Files of readers that are gone are removed. The caller holds the library's lock.
    """
    folder = home / _FOLDER
    paths = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []
    return min((int(path.name) for path in paths if _is_read(path)), default=None)


def _locked(path: Path) -> int:
    """Return the descriptor of a file at path that is locked for reading."""
    path.parent.mkdir(exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except FileNotFoundError:  # removed between the two steps: once more
            pass
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_read(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
