"""From the sentences that may answer to quotes: what is quoted along, copies, the short answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import Source, Span
from index.text.analyzer import Analyzer
from index.text.scripts import main_script
from qa.answer import Citation, Quote, ShortAnswer
from qa.library import Library
from qa.question.analysis import Question
from qa.reading.choosing import Choice, judge, korean_reader, words_of
from qa.reading.reasons import Words, reason, telling_words
from qa.reading.second_look import finds
from qa.reading.short_answers.korean import KoreanReader, is_sure
from qa.reading.short_answers.names import NamesNet
from qa.reading.short_answers.patterns import short_answer
from qa.reading.signs import leans
from qa.reading.weights import Learnt
from qa.search.ranking import Ranking

_QUOTES = 3
_NEAREST = 3
_OTHERS = 4.0  # a further quote is at most e^4 times less likely the answer
_NEAR = 2.0  # a neighbour at most e^2 = 7 times less likely is quoted along
_LONG = 300  # characters of such a quote at most


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: quotes best first, and how likely the first answers.

    The short answer is marked in the first. nearest: one of each article, for when that is not likely
    enough. foreign: the first
    quote is in another script than the question.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    probability: float
    signs: Mapping[str, float]
    foreign: bool = False


def read(
    question: Question, ranking: Ranking, library: Library, learnt: Learnt, names: NamesNet
) -> Reading:
    """Choose the answering sentences of the best passages and tell how likely the first answers."""
    reader = korean_reader(question, library.analyzer, library.likeness, names, learnt)
    sides = judge(question, ranking, learnt, reader)
    if not sides:
        return Reading((), (), 0.0, {})
    first, *others = sides
    found = _found(first.choices)
    words = telling_words(question, library.analyzer, library.languages)
    quotes = _grouped([one.quote(words, ranking) for one in found])
    shown = [quote for quote in quotes if quote.score >= quotes[0].score - _OTHERS][:_QUOTES]
    nearest = _distinct(quotes)[:_NEAREST]
    for side in others:
        further = [one.quote(words, ranking) for one in _found(side.choices)]
        nearest += _distinct(_grouped(further))
    likely = first.probability if question.morphemes else 0.0
    shown[0] = replace(shown[0], short_answer=_short(question, found[0], library.analyzer, reader))
    return Reading(
        _numbered(shown), _numbered(nearest[:_NEAREST]), likely, first.signs, first.foreign
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
        return Quote(text, Citation(1, stored.source, span), None, self.choice.score, (), why)


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
    """Return the first and last sentence to quote: the chosen one, and a neighbour that it needs or that may answer instead."""
    passage = choice.evidence.stored.passage
    number = choice.number
    if number and leans(passage.sentence_text(number)):
        return number - 1, number
    for other in choices:
        if other.score < choice.score - _NEAR:
            break
        if other.evidence.stored.id == choice.evidence.stored.id:
            first, last = sorted((number, other.number))
            spans = passage.sentences
            if last - first == 1 and spans[last].span.end - spans[first].span.start <= _LONG:
                return first, last
    return number, number


def _short(
    question: Question, found: _Found, analyzer: Analyzer, reader: KoreanReader | None
) -> ShortAnswer | None:
    """Return the short answer in what was found: in the chosen sentence, else in the one beside it."""
    passage = found.choice.evidence.stored.passage
    beside = [n for n in range(found.first, found.last + 1) if n != found.choice.number]
    for number in (found.choice.number, *beside):
        span = passage.sentences[number].span
        said = passage.sentence_text(number)
        if reader and main_script(said) == "Hang":
            looked = found.choice.answer if number == found.choice.number else None
            best = looked or finds(reader, [said])[0]
            place = (best.start, best.end) if best and is_sure(best) else None
        else:
            place = short_answer(question, said, analyzer)
        if place:
            start, end = place
            return ShortAnswer(said[start:end], Span(span.start + start, span.start + end))
    return None


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
