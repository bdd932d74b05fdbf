"""What files there are, and which of them are new, changed, moved or gone since they were last read."""

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import BadSettings, InyongError, NotFound, Unreadable
from index.store.atomic_files import fingerprint
from index.store.records import FileState


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update has to do.

    read: files to be read, by path; same: copies and moved files whose bytes are known, as (state,
    path of the file with the same bytes); touched: files whose time changed and nothing else;
    gone: known paths that are no more; unchanged: how many files are as they were.
    """

    read: tuple[FileState, ...]
    same: tuple[tuple[FileState, str], ...]
    touched: tuple[FileState, ...]
    gone: tuple[str, ...]
    unchanged: int
    failures: tuple[InyongError, ...]


def scan(
    roots: Sequence[Path],
    known: Mapping[str, FileState],
    is_readable: Callable[[str], bool],
    leave_out: Path,
) -> Plan:
    """Compare the files under roots (folders or single files) with what is known of them.

    is_readable says of a file's name whether it may be an article. Size and time are looked at
    first; the bytes are hashed only where these differ. A folder that cannot be listed, or is not
    there, is a failure, and nothing known of it counts as gone: a disk may be unplugged. Files below
    leave_out are not seen.
    """
    failures: list[InyongError] = []
    unseen: list[str] = []
    found: dict[str, os.stat_result] = {}
    for root in roots:
        if str(root) in known and not root.exists() and root.parent.is_dir():
            continue  # a single file that was deleted
        _collect(root, is_readable, leave_out, found, failures, unseen)
    gone = tuple(
        path
        for path in known
        if path not in found
        and is_seen(path, list(map(str, roots)), leave_out)
        and not _below(path, unseen)
    )
    by_hash: dict[str, str] = {}
    for path, state in known.items():
        if (path in found or path in gone) and not state.failures:
            by_hash.setdefault(state.hash, path)
    read: list[FileState] = []
    same: list[tuple[FileState, str]] = []
    touched: list[FileState] = []
    unchanged = 0
    for path, status in sorted(found.items()):
        before = known.get(path)
        if before and (before.size, before.mtime_ns) == (status.st_size, status.st_mtime_ns):
            unchanged += 1
            continue
        try:
            digest = fingerprint(Path(path))
        except OSError as cause:
            failures.append(_failure(path, cause))
            continue
        state = FileState(path, status.st_size, status.st_mtime_ns, digest)
        if before and before.hash == digest:
            touched.append(replace(state, failures=before.failures))
        elif before is None and digest in by_hash and _as_known(by_hash[digest], known, found):
            same.append((state, by_hash[digest]))
        else:
            read.append(state)
    return Plan(
        read=tuple(read),
        same=tuple(same),
        touched=tuple(touched),
        gone=gone,
        unchanged=unchanged,
        failures=tuple(failures),
    )


def is_seen(path: str, roots: Sequence[str], leave_out: Path) -> bool:
    """Say whether a look at roots comes by path: it is below one of them.

    What is below leave_out is seen only from a root that is itself in there.
    """
    if _below(path, [str(leave_out)]):
        roots = [root for root in roots if _below(root, [str(leave_out)])]
    return _below(path, roots)


def existing(path: Path) -> Path:
    """Return the absolute path of a file or folder that is to be looked at. Raises NotFound."""
    with suppress(RuntimeError):  # ~ of nobody: then there is no such file either
        path = path.expanduser()
    path = path.absolute()
    if not path.exists():
        raise NotFound(f"cannot index {path}", "there is no such file or folder", "Check the path")
    return path


def nothing_to_index() -> BadSettings:
    """Return the error for an update without paths of a library that knows none."""
    return BadSettings(
        "there is nothing to index",
        "no folder is known to this library yet",
        "Name one: inyong index FOLDER",
    )


def _as_known(
    path: str, known: Mapping[str, FileState], found: Mapping[str, os.stat_result]
) -> bool:
    """Say whether what is known of path still tells its content: it is gone, or it did not change."""
    status = found.get(path)
    state = known[path]
    return status is None or (state.size, state.mtime_ns) == (status.st_size, status.st_mtime_ns)


def _collect(
    root: Path,
    is_readable: Callable[[str], bool],
    leave_out: Path,
    found: dict[str, os.stat_result],
    failures: list[InyongError],
    unseen: list[str],
) -> None:
    def failed(cause: OSError) -> None:
        path = str(cause.filename or root)
        failures.append(_failure(path, cause))
        unseen.append(path)

    def look_at(path: str) -> None:
        try:
            path.encode()
            status = os.stat(path)  # noqa: PTH116  # no Path for each of a hundred thousand files
        except UnicodeEncodeError:
            failures.append(_refused(path, "its name is not UTF-8", "Rename it"))
            return
        except OSError as cause:
            failures.append(_failure(path, cause))
            unseen.append(path)
            return
        if stat.S_ISREG(status.st_mode):
            found[path] = status
        else:
            failures.append(_refused(path, "it is no ordinary file", "Move it elsewhere"))

    if root.exists() and not root.is_dir():
        look_at(str(root))
        return
    folders = [str(root)]
    while folders:
        try:
            with os.scandir(folders.pop()) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as cause:
            failed(cause)
            continue
        below = []
        for entry in entries:
            if _is_folder(entry):
                # as os.walk does, a link to a folder is not followed
                if not (
                    entry.name.startswith(".") or entry.is_symlink() or entry.path == str(leave_out)
                ):
                    below.append(entry.path)
            elif is_readable(entry.name):
                look_at(entry.path)
        folders += reversed(below)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


def _refused(path: str, why: str, mend: str) -> Unreadable:
    name = path.encode("utf-8", "backslashreplace").decode()
    return Unreadable(f"cannot read {name}", why, mend)


def _failure(path: str, cause: OSError) -> Unreadable:
    return Unreadable(
        f"cannot read {path}",
        cause.strerror or str(cause),
        "What was indexed from it is kept. Mend its permissions or put it back, then index again",
    )
