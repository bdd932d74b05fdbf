"""Files → articles: which reader a file needs, and what is wrong with a file that has none."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article
from index.errors import Unreadable
from index.formats.encoding import decode
from index.formats.flaw import Flaw
from index.formats.jsonl import read_jsonl, read_jsonl_gz
from index.formats.lines import is_blank
from index.formats.markdown import parse_markdown
from index.formats.text import parse_text

LARGEST_TEXT = 64 * 2**20
"""Bytes of the largest file that is one article: thirty long novels, and held in memory whole."""

Reader = Callable[[Path, BinaryIO], Iterator[Article | Unreadable]]


def _whole(parse: Callable[[str, Path], Article]) -> Reader:
    """Return the reader of a format in which a file of text is one article."""

    def read_whole(path: Path, file: BinaryIO) -> Iterator[Article | Unreadable]:
        data = file.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            why = f"it is larger than {LARGEST_TEXT // 2**20} MB"
            raise Flaw(why, "Split it into one file an article, or write it as .jsonl")
        body = decode(data)
        if is_blank(body):
            raise Flaw("it is empty", "Remove it, or put the article's text into it")
        yield parse(body, path)

    return read_whole


READERS: dict[str, Reader] = {
    ".txt": _whole(parse_text),
    ".text": _whole(parse_text),
    ".md": _whole(parse_markdown),
    ".markdown": _whole(parse_markdown),
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl_gz,
}
SUFFIXES = tuple(READERS)
"""The suffixes of the files that can be read, in lower case."""


def is_readable(path: Path) -> bool:
    """Say by its name whether a file is an article: a known suffix, not hidden, no editor's leftover."""
    return not path.name.startswith((".", "~$", "#")) and _suffix(path) is not None


def read(path: Path) -> Iterator[Article | Unreadable]:
    """Yield the articles in a file, and an Unreadable for each thing in it that cannot be read.

    Nothing in or about a file is raised: a problem is yielded and the rest goes on.
    """
    try:
        suffix = _suffix(path)
        if suffix is None:
            mend = f"Use one of {', '.join(SUFFIXES)}"
            raise Flaw(f'there is no reader for "{path.suffix or path.name}"', mend)
        str(path).encode()  # the library stores it as UTF-8
        if not stat.S_ISREG(path.stat().st_mode):
            raise Flaw("it is a folder or a device, not a file", "Name a file")
        with path.open("rb") as file:
            yield from READERS[suffix](path, file)
    except Flaw as cause:
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


def _suffix(path: Path) -> str | None:
    """Return the suffix in READERS that the name of a file ends in."""
    name = path.name.lower()
    found = [suffix for suffix in SUFFIXES if name.endswith(suffix) and name != suffix]
    return max(found, key=len, default=None)


def _unreadable(path: Path, why: str, mend: str) -> Unreadable:
    """Return the error for the whole file, its name on one line."""
    name = str(path).encode(errors="backslashreplace").decode()
    return Unreadable(f"cannot read {name}", why, mend)
