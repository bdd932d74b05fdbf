"""Hard-wrapped text: which line ends are only the width of somebody's window."""

from collections.abc import Sequence
from itertools import pairwise

from index.formats.lines import Line, columns, ends_sentence, is_item, is_row

NARROWEST, WIDEST = 40, 160
"""Columns between which text is wrapped; narrower lines are lists or verse, wider ones paragraphs."""

LONGEST_WORD = 20
"""Columns that a word may take beyond the margin and still be held to be wrapped for its length."""

LONGEST_CJK_WORD = 6
"""The same for text without spaces, which wraps anywhere but before a comma or a closing mark."""


def group_lines(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in groups, each a paragraph: one line, or the lines of a hard-wrapped one.

    A chunk (lines with no blank line between) is hard-wrapped if most of its lines are as full as the
    next word allows and do not end a sentence. Where one chunk of a text is, shorter ones are too.
    """
    chunks = _chunks(lines)
    margins = [margin for chunk in chunks if (margin := _margin(chunk)) is not None]
    page = max(margins, default=None)
    groups: list[list[Line]] = []
    for chunk in chunks:
        margin = _margin(chunk)
        groups += _unwrap(chunk, page if margin is None else margin)
    return groups


def _chunks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines split at the blank lines."""
    chunks: list[list[Line]] = []
    for line in lines:
        if line.after_blank or not chunks:
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def _margin(chunk: Sequence[Line]) -> int | None:
    """Return the width that a chunk of three lines or more is wrapped to, None if it is not wrapped."""
    if len(chunk) < 3 or any(len(line.text) > WIDEST for line in chunk):
        return None
    margin = max(columns(line.text) for line in chunk)
    if not NARROWEST <= margin <= WIDEST or sum(map(_stands_alone, chunk)) > 1:
        return None
    full = [line for line, after in pairwise(chunk) if _is_full(line, after, margin)]
    open_ended = sum(not ends_sentence(line.text) for line in full)
    is_wrapped = len(full) >= 2 and 4 * len(full) >= 3 * (len(chunk) - 1)
    return margin if is_wrapped and 2 * open_ended > len(full) else None


def _unwrap(chunk: Sequence[Line], margin: int | None) -> list[list[Line]]:
    """Return the paragraphs of a chunk of text that is wrapped to margin columns."""
    groups = [[chunk[0]]]
    for line, after in pairwise(chunk):
        is_soft = margin is not None and len(line.text) <= WIDEST and _is_full(line, after, margin)
        is_new = _stands_alone(after) or (after.is_indented and not line.is_indented)
        if is_soft and not is_new:
            groups[-1].append(after)
        else:
            groups.append([after])
    return groups


def _stands_alone(line: Line) -> bool:
    """Say whether a line is an item of a list or a row of a table."""
    return is_item(line.text) or is_row(line.text)


def _is_full(line: Line, after: Line, margin: int) -> bool:
    """Say whether the first word of the line after would not have fitted on this line."""
    width = columns(line.text)
    word = after.text[:WIDEST].split(maxsplit=1)[0]
    has_spaces = word.isascii() or any("가" <= character <= "힣" for character in word)
    room = columns(word) + 1 if has_spaces else LONGEST_CJK_WORD
    is_near = 10 * width >= 6 * margin
    return is_near and width + min(room, LONGEST_WORD) > margin >= width
