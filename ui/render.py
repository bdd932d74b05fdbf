"""Answers as JSON and as text for a terminal; and the check that what is shown stands in its article."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.article import Article, Source
from index.errors import NotFound
from qa.answer import Answer, Confidence, Quote
from qa.question.dates import Period
from ui.strings import Strings, counted

if TYPE_CHECKING:
    from qa.pipeline import LibrarySummary

log = logging.getLogger(__name__)

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls that would steer a terminal (escape codes, returns, overrides of direction)."""

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def verified(answer: Answer, article: Callable[[str], Article]) -> Answer:
    """Return the answer without the quotes that do not stand in their articles (promise 1).

    article gives the article with an id, or raises NotFound. Every dropped quote is logged. An
    answer that loses all its quotes has found nothing.
    """
    bodies: dict[str, str | None] = {}

    def stands(quote: Quote) -> bool:
        source = quote.citation.source
        if source.id not in bodies:
            try:
                bodies[source.id] = article(source.id).body
            except NotFound:
                bodies[source.id] = None
        body = bodies[source.id]
        if body is not None and quote.stands_in(body):
            return True
        log.error("dropped a quote that is not in article %s at %s", source.id, quote.citation.span)
        return False

    quotes = tuple(filter(stands, answer.quotes))
    nearest = tuple(filter(stands, answer.nearest))
    if quotes or not answer.found:
        return replace(answer, quotes=quotes, nearest=nearest)
    return replace(answer, found=False, confidence=Confidence.NONE, quotes=(), probability=0.0)


def answer_to_json(answer: Answer, *, with_hits: bool = False) -> dict[str, Any]:
    """Return the answer as the JSON object of the command-line contract.

    with_hits: the ranked passages too, as many as were asked for.
    """
    record: dict[str, Any] = {
        "question": answer.question,
        "searched_as": answer.searched_as,
        "found": answer.found,
        "confidence": answer.confidence.value,
        "probability": answer.probability,
        "quotes": [_quote_to_json(quote) for quote in answer.quotes],
        "nearest": [_quote_to_json(quote) for quote in answer.nearest],
        "period": answer.period
        and {"since": str(answer.period.start), "until": str(answer.period.last)},
        "is_help": answer.is_help,
    }
    if with_hits:
        record["hits"] = [
            {
                "rank": hit.rank,
                "article_id": hit.source.id,
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "score": hit.score,
            }
            for hit in answer.hits
        ]
    return record | {"generation": answer.generation, "milliseconds": answer.milliseconds}


def answer_to_text(answer: Answer, strings: Strings, *, terminal: bool = False) -> str:
    """Return the answer for reading in a terminal, without a line break at its end.

    terminal says that ANSI codes are understood: the short answer is then bold. Controls in
    article text are shown as U+FFFD, so that no article can steer the terminal.
    """
    if answer.is_help:
        return f"{strings.help}\n{strings.help_detail}"
    blocks, searched = [], []
    if answer.searched_as != answer.question:
        searched.append(strings.searched_as.format(question=printable(answer.searched_as)))
    if answer.period:
        searched.append(strings.period.format(days=days_of(answer.period)))
    if searched:
        blocks.append(_styled(" · ".join(searched), DIM, terminal))
    if answer.found:
        blocks += [_quote_to_text(quote, strings, terminal) for quote in answer.quotes]
        blocks.append(strings.confidence.format(word=strings.word(answer.confidence)))
    else:
        blocks.append(strings.not_found)
        if answer.nearest:
            nearest = [_quote_to_text(quote, strings, terminal) for quote in answer.nearest]
            blocks += [f"— {strings.nearest} —", *nearest]
    return "\n\n".join(blocks)


def citation_to_text(source: Source) -> str:
    """Return "title · publisher · date" of a source, leaving out what is unknown."""
    parts = (source.title, source.publisher, day_of(source))
    return " · ".join(part for part in parts if part)


def article_to_json(article: Article) -> dict[str, Any]:
    """Return an article with its body and its blocks as [kind, start, end]."""
    blocks = [[block.kind.value, block.span.start, block.span.end] for block in article.blocks]
    return source_to_json(article.source) | {"body": article.body, "blocks": blocks}


def head_to_text(source: Source) -> str:
    """Return what stands over an article in a terminal: id, title, publisher, time, place."""
    place = source.url or source.path
    parts = (source.id, source.title, source.publisher, source.published_at, place)
    return " · ".join(one_line(part) for part in parts if part) + "\n"


def one_line(text: str) -> str:
    """Return text on one line, safe for a terminal."""
    return printable(" ".join(text.split()))


def day_of(source: Source) -> str | None:
    """Return the day a source was published, as 2025-10-28."""
    return source.published_at[:10] if source.published_at else None


def days_of(period: Period) -> str:
    """Return a period as its first and last day, or as its one day."""
    first, last = str(period.start), str(period.last)
    return first if first == last else f"{first} ~ {last}"


def freshness(summary: "LibrarySummary", strings: Strings, now: datetime) -> str:
    """Return the line that says how large and how fresh a library is, as of now (with a zone)."""
    if not summary.articles:
        return strings.library_empty
    parts = [counted(strings.library_state, summary.articles)]
    if summary.newest:
        parts.append(strings.newest.format(day=summary.newest[:10]))
    if summary.indexed_at:
        indexed = datetime.fromisoformat(summary.indexed_at)
        if indexed.tzinfo is None:
            indexed = indexed.astimezone()
        minutes = int((now - indexed).total_seconds() // 60)
        parts.append(strings.indexed.format(ago=_ago(minutes, strings)))
    return " · ".join(parts)


def _ago(minutes: int, strings: Strings) -> str:
    if minutes < 1:
        return strings.just_now
    if minutes < 60:
        return strings.minutes_ago.format(count=minutes)
    if minutes < 24 * 60:
        return strings.hours_ago.format(count=minutes // 60)
    return strings.days_ago.format(count=minutes // (24 * 60))


def _quote_to_json(quote: Quote) -> dict[str, Any]:
    span, short, page = quote.citation.span, quote.short_answer, quote.citation.page
    paged = {} if page is None else {"page": page}
    return {
        "number": quote.citation.number,
        "text": quote.text,
        "start": span.start,
        "end": span.end,
        "article": source_to_json(quote.citation.source),
        "short_answer": short
        and {"text": short.text, "start": short.span.start, "end": short.span.end},
        "score": quote.score,
        **paged,
    }


def source_to_json(source: Source) -> dict[str, str | None]:
    """Return what a reader is shown of an article, as JSON."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "byline": source.byline,
        "published_at": source.published_at,
        "url": source.url,
        "path": source.path,
        "language": source.language,
    }


def _quote_to_text(quote: Quote, strings: Strings, terminal: bool) -> str:
    source, short = quote.citation.source, quote.short_answer
    words = printable(quote.text)
    if short is not None:
        start = short.span.start - quote.citation.span.start
        end = start + len(short.text)
        words = words[:start] + _styled(words[start:end], BOLD, terminal) + words[end:]
    number = f"[{quote.citation.number}]"
    cited = citation_to_text(source)
    if quote.citation.page is not None:
        cited += " · " + strings.page.format(number=quote.citation.page)
    lines = [f"{words} {number}", f"    {number} {printable(cited)}"]
    if place := source.url or source.path:
        lines.append(_styled(" " * 8 + printable(place), DIM, terminal))
    return "\n".join(lines)


def printable(text: str) -> str:
    """Return text with every steering control as U+FFFD; no character moves."""
    return UNPRINTABLE.sub("\ufffd", text)


def _styled(text: str, style: str, terminal: bool) -> str:
    return f"{style}{text}{PLAIN}" if terminal else text
