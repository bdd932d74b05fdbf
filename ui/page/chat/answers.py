"""A talk as HTML: each question with its answer, and the welcome before the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.article import Source
from qa.answer import Answer, Filters
from ui.page.chat.card import Telling, quote_to_html
from ui.page.chat.turns import again_to_html, dropped_to_html, question_to_html, verdict_to_html
from ui.page.chat.why import why_to_html
from ui.page.filters.filters import asked_with_to_html, filters_said
from ui.page.markup import DOT, cited, escaped
from ui.render import days_of
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands on the page, and what came of it: an answer or an error.

    filters are those it was asked with; note says why nothing was found within them.
    verdict: what the person thought of the answer, "up", "down" or "". dropped: how many quotes of a
    conversation that was kept no longer stand in the library.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    filters: Filters = Filters()
    note: str = ""
    verdict: str = ""
    dropped: int = 0

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("an exchange has either an answer or an error")


def talk_to_html(
    exchanges: Sequence[Exchange],
    recent: Sequence[Source],
    strings: Strings,
    today: date | None = None,
    since: int = 0,
) -> str:
    """Return the talk from turn since on; where none has begun, a welcome with recent articles to open.

    today: the day that the ages of articles count from; None tells no ages.
    """
    if not exchanges:
        return _welcome(recent, strings)
    telling = Telling(strings, today)
    shown = (_exchange(at, each, telling) for at, each in enumerate(exchanges[since:], since))
    return (
        f'<div class="talk" role="log" aria-label="{strings.conversation}" data-since="{since}">'
        f"{''.join(shown)}</div>"
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


def _exchange(number: int, exchange: Exchange, telling: Telling) -> str:
    strings = telling.strings
    asked = question_to_html(number, exchange.question, strings)
    if exchange.answer is None:
        came = '<p class="error" role="alert" dir="auto">'
        came += f"{escaped(strings.failed.format(error=exchange.error))}</p>"
        came += again_to_html(number, strings)
    elif exchange.dropped and not exchange.answer.found:
        came = f'<div class="answer">{dropped_to_html(number, strings)}</div>'
    else:
        came = _answer(number, exchange.answer, telling)
        if exchange.dropped:
            came += dropped_to_html(number, strings)
        if exchange.answer.found:
            came += verdict_to_html(number, exchange.verdict, strings)
    came += asked_with_to_html(number, exchange.filters, exchange.note, strings)
    return f'<section class="exchange">{asked}{came}</section>'


def _answer(exchange: int, answer: Answer, telling: Telling) -> str:
    strings = telling.strings
    parts = ['<div class="answer">']
    if answer.is_help:
        parts.append(f'<p class="help">{strings.help}</p><p class="try">{strings.help_detail}</p>')
    elif answer.found:
        parts += _found(f"{exchange}:quotes", answer, telling)
    else:
        parts.append(f'<p class="nothing">{strings.not_found}</p>{_tries(answer, strings)}')
    parts.append(_searched(exchange, answer, strings))
    if answer.found:
        parts.append(why_to_html(answer, strings))
    if answer.nearest:
        shown = (
            quote_to_html(each, f"{exchange}:nearest:{at}", telling)
            for at, each in enumerate(answer.nearest)
        )
        parts.append(
            f'<section class="nearest"><h3>{strings.nearest}</h3>{"".join(shown)}'
            f"{why_to_html(answer, strings)}</section>"
        )
    return "".join((*parts, "</div>"))


def _found(place: str, answer: Answer, telling: Telling) -> list[str]:
    """Return the first quote, and the others folded."""
    strings = telling.strings
    first, *more = answer.quotes
    word = f"<b>{strings.word(answer.confidence)}</b>"
    sure = (
        f'<span class="confidence {answer.confidence.value}">'
        f"{strings.confidence.format(word=word)}</span>"
    )
    parts = [quote_to_html(first, f"{place}:0", telling, sure)]
    if more:
        count = strings.more_quotes.format(count=len(more))
        shown = (quote_to_html(each, f"{place}:{at}", telling) for at, each in enumerate(more, 1))
        parts.append(f'<details class="more"><summary>{count}</summary>{"".join(shown)}</details>')
    return parts


def _tries(answer: Answer, strings: Strings) -> str:
    """Return what could be tried where nothing was found, as far as this question tells."""
    tries = []
    if answer.filters:
        tries.append(
            strings.try_filters.format(filters=escaped(filters_said(answer.filters, strings)))
        )
    reason = answer.nearest[0].reason if answer.nearest else None
    if reason and reason.missed and (reason.held or reason.beside):
        words = ", ".join(f"<bdi>‘{escaped(word)}’</bdi>" for word in reason.missed)
        tries.append(strings.try_missed.format(words=words))
    else:
        tries.append(strings.try_words)
    tries.append(strings.try_names)
    return f'<ul class="try">{"".join(f"<li>{one}</li>" for one in tries)}</ul>'


def _searched(exchange: int, answer: Answer, strings: Strings) -> str:
    """Return the quiet line that says what was searched, with a way to leave each part of it away."""
    said = []
    if answer.searched_as != answer.question:
        question = f"<bdi>{escaped(answer.searched_as)}</bdi>"
        undo = _undo(exchange, "completion", strings.search_plainly)
        said.append(f"{strings.searched_as.format(question=question)} {undo}")
    if answer.period:
        period = strings.period.format(days=days_of(answer.period))
        said.append(f"{period} {_undo(exchange, 'period', strings.search_undated)}")
    return f'<p class="searched">{DOT.join(said)}</p>' if said else ""


def _undo(exchange: int, part: str, label: str) -> str:
    return (
        f'<button type="button" class="open plainly" data-plainly="{exchange}" data-without="{part}">'
        f"{label}</button>"
    )
