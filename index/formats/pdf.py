"""The reader of PDF files: pages → paragraphs, with a mark where each page starts.

A page's lines are joined to paragraphs. A sentence that runs over the end of a page stays whole: the mark of
the next page stands after it, so that whatever follows a mark begins on that page.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from index.article import Article, Kind
from index.formats.charset import settle
from index.formats.format_error import FormatError
from index.formats.lines import columns, ends_sentence, is_blank, is_item
from index.formats.metadata import Metadata
from index.formats.parts import Part, compose
from index.formats.sandbox import extract

LARGEST_PDF = 128 * 2**20
"""Bytes of the largest PDF; the pictures in it are most of that."""

EDGE = 2  # lines at the top and the bottom of a page that may be a running head or a page number
MOST_STRANGE = 0.2  # share of characters that are no letters of any writing, beyond which fonts lie

_FULL = 0.8  # of the width of the page's text, from which a line goes on in the next
_NUMBER = re.compile(
    r"[-–—\s(\[]*(?:p\.?\s?|page\s)?[0-9]{1,4}(?:\s?(?:/|of)\s?[0-9]{1,4})?\s?(?:쪽|면|ページ|页)?[-–—\s)\]]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»」』)）\]]*(?=\s|$)|[。！？][」』）]*")
_GLYPH_NAMES = re.compile(r"/(?:g|gid|cid|uni|G|C)[0-9]{1,5}|\(cid:[0-9]+\)")


def parse_pdf(data: bytes, path: Path) -> Article:
    """Return the article that a PDF file holds. Raises FormatError for one without text, such as a scan."""
    if len(data) > LARGEST_PDF:
        raise FormatError(f"it is larger than {LARGEST_PDF // 2**20} MB", "Split it")
    document, *frames = extract("pdf", data)
    pages = [settle(frame["page"]) for frame in frames]
    text = "".join(pages)
    if (strange := _strange(text)) and strange > MOST_STRANGE * len(text):
        raise FormatError(
            "its fonts do not tell which letters they show",
            "Print it to a new PDF, or run text recognition (OCR) over it",
        )
    if is_blank(text):
        raise FormatError(
            "it has no text, only pictures of pages (a scan) or nothing",
            "Run text recognition (OCR) over it first",
        )
    parts = parts_of_pages(pages)
    return compose(parts, Metadata(title=_title(document["title"], parts)), path)


def parts_of_pages(pages: Sequence[str]) -> list[Part]:
    """Return the parts of pages: marks, paragraphs, and running heads as METADATA."""
    is_korean = any("가" <= letter <= "힣" for page in pages for letter in page)
    lines = [[line for line in page.splitlines() if not is_blank(line)] for page in pages]
    edges = _running(lines)
    glues = any(line.endswith(" ") for page in lines for line in page)
    parts: list[Part] = []
    last_line = ""  # of the page before, if its sentence is not at its end
    for number, page in enumerate(lines, 1):
        mark = Part(f"[{number}쪽]" if is_korean else f"[p. {number}]", Kind.PAGE)
        top, text, bottom = _cut(page, edges)
        paragraphs = _paragraphs(text, glues=glues)
        if last_line and paragraphs and not is_item(paragraphs[0]):
            last = next(n for n in range(len(parts) - 1, -1, -1) if parts[n].kind is None)
            rest = _finish(paragraphs[0])
            end = paragraphs[0][: len(paragraphs[0]) - len(rest)].rstrip()
            parts[last] = Part(
                _join(parts[last].text + last_line[len(last_line.rstrip()) :], end, glues=glues)
            )
            paragraphs[0:1] = [rest] if rest else []
            last_line = "" if ends_sentence(end) else end
        parts.append(mark)
        parts += [Part(line, Kind.METADATA) for line in top]
        parts += [Part(paragraph) for paragraph in paragraphs]
        parts += [Part(line, Kind.METADATA) for line in bottom]
        if paragraphs:
            last_line = text[-1] if _goes_on(paragraphs[-1], text) else ""
    return parts


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines, digits aside, that stand at the edges of half of the pages or more."""
    if len(pages) < 3:
        return frozenset()
    counts = Counter(
        key
        for page in pages
        for key in {_key(line) for line in (*page[:EDGE], *page[-EDGE:]) if not ends_sentence(line)}
    )
    return frozenset(key for key, count in counts.items() if 2 * count >= len(pages) and count > 2)


def _key(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()))


def _cut(page: Sequence[str], edges: frozenset[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the running head of a page, its text, and what runs at its foot."""
    start, end = 0, len(page)
    while start < min(EDGE, end) and (_key(page[start]) in edges or _NUMBER.fullmatch(page[start])):
        start += 1
    while end > max(start, len(page) - EDGE) and (
        _key(page[end - 1]) in edges or _NUMBER.fullmatch(page[end - 1])
    ):
        end -= 1
    return [*page[:start]], [*page[start:end]], [*page[end:]]


def _paragraphs(lines: Sequence[str], *, glues: bool) -> list[str]:
    """Return the paragraphs that the lines of a page make.

    A line goes on in the next if it is about as wide as the text. glues: some lines of the file end in a
    space, so that a line which does not ends within a word.
    """
    if not lines:
        return []
    width = max(columns(line.strip()) for line in lines)
    paragraphs = [lines[0].rstrip("\r\n").lstrip()]
    for above, line in pairwise(lines):
        is_full = columns(above.strip()) >= _FULL * width
        if is_full and not is_item(line.strip()) and not line.startswith(("   ", "\u3000")):
            paragraphs[-1] = _join(paragraphs[-1], line, glues=glues)
        else:
            paragraphs.append(line.lstrip())
    return [paragraph.strip() for paragraph in paragraphs]


def _join(above: str, line: str, *, glues: bool) -> str:
    """Return two lines of a paragraph as one."""
    before, after = above.rstrip(), line.lstrip()
    if not before or not after:
        return before + after
    is_han = _has_no_spaces(before[-1]) and _has_no_spaces(after[0])
    is_cut = glues and above == before and "가" <= before[-1] <= "힣" and "가" <= after[0] <= "힣"
    return before + ("" if is_han or is_cut else " ") + after


def _has_no_spaces(letter: str) -> bool:
    """Say whether a character is of a writing without spaces between words."""
    return (
        "\u3000" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or "\uff00" <= letter <= "\uffef"
    )


def _goes_on(paragraph: str, lines: Sequence[str]) -> bool:
    """Say whether the last paragraph of a page goes on on the next: its last line is full and ends nothing."""
    width = max(columns(line.strip()) for line in lines)
    return not ends_sentence(paragraph) and columns(lines[-1].strip()) >= _FULL * width


def _finish(paragraph: str) -> str:
    """Return what of a paragraph follows the first end of a sentence."""
    end = _SENTENCE_END.search(paragraph)
    return paragraph[end.end() :].lstrip() if end else ""


def _strange(text: str) -> int:
    """Return how many characters of a text are of no writing, or only the names of shapes."""
    names = sum(len(name[0]) for name in _GLYPH_NAMES.finditer(text))
    kinds = Counter(text)
    return names + sum(
        count
        for letter, count in kinds.items()
        if letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn")
    )


def _title(found: object, parts: Sequence[Part]) -> str | None:
    """Return the title that the file tells, if the first page shows it: programs write what they like."""
    title = " ".join(found.split()) if isinstance(found, str) else ""
    first = " ".join(" ".join(part.text for part in parts[:12]).split())
    return title if len(title) > 3 and title in first else None
