"""The reader of JSON files: one article, a list of them, or an object that holds such a list."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.article import Article
from index.errors import Unreadable
from index.formats.charset import decode
from index.formats.format_error import FormatError
from index.formats.lines import is_blank
from index.formats.record import MOST_FIELDS, article_of, named, read_records

LARGEST_JSON = 64 * 2**20
"""Bytes of the largest JSON file: it is held in memory whole. JSON Lines may be longer."""

MOST_PARTS = 4_000_000
"""Objects, lists and pairs of values of the largest file; each takes some 70 bytes even if it is empty."""

LISTS = (
    "articles",
    "items",
    "entries",
    "posts",
    "documents",
    "docs",
    "results",
    "data",
    "news",
    "records",
)
"""Names of the list of articles within an object, looked for in this order."""

_MEND = 'Write {"title": …, "text": …}, or a list of such objects'


def read_json(data: bytes, path: Path) -> Iterator[Article | Unreadable]:
    """Yield the articles of a JSON file, and for each record that is none the reason. Raises FormatError."""
    parts = data.count(b"{") + data.count(b"[") + data.count(b",") // 2
    if len(data) > LARGEST_JSON or parts > MOST_PARTS:
        mend = "Split it, or write it as .jsonl, an article a line"
        raise FormatError(
            f"it is larger than {LARGEST_JSON // 2**20} MB, or of too many parts", mend
        )
    text = decode(data)
    if is_blank(text):
        raise FormatError("it is empty", "Remove it, or put articles into it")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as cause:
        if cause.msg == "Extra data" and text[: cause.pos].strip().endswith("}"):
            raise FormatError(
                "it holds several JSON values one after another", "Name it .jsonl"
            ) from cause
        why = f"it is not JSON ({cause.msg} at line {cause.lineno}, column {cause.colno})"
        raise FormatError(why, _MEND) from cause
    except (ValueError, RecursionError) as cause:
        raise FormatError("its JSON is too deep or too large", "Keep to plain values") from cause
    records = _records(found)
    if records is None:
        yield article_of(found, path)
    else:
        places = ((f"article {number}", record) for number, record in enumerate(records, 1))
        yield from read_records(places, path)


def _records(found: object) -> list[object] | None:
    """Return the list of records that a file holds, None if it is one article by itself."""
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping) and (len(found) > MOST_FIELDS or "text" not in named(found)):
        for name in LISTS:
            if isinstance(found.get(name), list):
                return list(found[name])
    return None
