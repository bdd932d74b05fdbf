"""Text without mark-up → blocks: paragraphs, captions, notices, bylines, tables."""

from collections.abc import Iterable, Mapping, Sequence

from index.article import ANSWERING, Block, Kind, Span
from index.formats.captions import as_blocks, mark_repeats, split_caption
from index.formats.line_kinds import byline, dateline, is_notice, is_related_heading, is_subheading
from index.formats.lines import Line, ends_sentence, is_row, is_silent
from index.formats.wrapping import group_lines

NOTHING_KNOWN: Mapping[int, Kind] = {}

LONGEST_LISTED = 120
"""Characters of the longest line that can be the title of a related article."""

Group = Sequence[Line]
"""The lines of one paragraph; mostly one."""


def lay_out(
    body: str, lines: Sequence[Line], known: Mapping[int, Kind] = NOTHING_KNOWN
) -> list[Block]:
    """Return the blocks that lines of body consist of, in order.

    known tells by its start what a line is already known to be, such as a line of a head.
    Every character of the lines that is not white space lies in exactly one block.
    """
    blocks = [
        Block(known[line.start], Span(line.start, line.end))
        for line in lines
        if line.start in known
    ]
    blocks += lay_out_groups(body, group_lines([line for line in lines if line.start not in known]))
    return mark_repeats(body, sorted(blocks, key=lambda block: block.span))


def lay_out_groups(body: str, groups: Iterable[Group]) -> list[Block]:
    """Return the blocks of groups of lines, each group a paragraph or another thing of its own."""
    blocks: list[Block] = []
    related: _Related | None = None
    runs = _runs(groups)
    for number, run in enumerate(runs):
        first, last = run[0][0], run[-1][-1]
        span = Span(first.start, last.end)
        text = span.of(body)
        if len(run) > 1:
            blocks.append(Block(Kind.TABLE, span))
        elif is_related_heading(text):
            related = _Related()
            blocks.append(Block(Kind.NOTICE, span))
        elif related and related.takes(first, text):
            blocks.append(Block(Kind.NOTICE, span))
        elif is_subheading(text) and _stands_alone(first, runs[number + 1 : number + 2]):
            blocks.append(Block(Kind.HEADING, span))
        else:
            related = None
            blocks += _blocks_of_one(body, span, text)
    return blocks


def ensure_answering(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks; where none may be quoted, the title, else the headings, as the text."""
    blocks = tuple(blocks)
    kinds = {block.kind for block in blocks}
    only = next((kind for kind in (Kind.TITLE, Kind.HEADING) if kind in kinds), None)
    if kinds & ANSWERING or only is None:
        return blocks
    return tuple(Block(Kind.PARAGRAPH, b.span) if b.kind is only else b for b in blocks)


def first_byline(body: str, blocks: Iterable[Block]) -> str | None:
    """Return who wrote the article by its first line that tells so."""
    for block in blocks:
        if block.kind is Kind.BYLINE:
            text = block.span.of(body)
            begins = dateline(text + " x")  # a dateline is one only before a text
            return byline(text) or (begins[1] if begins else text)
    return None


class _Related:
    """A list of related articles: the lines right under its heading, or the next chunk of lines."""

    def __init__(self) -> None:
        self._is_over = False
        self._has_items = False

    def takes(self, line: Line, text: str) -> bool:
        """Say whether this line is an item of the list."""
        breaks = line.after_blank and self._has_items
        self._is_over = self._is_over or breaks or len(text) > LONGEST_LISTED or ends_sentence(text)
        self._has_items = True
        return not self._is_over


def _runs(groups: Iterable[Group]) -> list[list[Group]]:
    """Return the groups one by one, but the rows of a table together."""
    runs: list[list[Group]] = []
    was_row = False
    for group in groups:
        row = len(group) == 1 and is_row(group[0].text)
        if row and was_row and not group[0].after_blank:
            runs[-1].append(group)
        else:
            runs.append([group])
        was_row = row
    return runs


def _stands_alone(line: Line, following: Sequence[Sequence[Group]]) -> bool:
    """Say whether a line has blank lines around it and text, not another line of its sort, after it."""
    after = following[0][0][0] if following else None
    return bool(line.after_blank and after and after.after_blank and not is_subheading(after.text))


def _blocks_of_one(body: str, span: Span, text: str) -> list[Block]:
    """Return the blocks of one paragraph, caption, notice or byline."""
    if is_silent(text):
        return [Block(Kind.METADATA, span)]
    if byline(text):
        return [Block(Kind.BYLINE, span)]
    if is_notice(text):
        return [Block(Kind.NOTICE, span)]
    if parts := split_caption(text):
        return as_blocks(parts, span.start, body)
    if begins := dateline(text):
        parts = [(Kind.BYLINE, 0, begins[0]), (Kind.PARAGRAPH, begins[0], len(text))]
        return as_blocks(parts, span.start, body)
    return [Block(Kind.PARAGRAPH, span)]
