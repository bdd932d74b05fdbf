"""Looks a whole library over: ledger, followers, encoder, and whether what is stored verifies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.encoders import EncoderIdentity, open_encoder
from index.errors import InyongError, LibraryDamaged
from index.home import ledger_path
from index.ledger import Ledger
from index.lexical import LexicalIndex
from index.library import identity_of
from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a library, and the command or deed that mends it."""

    what: str
    mend: str


_NEXT_QUESTION = "It is brought up by the next question, or now by: inyong index"


def check(home: Path) -> list[Finding]:
    """Return all that is wrong with the library in home; nothing when it is whole.

    Changes nothing. Raises LibraryEmpty, or LibraryDamaged when the ledger cannot be opened.
    """
    ledger = Ledger.open(ledger_path(home))
    try:
        if damage := ledger.damage():
            return [
                Finding(
                    f"the ledger is damaged: {damage}",
                    "Restore it from a backup, or move it away and index the articles again",
                )
            ]
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


def _followers(home: Path, ledger: Ledger) -> Iterator[Finding]:
    for name, opened in (
        ("lexical index", LexicalIndex.open(home)),
        ("vector index", VectorIndex.open(home)),
    ):
        if opened is None:
            yield Finding(f"the {name} is missing or damaged", _NEXT_QUESTION)
        elif opened.generation != ledger.generation:
            late = f"at generation {opened.generation}, the ledger at {ledger.generation}"
            yield Finding(f"the {name} is {late}", _NEXT_QUESTION)
        elif opened.size != ledger.statistics().passages:
            yield Finding(
                f"the {name} holds {opened.size} passages, the ledger {ledger.statistics().passages}",
                "Run: inyong index --rebuild",
            )


def _articles(ledger: Ledger) -> Iterator[Finding]:
    """Read every article and its passages as an answer would; each stands where it says."""
    for article_id in sorted(ledger.article_hashes()):
        try:
            body = ledger.article(article_id).body
        except LibraryDamaged as error:
            yield Finding(f"article {article_id} is damaged: {error.why}", error.mend)
            continue
        try:
            found = ledger.passages(ledger.passage_ids(article_id), ledger.generation)
            stands = all(each.passage.span.of(body) == each.passage.text for each in found)
        except LibraryDamaged:  # spans, terms or vectors that do not fit each other
            stands = False
        if not stands:
            yield Finding(
                f"passages of article {article_id} do not stand in it",
                "Run: inyong index --rebuild",
            )
