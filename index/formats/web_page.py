"""A web page or a stretch of HTML → its metadata and its text, as the worker sends them.

trafilatura tells where the article stands on the page; the text is then taken from there by
`web_blocks`, since trafilatura's own output runs short articles together and drops captions.
"""

import copy
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lxml import etree, html
from trafilatura import bare_extraction

from index.article import Kind
from index.formats.format_error import FormatError
from index.formats.line_kinds import byline, is_named_publisher
from index.formats.published_dates import read_date_line
from index.formats.web_blocks import Element, TextPiece, find_text
from index.formats.web_metadata import read_metadata

MOST_ELEMENTS = 20_000
"""Elements of a page up to which its article is looked for; trafilatura's time grows faster than a page."""

MOST_SEARCHED = 500_000  # characters of a page up to which its article is looked for
GRAM = 12  # characters, white space aside, that tell one stretch of a page from another
FEW = 20_000  # characters of what trafilatura found in which shorter stretches are looked for
SHORTEST_STRETCH = 5  # characters; shorter ones, such as words of a menu, stand anywhere
SHORTEST = 80  # characters of an article; where less was found, the element around it is taken
SHARE = 0.95  # of what trafilatura found that has to stand within the element that is taken
LONGEST_HEAD = 15  # lines between the headline and the article that may tell its date and writer

Parts = list[tuple[str, str | None]]


def read_page(text: str) -> dict[str, Any]:
    """Return {"metadata", "parts"} of a web page. Raises FormatError for one without text."""
    root = _parse(text)
    metadata = read_metadata(root)
    etree.strip_elements(root, "script", "style", with_tail=False)
    body = root.find("body")
    body = root if body is None else body
    every = find_text(body)
    if not every:
        why = "it shows no text, only what a script would fill in, or nests its parts too deeply"
        raise FormatError(why, "Save the page from a browser as .mhtml, or its text as .txt")
    main = _main(root, every)
    if main is None:
        return {"metadata": metadata, "parts": _parts(_from_the_article(every))}
    members = set(main.iter())
    first = next((n for n, one in enumerate(every) if one.element in members), 0)
    inner = _from_the_article(find_text(main))
    return {"metadata": metadata, "parts": _parts([*_head(every[:first]), *inner])}


def read_fragment(text: str) -> dict[str, Any]:
    """Return {"metadata": {}, "parts"} of a stretch of HTML: all its text, of which none is left out."""
    root = _parse(text)
    etree.strip_elements(root, "script", "style", with_tail=False)
    return {"metadata": {}, "parts": _parts(find_text(root))}


def _parse(text: str) -> Element:
    """Return the root of the tree that a text is; raises FormatError if there is none."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as cause:
        raise FormatError("it holds no text", "Remove it, or save the page again") from cause
    return root


def _main(root: Element, every: Sequence[TextPiece]) -> Element | None:
    """Return the innermost element that holds the article, None if that cannot be told."""
    size = sum(len(one.text) for one in every)
    if size > MOST_SEARCHED or sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        return None
    document = bare_extraction(
        copy.deepcopy(root), fast=True, with_metadata=False, include_comments=False
    )
    if document is None or isinstance(document, dict) or document.body is None:
        return None
    text = _folded("".join(document.body.itertext()))
    grams = {text[start : start + GRAM] for start in range(len(text) - GRAM + 1)}
    weights: Counter[Element] = Counter()
    total = 0
    for one in every:
        folded = _folded(one.text)
        is_main = folded[:GRAM] in grams if len(folded) >= GRAM else folded in text[:FEW]
        if one.kind is Kind.NOTICE or len(folded) < SHORTEST_STRETCH or not is_main:
            continue
        total += len(folded)
        weights[one.element] += len(folded)
        for ancestor in one.element.iterancestors():
            weights[ancestor] += len(folded)
    main = root
    while total:
        inner = next((child for child in main if weights[child] >= SHARE * total), None)
        if inner is None:
            break
        main = inner
    while main is not root and _size(main) < SHORTEST:
        main = main.getparent()  # little was found, so it may not be all
    return main if main.find("body") is None else None


def _from_the_article(found: Sequence[TextPiece]) -> Sequence[TextPiece]:
    """Return what was found without menus and the like above the article."""
    first = next((n for n, one in enumerate(found) if one.kind is not Kind.NOTICE), 0)
    return found[first:]


def _size(element: Element) -> int:
    """Return how many characters of text an element holds, white space and what is around it aside."""
    return sum(len(_folded(one.text)) for one in find_text(element) if one.kind is not Kind.NOTICE)


def _head(before: Sequence[TextPiece]) -> list[TextPiece]:
    """Return the lines between the headline and the article that tell who wrote it and when.

    Subtitles are kept with them: headings right beside the headline.
    """
    starts = [n for n, one in enumerate(before) if one.element.tag == "h1"]
    if not starts:
        return []
    lines = before[starts[-1] + 1 :][:LONGEST_HEAD]
    beside = before[starts[-1]].element.getparent()
    return [
        one
        for one in lines
        if (one.kind is Kind.HEADING and one.element.getparent() is beside)
        or (
            one.kind in (None, Kind.BYLINE)
            and (byline(one.text) or is_named_publisher(one.text) or read_date_line(one.text))
        )
    ]


def _folded(text: str) -> str:
    """Return text without white space."""
    return "".join(text.split())


def _parts(found: Sequence[TextPiece]) -> Parts:
    return [(one.text, one.kind.value if one.kind else None) for one in found]
