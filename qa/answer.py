"""How a question is asked, and what it comes back as: hits, quotes with citations, answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.article import Passage, Source, Span, clean_text
from qa.question.dates import Period


class Confidence(StrEnum):
    """How sure an answer is, in words; NONE when nothing was found."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer: published from since until until (both days included), and where.

    An article whose date is unknown passes no date filter. publisher and language match whole, but
    for how they were typed: composed (NFC) and without space around them, as articles have them.
    """

    since: date | None = None
    until: date | None = None
    publisher: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for name in ("publisher", "language"):
            typed = getattr(self, name)
            if typed is not None:
                object.__setattr__(self, name, clean_text(typed).strip() or None)

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.publisher, self.language))


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a talk, what it was searched as, and the title first quoted for it.

    title is None where nothing was quoted, or only the questions are known.
    """

    question: str
    searched_as: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is asked.

    history: earlier turns, oldest first, which a follow-up is completed from unless complete is
    false; filters: which articles may answer; hits: how many ranked passages to give along; dated
    false: no article gains by the days that the question speaks of.
    """

    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    hits: int = 0
    complete: bool = True
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was retrieved, its rank from 1, its score, and the signals the score is made of."""

    rank: int
    score: float
    passage_id: int
    passage: Passage
    source: Source
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The few words within a quote that answer; span is in code points of the article's body."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: its number on the screen (from 1), the source, and the span in its body.

    page: of a source that has pages (a PDF), where the quote begins.
    """

    number: int
    source: Source
    span: Span
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage was quoted: which of the question's words it holds, and how it ranked.

    held stand in the quote, beside elsewhere in its passage or title, missed in neither; all as a
    dictionary has them, in the question's order. word_rank and meaning_rank (from 1) are the
    passage's places among the candidates by its words alone and by its vectors alone; score is what
    it was ranked by in the end, cosine the best of its sentences with the question (-1..1).
    """

    held: tuple[str, ...]
    beside: tuple[str, ...]
    missed: tuple[str, ...]
    word_rank: int
    meaning_rank: int
    candidates: int
    score: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, code point for code point, with their citation.

    copies are other articles with the same words (a syndicated text), shown once as one quote.
    reason: why it was quoted, where the pipeline told.
    """

    text: str
    citation: Citation
    short_answer: ShortAnswer | None
    score: float
    copies: tuple[Source, ...] = ()
    reason: Reason | None = None

    def __post_init__(self) -> None:
        span = self.citation.span
        if len(self.text) != span.end - span.start:
            raise ValueError(f"a quote of {len(self.text)} characters does not fill {span}")
        if self.short_answer is not None:
            short = self.short_answer
            start = short.span.start - span.start
            if (
                not span.holds(short.span)
                or self.text[start : start + len(short.text)] != short.text
            ):
                raise ValueError(f"short answer {short} is not part of its quote {span}")

    def stands_in(self, body: str) -> bool:
        """Say whether body holds this quote at its span, letter for letter (promise 1)."""
        return self.citation.span.of(body) == self.text


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: quotes when found, else the nearest passages, plainly apart.

    searched_as is the question after completion from earlier turns; it equals the question
    where nothing was completed. probability (0..1) is that the first quote answers.
    generation is that of the library that answered; milliseconds is the time taken. period: the days
    that the question speaks of, which articles of then gained by. is_help: the text asked nothing of
    the articles (a greeting, a call for help), and nothing was searched. filters: which articles were
    let answer. threshold (0..1): the probability below which nothing is quoted.
    """

    question: str
    searched_as: str
    found: bool
    confidence: Confidence
    probability: float
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    generation: int
    milliseconds: float
    period: Period | None = None
    is_help: bool = False
    filters: Filters = Filters()
    threshold: float = 0.0

    def __post_init__(self) -> None:
        if self.is_help and (self.found or self.nearest or self.hits):
            raise ValueError("help quotes nothing")
        if self.found != bool(self.quotes) or (self.found and self.nearest):
            raise ValueError(
                "an answer that is found has quotes and no nearest passages, and only then"
            )
