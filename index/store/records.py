"""What the ledger is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
class LibraryCounts:
    """What a generation holds: how many articles, the latest day of publication, when it was committed."""

    articles: int
    newest: str | None
    indexed_at: str | None


@dataclass(frozen=True, slots=True)
class Generation:
    """What is known of a generation as a whole. languages and publishers: of its articles, sorted."""

    number: int
    identity: Identity
    statistics: Statistics
    library_counts: LibraryCounts
    languages: tuple[str, ...]
    publishers: tuple[str, ...]


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
class ArticleHead:
    """What the ledger keeps of a live article, but for its text. number: of this version of it; never reused."""

    number: int
    source: Source
    hash: str
    title_terms: tuple[str, ...]
    paths: tuple[str, ...]


Failure = tuple[str, str, str]
"""What could not be read, why, and how to mend it."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What was known of a file when it was last read: hash is the SHA-256 (hex) of its bytes."""

    path: str
    size: int
    mtime_ns: int
    hash: str
    failures: tuple[Failure, ...] = ()


HALF_READ = FileState("", -1, -1, "")
"""What is known of a file of which some articles are held, but which was not read to its end: no file is like it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One change of the library: all of it becomes visible at once, or none of it.

    put: articles that are new or changed (source.id set). removed: ids of articles that are gone.
    files: states to remember. articles_of: which articles each file holds, replacing what was known.
    more_of: which articles a file holds besides those that are known, while it is read.
    gone: paths to forget.
    """

    put: tuple[PreparedArticle, ...] = ()
    removed: tuple[str, ...] = ()
    files: tuple[FileState, ...] = ()
    articles_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    more_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class Restriction:
    """Which passages may be candidates: days as YYYYMMDD, both included; the rest match whole."""

    since: int | None = None
    until: int | None = None
    publisher: str | None = None
    language: str | None = None

    def __bool__(self) -> bool:
        return any(
            value is not None for value in (self.since, self.until, self.publisher, self.language)
        )
