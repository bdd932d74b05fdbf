"""The values that travel through the library: spans, sources, articles, sentences, passages."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import lt

_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) of code points in an article's body."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span must satisfy 0 <= start < end, got [{self.start}, {self.end})")

    def of(self, body: str) -> str:
        """Return the text that this span covers in body."""
        return body[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Say whether other lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


class Kind(StrEnum):
    """What a block of an article's body is."""

    PUBLISHER = "publisher"
    TITLE = "title"
    DATE = "date"
    BYLINE = "byline"
    METADATA = "metadata"  # front matter: read into the source, not shown as text
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"  # one row a line
    CAPTION = "caption"
    CREDIT = "credit"  # who made the picture
    REPEAT = "repeat"  # a caption that stands again, letter for letter
    NOTICE = "notice"  # copyright, contributors, related articles
    PAGE = "page"  # where a page of a PDF starts: "[12쪽]"


ANSWERING = frozenset({Kind.PARAGRAPH, Kind.TABLE, Kind.CAPTION})
"""Kinds whose text may be quoted as an answer; only these are split into passages."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's body with one role. White space between blocks belongs to none."""

    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader is shown of an article.

    id is empty until the library gives one (a JSONL article brings its own).
    published_at is ISO 8601: a date (2025-10-28) or a time with its zone
    (2025-10-28T13:55:00+09:00). url is http(s) only. language is a BCP 47 code
    ("ko", "zh-Hant"). Unknown fields are None, never guessed.
    """

    id: str
    title: str
    publisher: str | None = None
    byline: str | None = None
    published_at: str | None = None
    url: str | None = None
    path: str | None = None
    language: str | None = None

    @property
    def published_day(self) -> int | None:
        """The day of publication as the number YYYYMMDD, for filters and sorting."""
        return int(self.published_at[:10].replace("-", "")) if self.published_at else None


@dataclass(frozen=True, slots=True)
class Article:
    """A source, its whole body (NFC), and the blocks that the body consists of.

    Blocks are in order, do not overlap, and hold every character of the body that is not white space.
    """

    source: Source
    body: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        end = 0
        for block in self.blocks:
            if block.span.start < end or block.span.end > len(self.body):
                raise ValueError(f"block {block} overlaps its neighbour or leaves the body")
            end = block.span.end

    def page_of(self, place: int) -> int | None:
        """Return the number of the page that the character at place stands on, None without pages."""
        for block in reversed(self.blocks):
            if block.kind is Kind.PAGE and block.span.start <= place:
                number = re.search(r"[0-9]+", block.span.of(self.body))
                return int(number[0]) if number else None
        return None

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of all that a reader would notice: the source without id and path, and the body."""
        source = self.source
        seen = (
            source.title,
            source.publisher,
            source.byline,
            source.published_at,
            source.url,
            source.language,
            self.body,
        )
        return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a body: where it stands and the terms that it is found by (repeats kept)."""

    span: Span
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """Some whole consecutive sentences of one article: what is retrieved.

    text is the body over span; it ends where the last sentence ends. bounds: where the first sentence
    starts and ends in the body, then the next; terms: those of each sentence, with a space between
    them. The sentences are made of these when they are asked for, since most of the hundred passages
    that a question looks at are never read.
    """

    span: Span
    text: str
    bounds: tuple[int, ...]
    terms: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError(f"text of {len(self.text)} characters does not fill {self.span}")
        starts, ends = self.bounds[::2], self.bounds[1::2]
        if not len(starts) == len(ends) == len(self.terms) or not all(map(lt, starts, ends)):
            raise ValueError(f"{self.bounds} do not bound {len(self.terms)} sentences")
        if not starts or min(starts) < self.span.start or max(ends) > self.span.end:
            raise ValueError(f"sentences must lie within {self.span}")

    @classmethod
    def of(cls, body: str, sentences: Sequence[Sentence]) -> "Passage":
        """Return the passage of a body that some of its sentences, in order, make up."""
        span = Span(sentences[0].span.start, sentences[-1].span.end)
        bounds = (end for one in sentences for end in (one.span.start, one.span.end))
        terms = (" ".join(sentence.terms) for sentence in sentences)
        return cls(span, span.of(body), tuple(bounds), tuple(terms))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order."""
        return tuple(
            Sentence(Span(start, end), tuple(terms.split()))
            for start, end, terms in zip(
                self.bounds[::2], self.bounds[1::2], self.terms, strict=True
            )
        )

    @property
    def term_counts(self) -> tuple[int, ...]:
        """How many terms each sentence has."""
        return tuple(len(terms.split()) for terms in self.terms)

    def sentence_text(self, number: int) -> str:
        """Return the text of the sentence with that number, from 0."""
        start, end = self.bounds[2 * number : 2 * number + 2]
        return self.text[start - self.span.start : end - self.span.start]


def clean_text(text: str) -> str:
    """Return text in NFC, with what no database can hold (NUL, lone surrogates) as U+FFFD.

    Every reader passes its text through here once, before any offset is taken.
    """
    return _UNHOLDABLE.sub("\ufffd", unicodedata.normalize("NFC", text))
