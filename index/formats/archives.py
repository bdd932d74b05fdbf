"""The readers of packed files: a zip archive of articles, and one article file packed with gzip."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article
from index.errors import Unreadable
from index.formats.format_error import FormatError

LARGEST_MEMBER = 128 * 2**20
"""Bytes of the largest file that is unpacked; it is held in memory whole."""

LARGEST_TOTAL = 2 * 2**30
"""Bytes of all files of an archive that are unpacked, one after another."""

MOST_MEMBERS = 100_000

MOST_RATIO = 200
"""Bytes that one byte may unpack to, for files beyond RATIO_FROM: text reaches 20, bombs 1,000."""

RATIO_FROM = 4 * 2**20

ReadFile = Callable[[Path, BinaryIO, str], Iterator[Article | Unreadable]]
"""Reads bytes as a file of that name; the path is for messages. What `choose_reader` gives to the readers here."""

_CHUNK = 2**20
_ENCRYPTED = 0x1  # bits of a member's flags
_UTF8_NAME = 0x800


def read_gzip(path: Path, file: BinaryIO, read_file: ReadFile) -> Iterator[Article | Unreadable]:
    """Yield the articles of a file that is packed with gzip. Raises FormatError."""
    packed = file.seek(0, io.SEEK_END)
    file.seek(0)
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while piece := unpacked.read1(_CHUNK):
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST_MEMBER or (size > RATIO_FROM and size > MOST_RATIO * packed):
                    raise FormatError(
                        _too_large(size, packed), "Unpack it, and split what is in it"
                    )
    except EOFError as cause:
        raise FormatError("the gzip data is cut off", "Copy the whole file again") from cause
    except (gzip.BadGzipFile, zlib.error) as cause:
        raise FormatError(f"its gzip data is damaged or none ({cause})", "Pack it again") from cause
    name = re.sub(r"\.gz\Z", "", path.name, flags=re.IGNORECASE)
    yield from read_file(path, io.BytesIO(b"".join(pieces)), name)


def read_zip(
    path: Path, file: BinaryIO, read_file: ReadFile, is_readable: Callable[[Path], bool]
) -> Iterator[Article | Unreadable]:
    """Yield the articles of the files in an archive, and for each that cannot be read the reason.

    Names are only shown, nothing is written to disk. Raises FormatError.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as cause:
        raise FormatError(
            "it is damaged, cut off, or no zip archive", "Copy or pack it again"
        ) from cause
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) > MOST_MEMBERS:
            raise FormatError(f"it holds more than {MOST_MEMBERS} files", "Split it")
        included = [(m, name) for m in members if _is_included(name := _name(m), is_readable)]
        if not included:
            raise FormatError("it holds no file that can be read", "Unpack it, or remove it")
        if sum(member.file_size for member, _ in included) > LARGEST_TOTAL:
            raise FormatError(f"it unpacks to more than {LARGEST_TOTAL // 2**30} GB", "Split it")
        for member, name in included:
            place = path / name
            try:
                data = _unpack(archive, member)
            except FormatError as error:
                yield Unreadable(f"cannot read {place}", error.why, error.mend)
                continue
            yield from read_file(place, io.BytesIO(data), place.name)


def _is_included(name: str, is_readable: Callable[[Path], bool]) -> bool:
    """Say whether a member is a file that is read, or an archive, which is refused by name."""
    parts = Path(name).parts
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in parts[:-1])
    return not is_hidden and (is_readable(Path(name)) or name.lower().endswith(".zip"))


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member; raises FormatError."""
    if member.filename.lower().endswith(".zip"):
        raise FormatError("it is an archive within an archive", "Unpack the outer one")
    if member.flag_bits & _ENCRYPTED:
        raise FormatError("it is encrypted", "Unpack it with its password")
    size, packed = member.file_size, member.compress_size
    if size > LARGEST_MEMBER or (size > RATIO_FROM and size > MOST_RATIO * packed):
        raise FormatError(_too_large(size, packed), "Unpack it, and split it")
    try:
        with archive.open(member) as unpacked:
            return unpacked.read(LARGEST_MEMBER)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as cause:
        raise FormatError("it is damaged or cut off", "Pack it again") from cause
    except (
        NotImplementedError,
        RuntimeError,
    ) as cause:  # an unknown method, or a library not there
        raise FormatError(
            "it is packed in a way that is not known here", "Pack it again as zip"
        ) from cause


def _too_large(size: int, packed: int) -> str:
    """Return why something is not unpacked."""
    if size > LARGEST_MEMBER:
        return f"it unpacks to more than {LARGEST_MEMBER // 2**20} MB"
    return f"it unpacks to more than {MOST_RATIO} times its {packed} bytes, as no text does"


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member as it is shown: from the archive's folder down, in readable letters."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:  # zipfile took it for cp437; Korean programs wrote CP949
        try:
            raw = name.encode("cp437")
            name = raw.decode("utf-8") if _is_utf8(raw) else raw.decode("cp949")
        except UnicodeError:
            name = member.filename
    name = "".join(c if c.isprintable() else "\ufffd" for c in name.replace("\\", "/"))
    return "/".join(part for part in name.split("/") if part not in ("", ".", "..")) or "\ufffd"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
