"""Questions to ask next, and questions to begin with: made from articles, and kept only if the library answers them."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from index.article import Source, Span
from index.errors import InyongError, NotFound
from qa.answer import Answer, AskOptions, Confidence, Quote
from qa.pipeline import Inyong
from qa.suggestions.suggest import ASKED_IN, Suggestion, is_about, suggestions
from ui.page.chat.talk import Talk, turns_of
from ui.page.markup import page_html
from ui.strings import LANGUAGES, Strings

log = logging.getLogger(__name__)

CHIPS = 3  # more would be a list to read
EXAMPLES = 4
ARTICLES_ASKED = 2  # the one that answered, and the next
ASKED_OF_AN_ARTICLE = 6  # questions tried before the chips of an article are what they are
TRIED_FOR_EXAMPLES = 2  # questions tried of one article, so that the examples are of many
ARTICLES_LOOKED_AT = (
    20  # newest ones, for the examples of a language: a question costs the reader 0.2 s
)
ARTICLES_REMEMBERED = 256
CHIP_CHARACTERS = 44  # a longer one is read like a text, not chosen like a button
PATIENCE_SECONDS = 1  # for someone else's chips to be made; then there are none
EXAMPLES_WAIT_SECONDS = 2  # for each example to be tried in peace
PAUSE_SECONDS = 0.05  # between questions asked for examples: who is at the page goes first

_SURE = (Confidence.HIGH, Confidence.MEDIUM)


class _Busy(Exception):
    """People wait for answers: nothing is suggested now."""


class Suggesting:
    """Finds questions that the library answers. Safe to use from any thread; one works at a time.

    What is found of an article or a generation is remembered, so the same talk gives the same chips;
    while is_busy (people wait for answers) there are none.
    """

    def __init__(self, inyong: Inyong, is_busy: Callable[[], bool] = lambda: False) -> None:
        self._inyong, self._is_busy = inyong, is_busy
        self._working = threading.Lock()
        self._answered: OrderedDict[tuple[int, str], tuple[Suggestion, ...]] = OrderedDict()
        self._begin = threading.Lock()
        self._generation: int | None = None
        self._examples: dict[str, tuple[str, ...]] = {}
        self._looking: threading.Thread | None = None

    def chips(self, talk: Talk) -> list[str]:
        """Return up to CHIPS questions on the articles that were last quoted, each answered by another quote."""
        answer = talk[-1].answer if talk else None
        quotes = (answer.quotes or answer.nearest) if answer else ()
        ids = list(dict.fromkeys(quote.citation.source.id for quote in quotes))[:ARTICLES_ASKED]
        if not ids or not self._working.acquire(timeout=PATIENCE_SECONDS):
            return []
        try:
            chosen: list[str] = []
            for article_id in ids:
                chosen += self._chips(talk, article_id, CHIPS - len(chosen))
            return chosen
        except _Busy:
            return []
        except InyongError as error:
            log.warning("no question is suggested: %s", error)
            return []
        finally:
            self._working.release()

    def look(self) -> threading.Thread:
        """Begin to look for the examples of the newest generation, unless that is done; return the work."""
        with self._begin:
            generation = self._inyong.summary().generation
            if self._looking is None or self._generation != generation:
                self._generation = generation
                self._looking = threading.Thread(target=self._look, name="examples", daemon=True)
                self._looking.start()
            return self._looking

    def examples(self, code: str) -> tuple[str, ...]:
        """Return up to EXAMPLES questions in a language, in another where it has none, found so far."""
        others = (found for _, found in sorted(self._examples.items()) if found)
        return self._examples.get(code) or next(others, ())

    def _chips(self, talk: Talk, article_id: str, at_most: int) -> list[str]:
        """Return up to at_most questions on one article."""
        shown = [
            quote
            for exchange in talk
            if exchange.answer
            for quote in (*exchange.answer.quotes, *exchange.answer.nearest)
        ]
        said, chosen = {exchange.question for exchange in talk}, list[str]()
        fresh = [
            one
            for one in self._of_article(article_id)
            if one.question not in said and not _is_shown(one.sentence, article_id, shown)
        ]
        first = {one.kind: one for one in reversed(fresh)}.values()  # one of each kind goes before
        for one in sorted(fresh, key=lambda one: one not in first):
            if len(chosen) >= at_most:
                break
            if self._answers(one, article_id, talk):
                chosen.append(one.question)
        return chosen

    def _of_article(self, article_id: str) -> tuple[Suggestion, ...]:
        """Return what an article answers when asked out of the blue; remembered for its generation."""
        key = (self._inyong.summary().generation, article_id)
        if key not in self._answered:
            try:
                article = self._inyong.article(article_id)
            except NotFound:
                return ()
            short = (one for one in suggestions(article) if len(one.question) <= CHIP_CHARACTERS)
            tried = [one for one, _ in zip(short, range(ASKED_OF_AN_ARTICLE), strict=False)]
            self._answered[key] = tuple(one for one in tried if self._answers(one, article_id))
            while len(self._answered) > ARTICLES_REMEMBERED:
                self._answered.popitem(last=False)
        return self._answered[key]

    def _answers(self, one: Suggestion, article_id: str, talk: Talk = ()) -> bool:
        """Say whether the library answers a question by what it was made from. Raises _Busy."""
        if self._is_busy():
            raise _Busy
        answer = self._inyong.ask(one.question, AskOptions(history=turns_of(talk)))
        return _is_answered(one, answer, article_id)

    def _answers_in_peace(self, one: Suggestion, article_id: str) -> bool:
        """Say the same when nobody waits for an answer; in the end, whoever waits."""
        for _ in range(round(EXAMPLES_WAIT_SECONDS / PAUSE_SECONDS)):
            time.sleep(PAUSE_SECONDS)
            if not self._is_busy():
                break
        return _is_answered(one, self._inyong.ask(one.question), article_id)

    def _look(self) -> None:
        try:
            sources = self._inyong.articles()
            examples: dict[str, tuple[str, ...]] = {}
            for code in ASKED_IN:
                if code in LANGUAGES or not any(examples.values()):  # the page's own come first
                    examples[code] = self._found(sources, code)
            self._examples = examples
        except Exception as error:  # the page is whole without examples
            log.warning("no example was found: %r", error)

    def _found(self, sources: Iterable[Source], code: str) -> tuple[str, ...]:
        mine = [source for source in sources if (source.language or "").split("-")[0] == code]
        found: list[str] = []
        for source in mine[:ARTICLES_LOOKED_AT]:
            if len(found) == EXAMPLES:
                break
            good = (
                one.question
                for one in self._beginnings(source)
                if self._answers_in_peace(one, source.id)
            )
            question = next(good, None)
            if question is not None and question not in found:
                found.append(question)
        return tuple(found)

    def _beginnings(self, source: Source) -> list[Suggestion]:
        """Return the questions of an article that can be asked out of the blue, the first few."""
        try:
            article = self._inyong.article(source.id)
        except NotFound:
            return []
        whole = [
            one
            for one in suggestions(article)
            if len(one.question) <= CHIP_CHARACTERS and is_about(one.question, source.title)
        ]
        return whole[:TRIED_FOR_EXAMPLES]


def chips_to_html(questions: Sequence[str], label: str, strings: Strings) -> str:
    """Return questions as buttons that ask them; nothing where there is none."""
    if not questions:
        return ""
    return page_html("chat/chips.html", strings, questions=questions, label=label)


def _is_answered(one: Suggestion, answer: Answer, article_id: str) -> bool:
    """Say whether an answer is the very one that the question was made from, and sure."""
    if not answer.found or answer.confidence not in _SURE:
        return False
    first = answer.quotes[0]
    short = first.short_answer
    return (
        first.citation.source.id == article_id
        and first.citation.span.overlaps(one.sentence)
        and short is not None
        and short.span.overlaps(one.answer)
    )


def _is_shown(sentence: Span, article_id: str, quotes: Iterable[Quote]) -> bool:
    return any(
        quote.citation.source.id == article_id and quote.citation.span.overlaps(sentence)
        for quote in quotes
    )
