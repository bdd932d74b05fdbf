"""A talk as HTML: each question with its answer, and the welcome before the first."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Source
from qa.answer import Answer, Quote
from ui.page.markup import DOT, cited, escaped, language_of, link_to
from ui.page.turns import again_to_html, dropped_to_html, question_to_html, verdict_to_html
from ui.render import days_of
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands on the page, and what came of it: an answer or an error.

    verdict: what the person thought of the answer, "up", "down" or "". dropped: how many quotes of a
    conversation that was kept no longer stand in the library.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    verdict: str = ""
    dropped: int = 0

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("an exchange has either an answer or an error")


def talk_to_html(exchanges: Sequence[Exchange], recent: Sequence[Source], strings: Strings) -> str:
    """Return the whole talk; where none has begun, a welcome with recent articles to open."""
    if not exchanges:
        return _welcome(recent, strings)
    shown = (_exchange(number, each, strings) for number, each in enumerate(exchanges))
    return (
        f'<div class="talk" role="log" aria-label="{strings.conversation}">{"".join(shown)}</div>'
    )


def _welcome(recent: Sequence[Source], strings: Strings) -> str:
    parts = [f'<div class="welcome"><p class="lead">{strings.welcome}</p>']
    parts.append(f"<p>{strings.welcome_detail}</p>")
    if recent:
        items = "".join(
            f'<li><button type="button" class="open" data-open="article:{escaped(source.id)}">'
            f"{cited(source)}</button></li>"
            for source in recent
        )
        parts.append(f"<h2>{strings.recent}</h2><ul>{items}</ul>")
    return "".join((*parts, "</div>"))


def _exchange(number: int, exchange: Exchange, strings: Strings) -> str:
    asked = question_to_html(number, exchange.question, strings)
    if exchange.answer is None:
        came = '<p class="error" role="alert" dir="auto">'
        came += f"{escaped(strings.failed.format(error=exchange.error))}</p>"
        came += again_to_html(number, strings)
    elif exchange.dropped and not exchange.answer.found:
        came = f'<div class="answer">{dropped_to_html(number, strings)}</div>'
    else:
        came = _answer(number, exchange.answer, strings)
        if exchange.dropped:
            came += dropped_to_html(number, strings)
        if exchange.answer.found:
            came += verdict_to_html(number, exchange.verdict, strings)
    return f'<section class="exchange">{asked}{came}</section>'


def _answer(exchange: int, answer: Answer, strings: Strings) -> str:
    place = f"{exchange}:quotes"
    parts = ['<div class="answer">']
    if answer.is_help:
        parts.append(f'<p class="help">{strings.help}</p><p class="try">{strings.help_detail}</p>')
    elif answer.found:
        first, *more = answer.quotes
        word = f"<b>{strings.word(answer.confidence)}</b>"
        sure = (
            f'<span class="confidence {answer.confidence.value}">'
            f"{strings.confidence.format(word=word)}</span>"
        )
        parts.append(_quote(first, f"{place}:0", strings, sure))
        if more:
            count = strings.more_quotes.format(count=len(more))
            shown = (_quote(each, f"{place}:{at}", strings) for at, each in enumerate(more, 1))
            parts.append(f"<details><summary>{count}</summary>{''.join(shown)}</details>")
    else:
        parts.append(f'<p class="nothing">{strings.not_found}</p>')
        parts.append(f'<p class="try">{strings.not_found_detail}</p>')
    parts.append(_searched(exchange, answer, strings))
    if answer.nearest:
        shown = (
            _quote(each, f"{exchange}:nearest:{at}", strings)
            for at, each in enumerate(answer.nearest)
        )
        parts.append(
            f'<section class="nearest"><h3>{strings.nearest}</h3>{"".join(shown)}</section>'
        )
    return "".join((*parts, "</div>"))


def _searched(exchange: int, answer: Answer, strings: Strings) -> str:
    """Return the quiet line that says what was searched, with a way to search just what was written."""
    said = []
    if completed := answer.searched_as != answer.question:
        question = f"<bdi>{escaped(answer.searched_as)}</bdi>"
        said.append(strings.searched_as.format(question=question))
    if answer.period:
        said.append(strings.period.format(days=days_of(answer.period)))
    if completed:
        button = f'<button type="button" class="open plainly" data-plainly="{exchange}">'
        said.append(f"{button}{strings.search_plainly}</button>")
    return f'<p class="searched">{DOT.join(said)}</p>' if said else ""


def _quote(quote: Quote, place: str, strings: Strings, sure: str = "") -> str:
    """Return a quote with its citation; "show in article" is the citation again, for the mouse."""
    source = quote.citation.source
    ways = (
        f'<button type="button" class="open go" data-open="{place}" tabindex="-1">'
        f"{strings.open_article}</button>",
        link_to(source, strings.original),
        sure,
    )
    page = ""
    if quote.citation.page is not None:
        page = DOT + f"<bdi>{strings.page.format(number=quote.citation.page)}</bdi>"
    copies = ""
    if quote.copies:
        buttons = (
            f'<button type="button" class="open" data-open="{place}:{at}">{cited(copy)}</button>'
            for at, copy in enumerate(quote.copies)
        )
        copies = f'<p class="copies">{strings.copies}: {" ".join(buttons)}</p>'
    return (
        f'<figure class="quote"><blockquote{language_of(source)}>'
        f'<span class="words">{_words(quote)}</span></blockquote>'
        f'<figcaption><button type="button" class="open cite" data-open="{place}">'
        f'<span class="badge">{quote.citation.number}</span>{cited(source)}{page}</button>'
        f'<p class="ways">{" ".join(filter(None, ways))}</p>{copies}</figcaption></figure>'
    )


def _words(quote: Quote) -> str:
    short = quote.short_answer
    if short is None:
        return escaped(quote.text)
    start = short.span.start - quote.citation.span.start
    end = start + len(short.text)
    before, after = escaped(quote.text[:start]), escaped(quote.text[end:])
    return f"{before}<mark>{escaped(short.text)}</mark>{after}"
