"""What the ledger is given and what it gives back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage, Source

Vectors = NDArray[np.float16]
"""Row 0 is the passage's vector, row i that of its sentence i-1: float16, shape (1 + sentences, dimension)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What made a library's terms, passages and vectors; compared when it is opened."""

    encoder: str  # JSON of an EncoderIdentity
    analyzer: str
    splitter: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the live passages: how many, and how many terms of either kind (titles included)."""

    passages: int
    terms: int
    bigrams: int


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """A passage with all that the ledger keeps of it."""

    passage: Passage
    vectors: Vectors
    term_count: int
    bigram_count: int


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article that is ready to be committed. hash is that of its content as it was read."""

    article: Article
    hash: str
    title_terms: tuple[str, ...]
    passages: tuple[PreparedPassage, ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the ledger gives it back, with what exact ranking needs."""

    id: int
    source: Source
    passage: Passage
    title_terms: tuple[str, ...]
    vectors: Vectors
    term_count: int
    bigram_count: int


@dataclass(frozen=True, slots=True)
class FileState:
    """What was known of a file when it was last read. failures are lines for the user."""

    path: str
    size: int
    mtime_ns: int
    hash: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """One change of the library: all of it becomes visible at once, or none of it.

    put: articles that are new or changed (source.id set); removed: ids of articles that are gone.
    files: states to remember; articles_of: for each read file the ids it holds; gone: forgotten paths.
    """

    put: tuple[PreparedArticle, ...] = ()
    removed: tuple[str, ...] = ()
    files: tuple[FileState, ...] = ()
    articles_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """What the lexical follower mirrors of a passage; text holds the title before the passage."""

    id: int
    terms: str
    text: str
    day: int
    publisher: str
    language: str
