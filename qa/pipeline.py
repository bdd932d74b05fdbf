"""The whole story of a question, on one page."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from index.article import Article, Source
from index.errors import InyongError, NotFound
from index.search.library import open_library
from qa.answer import Answer, AskOptions, Confidence, Quote, Turn
from qa.conversation.complete import complete as completed
from qa.conversation.complete import turns
from qa.library import Library
from qa.question.analysis import analyse
from qa.question.dates import period
from qa.question.small_talk import is_small_talk
from qa.reading.choice import THRESHOLD, ChoiceWeights, confidence, shipped_weights
from qa.reading.network import Reads, shipped
from qa.reading.quotes import read
from qa.search.neighbours import neighbours
from qa.search.ranking import Weights, rank
from qa.search.retrieval import retrieve

log = logging.getLogger(__name__)
_PAGED = ".pdf"  # the only files whose articles have pages
NEIGHBOURS = 4  # articles that are offered beside one that is read


@dataclass(frozen=True, slots=True)
class LibrarySummary:
    """What a library holds. newest is the latest date of publication; indexed_at when it last changed."""

    articles: int
    passages: int
    newest: str | None
    indexed_at: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers that answers depend on; the defaults are measured: docs/evaluation.md."""

    ranking: Weights = Weights()
    choosing: ChoiceWeights = field(default_factory=shipped_weights)
    reader: Callable[[], Reads] = shipped
    threshold: float = THRESHOLD


class Inyong:
    """Answers questions over one library. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.perf_counter,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._settings = settings or Settings()
        self._clock = clock
        self._today = today
        self._refreshing = threading.Lock()
        self._opening = threading.Lock()

    @classmethod
    def open(cls, home: Path) -> "Inyong":
        """Open the library in home. Raises LibraryEmpty and its kin (index/errors.py)."""
        return cls(open_library(home))

    def ask(self, question: str, options: AskOptions = AskOptions()) -> Answer:
        """Answer a question by quotations, or say that nothing was found.

        Never raises for "nothing found". The same question of the same generation, with the same
        options, gives the same answer, except where it counts from today ("지난주", or "10월"
        without a year).
        """
        started = self._clock()
        if not self._library.is_whole():
            self.refresh()
        library, settings = self._library, self._settings
        if is_small_talk(question):
            return self._help(question, started)
        searched_as = question
        if options.complete:
            searched_as = completed(question, options.history, library.analyzer)
        when = period(searched_as, self._today()) if options.dated else None
        asked = analyse(searched_as, library.analyzer, library.languages)
        candidates = retrieve(asked, library, options.filters)
        ranking = rank(asked, candidates, library, settings.ranking, when, options.hits)
        reading = read(asked, ranking, library, settings.reader(), settings.choosing)
        quotes = self._verified(library, reading.quotes)
        found = bool(quotes) and reading.probability >= settings.threshold
        near = () if found else self._verified(library, reading.nearest)
        # passages of the side that answers come first: scores of words and of meaning do not compare
        shown = sorted(ranking.evidence, key=lambda one: one.foreign is not reading.foreign)
        sure = confidence(reading.probability, settings.threshold) if found else Confidence.NONE
        return Answer(
            question=question,
            searched_as=searched_as,
            found=found,
            confidence=sure,
            probability=reading.probability,
            quotes=quotes if found else (),
            nearest=near,
            hits=tuple(one.hit(rank) for rank, one in enumerate(shown[: options.hits], start=1)),
            generation=library.generation,
            milliseconds=(self._clock() - started) * 1000,
            period=when,
            filters=options.filters,
            threshold=settings.threshold,
        )

    def turns(self, questions: Sequence[str]) -> tuple[Turn, ...]:
        """Return the turns of a talk of which only the questions are known, oldest first."""
        return turns(questions, self._library.analyzer)

    def article(self, article_id: str) -> Article:
        """Return an article with its whole body. Raises NotFound."""
        return self._library.article(article_id)

    def articles(self) -> list[Source]:
        """Return the sources of all articles, newest first."""
        return self._library.sources()

    def newest(self, count: int) -> list[Source]:
        """Return the sources of the newest articles of known date, at most count, newest first."""
        return self._library.newest(count)

    def neighbours(self, article_id: str, limit: int = NEIGHBOURS) -> list[Source]:
        """Return the articles nearest in meaning to an article, nearest first; none for one unknown."""
        return neighbours(self._library, article_id, limit)

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of all articles, sorted."""
        return self._library.publishers()

    def languages(self) -> tuple[str, ...]:
        """Return the languages of all articles, sorted."""
        return self._library.languages

    def summary(self) -> LibrarySummary:
        """Return what the library holds."""
        library = self._library
        held = library.library_counts()
        return LibrarySummary(
            articles=held.articles,
            passages=library.statistics.passages,
            newest=held.newest,
            indexed_at=held.indexed_at,
            generation=library.generation,
        )

    def held(self) -> "Inyong":
        """Return what answers from the generation of now, whatever is swapped here meanwhile."""
        return Inyong(self._library, self._settings, self._clock, self._today)

    def refresh_soon(self) -> None:
        """Let a newer generation, if there is one, be opened beside this one and swapped to; wait for neither."""
        if not self._library.is_newest() and self._opening.acquire(blocking=False):
            threading.Thread(target=self._open_beside, name="opening", daemon=True).start()

    def _open_beside(self) -> None:
        try:
            self.refresh()
        except InyongError as error:
            log.warning("going on with the generation at hand: %s", error)
        finally:
            self._opening.release()

    def refresh(self) -> bool:
        """Open the newest generation and swap to it; say whether there was a newer one.

        Questions that are asked meanwhile are answered from the one at hand; those that are being
        answered finish on the generation they began with.
        """
        with self._refreshing:
            earlier = self._library.generation
            self._library = self._library.newer()
            return self._library.generation != earlier

    def close(self) -> None:
        """Close the library."""
        self._library.close()

    def _help(self, text: str, started: float) -> Answer:
        """Return the answer to what asks nothing of the articles."""
        milliseconds = (self._clock() - started) * 1000
        return Answer(
            question=text,
            searched_as=text,
            found=False,
            confidence=Confidence.NONE,
            probability=0.0,
            quotes=(),
            nearest=(),
            hits=(),
            generation=self._library.generation,
            milliseconds=milliseconds,
            is_help=True,
        )

    def _verified(self, library: Library, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Return the quotes that stand in their article letter for letter, with their pages.

        The others are logged and dropped.
        """
        kept = []
        for quote in quotes:
            body = library.body_of(quote.citation.source.id)
            if body is not None and quote.stands_in(body):
                kept.append(_with_page(quote, library))
            else:
                log.error("dropped a quote that does not stand in %s", quote.citation.source.id)
        return tuple(kept)


def _with_page(quote: Quote, library: Library) -> Quote:
    """Return the quote with the number of its page, where its source has pages."""
    citation = quote.citation
    if _PAGED not in (citation.source.path or "").lower():
        return quote
    try:
        page = library.article(citation.source.id).page_of(citation.span.start)
    except NotFound:  # removed since the question began
        return quote
    return replace(quote, citation=replace(citation, page=page))
