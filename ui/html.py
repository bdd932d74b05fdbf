"""Answers, talks, articles and updates as HTML.

All text that comes from articles, files or people passes through `escaped`; only the tags below
are ever written. The shown words of a quote, and the shown body of an article, are letter for
letter those of the article: `textContent` of `.words` is the quote's text, that of `.body` the body.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Answer, Quote
from ui.render import day_of, days_of
from ui.strings import Strings

TAGS = {Kind.TITLE: "h2", Kind.HEADING: "h3"}
"""Blocks of an article that are headings on the page; all others are divisions with a class."""

DOT = '<span class="dot"> · </span>'

HIDDEN = frozenset({Kind.REPEAT, Kind.METADATA})
"""Blocks that are there (so that nothing is lost) and not shown."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands on the page, and what came of it: an answer or an error."""

    question: str
    answer: Answer | None = None
    error: str | None = None

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("an exchange has either an answer or an error")


def escaped(text: str) -> str:
    """Return text as HTML that reads back as exactly this text.

    A carriage return is written as a reference, since a parser would turn it into a line feed.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;")


def talk_to_html(exchanges: Sequence[Exchange], recent: Sequence[Source], strings: Strings) -> str:
    """Return the whole talk; where none has begun, a welcome with recent articles to open."""
    if not exchanges:
        return _welcome(recent, strings)
    shown = (_exchange(number, each, strings) for number, each in enumerate(exchanges))
    return (
        f'<div class="talk" role="log" aria-label="{strings.conversation}">{"".join(shown)}</div>'
    )


def head_to_html(state: str, strings: Strings) -> str:
    """Return the page's name and the line that says how fresh the library is."""
    return (
        f'<div class="name" lang="{strings.code}" data-language="{strings.code}" '
        f'data-send="{strings.send}" data-searching="{strings.searching}…">'
        f'<h1>{strings.name}</h1><p class="state">{escaped(state)}</p></div>'
    )


def article_to_html(
    article: Article,
    strings: Strings,
    focus: Quote | None = None,
    others: Iterable[Quote] = (),
    note: str = "",
) -> str:
    """Return an article for reading, with the quote in focus marked and the others lighter.

    Only quotes that stand in this article are marked. note is a line shown above the article.
    """
    source = article.source
    marks = _marks(article, focus, others)
    kinds = {block.kind for block in article.blocks}
    parts = [_pane(strings)]
    if note:
        parts.append(f'<p class="note" role="status">{escaped(note)}</p>')
    parts.append(f"<article{_language(source)}>")
    if Kind.TITLE not in kinds:
        parts.append(f'<h2 class="title" dir="auto">{escaped(source.title)}</h2>')
    shown = {
        Kind.PUBLISHER: source.publisher,
        Kind.BYLINE: source.byline,
        Kind.DATE: day_of(source),
    }
    missing = [text for kind, text in shown.items() if kind not in kinds and text]
    if missing:
        facts = " · ".join(f"<bdi>{escaped(text)}</bdi>" for text in missing)
        parts.append(f'<p class="facts">{facts}</p>')
    parts.append(f'<div class="body">{_body(article, marks)}</div>')
    parts.append(f'</article><p class="origin">{_origin(source, strings)}</p></div>')
    return "".join(parts)


def note_to_html(note: str, strings: Strings) -> str:
    """Return the pane beside the chat with a line instead of an article."""
    line = f'<p class="note" role="alert">{escaped(note)}</p>'
    return f"{_pane(strings)}{line}</div>"


def link_to(source: Source, label: str) -> str:
    """Return a link to where the article was published, or nothing if that is no http(s) address."""
    try:
        address = urlsplit(source.url or "")
        web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        web = False
    if not web:
        return ""
    url = escaped(source.url or "")
    return f'<a href="{url}" target="_blank" rel="noopener noreferrer">{escaped(label)}</a>'


def _welcome(recent: Sequence[Source], strings: Strings) -> str:
    parts = [f'<div class="welcome"><p class="lead">{strings.welcome}</p>']
    parts.append(f"<p>{strings.welcome_detail}</p>")
    if recent:
        items = "".join(
            f'<li><button type="button" class="open" data-open="article:{escaped(source.id)}">'
            f"{_cited(source)}</button></li>"
            for source in recent
        )
        parts.append(f"<h2>{strings.recent}</h2><ul>{items}</ul>")
    return "".join((*parts, "</div>"))


def _exchange(number: int, exchange: Exchange, strings: Strings) -> str:
    asked = (
        f'<p class="question"><span class="unseen">{strings.you_asked}: </span>'
        f'<span class="asked" dir="auto">{escaped(exchange.question)}</span></p>'
    )
    if exchange.answer is None:
        came = '<p class="error" role="alert" dir="auto">'
        came += f"{escaped(strings.failed.format(error=exchange.error))}</p>"
    else:
        came = _answer(number, exchange.answer, strings)
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
            f'<button type="button" class="open" data-open="{place}:{at}">{_cited(copy)}</button>'
            for at, copy in enumerate(quote.copies)
        )
        copies = f'<p class="copies">{strings.copies}: {" ".join(buttons)}</p>'
    return (
        f'<figure class="quote"><blockquote{_language(source)}>'
        f'<span class="words">{_words(quote)}</span></blockquote>'
        f'<figcaption><button type="button" class="open cite" data-open="{place}">'
        f'<span class="badge">{quote.citation.number}</span>{_cited(source)}{page}</button>'
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


def _cited(source: Source) -> str:
    """Return title, publisher and day of a source, each apart from the others' writing direction."""
    facts = [f'<bdi class="what">{escaped(source.title)}</bdi>']
    if source.publisher:
        facts.append(f"<bdi>{escaped(source.publisher)}</bdi>")
    if day := day_of(source):
        facts.append(f'<time datetime="{escaped(day)}">{escaped(day)}</time>')
    return f'<span class="cited">{DOT.join(facts)}</span>'


def _pane(strings: Strings) -> str:
    """Return the bar of the pane beside the chat and the opening of what scrolls below it."""
    return (
        f'<div class="bar"><span class="what">{strings.article}</span>'
        f'<button type="button" class="shut" data-shut>{strings.close}</button></div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{strings.article}">'
    )


def _origin(source: Source, strings: Strings) -> str:
    path = f'<span class="path" dir="auto">{escaped(source.path)}</span>' if source.path else ""
    return " ".join(filter(None, (link_to(source, strings.original), path)))


def _language(source: Source) -> str:
    tag = f' lang="{escaped(source.language)}"' if source.language else ""
    return f'{tag} dir="auto"'


def _marks(
    article: Article, focus: Quote | None, others: Iterable[Quote]
) -> list[tuple[Span, str]]:
    """Spans to mark with the class of each; what comes first is the stronger."""
    marks = []
    for quote in (focus, *others):
        if quote is None or not quote.stands_in(article.body):
            continue
        if quote is focus and quote.short_answer is not None:
            marks.append((quote.short_answer.span, "focus short"))
        marks.append((quote.citation.span, "focus" if quote is focus else "other"))
    return marks


def _body(article: Article, marks: list[tuple[Span, str]]) -> str:
    parts, end = [], 0
    for block in article.blocks:
        parts += [_between(article.body[end : block.span.start]), _block(article, block, marks)]
        end = block.span.end
    return "".join((*parts, _between(article.body[end:])))


def _between(space: str) -> str:
    """Return white space between blocks: there to the letter, but not shown, for the blocks stand apart."""
    return f"<span hidden>{escaped(space)}</span>" if space else ""


def _block(article: Article, block: Block, marks: list[tuple[Span, str]]) -> str:
    """Return one block, cut at the edges of the marks in it; the first piece in focus is #quoted."""
    opening = min((span.start for span, name in marks if name != "other"), default=None)
    edges = {block.span.start, block.span.end}
    for span, _ in marks:
        edges |= {
            edge for edge in (span.start, span.end) if block.span.start < edge < block.span.end
        }
    parts = []
    for start, end in pairwise(sorted(edges)):
        text = escaped(article.body[start:end])
        name = next((name for span, name in marks if span.start <= start < span.end), None)
        place = ' id="quoted"' if start == opening else ""
        parts.append(f'<mark{place} class="{name}">{text}</mark>' if name else text)
    tag = TAGS.get(block.kind, "div")
    hidden = " hidden" if block.kind in HIDDEN else ""
    return f'<{tag} class="{block.kind.value}" dir="auto"{hidden}>{"".join(parts)}</{tag}>'
