"""Captions: what a picture shows, who made it, and the copies that web pages leave behind."""

import re
from collections.abc import Iterable

from index.article import Block, Kind, Span
from index.formats.lines import ends_sentence

LONGEST = 4_000
"""Characters of the longest line searched for a caption; three copies of a long one stay under 2,000."""

SHORTEST_COPIED = 15
"""Characters from which on a text that stands twice is a copy, not a figure of speech."""

LONGEST_CAPTION = 600
LONGEST_CREDIT = 80

_PIPE = re.compile(r"\s[|ㅣ│]\s?")
_MAKER = (
    r"(?:(?:자료\s?)?사진|영상|그래픽|일러스트|Photos?|PHOTO|Image|Picture|写真|図版|图片?|照片)"
    r"(?:\s?(?:제공|출처|촬영|提供|撮影|[Cc]ourtesy of|[Cc]redit|[Pp]rovided by|by))?"
)
_CREDIT_AT_END = re.compile(
    rf"(?:(?:\s?[/(\[（［【〔<]\s?|\s){_MAKER}(?:\s?[=＝:：/]\s?|(?<=by)\s|(?<=of)\s)[^\n\])）］】〕>]{{1,60}}[\])）］】〕>]?"
    r"|\s?[/(\[（=]\s?[^\s/()\[\]]{1,20}(?:\s[^\s/()\[\]]{1,10})?\s제공[\])）]?"
    r"|\s?[(\[（][^()\[\]（）]{0,30}(?:提供|撮影)[)\]）])\Z"
)
_CREDIT_ALONE = re.compile(
    rf"[/(\[（［【〔<▲]?\s?{_MAKER}(?:\s?[=＝:：/]\s?|(?<=by)\s|(?<=of)\s)[^\n]{{1,60}}"
)

Part = tuple[Kind, int, int]


def split_caption(text: str) -> list[Part] | None:
    """Return the parts of a line that is a caption: (kind, start, end) within text, or None if it is none.

    The caption and its credit come once each; what stands again, letter for letter, is REPEAT.
    """
    if len(text) > LONGEST:
        return None
    if unit := _repeated(text):
        end = len(text[:unit].rstrip())
        split = _credit_start(text[:end])
        return [*_caption(0, end if split is None else split, end), (Kind.REPEAT, unit, len(text))]
    return _copies_with_credits(text) or _one_caption(text)


def mark_repeats(body: str, blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with every copy of a caption elsewhere in the body marked as REPEAT."""
    blocks = list(blocks)
    captions = {_key(body, block) for block in blocks if block.kind is Kind.CAPTION}
    seen: set[str] = set()
    marked: list[Block] = []
    for block in blocks:
        if captions and block.kind in (Kind.CAPTION, Kind.PARAGRAPH):
            key = _key(body, block)
            is_copy = key in captions and (block.kind is Kind.PARAGRAPH or key in seen)
            if block.kind is Kind.CAPTION:
                seen.add(key)
            marked.append(Block(Kind.REPEAT, block.span) if is_copy else block)
        else:
            marked.append(block)
    return marked


def _one_caption(text: str) -> list[Part] | None:
    """Return caption and credit of a text that holds the caption once, or several times before the credit."""
    split = _credit_start(text)
    if split is None:
        is_credit = len(text) <= LONGEST_CREDIT and _CREDIT_ALONE.fullmatch(text) is not None
        return [(Kind.CREDIT, 0, len(text))] if is_credit and not ends_sentence(text) else None
    if unit := _repeated(text[:split]):
        caption = (Kind.CAPTION, 0, len(text[:unit].rstrip()))
        return [caption, (Kind.REPEAT, unit, split), (Kind.CREDIT, split, len(text))]
    return _caption(0, split, len(text)) if split <= LONGEST_CAPTION else None


def _copies_with_credits(text: str) -> list[Part] | None:
    """Return the parts of a caption that stands again after a credit: "u | one u | two"."""
    pipe = _PIPE.search(text, SHORTEST_COPIED)
    if pipe is None or (copy := text.find(text[: pipe.start()], pipe.end())) < 0:
        return None
    caption = text[: pipe.start()]
    parts = _caption(0, len(caption), copy)
    while copy >= 0:
        after = copy + len(caption)
        parts.append((Kind.REPEAT, copy, after))
        copy = text.find(caption, after)
        end = copy if copy >= 0 else len(text)
        if end > after:
            parts.append((Kind.CREDIT, after, end))
    return parts


def _caption(start: int, split: int, end: int) -> list[Part]:
    """Return the caption up to split and, if anything follows, its credit up to end."""
    credit = [(Kind.CREDIT, split, end)] if split < end else []
    return [(Kind.CAPTION, start, split), *credit]


def _credit_start(text: str) -> int | None:
    """Return where the credit at the end of a caption starts, or None if there is none."""
    pipes = list(_PIPE.finditer(text))
    if len(pipes) == 1 and pipes[0].start() >= SHORTEST_COPIED - 5:
        credit = text[pipes[0].end() :]
        if 0 < len(credit) <= LONGEST_CREDIT and not ends_sentence(credit):
            return pipes[0].start()
    credit_at_end = _CREDIT_AT_END.search(text, max(0, len(text) - LONGEST_CREDIT - 20))
    return credit_at_end.start() if credit_at_end and credit_at_end.start() > 0 else None


def _repeated(text: str) -> int | None:
    """Return the length of the shortest unit that text is made of, if it is made of two or more.

    The copies may have one white-space character between them.
    """
    for joint in ("", " ", "\n"):
        whole = text + joint
        unit = (whole + whole).find(whole, 1)
        if unit < len(whole) and len(whole[:unit].strip()) >= SHORTEST_COPIED:
            return unit
    return None


def _key(body: str, block: Block) -> str:
    """Return the text of a block as it is compared: white space and Markdown's emphasis aside."""
    return " ".join(block.span.of(body).strip("*_ ").split())


def as_blocks(parts: Iterable[Part], offset: int, body: str) -> list[Block]:
    """Return the parts as blocks of the body in which the text starts at offset."""
    blocks: list[Block] = []
    for kind, start, end in parts:
        text = body[offset + start : offset + end]
        first = offset + start + len(text) - len(text.lstrip())
        last = offset + start + len(text.rstrip())
        if first < last:
            blocks.append(Block(kind, Span(first, last)))
    return blocks
