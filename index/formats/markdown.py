"""The reader of Markdown: front matter, headings, tables, pictures; the rest as in plain text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.article import Article, Block, Kind, Span, clean_text
from index.formats.captions import as_blocks, mark_repeats
from index.formats.front_matter import read_front_matter
from index.formats.head import DEPTH, Head, read_head
from index.formats.layout import ensure_answering, first_byline, lay_out_groups
from index.formats.lines import (
    Line,
    ends_sentence,
    is_item,
    is_silent,
    is_statement,
    shorten,
    split_lines,
)
from index.formats.metadata import Metadata
from index.formats.plain_text import first_words

LONGEST_TITLE = 240

_HEADING = re.compile(r"#{1,6}\s+(\S.*)")
_UNDERLINE = re.compile(r"=+|-{2,}")
_SEPARATOR = re.compile(r"[\s|:-]+")
_PICTURE = re.compile(r"!\[([^\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\]]*\])")
_DEFINITION = re.compile(r"\[[^\]]+\]:\s+\S.*")

Marked = dict[int, list[Block]]
"""By its number, the blocks of each line that Markdown's marks tell the kind of."""


def parse_markdown(body: str, path: Path) -> Article:
    """Return the article that a Markdown file holds: body is its whole text, decoded and cleaned.

    Front matter is METADATA; so are what draws tables and fences and the address of a picture. Other
    marks (**, links) stay in the text, for a quote is the body letter for letter.
    """
    every = split_lines(body)
    front = read_front_matter(body, every)
    lines = every[front.lines :]
    marked = _read_marks(body, lines)
    number, title = _find_title(lines, marked)
    head = Head() if front.lines else _read_head(lines, marked, number, title)
    if number is not None and front.metadata.title in (None, title):
        marked[number] = [Block(Kind.TITLE, marked[number][0].span)]
    for place, line in enumerate(lines):
        if line.start in head.kinds:
            marked.setdefault(place, [Block(head.kinds[line.start], _span(line))])
    blocks = (
        [Block(Kind.METADATA, Span(every[0].start, every[n - 1].end))] if (n := front.lines) else []
    )
    blocks = list(ensure_answering(mark_repeats(body, blocks + _fill(body, lines, marked))))
    found = Metadata(title=title).or_else(head.metadata)
    metadata = front.metadata.or_else(found).or_else(Metadata(byline=first_byline(body, blocks)))
    names = metadata.title or first_words(body, lines[0].start if lines else 0)
    source = metadata.source(path, shorten(names or clean_text(path.stem), LONGEST_TITLE))
    return Article(source, body, tuple(blocks))


def _span(line: Line) -> Span:
    """Return where a line stands."""
    return Span(line.start, line.end)


def _find_title(
    lines: Sequence[Line], marked: Mapping[int, list[Block]]
) -> tuple[int | None, str | None]:
    """Return the number and text of the first heading of the first level, None for both without one."""
    for number, line in enumerate(lines):
        is_heading = number in marked and marked[number][0].kind is Kind.HEADING
        is_underlined = number + 1 < len(lines) and lines[number + 1].text.startswith("=")
        if is_heading and (line.text.startswith("# ") or is_underlined):
            match = _HEADING.fullmatch(line.text)
            return number, (match[1].rstrip("# ") or match[1]) if match else line.text
    return None, None


def _read_head(
    lines: Sequence[Line], marked: Mapping[int, list[Block]], number: int | None, title: str | None
) -> Head:
    """Return the head of a file without front matter, in the lines before its first table or picture."""
    plain = next((n for n in range(len(lines)) if n in marked and n != number), len(lines))
    top = list(lines[: min(plain, DEPTH)])
    if number is None or title is None or number >= len(top):
        return read_head(top) if number is None else Head()
    top[number] = replace(top[number], text=title)
    return read_head(top, top[number])


def _read_marks(body: str, lines: Sequence[Line]) -> Marked:
    """Return the blocks of the lines that are headings, rows, fences, pictures and the like."""
    marked: Marked = {}
    fence = comment = ""
    for number, line in enumerate(lines):
        text = line.text
        if fence or text.startswith(("```", "~~~")):
            is_edge = not fence or (text.rstrip(fence[0]) == "" and len(text) >= len(fence))
            marked[number] = [Block(Kind.METADATA if is_edge else Kind.PARAGRAPH, _span(line))]
            if is_edge:
                fence = "" if fence else text[: len(text) - len(text.lstrip(text[0]))]
        elif comment or text.startswith("<!--"):
            comment = "" if text.endswith("-->") else "<!--"
            marked[number] = [Block(Kind.METADATA, _span(line))]
        elif number not in marked:
            after = lines[number + 1] if number + 1 < len(lines) else None
            marked |= _read_mark(body, number, line, after)
            if "|" in text and number not in marked and _continues_table(marked, number, line):
                marked[number] = [Block(Kind.TABLE, _span(line))]
    return marked


def _read_mark(body: str, number: int, line: Line, after: Line | None) -> Marked:
    """Return the blocks of a line, and of the one after it where the two belong together."""
    text = line.text
    if _HEADING.fullmatch(text):
        return {number: [Block(Kind.HEADING, _span(line))]}
    if _DEFINITION.fullmatch(text):
        return {number: [Block(Kind.METADATA, _span(line))]}
    if picture := _PICTURE.fullmatch(text):
        start, end = picture.span(1)
        parts = [
            (Kind.METADATA, 0, start),
            (Kind.CAPTION, start, end),
            (Kind.METADATA, end, len(text)),
        ]
        return {number: as_blocks(parts, line.start, body)}
    if after is None or after.after_blank:
        is_row = text.startswith("|") and text.endswith("|") and text.count("|") > 2
        return {number: [Block(Kind.TABLE, _span(line))]} if is_row else {}
    if "|" in text and "|" in after.text and "-" in after.text and _SEPARATOR.fullmatch(after.text):
        return {
            n: [Block(Kind.TABLE, _span(row))] for n, row in ((number, line), (number + 1, after))
        }
    if (
        line.after_blank
        and _UNDERLINE.fullmatch(after.text)
        and not (is_item(text) or is_statement(text))
    ):
        below = Block(Kind.METADATA, _span(after))
        return {number: [Block(Kind.HEADING, _span(line))], number + 1: [below]}
    return {}


def _continues_table(marked: Mapping[int, list[Block]], number: int, line: Line) -> bool:
    """Say whether the line above is a row of a table, or the rule under its first row."""
    above = marked.get(number - 1, []) if not line.after_blank else []
    return any(block.kind is Kind.TABLE for block in above)


def _fill(body: str, lines: Sequence[Line], marked: Mapping[int, list[Block]]) -> list[Block]:
    """Return the blocks of all lines: the marked ones, rows of one table joined, and paragraphs between."""
    blocks: list[Block] = []
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number not in marked:
            if (
                groups
                and not line.after_blank
                and number - 1 not in marked
                and _goes_on(groups, line)
            ):
                groups[-1].append(line)
            else:
                groups.append([line])
            continue
        blocks += lay_out_groups(body, groups)
        groups = []
        for block in marked[number]:
            blocks += _joined(blocks, block) if not line.after_blank else [block]
    return blocks + lay_out_groups(body, groups)


def _goes_on(groups: Sequence[Sequence[Line]], line: Line) -> bool:
    """Say whether a line goes on with the paragraph above: no item, and no sentence ended there."""
    above = groups[-1][-1]
    starts_anew = is_item(line.text) or is_silent(line.text)
    return not starts_anew and not is_silent(above.text) and not ends_sentence(above.text)


def _joined(blocks: list[Block], block: Block) -> list[Block]:
    """Return the block, grown over the one before (taken off blocks) if both are one table."""
    if block.kind is Kind.TABLE and blocks and blocks[-1].kind is Kind.TABLE:
        return [Block(Kind.TABLE, Span(blocks.pop().span.start, block.span.end))]
    return [block]
