"""Asks every question of a file, as a person would, and notes what came back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.article import Source
from qa.answer import Answer, AskOptions, Turn
from qa.evaluation.questions_file import GoldQuestion
from qa.pipeline import Inyong

PASSAGES = 20  # hits asked for: enough for ten articles, which may have several passages each
ARTICLES = 10  # ranks that are judged


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that a reader was shown, as a quote or, when nothing was found, as the nearest."""

    text: str
    article_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, what would have been right, and what came back.

    relevant: the articles that answer it; an empty set where the file names none. ranked: the articles
    of the hits, best first, each once. short_answer: that of the first quote, None when there is none.
    probability (0..1): that the first passage shown answers.
    """

    question: GoldQuestion
    relevant: frozenset[str]
    searched_as: str
    ranked: tuple[str, ...]
    found: bool
    probability: float
    shown: tuple[Shown, ...]
    short_answer: str | None
    milliseconds: float

    @property
    def holds(self) -> tuple[bool, ...]:
        """For each passage shown, whether a gold answer stands in it letter for letter."""
        golds = self.question.answers if self.question.answerable else ()
        return tuple(any(gold in passage.text for gold in golds) for passage in self.shown)

    @property
    def first_holds(self) -> bool:
        """Whether the first passage shown holds a gold answer."""
        return self.holds[:1] == (True,)

    @property
    def is_judged(self) -> bool:
        """Whether the file tells if a quote is right: golds are given, or there is no answer."""
        return bool(self.question.answers) or not self.question.answerable


def ask_all(
    inyong: Inyong,
    questions: Sequence[GoldQuestion],
    on_asked: Callable[[int], None] = lambda done: None,
) -> tuple[Outcome, ...]:
    """Ask every question, in order, and return what came back.

    on_asked is called after each with how many are done.
    """
    by_name: dict[str, list[Source]] = {}
    for source in inyong.articles():
        by_name.setdefault((source.path or "").rpartition("/")[2], []).append(source)
    outcomes = []
    for done, question in enumerate(questions, start=1):
        history = tuple(Turn(asked, asked) for asked in question.history)
        answer = inyong.ask(question.text, AskOptions(history=history, hits=PASSAGES))
        outcomes.append(_outcome(question, answer, _relevant(question, by_name)))
        on_asked(done)
    return tuple(outcomes)


def _relevant(question: GoldQuestion, by_name: Mapping[str, list[Source]]) -> frozenset[str]:
    """Return the articles that answer a question: those named, and those of the files named.

    Of a file that holds a named article only that one counts. A file that the library does not hold
    stands for itself, so that the question still counts, as not found.
    """
    if not question.answerable:
        return frozenset()
    named = frozenset(question.article_ids)
    relevant = named
    for file in question.files:
        ids = _articles_in(file, by_name)
        relevant |= ids if not ids & named else frozenset()
    return relevant


def _articles_in(file: str, by_name: Mapping[str, list[Source]]) -> frozenset[str]:
    """Return the ids of the articles whose path ends so."""
    end = "/" + file.removeprefix("./").lstrip("/")
    sources = by_name.get(end.rpartition("/")[2], ())
    ids = {source.id for source in sources if f"/{source.path}".endswith(end)}
    return frozenset(ids or {file})


def _outcome(question: GoldQuestion, answer: Answer, relevant: frozenset[str]) -> Outcome:
    shown = answer.quotes or answer.nearest
    short = answer.quotes[0].short_answer if answer.quotes else None
    ranked = dict.fromkeys(hit.source.id for hit in answer.hits)
    return Outcome(
        question=question,
        relevant=relevant,
        searched_as=answer.searched_as,
        ranked=tuple(ranked)[:ARTICLES],
        found=answer.found,
        probability=answer.probability,
        shown=tuple(
            Shown(quote.text, quote.citation.source.id, quote.citation.source.title)
            for quote in shown
        ),
        short_answer=short.text if short else None,
        milliseconds=answer.milliseconds,
    )
