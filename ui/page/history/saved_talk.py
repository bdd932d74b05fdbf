"""A talk as a record to be kept, and back: what comes back is checked, for it was out of our hands.

A turn is the JSON of the contract (ui.render.answer_to_json) with the ids of the copies of each quote
and what the person thought of it. Of a kept quote only its words and its place are believed, and those
only where they stand in the library: title, publisher and address come from the library itself.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from index.article import Article, Source, clean_text
from index.errors import NotFound
from qa.answer import Answer, Citation, Confidence, Quote, ShortAnswer
from qa.question.dates import Period
from ui.page.chat.answers import Exchange
from ui.page.chat.talk import Talk
from ui.page.filters.filters import filters_to_json
from ui.page.history.talk_record import (
    TITLE_CHARACTERS,
    VERSION,
    AnswerRecord,
    BadRecord,
    PeriodRecord,
    QuoteRecord,
    TalkRecord,
    TurnRecord,
    checked,
)
from ui.render import answer_to_json, verified

Library = Callable[[str], Article]
"""Gives the article with an id, or raises NotFound."""


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
    read = checked(TalkRecord, record)
    return Kept(
        id=read.id,
        title=shortened(read.title),
        at=read.at,
        turns=tuple(read.turns),
        is_named=read.is_named,
    )


def talk_of(conversation: Kept, article: Library) -> Talk:
    """Return the talk of a kept conversation with the quotes that still stand in the library.

    An exchange says how many of its quotes no longer do. Raises BadRecord.
    """
    return tuple(_exchange(checked(TurnRecord, turn), article) for turn in conversation.turns)


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


def _exchange(turn: TurnRecord, article: Library) -> Exchange:
    record = turn.answer
    if record is None:
        return Exchange(turn.question, error=turn.error, filters=turn.filters)
    quotes, lost = _quotes(record.quotes, article)
    nearest, gone = _quotes(record.nearest, article)
    answer = _answer(record, turn.question, quotes, () if quotes else nearest)
    return Exchange(
        turn.question,
        verified(answer, article),
        filters=turn.filters,
        verdict=turn.verdict,
        dropped=lost + gone + turn.dropped,
    )


def _answer(
    record: AnswerRecord, question: str, quotes: Sequence[Quote], nearest: Sequence[Quote]
) -> Answer:
    found, confidence = bool(quotes), record.confidence
    if found == (confidence is Confidence.NONE):
        confidence = Confidence.LOW if found else Confidence.NONE
    return Answer(
        question=question,
        searched_as=record.searched_as,
        found=found,
        confidence=confidence,
        probability=record.probability if found or not record.found else 0.0,
        quotes=tuple(quotes),
        nearest=() if record.is_help else tuple(nearest),
        hits=(),
        generation=record.generation,
        milliseconds=max(0.0, record.milliseconds),
        period=_period(record.period),
        is_help=record.is_help and not found,
    )


def _quotes(records: Sequence[QuoteRecord], article: Library) -> tuple[tuple[Quote, ...], int]:
    """Return the quotes that stand in the library, and how many do not."""
    read = [_quote(record, article) for record in records]
    standing = tuple(quote for quote in read if quote is not None)
    return standing, len(read) - len(standing)


def _quote(record: QuoteRecord, article: Library) -> Quote | None:
    """Return a quote as it stands in the library, None where it does not."""
    try:
        found = article(record.article.id)
    except NotFound:
        return None
    if record.span.of(found.body) != record.text:
        return None
    short = record.short_answer
    citation = Citation(record.number, found.source, record.span, found.page_of(record.start))
    try:
        words = ShortAnswer(short.text, short.span) if short else None
        quote = Quote(record.text, citation, words, record.score)
    except ValueError as cause:
        raise BadRecord(str(cause)) from cause
    return replace(quote, copies=tuple(_copies(record, article)))


def _copies(record: QuoteRecord, article: Library) -> list[Source]:
    """Return the sources of the copies that still hold the words."""
    sources = []
    for one in record.copies:
        with suppress(NotFound):
            found = article(one)
            if record.text in found.body:
                sources.append(found.source)
    return sources


def _period(record: PeriodRecord | None) -> Period | None:
    return Period(record.since, record.until + timedelta(days=1)) if record else None
