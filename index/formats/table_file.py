"""The reader of tables: CSV and TSV with a line of names, an article a row."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from index.article import Article
from index.errors import Unreadable
from index.formats.charset import decode
from index.formats.format_error import FormatError
from index.formats.lines import is_blank
from index.formats.record import LONGEST_TEXT, NAMES, read_records

LARGEST_TABLE = 64 * 2**20
"""Bytes of the largest table: it is held in memory whole."""

DELIMITERS = ",\t;|"

_MEND = 'Name the columns in the first line: "title", "text", …'


def read_table(data: bytes, path: Path) -> Iterator[Article | Unreadable]:
    """Yield the articles of a table, and for each row that is none the reason. Raises FormatError."""
    if len(data) > LARGEST_TABLE:
        raise FormatError(f"it is larger than {LARGEST_TABLE // 2**20} MB", "Split it")
    text = decode(data)
    if is_blank(text):
        raise FormatError("it is empty", "Remove it, or put articles into it")
    text = text.lstrip("\n\r \ufeff")
    delimiter, names = _head(text)
    csv.field_size_limit(
        LONGEST_TEXT
    )  # the limit of the whole process: no other part of it reads tables
    yield from read_records(_rows(text, delimiter, names), path)


def _head(text: str) -> tuple[str, list[str]]:
    """Return the delimiter under which the first line names most columns, and the names.

    Raises FormatError if none of them is the text's.
    """
    end = min((at for at in (text.find("\n"), text.find("\r")) if at >= 0), default=len(text))
    first = text[: min(end, 10_000)]
    found = {
        delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in DELIMITERS
    }
    delimiter = max(found, key=lambda one: (_known(found[one]), len(found[one])))
    if "text" not in {NAMES.get(_folded(name)) for name in found[delimiter]}:
        raise FormatError("no column of its first line holds the text", _MEND)
    return delimiter, found[delimiter]


def _known(names: list[str]) -> int:
    return sum(_folded(name) in NAMES for name in names)


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _rows(text: str, delimiter: str, names: list[str]) -> Iterator[tuple[str, object]]:
    """Yield the rows under the first as records, each with its place; blank ones are passed over."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for number, row in enumerate(rows):
            place = f"the row of line {start}"
            start = rows.line_num + 1
            if number and any(field.strip() for field in row):
                yield place, dict(zip(names, row, strict=False))
    except csv.Error as cause:
        if "field larger" not in str(cause):
            raise FormatError(f"line {start} is no row of a table ({cause})", _MEND) from cause
        why = f"a field that starts at line {start} is longer than {LONGEST_TEXT // 2**20} million characters"
        raise FormatError(why, "Close the quotation mark there") from cause
