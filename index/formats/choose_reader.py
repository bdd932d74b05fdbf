"""Files → articles: which reader a file needs, and what is wrong with a file that has none."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article
from index.errors import Unreadable
from index.formats.archives import read_gzip, read_zip
from index.formats.charset import decode
from index.formats.docx import parse_docx
from index.formats.feed import read_feed
from index.formats.format_error import FormatError
from index.formats.html import parse_html
from index.formats.json_file import read_json
from index.formats.jsonl import read_jsonl, read_jsonl_gz
from index.formats.lines import is_blank
from index.formats.mail import parse_mail, parse_mhtml
from index.formats.markdown import parse_markdown
from index.formats.pdf import parse_pdf
from index.formats.plain_text import parse_text
from index.formats.table_file import read_table

LARGEST_TEXT = 64 * 2**20
"""Bytes of the largest file that is one article: thirty long novels, and held in memory whole."""

LARGEST_FILE = 128 * 2**20
"""Bytes of the largest file of any other format; each has a limit of its own below that."""

Found = Iterator[Article | Unreadable]
Reader = Callable[[Path, BinaryIO], Found]


def _text(parse: Callable[[str, Path], Article]) -> Reader:
    """Return the reader of a format in which a file of text is one article."""

    def read_text(path: Path, file: BinaryIO) -> Found:
        body = decode(_whole(file, LARGEST_TEXT))
        if is_blank(body):
            raise _empty()
        yield parse(body, path)

    return read_text


def _one(parse: Callable[[bytes, Path], Article]) -> Reader:
    """Return the reader of a format in which a file is one article."""

    def read_one(path: Path, file: BinaryIO) -> Found:
        data = _whole(file, LARGEST_FILE)
        if not data.strip():
            raise _empty()
        yield parse(data, path)

    return read_one


def _many(read_all: Callable[[bytes, Path], Found]) -> Reader:
    """Return the reader of a format in which a file holds several articles."""

    def read_many(path: Path, file: BinaryIO) -> Found:
        yield from read_all(_whole(file, LARGEST_FILE), path)

    return read_many


def _whole(file: BinaryIO, limit: int) -> bytes:
    """Return all bytes of a file; raises FormatError if they are more than limit."""
    data = file.read(limit + 1)
    if len(data) > limit:
        why = f"it is larger than {limit // 2**20} MB"
        raise FormatError(why, "Split it into one file an article, or write it as .jsonl")
    return data


def _empty() -> FormatError:
    return FormatError("it is empty", "Remove it, or put the article's text into it")


def _read_gzip(path: Path, file: BinaryIO) -> Found:
    return read_gzip(path, file, _read_file)


def _read_zip(path: Path, file: BinaryIO) -> Found:
    return read_zip(path, file, _read_file, is_readable)


PLAIN: dict[str, Reader] = {
    ".txt": _text(parse_text),
    ".text": _text(parse_text),
    ".md": _text(parse_markdown),
    ".markdown": _text(parse_markdown),
    ".html": _one(parse_html),
    ".htm": _one(parse_html),
    ".xhtml": _one(parse_html),
    ".mht": _one(parse_mhtml),
    ".mhtml": _one(parse_mhtml),
    ".pdf": _one(parse_pdf),
    ".docx": _one(parse_docx),
    ".eml": _one(parse_mail),
    ".jsonl": read_jsonl,
    ".json": _many(read_json),
    ".csv": _many(read_table),
    ".tsv": _many(read_table),
    ".rss": _many(read_feed),
    ".atom": _many(read_feed),
    ".xml": _many(read_feed),
}
"""Suffix → reader of the files that are not packed."""

READERS: dict[str, Reader] = {
    **PLAIN,
    ".zip": _read_zip,
    **{f"{suffix}.gz": _read_gzip for suffix in PLAIN},
    ".jsonl.gz": read_jsonl_gz,
}
SUFFIXES = tuple(READERS)
"""The suffixes of the files that can be read, in lower case."""

APART = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml", ".pdf", ".docx", ".eml"})
"""Those of files that hold one article and are read in a process apart: several at a time, where that is asked for."""


def is_readable(path: Path | str) -> bool:
    """Say by its name whether a file is an article: a known suffix, not hidden, no editor's leftover.

    path: its path, or its name alone.
    """
    name = path if isinstance(path, str) else path.name
    return not name.startswith((".", "~$", "#")) and _suffix(name) is not None


def read(
    path: Path, reached: Callable[[int], None] = lambda place: None
) -> Iterator[Article | Unreadable]:
    """Yield the articles in a file, and an Unreadable for each thing in it that cannot be read.

    Nothing in or about a file is raised: a problem is yielded and the rest goes on. reached is told,
    before each article, how many bytes of the file are read.
    """
    try:
        str(path).encode()  # the library stores it as UTF-8
        _reader(path.name)
        if not stat.S_ISREG(path.stat().st_mode):
            raise FormatError("it is a folder or a device, not a file", "Name a file")
        with path.open("rb") as file:
            for found in _read_file(path, file, path.name):
                reached(file.tell())
                yield found
    except FormatError as cause:
        yield _unreadable(path, cause.why, cause.mend)
    except UnicodeEncodeError:
        yield _unreadable(path, "its name is not valid UTF-8", "Rename the file")
    except FileNotFoundError:
        yield _unreadable(path, "there is no such file", "Check the name")
    except PermissionError:
        yield _unreadable(path, "you may not read it", "Change its permissions")
    except (OSError, ValueError) as cause:
        reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
        yield _unreadable(path, f"reading failed ({reason})", "Check the disk and the name")


def _read_file(path: Path, file: BinaryIO, name: str) -> Found:
    """Yield what the bytes of a file hold, by the suffix of a name; an error of it all is yielded too."""
    try:
        yield from _reader(name)(path, file)
    except FormatError as cause:
        yield _unreadable(path, cause.why, cause.mend)


def _reader(name: str) -> Reader:
    """Return the reader that the name of a file asks for; raises FormatError if there is none."""
    suffix = _suffix(name)
    if suffix is None:
        mend = f"Use one of {', '.join((*PLAIN, '.zip'))}, or one of these packed with .gz"
        raise FormatError(f'there is no reader for "{Path(name).suffix or name}"', mend)
    return READERS[suffix]


def _suffix(name: str) -> str | None:
    """Return the suffix in READERS that the name of a file ends in."""
    stem, *ends = name.lower().rsplit(".", 2)
    for first in range(len(ends)):
        suffix = "".join(f".{end}" for end in ends[first:])
        if suffix in READERS and (stem or first):
            return suffix
    return None


def _unreadable(path: Path, why: str, mend: str) -> Unreadable:
    """Return the error for the whole file, its name on one line."""
    name = str(path).encode(errors="backslashreplace").decode()
    return Unreadable(f"cannot read {name}", why, mend)
