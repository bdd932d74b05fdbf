"""The text of a web page: its paragraphs, headings, captions and tables in reading order.

Elements are those of lxml, of which only the usual ways of ElementTree are used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.article import Kind
from index.formats.captions import split_caption
from index.formats.line_kinds import is_related_heading
from index.formats.published_dates import read_date_line

Element = Any

_BREAK = "\x1e"  # stands for a line that the page breaks, until white space is folded

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "applet",
        "audio",
        "button",
        "canvas",
        "head",
        "iframe",
        "input",
        "map",
        "nav",
        "noscript",
        "object",
        "option",
        "picture",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_GLUED = frozenset({"span", "time", "em", "strong"})
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:relat(?:ed|ion|ive)s?|recommend(?:ed|s)?|popular|rank(?:ing)?|most[_-]?(?:read|view(?:ed)?)"
    r"|comments?|repl(?:y|ies)|shar(?:e|ing)|sns|social|newsletter|subscri(?:be|ption)|banner|ads?|advert\w*|promo"
    r"|sponsor\w*|copyrights?|breadcrumbs?|pagination|tags?|keywords?)(?:$|[\s_-])"
)
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:gnb|lnb|nav(?:i|igation|bar)?|menu|footer|aside|sidebar|skip)(?:$|[\s_-])"
)
_WRITER = re.compile(r"(?:^|[\s_-])(?:by-?line|author|reporter|journalist|writer)s?(?:$|[\s_-])")
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|figcaption|img-?(?:desc|caption)|photo-?caption)(?:$|[\s_-])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0]+")
_LONGEST_BYLINE = 80
_LONGEST_CELL = 400  # characters; a longer one holds text, and the table only places it on the page
_MOST_ASIDE = (
    0.6  # share of the text that may stand beside it; a page with more names its parts oddly
)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text, its kind where mark-up tells it, and the innermost block element around it."""

    text: str
    kind: Kind | None
    element: Element


def find_text(root: Element) -> list[TextPiece]:
    """Return the text within an element, in order."""
    found = list(_Walk(root, with_asides=True).run())
    size = sum(len(one.text) for one in found)
    aside = sum(len(one.text) for one in found if one.kind is Kind.NOTICE)
    return list(_Walk(root, with_asides=False).run()) if aside > _MOST_ASIDE * size else found


class _Walk:
    """One way through the elements below a root, without recursion: pages nest them by the thousand."""

    def __init__(self, root: Element, *, with_asides: bool) -> None:
        self._root = root
        self._with_asides = with_asides
        self._buffer: list[str] = []
        self._blocks: list[Element] = [root]
        self._kinds: list[tuple[Element, Kind]] = []

    def run(self) -> Iterator[TextPiece]:
        """Yield the stretches of text, in order."""
        stack = [(self._root, iter(self._root))]
        self._buffer.append(self._root.text or "")
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                yield from self._leave(element)
                if stack:
                    self._add_tail(element)
                continue
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in ("br", "hr", "wbr"):
                self._buffer.append("" if tag == "wbr" else _BREAK * (2 if tag == "hr" else 1))
            if not tag or tag in _SKIPPED or tag in ("br", "hr", "wbr") or _is_hidden(child):
                self._buffer.append(child.tail or "")
            elif tag == "table" and (rows := _rows(child)):
                yield from self._flush()
                yield TextPiece("\n".join(rows), Kind.TABLE, child)
                self._buffer.append(child.tail or "")
            else:
                yield from self._enter(child, tag)
                text = child.text or ""
                self._buffer.append(_lines(text) if self._is_preformatted(child) else text)
                stack.append((child, iter(child)))
        yield from self._flush()

    def _enter(self, element: Element, tag: str) -> Iterator[TextPiece]:
        if tag in _BLOCKS:
            yield from self._flush()
            self._blocks.append(element)
        if kind := self._kind(element, tag):
            self._kinds.append((element, kind))

    def _leave(self, element: Element) -> Iterator[TextPiece]:
        if element is self._blocks[-1]:
            yield from self._flush()
            if element is not self._root:
                self._blocks.pop()
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()

    def _add_tail(self, element: Element) -> None:
        tail = element.tail or ""
        if not tail and element.tag in _GLUED:  # set apart by the style sheet, not by a space
            after = element.getnext()
            tail = " " if after is not None and after.tag in _GLUED else ""
        self._buffer.append(_lines(tail) if self._is_preformatted(self._blocks[-1]) else tail)

    def _is_preformatted(self, element: Element) -> bool:
        return "pre" in (element.tag, self._blocks[-1].tag)

    def _kind(self, element: Element, tag: str) -> Kind | None:
        """Return the kind that an element gives to the text in it."""
        if tag in _HEADINGS:
            return Kind.HEADING
        names = _HUMP.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}").lower()
        if tag == "figcaption" or _CAPTION.search(names):
            return Kind.CAPTION
        if element.get("itemprop") == "author" or _WRITER.search(names):
            return Kind.BYLINE
        is_around = tag == "footer" or _AROUND.search(names) or _is_list_of_links(element, tag)
        if is_around or (self._with_asides and _ASIDE.search(names)):
            return None if element is self._root else Kind.NOTICE
        return None

    def _flush(self) -> Iterator[TextPiece]:
        """Yield what the buffer holds, paragraph by paragraph, and empty it."""
        text = _SPACE.sub(" ", "".join(self._buffer))
        self._buffer.clear()
        kinds = [kind for _, kind in self._kinds]
        for paragraph in re.split(rf"(?: ?{_BREAK} ?){{2,}}", text):
            lines = (line.strip() for line in paragraph.split(_BREAK))
            if joined := "\n".join(filter(None, lines)):
                yield TextPiece(joined, _kind_within(joined, kinds), self._blocks[-1])


def _kind_within(text: str, kinds: list[Kind]) -> Kind | None:
    """Return the kind of a text within elements of these kinds, None where the text has to tell it."""
    if Kind.NOTICE in kinds:
        return Kind.NOTICE
    if Kind.CAPTION in kinds:
        return None if split_caption(text) else Kind.CAPTION
    if Kind.HEADING in kinds:
        return None if is_related_heading(text) else Kind.HEADING
    if Kind.BYLINE in kinds and len(text) <= _LONGEST_BYLINE and read_date_line(text) is None:
        return Kind.BYLINE
    return None


def _lines(text: str) -> str:
    """Return preformatted text with its line ends kept."""
    return text.replace("\r\n", _BREAK).replace("\n", _BREAK)


def _is_hidden(element: Element) -> bool:
    """Say whether a browser would not show an element."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style[:1_000]))


def _is_list_of_links(element: Element, tag: str) -> bool:
    """Say whether an element is a list of which every item is a link and nothing else."""
    if tag not in ("ul", "ol") or len(element) < 2 or element.find(".//li//li") is not None:
        return False
    items = [item for item in element if item.tag == "li"]
    return len(items) > 1 and all(_text(item) == _linked(item) for item in items)


def _linked(element: Element) -> str:
    return " ".join(" ".join(_text(link) for link in element.iter("a")).split())


def _rows(table: Element) -> list[str]:
    """Return the rows of a table that holds data as "| a | b |", nothing for one that only places text."""
    if table.find(".//table") is not None:
        return []
    rows: list[str] = []
    is_wide = False
    for row in table.iter("tr"):
        cells = [_text(cell) for cell in row if cell.tag in ("td", "th")]
        if any(len(cell) > _LONGEST_CELL for cell in cells):
            return []
        is_wide = is_wide or len(cells) > 1
        if any(cells):
            rows.append(f"| {' | '.join(cells)} |")
    return rows if is_wide and len(rows) > 1 else []


def _text(element: Element) -> str:
    """Return the text within an element on one line."""
    for each in element.iter("br", "p", "div", "li"):
        each.tail = f" {each.tail or ''}"
    return " ".join("".join(element.itertext()).split())
