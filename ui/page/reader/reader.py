"""The article beside the chat: its whole text with the quotes marked, tools to find one's way, what is alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Quote
from ui.page.markup import cited, escaped, language_of, link_to
from ui.render import day_of
from ui.strings import Strings

TAGS = {Kind.TITLE: "h2", Kind.HEADING: "h3"}
"""Blocks of an article that are headings on the page; all others are divisions with a class."""

HIDDEN = frozenset({Kind.REPEAT, Kind.METADATA})
"""Blocks that are there (so that nothing is lost) and not shown."""


def article_to_html(
    article: Article,
    strings: Strings,
    focus: Quote | None = None,
    others: Iterable[Quote] = (),
    note: str = "",
    neighbours: Sequence[Source] = (),
) -> str:
    """Return an article for reading, with the quote in focus marked and the others lighter.

    Only quotes that stand in this article are marked. note is a line shown above the article;
    neighbours are articles to go on with.
    """
    source = article.source
    marks = _marks(article, focus, others)
    kinds = {block.kind for block in article.blocks}
    parts = [_pane(strings, source)]
    if note:
        parts.append(f'<p class="note" role="status">{escaped(note)}</p>')
    parts.append(f"<article{language_of(source)}>")
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
    parts.append(f'</article><p class="origin">{_origin(source, strings)}</p>')
    parts.append(f"{_alike(neighbours, strings)}</div>{_tools(bool(marks), strings)}")
    return "".join(parts)


def note_to_html(note: str, strings: Strings) -> str:
    """Return the pane beside the chat with a line instead of an article."""
    line = f'<p class="note" role="alert">{escaped(note)}</p>'
    return f"{_pane(strings)}{line}</div>"


def _pane(strings: Strings, source: Source | None = None) -> str:
    """Return the bar of the pane beside the chat and the opening of what scrolls below it."""
    named = ""
    if source:
        named = f'<span class="named"{language_of(source)}>{escaped(source.title)}</span>'
    return (
        f'<div class="bar"><span class="label">{strings.article}</span>{named}'
        f'<button type="button" class="shut" data-shut>{strings.close}</button></div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{strings.article}">'
    )


def _origin(source: Source, strings: Strings) -> str:
    path = f'<span class="path" dir="auto">{escaped(source.path)}</span>' if source.path else ""
    return " ".join(filter(None, (link_to(source, strings.original), path)))


def _alike(neighbours: Sequence[Source], strings: Strings) -> str:
    """Return the articles to go on with."""
    if not neighbours:
        return ""
    items = "".join(
        f'<li><button type="button" class="open" data-open="article:{escaped(source.id)}">'
        f"{cited(source)}</button></li>"
        for source in neighbours
    )
    return f'<section class="alike"><h3>{strings.neighbours}</h3><ul>{items}</ul></section>'


def _tools(marked: bool, strings: Strings) -> str:
    """Return the line below the article: from quote to quote, and finding words; reader.js counts."""
    steps = ""
    if marked:
        steps = (
            f'<div class="steps" role="group" aria-label="{strings.marks}">'
            f"{_step('mark', -1, strings.mark_before, '←')}"
            '<span class="place" role="status"></span>'
            f"{_step('mark', 1, strings.mark_after, '→')}</div>"
        )
    return (
        f'<div class="tools">{steps}<div class="find" role="search">'
        f'<input type="search" aria-label="{strings.find}" placeholder="{strings.find}"'
        ' autocomplete="off" spellcheck="false" maxlength="200">'
        f'<span class="place" role="status" data-none="{strings.find_none}"></span>'
        f"{_step('match', -1, strings.find_before, '↑')}"
        f"{_step('match', 1, strings.find_after, '↓')}</div></div>"
    )


def _step(what: str, by: int, label: str, sign: str) -> str:
    return (
        f'<button type="button" data-step="{what}" data-by="{by}" aria-label="{label}" '
        f'title="{label}"><span aria-hidden="true">{sign}</span></button>'
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span to mark, the class it gets, and the number of its quote in the order of the text, from 1."""

    span: Span
    name: str
    number: int


def _marks(article: Article, focus: Quote | None, others: Iterable[Quote]) -> list[_Mark]:
    """Return what to mark; what comes first is the stronger."""
    standing = [each for each in (focus, *others) if each and each.stands_in(article.body)]
    order = sorted(quote.citation.span for quote in standing)
    marks = []
    for quote in standing:
        span, short = quote.citation.span, quote.short_answer
        number = 1 + order.index(span)
        if quote is focus and short is not None:
            marks.append(_Mark(short.span, "focus short", number))
        marks.append(_Mark(span, "focus" if quote is focus else "other", number))
    return marks


def _body(article: Article, marks: Sequence[_Mark]) -> str:
    parts, end = [], 0
    for block in article.blocks:
        parts += [_between(article.body[end : block.span.start]), _block(article, block, marks)]
        end = block.span.end
    return "".join((*parts, _between(article.body[end:])))


def _between(space: str) -> str:
    """Return white space between blocks: there to the letter, but not shown, for the blocks stand apart."""
    return f"<span hidden>{escaped(space)}</span>" if space else ""


def _block(article: Article, block: Block, marks: Sequence[_Mark]) -> str:
    """Return one block, cut at the edges of the marks in it; the first piece in focus is #quoted."""
    opening = min((mark.span.start for mark in marks if mark.name != "other"), default=None)
    edges = {block.span.start, block.span.end}
    for mark in marks:
        ends = (mark.span.start, mark.span.end)
        edges |= {edge for edge in ends if block.span.start < edge < block.span.end}
    parts = []
    for start, end in pairwise(sorted(edges)):
        text = escaped(article.body[start:end])
        found = next((one for one in marks if one.span.start <= start < one.span.end), None)
        if found:
            place = ' id="quoted"' if start == opening else ""
            text = f'<mark{place} class="{found.name}" data-mark="{found.number}">{text}</mark>'
        parts.append(text)
    tag = TAGS.get(block.kind, "div")
    hidden = " hidden" if block.kind in HIDDEN else ""
    return f'<{tag} class="{block.kind.value}" dir="auto"{hidden}>{"".join(parts)}</{tag}>'
