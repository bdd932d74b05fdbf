"""From the sentences that may answer to quotes: what is quoted along, copies, the short answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import Passage, Source, Span
from index.text.analyzer import Analyzer
from qa.answer import Citation, Quote, ShortAnswer
from qa.library import Library
from qa.question.analysis import Question
from qa.reading.choice import Choice, ChoiceWeights, choose, words_of
from qa.reading.network import Reads
from qa.reading.reasons import Words, reason, telling_words
from qa.reading.sheets import sheets
from qa.reading.short_answer import short_answer
from qa.reading.signs import leans
from qa.search.ranking import Ranking

_QUOTES = 3
_NEAREST = 3
_OTHERS = 2.5  # a further quote is at most e^2.5 = 12 times less likely the answer
_NEAR = 2.0  # a neighbour at most e^2 = 7 times less likely is quoted along
_LONG = 300  # characters of such a quote at most


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: quotes best first, and how likely the first answers.

    The short answer is marked in the first. nearest: one of each article, for when that is not likely
    enough. foreign: the first quote is in another script than the question.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    probability: float
    foreign: bool = False


def read(
    question: Question, ranking: Ranking, library: Library, network: Reads, weights: ChoiceWeights
) -> Reading:
    """Choose the answering sentences of the best passages and tell how likely the first answers."""
    choices = choose(sheets(question, ranking, network.pieces), network, weights)
    if not choices.every:
        return Reading((), (), 0.0)
    found = _found(choices.every)
    words = telling_words(question, library.analyzer, library.languages)
    quotes = _grouped([one.quote(words, ranking) for one in found])
    shown = [quote for quote in quotes if quote.score >= quotes[0].score - _OTHERS][:_QUOTES]
    shown[0] = replace(shown[0], short_answer=_short(question, found[0], library.analyzer))
    return Reading(
        quotes=_numbered(shown),
        nearest=_numbered(_distinct(quotes)[:_NEAREST]),
        probability=choices.probability if question.morphemes else 0.0,
        foreign=found[0].choice.evidence.foreign,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A choice and the first and last sentence of its passage that are quoted with it."""

    choice: Choice
    first: int
    last: int

    def quote(self, words: Words, ranking: Ranking) -> Quote:
        """Return the sentences as a quote, its short answer not yet marked, with the reason for it."""
        evidence = self.choice.evidence
        stored = evidence.stored
        passage = stored.passage
        span = Span(passage.sentences[self.first].span.start, passage.sentences[self.last].span.end)
        text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
        why = reason(words, ranking, evidence, self.first, self.last)
        return Quote(
            text=text,
            citation=Citation(1, stored.source, span),
            short_answer=None,
            score=self.choice.score,
            copies=(),
            reason=why,
        )


def _found(choices: Sequence[Choice]) -> list[_Found]:
    """Return the best choices with what is quoted with them; none holds a sentence of another."""
    taken: set[tuple[int, int]] = set()
    found: list[_Found] = []
    for choice in choices:
        place = choice.evidence.stored.id
        if (place, choice.number) in taken:
            continue
        first, last = _extent(choice, choices)
        if any((place, number) in taken for number in range(first, last + 1)):
            first = last = choice.number
        taken.update((place, number) for number in range(first, last + 1))
        found.append(_Found(choice, first, last))
        if len(found) == 2 * _QUOTES:
            break
    return found


def _extent(choice: Choice, choices: Sequence[Choice]) -> tuple[int, int]:
    """Return the first and last sentence to quote: the chosen one, and a neighbour that it needs or that may answer instead.

    No quote spans a blank line.
    """
    passage = choice.evidence.stored.passage
    number = choice.number
    if number and leans(passage.sentence_text(number)) and _adjoin(passage, number - 1):
        return number - 1, number
    for other in choices:
        if other.score < choice.score - _NEAR:
            break
        if other.evidence.stored.id == choice.evidence.stored.id:
            first, last = sorted((number, other.number))
            spans = passage.sentences
            short = spans[last].span.end - spans[first].span.start <= _LONG
            if last - first == 1 and short and _adjoin(passage, first):
                return first, last
    return number, number


def _adjoin(passage: Passage, number: int) -> bool:
    """Say whether a sentence and the next stand in one paragraph."""
    start = passage.bounds[2 * number + 1] - passage.span.start
    end = passage.bounds[2 * number + 2] - passage.span.start
    return "\n" not in passage.text[start:end]


def _short(question: Question, found: _Found, analyzer: Analyzer) -> ShortAnswer | None:
    """Return the short answer in the chosen sentence, where it has one."""
    choice = found.choice
    passage = choice.evidence.stored.passage
    place = short_answer(question.asked, passage, choice.number, choice.span, analyzer)
    if place is None:
        return None
    start = passage.span.start
    return ShortAnswer(passage.text[slice(*place)], Span(start + place[0], start + place[1]))


def _distinct(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the first quote of each article."""
    best: dict[str, Quote] = {}
    for quote in quotes:
        best.setdefault(quote.citation.source.id, quote)
    return list(best.values())


def _grouped(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes with those of the same words as copies of the first of them."""
    groups: dict[str, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(words_of(quote.text), []).append(quote)
    return [
        replace(group[0], copies=tuple(_source(quote) for quote in group[1:]))
        for group in groups.values()
    ]


def _source(quote: Quote) -> Source:
    return quote.citation.source


def _numbered(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple(
        replace(quote, citation=replace(quote.citation, number=number))
        for number, quote in enumerate(quotes, start=1)
    )
