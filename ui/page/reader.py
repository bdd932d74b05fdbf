"""The article beside the chat: its whole text, with the quotes marked."""

from collections.abc import Iterable
from itertools import pairwise

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Quote
from ui.page.markup import escaped, language_of, link_to
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
    parts.append(f'</article><p class="origin">{_origin(source, strings)}</p></div>')
    return "".join(parts)


def note_to_html(note: str, strings: Strings) -> str:
    """Return the pane beside the chat with a line instead of an article."""
    line = f'<p class="note" role="alert">{escaped(note)}</p>'
    return f"{_pane(strings)}{line}</div>"


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
