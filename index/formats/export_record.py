"""The record that an article is exported as, and the article that such a record is: letter for letter.

It is a line of JSON Lines with one field more, "blocks": [[kind, start, end], …] in code points of
"text". With it nothing about the article is worked out anew, so what comes back is what went out.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.article import Article, Block, Kind, Source, Span, clean_text
from index.formats.format_error import FormatError
from index.formats.labels import language_code, web_address

_MEND = 'Export the article again, or leave "blocks" out'
_KINDS = frozenset(kind.value for kind in Kind)


def record_of(article: Article, read_hash: str) -> dict[str, Any]:
    """Return the record of an article of a library; read_hash is that of its content as it was read.

    Where it was read it lies is left out: that is true on one machine only. A language that the
    article did not name, but that was detected, is marked as such: it is no part of the content.
    """
    source = article.source
    unnamed = replace(article, source=replace(source, language=None))
    is_detected = source.language is not None and unnamed.content_hash == read_hash
    return {
        "id": source.id,
        "title": source.title,
        "text": article.body,
        "publisher": source.publisher,
        "byline": source.byline,
        "published_at": source.published_at,
        "url": source.url,
        "language": source.language,
        **({"language_is_detected": True} if is_detected else {}),
        "blocks": [
            [block.kind.value, block.span.start, block.span.end] for block in article.blocks
        ],
    }


def article_of(record: Mapping[str, Any], path: Path) -> Article:
    """Return the article that an exported record is; raises FormatError for a field that is wrong.

    The record's id is taken as it is.
    """
    body = _text(record, "text") or ""
    published_at, url = _text(record, "published_at"), _text(record, "url")
    if published_at is not None and not _is_day_or_time(published_at):
        raise _wrong("published_at", "no date like 2025-10-28 or time with its zone")
    if url is not None and web_address(url) != url:
        raise _wrong("url", "no http(s) address")
    language = _text(record, "language")
    if language is not None and language_code(language) != language:
        raise _wrong("language", 'no code like "ko"')
    source = Source(
        id=record["id"],
        title=_text(record, "title") or "",
        publisher=_text(record, "publisher"),
        byline=_text(record, "byline"),
        published_at=published_at,
        url=url,
        path=str(path),
        language=None if record.get("language_is_detected") is True else language,
    )
    return Article(source, body, _blocks(record["blocks"], body))


def _text(record: Mapping[str, Any], name: str) -> str | None:
    """Return a field of text as it is, None if it is missing or null."""
    value = record.get(name)
    if value is None or (isinstance(value, str) and clean_text(value) == value):
        return value
    raise _wrong(name, "no text" if not isinstance(value, str) else "not in Unicode's form NFC")


def _blocks(given: object, body: str) -> tuple[Block, ...]:
    """Return the blocks of a body; between them stands white space alone, and none is empty."""
    if not isinstance(given, list):
        raise _wrong("blocks", "no list")
    blocks: list[Block] = []
    end = 0
    for item in given:
        block = _block(item)
        if not end <= block.span.start < block.span.end <= len(body):
            raise _wrong("blocks", f"wrong at {block.span.start}: they overlap or leave the text")
        if body[end : block.span.start].strip():
            raise _wrong("blocks", f"wrong at {end}: some of the text is in none of them")
        blocks.append(block)
        end = block.span.end
    if body[end:].strip():
        raise _wrong("blocks", f"wrong at {end}: some of the text is in none of them")
    return tuple(blocks)


def _block(item: object) -> Block:
    match item:
        case [str(kind), int(start), int(end)] if kind in _KINDS and 0 <= start < end:
            return Block(Kind(kind), Span(start, end))
    raise _wrong("blocks", "not [kind, start, end] each, or of an unknown kind")


def _is_day_or_time(text: str) -> bool:
    """Say whether text is a day, or a time with its zone, in ISO 8601."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[4:5] == "-" and (len(text) == 10 or when.tzinfo is not None)


def _wrong(name: str, why: str) -> FormatError:
    return FormatError(f'its "{name}" is {why}', _MEND)
