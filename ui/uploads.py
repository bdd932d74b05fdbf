"""The files that visitors of the page have given to the library: one folder in its home, with limits."""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from index.formats import is_readable
from index.formats.choose_reader import LARGEST_FILE

FILES_AT_MOST = 20_000  # in the folder: more belong into a folder of their own, added by its path
BYTES_AT_MOST = 8 * 2**30  # of all files in it
NAME_BYTES = 180  # file systems take 255; some are left for what makes a name unique

_PATH_PARTS = re.compile(r"[/\\]")
_STRANGE = re.compile(r'[<>:"|?*\s]+')  # what some file system refuses, and spaces as one
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, bidi overrides, …
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a file is not taken: what the page tells of it."""

    KIND = "kind"
    LARGE = "large"
    FULL = "full"
    EMPTY = "empty"
    FAILED = "failed"


class Refused(Exception):
    """A file is not taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def safe_name(name: str) -> str:
    """Return a name for a file that was called name elsewhere: one part of a path, shown as it is.

    It keeps the suffix, and so the format. Raises Refused if no format is read from such a name.
    """
    last = _PATH_PARTS.split(unicodedata.normalize("NFC", name))[-1]
    shown = "".join(one for one in last if unicodedata.category(one) not in _UNSHOWN)
    shown = _STRANGE.sub(" ", shown).strip(" .~$#")
    if _RESERVED.match(shown):
        shown = f"_{shown}"
    stem, suffix = _parted(shown)
    room = NAME_BYTES - len(suffix.encode())
    stem = stem.encode()[: max(0, room)].decode(errors="ignore").strip(" .")
    safe = f"{stem}{suffix}"
    if not stem or not is_readable(Path(safe)):
        raise Refused(Refusal.KIND)
    return safe


def _parted(name: str) -> tuple[str, str]:
    """Return stem and suffix; the suffix of a packed file has two parts."""
    stem, dot, suffix = name.rpartition(".")
    if suffix.lower() == "gz":
        stem, dot, inner = stem.rpartition(".")
        suffix = f"{inner}.{suffix}"
    return stem, dot + suffix


class Uploads:
    """The folder of uploaded files. Made with the first file; one taker at a time."""

    def __init__(
        self,
        home: Path,
        file_bytes: int = LARGEST_FILE,
        files: int = FILES_AT_MOST,
        bytes_: int = BYTES_AT_MOST,
    ) -> None:
        """Keep the uploads of the library in home, within limits on one file and on all of them."""
        self.folder = home.absolute() / "uploads"
        self.file_bytes, self._files, self._bytes = file_bytes, files, bytes_

    def holds(self, path: str) -> bool:
        """Say whether a file is one of the uploads."""
        return Path(path).parent == self.folder

    def room(self) -> int:
        """Return how many bytes the next file may have. Raises Refused if there is no room for it."""
        count = total = 0
        if self.folder.is_dir():
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    count += 1
                    total += entry.stat(follow_symlinks=False).st_size
        if count >= self._files or total >= self._bytes:
            raise Refused(Refusal.FULL)
        return min(self.file_bytes, self._bytes - total)

    @contextmanager
    def taking(self, name: str) -> Iterator[BinaryIO]:
        """Give a file to write to, which becomes one of the uploads when all went well, else nothing.

        Raises Refused if it is empty, and OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{os.urandom(8).hex()}.part"  # hidden: no update reads it
        try:
            with part.open("xb") as file:
                yield file
                if not file.tell():
                    raise Refused(Refusal.EMPTY)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self._free(name))
        finally:
            part.unlink(missing_ok=True)

    def _free(self, name: str) -> Path:
        """Return a path that no file has: the name, or the name with a number."""
        stem, suffix = _parted(name)
        number, path = 1, self.folder / name
        while path.exists():
            number += 1
            path = self.folder / f"{stem} ({number}){suffix}"
        return path

    def tidy(self) -> None:
        """Delete what was left by an upload that was cut short together with the server."""
        for part in self.folder.glob(".*.part"):
            part.unlink(missing_ok=True)
