"""The reader of Word files (.docx)."""

from dataclasses import replace
from pathlib import Path

from index.article import Article, Kind
from index.formats.format_error import FormatError
from index.formats.metadata import Metadata
from index.formats.parts import compose, parts_of
from index.formats.sandbox import extract

LARGEST_DOCX = 64 * 2**20
"""Bytes of the largest Word file, pictures and all."""


def parse_docx(data: bytes, path: Path) -> Article:
    """Return the article that a Word file holds. Raises FormatError.

    What its properties tell is not heard: the author is whoever owned the program, the day that of the file.
    """
    if len(data) > LARGEST_DOCX:
        raise FormatError(f"it is larger than {LARGEST_DOCX // 2**20} MB", "Save its text as .txt")
    [frame] = extract("word", data)
    parts = parts_of(frame)
    titles = [part for part in parts if part.kind is Kind.TITLE]
    if len(titles) != 1:  # none, or a style that was used for something else
        parts = [replace(p, kind=Kind.HEADING) if p.kind is Kind.TITLE else p for p in parts]
    return compose(parts, Metadata(title=titles[0].text if len(titles) == 1 else None), path)
