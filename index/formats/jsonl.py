"""The reader of JSON Lines: an article a line, read as a stream, plain or gzipped."""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from index.article import Article, Source
from index.errors import Unreadable
from index.formats.charset import decode, is_binary, settle, utf16_name
from index.formats.export_record import article_of
from index.formats.format_error import FormatError
from index.formats.labels import language_code, web_address
from index.formats.layout import ensure_answering, lay_out
from index.formats.lines import is_blank, shorten, split_lines
from index.formats.plain_text import first_words
from index.formats.published_dates import parse_date

LONGEST_LINE = 64 * 2**20
"""Bytes of the longest line; a line is held in memory whole, and a book of Hangul takes 2 MB."""

CHUNK = 2**20  # bytes read at a time

_LINE_END = re.compile(rb"\r\n|\n|\r")
_GZIP = b"\x1f\x8b"


def read_jsonl_gz(path: Path, file: BinaryIO) -> Iterator[Article | Unreadable]:
    """Yield the articles of a gzipped JSONL file; what stands before a damage is read."""
    with gzip.GzipFile(fileobj=file) as unpacked:
        yield from read_jsonl(path, cast(BinaryIO, unpacked))


def read_jsonl(path: Path, file: BinaryIO) -> Iterator[Article | Unreadable]:
    """Yield the articles of a JSONL file, and for each line that is none the reason.

    A line that repeats an article above, id and all, is passed over.
    """
    seen: dict[str, bytes] = {}
    number, is_empty = 0, True
    try:
        for number, line in enumerate(_lines(file), 1):
            is_empty = is_empty and line is not None and not line.strip()
            try:
                article = _read_line(line, path)
                if article and _is_new(article, seen):
                    yield article
            except FormatError as cause:
                yield _unreadable(path, cause.why, cause.mend, number)
        if is_empty:
            yield _unreadable(path, "it is empty", "Remove it, or write an article a line into it")
    except EOFError:
        yield _unreadable(path, "the gzip data is cut off", "Copy the whole file again", number + 1)
    except (gzip.BadGzipFile, zlib.error) as cause:
        why = f"its gzip data is damaged or none ({cause})"
        yield _unreadable(path, why, "Pack it again, or name it .jsonl if it is not packed")
    except FormatError as cause:
        yield _unreadable(path, cause.why, cause.mend)


def _unreadable(path: Path, why: str, mend: str, number: int = 0) -> Unreadable:
    """Return the error for a line of the file, or for all of it without a number."""
    return Unreadable(f"cannot read {path}{f', line {number}' if number else ''}", why, mend)


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a file as UTF-8 or CP949 bytes, None for one that is too long."""
    held: list[bytes] = []  # the pieces of the line that is not at its end
    size, last = 0, b""
    for chunk in _chunks(file):
        chunk, last = last + chunk, b""
        if chunk.endswith(b"\r"):  # a \n may follow in the next chunk
            chunk, last = chunk[:-1], b"\r"
        for number, piece in enumerate(_LINE_END.split(chunk)):
            if number:
                yield b"".join(held) if size <= LONGEST_LINE else None
                held, size = [], 0
            size += len(piece)
            held = [*held, piece] if size <= LONGEST_LINE else []
    yield b"".join(held) if size <= LONGEST_LINE else None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file in pieces, UTF-16 as UTF-8; raises FormatError if it is no text at all."""
    first = _read(file)
    wide = utf16_name(first)
    if first.startswith(_GZIP):
        raise FormatError("it is packed with gzip", "Name it .jsonl.gz")
    if wide is None and is_binary(first) and b"{" not in first[:8]:
        raise FormatError("it holds binary data, not text", "Give it the suffix of its format")
    pieces = iter(lambda: _read(file), b"")
    if wide is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(wide)()
    try:
        yield decoder.decode(first).encode()
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as cause:
        why = f"its {wide.upper()} is damaged or cut off"
        raise FormatError(why, "Save it again as UTF-8") from cause


def _read(file: BinaryIO) -> bytes:
    """Return what is at hand of the next bytes: a gzip file gives what it has before a damage."""
    return cast(gzip.GzipFile, file).read1(CHUNK)


def _read_line(line: bytes | None, path: Path) -> Article | None:
    """Return the article of a line, None for a blank line; raises FormatError if it is neither."""
    if line is None:
        size = LONGEST_LINE // 2**20
        raise FormatError(f"the line is longer than {size} MB", "Split it into several articles")
    if not line.strip():
        return None
    text = decode(line)
    try:
        record = json.loads(text)
    except json.JSONDecodeError as cause:
        why = f"it is not JSON ({cause.msg} at character {cause.pos + 1})"
        raise FormatError(
            why, 'Write one object a line: {"id": …, "title": …, "text": …}'
        ) from cause
    except (ValueError, RecursionError) as cause:
        raise FormatError("its JSON is too deep or too large", "Keep to plain values") from cause
    if not isinstance(record, dict):
        kind = "a list" if isinstance(record, list) else "a bare value"
        mend = 'Write one object a line: {"id": …, "title": …, "text": …}'
        raise FormatError(f"it is {kind}, not an object", mend)
    return _article(record, path)


def _article(record: dict[str, object], path: Path) -> Article:
    """Return the article that a record is; raises FormatError for a field that is wrong."""
    body = _field(record, "text") or ""
    if is_blank(body):
        raise FormatError('it has no "text"', 'Put the article\'s words into the field "text"')
    name = _identity(record)
    if "blocks" in record:
        return article_of(record | {"id": name}, path)
    lines = split_lines(body)
    source = Source(
        id=name,
        title=shorten(_field(record, "title") or first_words(body) or name, 240),
        publisher=_field(record, "publisher"),
        byline=_field(record, "byline"),
        published_at=parse_date(_field(record, "published_at") or ""),
        url=web_address(_field(record, "url")),
        path=str(path),
        language=language_code(_field(record, "language")),
    )
    return Article(source, body, ensure_answering(lay_out(body, lines)))


def _identity(record: dict[str, object]) -> str:
    """Return the id of a record as a string, as it was given."""
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        found = "no" if value in (None, "") else f"a wrong ({type(value).__name__})"
        raise FormatError(f'it has {found} "id"', "Give each article a string or a whole number")
    return settle(value)


def _field(record: dict[str, object], name: str) -> str | None:
    """Return a field of text in NFC, None if it is missing, null or blank."""
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        why = f'its "{name}" is of the type {type(value).__name__}, not a string'
        raise FormatError(why, f'Put the field "{name}" in quotation marks')
    settled = settle(value)
    return (settled if name == "text" else " ".join(settled.split())) or None


def _is_new(article: Article, seen: dict[str, bytes]) -> bool:
    """Say whether the id was not seen before; raises FormatError if it was, for another article."""
    name = article.source.id
    digest = bytes.fromhex(article.content_hash)[:16]  # enough to tell two articles apart
    before = seen.setdefault(name, digest)
    if before != digest:
        why = f'the id "{shorten(name, 60)}" stands above already, for another article'
        raise FormatError(why, "Give each article an id of its own")
    return before is digest
