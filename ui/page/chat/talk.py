"""What is said in a talk: questions answered, articles opened, and the page's texts about them."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from index.article import Article, Source, Span, clean_text
from index.errors import BadSettings, InyongError, NotFound
from qa.answer import Answer, AskOptions, Citation, Filters, Quote, ShortAnswer, Turn
from qa.pipeline import Inyong
from ui.answering import answer_question, strings_of
from ui.filtering import filters_for
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.page_head import head_to_html
from ui.page.reader.reader import article_to_html, note_to_html
from ui.render import answer_to_json, freshness
from ui.shown_paths import ShownPaths
from ui.strings import Strings

log = logging.getLogger(__name__)

QUESTION_CHARACTERS = 1_000  # a question, not a document
TURNS_KEPT = 50  # older turns leave the page, so that a talk of a day stays quick
TURNS_LEAVING = 10  # at once, since those that stay get new numbers and are drawn anew
RECENT = 4  # articles on the first screen
HITS_AT_MOST = 100  # what the exact ranking sees

Talk = tuple[Exchange, ...]


def answered(
    inyong: Inyong,
    question: str,
    talk: Talk,
    strings: Strings,
    options: AskOptions = AskOptions(),
) -> Exchange:
    """Return the question with its answer, completed from the talk so far, or with its error."""
    filters = options.filters
    try:
        inyong.refresh_soon()
        options = replace(options, history=turns_of(talk))
        reply = answer_question(inyong.held(), question, options, strings)
        note = reply.note
        if filters and not reply.answer.found:
            note = note or strings.nothing_within
        return Exchange(question, reply.answer, filters=filters, note=note)
    except InyongError as error:
        return Exchange(question, error=str(error), filters=filters)
    except Exception:  # a slip of ours must not leave the page waiting for ever
        log.exception("a question was not answered")
        return Exchange(question, error=strings.unexpected, filters=filters)


def turns_of(talk: Talk) -> tuple[Turn, ...]:
    """Return what the pipeline is told of a talk."""
    return tuple(_turn(each.question, each.answer) for each in talk if each.answer)


def _turn(question: str, answer: Answer) -> Turn:
    """Return an answered question as a turn, with the title of the article first quoted."""
    title = answer.quotes[0].citation.source.title if answer.found else None
    return Turn(question, answer.searched_as, title)


def answered_as_json(
    inyong: Inyong,
    question: str,
    options: AskOptions,
    history: Sequence[str] = (),
) -> dict[str, Any]:
    """Answer one question as the JSON of the contract; history are the questions before it.

    Where no article passes the filters, "note" says which there are. Raises BadSettings if the
    question is empty or too long, hits is out of range, or history is no list of questions.
    """
    if not 0 < len(question.strip()) <= QUESTION_CHARACTERS:
        raise BadSettings(
            "cannot answer this question",
            f"it has {len(question.strip())} characters",
            f"Send 1 to {QUESTION_CHARACTERS}",
        )
    if not 0 <= options.hits <= HITS_AT_MOST:
        raise BadSettings(
            "cannot give hits", f"hits is {options.hits}", f"Send 0 to {HITS_AT_MOST}"
        )
    asked = earlier(history)
    inyong.refresh_soon()
    if options.complete and asked:
        options = replace(options, history=inyong.turns(asked))
    reply = answer_question(
        inyong.held(), clean_text(question).strip(), options, strings_of(question)
    )
    record = answer_to_json(reply.answer, with_hits=options.hits > 0)
    return record | {"note": reply.note} if reply.note else record


def earlier(history: object) -> list[str]:
    """Return the newest questions of a history that came from outside. Raises BadSettings."""
    if not isinstance(history, list | tuple) or not all(isinstance(one, str) for one in history):
        raise BadSettings(
            "cannot use the history", "it is no list of texts", 'Send ["…", "…"], oldest first'
        )
    return [clean_text(one)[:QUESTION_CHARACTERS].strip() for one in history[-TURNS_KEPT:]]


def filters_of(since: str, until: str, publisher: str, language: str) -> Filters:
    """Return the filters of texts; an empty one is none. Raises BadSettings if a date is no date."""
    return filters_for(_day("since", since), _day("until", until), publisher, language)


def head(inyong: Inyong, strings: Strings) -> str:
    """Return the page's name and how fresh the library is now."""
    now = datetime.now().astimezone()
    return head_to_html(freshness(inyong.summary(), strings, now), strings)


def transcript(inyong: Inyong, talk: Talk, strings: Strings, since: int = 0) -> str:
    """Return the talk from turn since on; before it begins, a welcome with the newest articles."""
    recent: list[Source] = []
    if not talk:
        recent = inyong.newest(RECENT)
    return talk_to_html(talk, recent, strings, date.today(), since)


def pane(
    inyong: Inyong, place: str, talk: Talk, strings: Strings, paths: ShownPaths = ShownPaths()
) -> str:
    """Return the article at a place, opened where it is quoted.

    A place is "article:ID", or "exchange:kind:number" with kind quotes or nearest and numbers
    from 0, with a further ":number" for a copy of that quote. paths: how the article's file is shown.
    """

    def shown(article_id: str) -> Article:
        article = inyong.article(article_id)
        return replace(article, source=paths.source(article.source))

    try:
        if place.startswith("article:"):
            article = shown(place.removeprefix("article:"))
            return article_to_html(
                article, strings, neighbours=inyong.neighbours(article.source.id)
            )
        quote, together, copy = _at(place, talk)
        source = quote.citation.source if copy is None else quote.copies[copy]
        article = shown(source.id)
    except (ValueError, IndexError, NotFound):
        return note_to_html(strings.article_gone, strings)
    focus = quote if copy is None else _placed(quote, article)
    alike = inyong.neighbours(source.id)
    if focus is None or not focus.stands_in(article.body):
        note = strings.article_changed
        return article_to_html(article, strings, note=note, neighbours=alike)
    others = [each for each in together if each.citation.source.id == source.id and each != quote]
    return article_to_html(article, strings, focus, others, neighbours=alike)


def _at(place: str, talk: Talk) -> tuple[Quote, tuple[Quote, ...], int | None]:
    """Return the quote at a place, those shown with it, and the number of the copy meant, if one is.

    Raises ValueError or IndexError if there is no such place: it came from a browser.
    """
    exchange, kind, *numbers = place.split(":")
    number, copy = (int(numbers[0]), None) if len(numbers) == 1 else map(int, numbers)
    if kind not in ("quotes", "nearest") or min(int(exchange), number, copy or 0) < 0:
        raise ValueError(f"no quote at {place!r}")
    answer = talk[int(exchange)].answer
    if answer is None:
        raise ValueError(f"no quote at {place!r}")
    together = answer.quotes if kind == "quotes" else answer.nearest
    return together[number], together, copy


def _placed(quote: Quote, article: Article) -> Quote | None:
    """Return the quote as it stands in an article with the same words elsewhere; None if it does not."""
    start = article.body.find(quote.text)
    if start < 0:
        return None
    shift = start - quote.citation.span.start
    short = quote.short_answer
    if short is not None:
        span = Span(short.span.start + shift, short.span.end + shift)
        short = ShortAnswer(short.text, span)
    span = Span(start, start + len(quote.text))
    citation = Citation(quote.citation.number, article.source, span)
    return Quote(quote.text, citation, short, quote.score)


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise BadSettings(
            f"cannot filter by {name}", f"{text!r} is no date", "Write 2025-10-28"
        ) from cause
