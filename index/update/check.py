"""Looks a whole library over: ledger, followers, encoder, and whether what is stored verifies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.article import ANSWERING, Article, Span
from index.encoding.encoders import EncoderIdentity, open_encoder
from index.errors import InyongError, LibraryDamaged
from index.search.lexical import LexicalIndex
from index.search.library import identity_of
from index.search.published import read_published
from index.search.vectors import VectorIndex
from index.store.database import HOW_TO_SAVE
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.records import StoredPassage


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a library, and the command or action that mends it."""

    what: str
    mend: str


_NEXT_QUESTION = "It is brought up by the next question, or now by: inyong check --repair"
_REPAIR = "Run: inyong check --repair"


def check(home: Path) -> list[Finding]:
    """Return all that is wrong with the library in home; nothing when it is whole.

    Changes nothing. Raises LibraryEmpty, or LibraryDamaged when the ledger cannot be opened.
    """
    ledger = Ledger.open(ledger_path(home))
    try:
        if damage := ledger.damage():
            return [Finding(f"the ledger is damaged: {damage}", HOW_TO_SAVE)]
        ledger.ensure_indexed()
        return [*_encoder(ledger), *_followers(home, ledger), *_articles(ledger)]
    finally:
        ledger.close()


def _encoder(ledger: Ledger) -> Iterator[Finding]:
    stored = ledger.identity()
    try:
        encoder = open_encoder(EncoderIdentity.from_json(stored.encoder).name)
    except InyongError as error:
        yield Finding(f"{error.what}: {error.why}", error.mend)
        return
    if identity_of(encoder) != stored:
        yield Finding(
            "the library was made by another version of the encoder, the analyzer or the splitter",
            "Run: inyong index --rebuild",
        )


def followers_out_of_step(home: Path, ledger: Ledger) -> list[str]:
    """Return the names of the followers that do not mirror the ledger."""
    opened = _opened(home)
    expected = (ledger.generation, ledger.statistics().passages)
    return [name for name, one in opened if one is None or (one.generation, one.size) != expected]


def _opened(home: Path) -> tuple[tuple[str, LexicalIndex | VectorIndex | None], ...]:
    """Return the followers that are published, each by its name; None where it cannot be opened."""
    published = read_published(home)
    return (
        ("lexical index", LexicalIndex.open(home, published)),
        ("vector index", VectorIndex.open(home, published)),
    )


def counts_agree(ledger: Ledger) -> bool:
    """Say whether the counts over the live passages are those that the ledger has noted."""
    return ledger.counted() == ledger.statistics()


def articles_to_remake(ledger: Ledger) -> list[str]:
    """Return the ids of the articles, themselves whole, whose passages do not hold all of their text.

    Each of their passages has to stand where it says, with its terms, and with vectors of the right
    length; together they hold every letter that may be quoted.
    """
    hashes = ledger.article_hashes()
    return [name for name in sorted(hashes) if _state(ledger, name, hashes[name]) is _State.BROKEN]


class _State(Enum):
    WHOLE = auto()
    BROKEN = auto()  # its passages can be made anew
    ALTERED = auto()  # it is not what was indexed
    LOST = auto()  # it cannot be read


def _state(ledger: Ledger, article_id: str, digest: str) -> _State:
    """Read an article and its passages as an answer would. digest: what its content should hash to."""
    try:
        article = ledger.article(article_id)
    except LibraryDamaged:
        return _State.LOST
    if digest not in _digests(article):
        return _State.ALTERED
    dimension = EncoderIdentity.from_json(ledger.identity().encoder).dimension
    try:
        found = ledger.passages(ledger.passage_ids(article_id), ledger.generation)
    except LibraryDamaged:  # spans, terms or vectors that do not fit each other
        return _State.BROKEN
    whole = all(_fits(stored, article.body, dimension) for stored in found)
    covered = _covers([stored.passage.span for stored in found], article)
    return _State.WHOLE if whole and covered else _State.BROKEN


def _digests(article: Article) -> Iterator[str]:
    """Yield what the content may hash to: a language that was detected is none of what was read."""
    yield article.content_hash
    yield replace(article, source=replace(article.source, language=None)).content_hash


def _fits(stored: StoredPassage, body: str, dimension: int) -> bool:
    passage = stored.passage
    terms = len(stored.title_terms) + sum(len(sentence.terms) for sentence in passage.sentences)
    return (
        passage.span.of(body) == passage.text
        and terms == stored.term_count
        and stored.vectors.shape[1] == dimension
        and bool(np.isfinite(stored.vectors).all())
    )


def _covers(spans: Sequence[Span], article: Article) -> bool:
    """Say whether no letter of what may be quoted lies outside the spans, which are in order."""
    bounds = [0, *(end for span in spans for end in (span.start, span.end)), len(article.body)]
    gaps = list(pairwise(bounds))[::2]
    answering = [block.span for block in article.blocks if block.kind in ANSWERING]
    position = 0
    for start, end in gaps:
        while position < len(answering) and answering[position].end <= start:
            position += 1
        for span in answering[position:]:
            if span.start >= end:
                break
            if article.body[max(start, span.start) : min(end, span.end)].strip():
                return False
    return True


def _followers(home: Path, ledger: Ledger) -> Iterator[Finding]:
    for name, opened in _opened(home):
        if opened is None:
            yield Finding(f"the {name} is missing or damaged", _NEXT_QUESTION)
        elif opened.generation != ledger.generation:
            late = f"at generation {opened.generation}, the ledger at {ledger.generation}"
            yield Finding(f"the {name} is {late}", _NEXT_QUESTION)
        elif opened.size != ledger.statistics().passages:
            yield Finding(
                f"the {name} holds {opened.size} passages, the ledger {ledger.statistics().passages}",
                _REPAIR,
            )


def _articles(ledger: Ledger) -> Iterator[Finding]:
    for article_id, digest in sorted(ledger.article_hashes().items()):
        state = _state(ledger, article_id, digest)
        if state is _State.LOST:
            yield Finding(f"article {article_id} is damaged: it cannot be read", HOW_TO_SAVE)
        elif state is _State.ALTERED:
            what = f"article {article_id} is damaged: it is not what was indexed"
            yield Finding(what, HOW_TO_SAVE)
        elif state is _State.BROKEN:
            yield Finding(
                f"passages of article {article_id} do not stand in it, or are missing", _REPAIR
            )
    if not counts_agree(ledger):
        yield Finding("the passages are not as many as the ledger has noted", _REPAIR)
