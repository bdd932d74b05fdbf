"""The article beside the chat: its whole text with the quotes marked, tools to find one's way, what is alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Quote
from ui.page.markup import page_html
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
    facts = {
        Kind.PUBLISHER: source.publisher,
        Kind.BYLINE: source.byline,
        Kind.DATE: day_of(source),
    }
    return page_html(
        "reader/reader.html",
        strings,
        source=source,
        note=note,
        is_marked=bool(marks),
        is_untitled=Kind.TITLE not in kinds,
        missing=[text for kind, text in facts.items() if kind not in kinds and text],
        blocks=list(_blocks(article, marks)),
        after=article.body[article.blocks[-1].span.end if article.blocks else 0 :],
        neighbours=neighbours,
    )


def note_to_html(note: str, strings: Strings) -> str:
    """Return the pane beside the chat with a line instead of an article."""
    return page_html("reader/reader.html", strings, source=None, note=note)


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of a block, and the mark that it is in, if any; the first in focus is where the page scrolls to."""

    text: str
    mark: _Mark | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as it is shown: white space before it, its tag and its pieces."""

    before: str
    tag: str
    kind: Kind
    is_hidden: bool
    pieces: tuple[_Piece, ...]


def _blocks(article: Article, marks: Sequence[_Mark]) -> Iterator[_Block]:
    end = 0
    for block in article.blocks:
        before, end = article.body[end : block.span.start], block.span.end
        tag, is_hidden = TAGS.get(block.kind, "div"), block.kind in HIDDEN
        yield _Block(
            before=before,
            tag=tag,
            kind=block.kind,
            is_hidden=is_hidden,
            pieces=tuple(_pieces(article, block, marks)),
        )


def _pieces(article: Article, block: Block, marks: Sequence[_Mark]) -> Iterator[_Piece]:
    """Yield a block cut at the edges of the marks in it."""
    opening = min((mark.span.start for mark in marks if mark.name != "other"), default=None)
    edges = {block.span.start, block.span.end}
    for mark in marks:
        ends = (mark.span.start, mark.span.end)
        edges |= {edge for edge in ends if block.span.start < edge < block.span.end}
    for start, end in pairwise(sorted(edges)):
        found = next((one for one in marks if one.span.start <= start < one.span.end), None)
        yield _Piece(article.body[start:end], found, start == opening)
