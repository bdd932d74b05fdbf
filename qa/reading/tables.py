"""Rows of tables as the reader reads them: each cell with the name of its column before it."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.encoding.pieces import Integers

_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULE = re.compile(r"[ \t|:+-]*-[ \t|:+-]*")
_CELL = re.compile(r"(?<=\|)[^|]*(?=\|)")
_LEAST_COLUMNS = 3  # of a head without a rule below it: two may be a name and its value
_NAME = 30  # characters of a column's name


def named_cells(text: str) -> tuple[str, Integers, Integers]:
    """Return a passage's text as it is read, and where each of its characters starts and ends in the passage.

    A row `| a | b |` below the head `| x | y |` becomes `x: a, y: b`; what is put in has no width. All else
    stays as it is.
    """
    said: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(words: str, at: int, width: int) -> None:
        said.append(words)
        places = range(at, at + width * len(words), width) if width else [at] * len(words)
        starts.extend(places)
        ends.extend(place + width for place in places)

    head: Sequence[str] | None = None
    place = 0
    before: str | None = None  # the line before, where it may be a head
    for line in text.splitlines(keepends=True):
        row = line.rstrip("\r\n")
        if not _ROW.fullmatch(row):
            head = before = None
            put(line, place, 1)
        elif _RULE.fullmatch(row):
            head = _names(before) if before is not None else head
            put(line, place, 1)
        elif head is None:
            head = _names(row) if before is None and _is_head(row) else None
            before = row
            put(line, place, 1)
        else:
            for name, start, end in _cells(row, head):
                if name:
                    put(f"{name}: ", place + start, 0)
                put(row[start:end], place + start, 1)
                put(", ", place + end, 0)
            put(line[len(row) :], place + len(row), 1)
        place += len(line)
    return "".join(said), np.array(starts, np.int32), np.array(ends, np.int32)


def _names(row: str) -> Sequence[str]:
    return [cell.group().strip()[:_NAME] for cell in _CELL.finditer(row)]


def _is_head(row: str) -> bool:
    """Say whether a table's first row, with no rule below it, names the columns."""
    return len(_names(row)) >= _LEAST_COLUMNS and not any(map(str.isdigit, row))


def _cells(row: str, head: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each cell's column, "" where it has none, and where its text starts and ends."""
    for number, cell in enumerate(_CELL.finditer(row)):
        words = cell.group().strip()
        if words:
            start = cell.start() + cell.group().index(words)
            yield head[number] if number < len(head) else "", start, start + len(words)
