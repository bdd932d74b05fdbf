"""A talk as a record to be kept, and back: what comes back is checked, for it was out of our hands.

A turn is the JSON of the contract (ui.render.answer_to_json) with the ids of the copies of each quote
and what the person thought of it. Of a kept quote only its words and its place are believed, and those
only where they stand in the library: title, publisher and address come from the library itself.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from index.article import Article, Source, Span, clean_text
from index.errors import BadSettings, NotFound
from qa.answer import Answer, Citation, Confidence, Filters, Quote, ShortAnswer
from qa.question.dates import Period
from ui.page.chat.answers import Exchange
from ui.page.chat.talk import QUESTION_CHARACTERS, TURNS_KEPT, Talk
from ui.page.filters.filters import filters_from, filters_to_json
from ui.render import answer_to_json, verified
from ui.strings import KOREAN

VERSION = 1
TITLE_CHARACTERS = 60  # one line of the list
QUOTES_AT_MOST = 50  # of one answer; the pipeline gives far fewer
QUOTE_CHARACTERS = 20_000
ERROR_CHARACTERS = 2_000
NAME = re.compile(r"[0-9a-f]{16}")
"""What a conversation is filed under; nothing else is ever part of a path or a key."""

Library = Callable[[str], Article]
"""Gives the article with an id, or raises NotFound."""


class BadRecord(ValueError):
    """A record that is not one of ours."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is kept: its id, its title, when it last grew (ISO 8601), its turns.

    is_named says that a person gave the title.
    """

    id: str
    title: str
    at: str
    turns: tuple[Mapping[str, Any], ...]
    is_named: bool = False


def title_of(talk: Talk) -> str:
    """Return the first question of a talk on one line, shortened."""
    return shortened(talk[0].question if talk else "")


def shortened(text: str) -> str:
    """Return a text on one line, as long as a title may be."""
    line = " ".join(clean_text(text).split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def kept(talk: Talk, name: str, at: str) -> Kept:
    """Return a talk as it is kept under a name."""
    return Kept(name, title_of(talk), at, tuple(_turn(each) for each in talk))


def kept_to_json(conversation: Kept) -> dict[str, Any]:
    """Return a kept conversation as a JSON object."""
    return {
        "version": VERSION,
        "id": conversation.id,
        "title": conversation.title,
        "is_named": conversation.is_named,
        "at": conversation.at,
        "turns": list(conversation.turns),
    }


def kept_from_json(record: object) -> Kept:
    """Return the conversation of a JSON object, its turns not yet read. Raises BadRecord."""
    fields = _object(record)
    name, turns = _text(fields, "id", 16), fields.get("turns")
    if fields.get("version") != VERSION or not NAME.fullmatch(name):
        raise BadRecord("it is no conversation of this version")
    if not isinstance(turns, list) or not 0 < len(turns) <= TURNS_KEPT:
        raise BadRecord("it has no turns, or too many")
    title = shortened(_text(fields, "title", 10 * TITLE_CHARACTERS))
    is_named = fields.get("is_named") is True
    return Kept(name, title, _text(fields, "at", 40), tuple(map(_object, turns)), is_named)


def talk_of(conversation: Kept, article: Library) -> Talk:
    """Return the talk of a kept conversation with the quotes that still stand in the library.

    An exchange says how many of its quotes no longer do. Raises BadRecord.
    """
    return tuple(_exchange(turn, article) for turn in conversation.turns)


def _turn(exchange: Exchange) -> dict[str, Any]:
    record: dict[str, Any] = {"question": exchange.question, "error": exchange.error}
    if answer := exchange.answer:
        record["answer"] = answer_to_json(answer)
        for name, quotes in (("quotes", answer.quotes), ("nearest", answer.nearest)):
            for written, quote in zip(record["answer"][name], quotes, strict=True):
                written["copies"] = [copy.id for copy in quote.copies]
    if exchange.filters:
        record["filters"] = filters_to_json(exchange.filters)
    if exchange.verdict:
        record["verdict"] = exchange.verdict
    if exchange.dropped:
        record["dropped"] = exchange.dropped
    return record


def _exchange(turn: Mapping[str, Any], article: Library) -> Exchange:
    question = clean_text(_text(turn, "question", QUESTION_CHARACTERS))
    if turn.get("answer") is None:
        error = _text(turn, "error", ERROR_CHARACTERS)
        return Exchange(question, error=error, filters=_filters(turn))
    record = _object(turn["answer"])
    quotes, lost = _quotes(record, "quotes", article)
    nearest, gone = _quotes(record, "nearest", article)
    dropped = lost + gone + _count(turn.get("dropped", 0), 10 * QUOTES_AT_MOST)
    answer = _answer(record, question, quotes, () if quotes else nearest)
    verdict = turn.get("verdict", "")
    if verdict not in ("", "up", "down"):
        raise BadRecord(f"no verdict is {verdict!r}")
    return Exchange(
        question,
        verified(answer, article),
        filters=_filters(turn),
        verdict=verdict,
        dropped=dropped,
    )


def _filters(turn: Mapping[str, Any]) -> Filters:
    try:
        return filters_from(json.dumps(turn.get("filters") or {}), KOREAN)
    except BadSettings as cause:
        raise BadRecord("its filters are none") from cause


def _answer(
    record: Mapping[str, Any],
    question: str,
    quotes: Sequence[Quote],
    nearest: Sequence[Quote],
) -> Answer:
    found, is_help = bool(quotes), record.get("is_help") is True
    try:
        confidence = Confidence(_text(record, "confidence", 10))
    except ValueError as cause:
        raise BadRecord("its confidence is none of ours") from cause
    if found == (confidence is Confidence.NONE):
        confidence = Confidence.LOW if found else Confidence.NONE
    probability = _number(record.get("probability"))
    if not 0 <= probability <= 1:
        raise BadRecord("its probability is none")
    return Answer(
        question,
        clean_text(_text(record, "searched_as", 4 * QUESTION_CHARACTERS)),
        found,
        confidence,
        probability if found or record.get("found") is not True else 0.0,
        tuple(quotes),
        () if is_help else tuple(nearest),
        (),
        _count(record.get("generation"), 2**53),
        max(0.0, _number(record.get("milliseconds"))),
        _period(record.get("period")),
        is_help=is_help and not found,
    )


def _quotes(
    record: Mapping[str, Any], name: str, article: Library
) -> tuple[tuple[Quote, ...], int]:
    """Return the quotes of a list that stand in the library, and how many do not."""
    values = record.get(name)
    if not isinstance(values, list) or len(values) > QUOTES_AT_MOST:
        raise BadRecord(f"{name} is no list of quotes")
    read = [_quote(_object(value), article) for value in values]
    standing = tuple(quote for quote in read if quote is not None)
    return standing, len(read) - len(standing)


def _quote(record: Mapping[str, Any], article: Library) -> Quote | None:
    """Return a quote as it stands in the library, None where it does not."""
    text = _text(record, "text", QUOTE_CHARACTERS)
    span = _span(record)
    number = _count(record.get("number"), QUOTES_AT_MOST)
    score = _number(record.get("score"))
    short = None if record.get("short_answer") is None else _object(record["short_answer"])
    try:
        told = article(_text(_object(record.get("article")), "id", 500))
    except NotFound:
        return None
    if span.of(told.body) != text:
        return None
    words = short and ShortAnswer(_text(short, "text", QUOTE_CHARACTERS), _span(short))
    citation = Citation(number, told.source, span, told.page_of(span.start))
    try:
        quote = Quote(text, citation, words or None, score)
    except ValueError as cause:
        raise BadRecord(str(cause)) from cause
    return replace(quote, copies=tuple(_copies(record.get("copies", []), text, article)))


def _copies(ids: object, text: str, article: Library) -> list[Source]:
    """Return the sources of the copies that still hold the words."""
    if not isinstance(ids, list) or len(ids) > QUOTES_AT_MOST:
        raise BadRecord("copies is no list of ids")
    sources = []
    for one in ids:
        with suppress(NotFound):
            told = article(_limited(one, "copies", 500))
            if text in told.body:
                sources.append(told.source)
    return sources


def _period(record: object) -> Period | None:
    if record is None:
        return None
    fields = _object(record)
    try:
        days = [date.fromisoformat(_text(fields, name, 10)) for name in ("since", "until")]
        return Period(days[0], days[1] + timedelta(days=1))
    except (ValueError, OverflowError) as cause:
        raise BadRecord("its period is none") from cause


def _span(record: Mapping[str, Any]) -> Span:
    start, end = (_count(record.get(name), 2**40) for name in ("start", "end"))
    if start >= end:
        raise BadRecord("a span ends before it starts")
    return Span(start, end)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadRecord("an object is missing")
    return value


def _text(record: Mapping[str, Any], name: str, at_most: int) -> str:
    return _limited(record.get(name), name, at_most)


def _limited(value: object, name: str, at_most: int) -> str:
    if not isinstance(value, str) or len(value) > at_most:
        raise BadRecord(f"{name} is no text, or too long")
    return value


def _count(value: object, at_most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= at_most:
        raise BadRecord(f"no count is {value!r}")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise BadRecord(f"no number is {value!r}")
    return float(value)
