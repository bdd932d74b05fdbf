"""The reader of web pages: HTML, XHTML."""

from pathlib import Path

from index.article import Article
from index.formats.charset import decode_page
from index.formats.format_error import FormatError
from index.formats.metadata import Metadata
from index.formats.parts import Part, compose, metadata_of, parts_of
from index.formats.sandbox import extract

LARGEST_PAGE = 16 * 2**20
"""Bytes of the largest web page; the tree of a page takes twenty times as much."""


def parse_html(
    data: bytes, path: Path, charset: str | None = None, metadata: Metadata = Metadata()
) -> Article:
    """Return the article that a web page holds.

    charset is what something outside the page tells of its encoding; metadata goes before the page's own.
    Raises FormatError.
    """
    if len(data) > LARGEST_PAGE:
        raise FormatError(f"it is larger than {LARGEST_PAGE // 2**20} MB", "Save its text as .txt")
    [frame] = extract("page", decode_page(data, charset).encode(errors="replace"))
    return compose(parts_of(frame), metadata.or_else(metadata_of(frame)), path)


def parts_of_html(text: str) -> list[Part]:
    """Return the parts of a stretch of HTML, such as an item of a feed; raises FormatError."""
    if len(text) > LARGEST_PAGE // 4:
        raise FormatError(f"it is larger than {LARGEST_PAGE // 2**20} MB", "Save its text as .txt")
    [frame] = extract("fragment", text.encode(errors="replace"))
    return parts_of(frame)
