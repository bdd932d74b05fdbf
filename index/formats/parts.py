"""What a reader took out of a file that is no plain text, and the article that is made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article, Block, Kind, Span, clean_text
from index.formats.captions import mark_repeats
from index.formats.charset import settle
from index.formats.format_error import FormatError
from index.formats.head import CHRONOLOGY, DEPTH, Head, read_head, without_days
from index.formats.layout import ensure_answering, first_byline, lay_out_groups
from index.formats.lines import Line, is_blank, shorten, split_lines
from index.formats.metadata import Metadata
from index.formats.plain_text import first_words
from index.formats.wrapping import group_lines

LONGEST_TITLE = 240

_JOINT = "\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a heading, a table … in reading order; kind is None where its text has to tell it."""

    text: str
    kind: Kind | None = None


def parts_of(frame: Mapping[str, object]) -> list[Part]:
    """Return the parts that a frame of the worker holds, as [text, kind or null]."""
    found = frame.get("parts")
    pairs = found if isinstance(found, list) else []
    return [Part(str(text), Kind(kind) if kind else None) for text, kind in pairs]


def metadata_of(frame: Mapping[str, object]) -> Metadata:
    """Return the metadata that a frame of the worker holds."""
    found = frame.get("metadata")
    return Metadata(**found) if isinstance(found, dict) else Metadata()


def compose(
    parts: Iterable[Part], metadata: Metadata, path: Path, *, has_head: bool = True
) -> Article:
    """Return the article whose body is the parts, a blank line between each two.

    has_head: the first parts may be title, publisher, date and byline, which are then read. What the
    metadata tell goes before. A title that stands in no part becomes the first one. Raises FormatError without text.
    """
    settled = [Part(settle(part.text).strip(), part.kind) for part in parts]
    settled = [part for part in settled if not is_blank(part.text)]
    if not settled:
        raise FormatError("it holds no text", "Remove it, or save its text as .txt")
    title = " ".join(settle(metadata.title).split()) if metadata.title else None
    if has_head:
        settled = _with_title(settled, title)
    body, places = _joined(settled)
    head = _head(settled, places) if has_head else Head()
    blocks = list(ensure_answering(mark_repeats(body, _blocks(body, settled, places, head))))
    says = (n for n, part in enumerate(settled) if part.kind not in (Kind.PAGE, Kind.METADATA))
    start = places[next(says, 0)]
    given = replace(
        metadata,
        title=title,
        publisher=_line(metadata.publisher),
        byline=_line(metadata.byline),
    )
    known = given.or_else(head.metadata).or_else(Metadata(byline=first_byline(body, blocks)))
    name = shorten(known.title or first_words(body, start), LONGEST_TITLE)
    return Article(known.source(path, name or clean_text(path.stem)), body, tuple(blocks))


def _line(text: str | None) -> str | None:
    """Return a field on one line in NFC, cut to what a line holds."""
    return shorten(settle(text), LONGEST_TITLE) or None if text else None


def _with_title(parts: list[Part], title: str | None) -> list[Part]:
    """Return the parts with the one that is the title marked, or the title put before them."""
    if title is None:
        return parts
    for number, part in enumerate(parts[:DEPTH]):
        if part.kind in (None, Kind.HEADING, Kind.TITLE) and " ".join(part.text.split()) == title:
            return [*parts[:number], replace(part, kind=Kind.TITLE), *parts[number + 1 :]]
    return [Part(title, Kind.TITLE), *parts]


def _joined(parts: Sequence[Part]) -> tuple[str, list[int]]:
    """Return the body that the parts make and where each starts."""
    places, place = [], 0
    for part in parts:
        places.append(place)
        place += len(part.text) + len(_JOINT)
    return _JOINT.join(part.text for part in parts), places


def _head(parts: Sequence[Part], places: Sequence[int]) -> Head:
    """Return the head that the first parts make; it ends before a part that is no line of a head."""
    lines: list[Line] = []
    title: Line | None = None
    above: Kind | None = None
    for part, place in zip(parts[:DEPTH], places, strict=False):
        found = _lines(part, place)
        if part.kind is Kind.TITLE and title is None and found:
            title = replace(found[0], text=shorten(part.text, LONGEST_TITLE))
            lines.append(title)
        elif part.kind is None or part.kind in (Kind.BYLINE, Kind.DATE, Kind.PUBLISHER):
            lines += found
        elif part.kind not in (Kind.PAGE, Kind.METADATA) and not (
            part.kind is Kind.HEADING and above is Kind.TITLE  # a subtitle
        ):
            break
        above = part.kind
    every = [
        line
        for part, place in zip(parts[:CHRONOLOGY], places, strict=False)
        if part.kind is None
        for line in _lines(part, place)
    ]
    return read_head(without_days(lines[:DEPTH], every), title)


def _lines(part: Part, place: int) -> list[Line]:
    """Return the lines of a part that starts at place in the body."""
    return [
        replace(line, start=line.start + place, end=line.end + place)
        for line in split_lines(part.text)
    ]


def _blocks(body: str, parts: Sequence[Part], places: Sequence[int], head: Head) -> list[Block]:
    """Return the blocks of all parts: those of a known kind as they are, the others laid out."""
    blocks: list[Block] = []
    waiting: list[Line] = []

    def flush() -> None:
        blocks.extend(lay_out_groups(body, group_lines(waiting)))
        waiting.clear()

    for part, place in zip(parts, places, strict=True):
        span = Span(place, place + len(part.text))
        if part.kind is not None:
            flush()
            blocks.append(Block(part.kind, span))
            continue
        for line in _lines(part, place):
            if line.start in head.kinds:
                flush()
                blocks.append(Block(head.kinds[line.start], Span(line.start, line.end)))
            else:
                waiting.append(line)
    flush()
    return blocks
