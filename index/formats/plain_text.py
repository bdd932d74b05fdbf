"""The reader of plain text: a newspaper's head if there is one, then paragraphs."""

from pathlib import Path

from index.article import Article, clean_text
from index.formats.head import read_head, title_from_text
from index.formats.layout import ensure_answering, first_byline, lay_out
from index.formats.lines import split_lines
from index.formats.metadata import Metadata
from index.formats.wrapping import group_lines


def parse_text(body: str, path: Path) -> Article:
    """Return the article that a text file holds: body is its whole text, decoded and cleaned."""
    lines = split_lines(body)
    head = read_head(lines)
    blocks = ensure_answering(lay_out(body, lines, head.kinds))
    metadata = head.metadata.or_else(Metadata(byline=first_byline(body, blocks)))
    title = metadata.title or first_words(body) or clean_text(path.stem)
    return Article(metadata.source(path, title), body, blocks)


def first_words(body: str, start: int = 0) -> str:
    """Return a title cut from the first lines of a body from start on that say anything, "" if none does."""
    lines = (line for line in split_lines(body[: start + 4_000], start))
    groups = group_lines([line for line in lines if any(map(str.isalnum, line.text))])
    return title_from_text(body[groups[0][0].start : groups[0][-1].end]) if groups else ""
