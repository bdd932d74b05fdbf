"""A library opened for reading: one generation of ledger, lexical index, vector index and encoder."""

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.article import Article, Source
from index.encoding.encoders import BUNDLED, Encoder, EncoderIdentity, Matrix, open_encoder
from index.encoding.term_similarity import TermSimilarity
from index.errors import (
    IdentityMismatch,
    InyongError,
    LibraryBusy,
    LibraryDamaged,
    LibraryEmpty,
    StorageFailed,
)
from index.search import lexical, vectors
from index.search.lexical import LexicalIndex
from index.search.passage_cache import ReadyPassage, RecentPassages
from index.search.published import Published, publish, read_published
from index.search.vectors import VectorIndex
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.readers import HeldGeneration
from index.store.records import Generation, Identity, LibraryCounts, Restriction, Statistics
from index.text.analyzer import ANALYZER, Analyzer
from index.text.splitter import PassageSize

SPLITTER = str(PassageSize())
Follow = Callable[[Path, Ledger, int], object]
"""Brings what is searched to a home's ledger, its vectors being of a dimension: catch_up, or a store elsewhere."""

_TRIES = 5  # a follower may be published between two looks at it


@dataclass(frozen=True, slots=True)
class Library:
    """One generation, for reading. Safe to share between threads; a newer one is another Library.

    holding keeps what it reads from being purged, as long as it is there.
    """

    home: Path
    ledger: Ledger
    holding: HeldGeneration
    recent: RecentPassages
    lexical: LexicalIndex
    vectors: VectorIndex
    encoder: Encoder
    term_similarity: TermSimilarity
    analyzer: Analyzer
    facts: Generation

    @property
    def generation(self) -> int:
        """The number of the commit that it shows."""
        return self.facts.number

    @property
    def identity(self) -> Identity:
        """What it was made with."""
        return self.facts.identity

    @property
    def statistics(self) -> Statistics:
        """The counts over its passages."""
        return self.facts.statistics

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its articles, sorted."""
        return self.facts.languages

    def frequencies(
        self, morphemes: Sequence[str], pairs: Sequence[str]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return in how many passages each term of either kind stands."""
        return (
            self.lexical.frequencies("morphemes", morphemes),
            self.lexical.frequencies("bigrams", pairs),
        )

    def by_words(
        self, morphemes: Sequence[str], pairs: Sequence[str], limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, BM25), best first; equal scores in ascending id."""
        return self.lexical.search(morphemes, pairs, limit, restriction)

    def by_meaning(
        self, vector: Matrix, limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id."""
        allowed = self.ledger.allowed(restriction, self.generation) if restriction else None
        return self.vectors.search(vector, limit, allowed)

    def passages(self, ids: Sequence[int]) -> list[ReadyPassage]:
        """Return those of the passages that this generation holds, in the order of ids."""
        return self.recent.passages(ids)

    def body_of(self, article_id: str) -> str | None:
        """Return the body of an article; None where this generation holds none with that id."""
        return self.ledger.body_of(article_id, self.generation)

    def article(self, article_id: str) -> Article:
        """Return an article with its whole body. Raises NotFound."""
        return self.ledger.article(article_id, self.generation)

    def sources(self) -> list[Source]:
        """Return the sources of all articles, newest first, unknown dates last, then by id."""
        return self.ledger.sources(self.generation)

    def newest(self, count: int) -> list[Source]:
        """Return the sources of the newest articles of known date, at most count, newest first."""
        return self.ledger.newest(count, self.generation)

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of its articles, sorted."""
        return self.facts.publishers

    def library_counts(self) -> LibraryCounts:
        """Return what it holds, in numbers."""
        return self.facts.library_counts

    def is_newest(self) -> bool:
        """Say that there is nothing newer: what is committed but not yet published may be soon."""
        return self.ledger.generation == self.generation

    def is_whole(self) -> bool:
        """Say that all it holds is still there: a purge leaves what is read."""
        return True

    def newer(self) -> "Library":
        """Return the newest generation that is published, ready to be asked: itself, where there is none newer."""
        newer = open_library(self.home, self)
        newer.vectors.prepare()
        return newer

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()


def identity_of(encoder: Encoder) -> Identity:
    """Return the identity that a library made now with this encoder has."""
    return Identity(encoder.identity.to_json(), ANALYZER, SPLITTER)


def encoder_for(home: Path, named: str | None = None) -> Encoder:
    """Open the encoder that was named, else the one that made the library, else the bundled one."""
    if named is None:
        with suppress(LibraryEmpty):  # there is none yet, or a first update was cut short
            ledger = Ledger.open(ledger_path(home))
            try:
                named = EncoderIdentity.from_json(ledger.identity().encoder).name
            finally:
                ledger.close()
    if named and named != BUNDLED and Path(named).is_dir():
        named = str(Path(named).absolute())  # so that it opens from any working folder
    return open_encoder(named or BUNDLED)


def made_otherwise(home: Path) -> IdentityMismatch:
    """Return the error for adding to a library whose passages this program would make otherwise."""
    return IdentityMismatch(
        f"cannot add to the library in {home}",
        "it was made by another version of the encoder, the analyzer or the splitter",
        "Run: inyong index --rebuild",
    )


def open_library(home: Path, earlier: Library | None = None) -> Library:
    """Open the library in home at its newest published generation.

    Followers that are late or damaged are brought up first, if no other process is writing.
    earlier lends its encoder, analyzer and database where they still fit; it is returned where there
    is none newer. Raises LibraryEmpty, LibraryDamaged, IdentityMismatch, LibraryBusy, StorageFailed, EncoderUnavailable.
    """
    ledger = earlier.ledger if earlier else Ledger.open(ledger_path(home))
    ledger.ensure_indexed()
    hindered: InyongError | None = None
    for _ in range(_TRIES):
        library = _published(home, ledger, earlier)
        if library and _is_current(library.facts, ledger):
            return library
        try:
            with writing(home):
                encoder = matching_encoder(ledger.identity(), earlier.encoder if earlier else None)
                catch_up(home, ledger, encoder.identity.dimension)
        except (LibraryBusy, StorageFailed) as cause:
            if library:  # the earlier generation is whole: answer from it
                return library
            hindered = cause
    raise hindered or LibraryDamaged(
        f"cannot open the indexes in {home}",
        "they stay damaged after being made anew",
        "Check the disk, then run: inyong index --rebuild",
    )


def catch_up(home: Path, ledger: Ledger, dimension: int) -> None:
    """Bring both followers to the ledger's generation and publish it. The caller holds the library's lock."""
    for leftover in home.glob(".*.part"):  # of a process that was killed while it wrote
        leftover.unlink(missing_ok=True)
    before = read_published(home)
    after = Published(
        ledger.as_a_whole(),
        lexical.catch_up(home, ledger, before),
        vectors.catch_up(home, ledger, dimension, before),
    )
    if after != before:
        publish(home, after)
    lexical.sweep(home, after)
    vectors.sweep(home, after)


def matching_encoder(identity: Identity, earlier: Encoder | None) -> Encoder:
    """Open the encoder that made a library; earlier, where it is that.

    Raises IdentityMismatch if this program would make another library, EncoderUnavailable.
    """
    stored = EncoderIdentity.from_json(identity.encoder)
    encoder = earlier if earlier and earlier.identity == stored else open_encoder(stored.name)
    now = identity_of(encoder)
    parts = (("encoder", identity.encoder, now.encoder), ("analyzer", identity.analyzer, now.analyzer),
             ("passage size", identity.splitter, now.splitter))  # fmt: skip
    for part, made_with, current in parts:
        if made_with != current:
            raise IdentityMismatch(
                "cannot search the library",
                f"it was made with another {part} ({_short(made_with)}) than this program has ({_short(current)})",
                "Run: inyong index --rebuild",
            )
    return encoder


def _is_current(facts: Generation, ledger: Ledger) -> bool:
    return (facts.number, facts.identity) == (ledger.generation, ledger.identity())


def _published(home: Path, ledger: Ledger, earlier: Library | None) -> Library | None:
    """Open the generation that is published, or give earlier where it is that; None where it is not whole."""
    published = read_published(home)
    if published is None:
        return None
    facts = published.generation
    if earlier and earlier.facts == facts:
        return earlier
    holding = HeldGeneration(home, facts.number)
    if read_published(home) != published or ledger.purged > facts.number:
        return None  # a purge may not have seen yet that this one is read
    words = LexicalIndex.open(home, published, earlier.lexical if earlier else None)
    meanings = VectorIndex.open(home, published, earlier.vectors if earlier else None)
    if words is None or meanings is None:
        return None
    encoder = matching_encoder(facts.identity, earlier.encoder if earlier else None)
    if not earlier:
        threading.Thread(target=meanings.prepare).start()  # Kiwi is loaded meanwhile
    return Library(
        home=home,
        ledger=ledger,
        holding=holding,
        recent=RecentPassages(ledger, facts.number),
        lexical=words,
        vectors=meanings,
        encoder=encoder,
        term_similarity=earlier.term_similarity
        if earlier and earlier.encoder is encoder
        else TermSimilarity(encoder),
        analyzer=earlier.analyzer if earlier else Analyzer(),
        facts=facts,
    )


def _short(identity: str) -> str:
    """Return what tells two identities apart, short enough for a line."""
    if identity.startswith("{"):
        fields = json.loads(identity)
        return f"{fields['name']} {fields['digest'][:8]}"
    return identity
