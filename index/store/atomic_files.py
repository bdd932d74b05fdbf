"""Files that a crash leaves whole: the old one or the new one, never a part of it."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import StorageFailed


def write_atomically(path: Path, data: bytes) -> None:
    """Replace path with data, durably. Raises StorageFailed; the old file is then still there."""
    with written_whole(path) as file:
        file.write(data)


@contextmanager
def written_whole(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Give a file to write to, which replaces path when all went well, durably.

    mode: its permissions from the first moment on, less the umask. Raises StorageFailed when the
    disk refuses; after any error the old file is still there.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with suppress(FileNotFoundError):  # of a killed process; it would keep its permissions
            temporary.unlink()
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            yield file
        publish(temporary, path)
    except OSError as cause:
        raise StorageFailed(
            f"cannot write {path}", cause.strerror or str(cause), "Check free space and permissions"
        ) from cause
    finally:
        with suppress(OSError):  # published, or never made
            temporary.unlink()


def publish(temporary: Path, path: Path) -> None:
    """Move a finished file into place: its bytes reach the disk before its name does."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder, which are no part of its files, reach the disk (POSIX)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_state(path: Path, state: Mapping[str, Any]) -> None:
    """Replace a small JSON file, durably."""
    write_atomically(path, json.dumps(state, sort_keys=True).encode())


def read_state(path: Path) -> dict[str, Any] | None:
    """Read what write_state wrote; None when it is not there or not whole."""
    try:
        state = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) else None
