"""From ranked passages to quotes: which sentences answer, the short answer, and how likely it is right."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.analyzer import Analyzer
from index.article import Source, Span
from index.likeness import Likeness
from index.scripts import main_script
from index.terms import fold
from qa.answer import Citation, Quote, ShortAnswer
from qa.library import Library
from qa.question import Question
from qa.ranking import Evidence, Ranking
from qa.reasons import Words, reason, telling_words
from qa.second_look import DOUBT, LOOKED_AT, again_signs, finds, weigh
from qa.short_answers.korean import Found, KoreanReader, is_sure
from qa.short_answers.names import NamesNet
from qa.short_answers.patterns import short_answer
from qa.signs import heads_a_table, leans, passage_signs, sentence_signs
from qa.silence import probability, silence_signs
from qa.weights import Learnt

_READ = (
    5  # passages that are read; the right one is among the best 5 for 99 % of KorQuAD's questions
)
_FOREIGN_HANDICAP = 2.0  # a quote in the reader's own script is preferred, unless half as likely
_HARDLY = 0.2  # of the question's words are met by words alike: as much as any passage meets
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


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that may answer: its number in its passage, its score (a logit), its signs.

    answer: its likeliest short answer, where it was looked at for one.
    """

    evidence: Evidence
    number: int
    score: float
    signs: Mapping[str, float]
    answer: Found | None = None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.evidence.stored.passage.sentence_text(self.number)

    @property
    def short(self) -> str:
        """Its likeliest short answer, "" where it was not looked at for one or has none."""
        return self.text[self.answer.start : self.answer.end] if self.answer else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one side, best first, and how likely the best answers."""

    choices: tuple[Choice, ...]
    signs: Mapping[str, float]
    probability: float
    foreign: bool

    @property
    def favour(self) -> float:
        """The odds that the best answers; those in the reader's own script are preferred."""
        odds = self.probability / (1 - self.probability)
        return odds / _FOREIGN_HANDICAP if self.foreign else odds


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


def korean_reader(
    question: Question, analyzer: Analyzer, likeness: Likeness, names: NamesNet, learnt: Learnt
) -> KoreanReader | None:
    """Return what reads Korean sentences for a Korean question; None for one in another language."""
    if main_script(question.text) != "Hang":
        return None
    return KoreanReader(question, analyzer, likeness, names, learnt.answers)


def judge(
    question: Question, ranking: Ranking, learnt: Learnt, reader: KoreanReader | None
) -> list[Judged]:
    """Return the sentences of the best passages, best first, of one or two sides.

    Passages in the question's script and in others are judged apart, since scores that rest on words
    and scores that rest on meaning do not compare; the side whose best sentence is the likelier
    answer comes first, the question's own script with some favour.
    """
    sides = []
    for foreign in (False, True):
        weights = learnt.side(foreign)
        choices = first_look(question, ranking, foreign, weights.reading)
        if choices:
            if not foreign:
                choices = look_again(choices, reader, learnt.again)
            signs = _signs(question, ranking, choices)
            likely = probability(signs, weights.silence) if foreign or _shares(signs) else 0.0
            sides.append(Judged(choices, signs, likely, foreign))
    return sorted(sides, key=lambda side: (-side.favour, side.foreign))


def _shares(signs: Mapping[str, float]) -> bool:
    """Say whether passage and question share a word, or nearly: else nothing speaks for it in its own script."""
    return signs["core"] > 0 or signs["held"] > 0 or signs["alike"] >= _HARDLY


def first_look(
    question: Question, ranking: Ranking, foreign: bool, weights: Mapping[str, float]
) -> tuple[Choice, ...]:
    """Return the sentences of the best passages of a side, best first."""
    passages = [one for one in ranking.evidence if one.foreign is foreign][:_READ]
    top = passages[0].score if passages else 0.0
    choices = []
    for evidence in passages:
        shared = passage_signs(question, ranking, evidence, top)
        for number, own in enumerate(sentence_signs(question, ranking, evidence)):
            if heads_a_table(evidence.stored.passage.sentence_text(number)):
                continue
            signs = {**own, **shared}
            choices.append(Choice(evidence, number, weigh(signs, weights), signs))
    return tuple(sorted(choices, key=_order))


def look_again(
    choices: Sequence[Choice], reader: KoreanReader | None, weights: Mapping[str, float]
) -> tuple[Choice, ...]:
    """Return the sentences with the first few in the order of their short answers, where they have some.

    Only those are looked at that the first might be mistaken for; what comes after keeps its distance.
    """
    looked_at: list[Choice] = []
    texts: set[str] = set()
    for one in choices:
        texts.add(one.text)
        if one.score < choices[0].score - DOUBT or len(texts) > LOOKED_AT:
            break
        looked_at.append(one)
    rest = choices[len(looked_at) :]
    found = finds(reader, [one.text for one in looked_at])
    if not any(found):
        return tuple(choices)
    signs = again_signs([one.score for one in looked_at], found)
    again = sorted(
        (
            replace(one, score=weigh(more, weights), signs={**one.signs, **more}, answer=answer)
            for one, more, answer in zip(looked_at, signs, found, strict=True)
        ),
        key=_order,
    )
    lower = again[-1].score - looked_at[-1].score
    return (*again, *(replace(one, score=one.score + lower) for one in rest))


def _order(one: Choice) -> tuple[float, int, int]:
    return -one.score, one.evidence.stored.id, one.number


def _signs(question: Question, ranking: Ranking, choices: Sequence[Choice]) -> dict[str, float]:
    """Return the signs that tell how likely the first choice answers.

    What says the same as it, in a copy of the article or in another article, is no rival of it.
    """
    best = choices[0]
    agreeing = [one for one in choices if _agree(best, one)]
    certainty = _mass(agreeing, best) / _mass(choices, best)
    same = {one.evidence.stored.source.id for one in agreeing}
    mine = best.evidence.score
    others = [one.evidence.score for one in choices if one.evidence.stored.source.id not in same]
    lead = (mine - max(others)) / mine if others and mine > 0 else 0.0  # alone, it leads nothing
    return silence_signs(
        question, ranking, best.evidence, best.signs, best.number, certainty, max(-1.0, lead)
    )


def _agree(one: Choice, other: Choice) -> bool:
    """Say whether two sentences are of the same words, or would give the same short answer."""
    if one.answer and other.answer and one.short == other.short:
        return True
    return _words(one.text) == _words(other.text)


def _words(text: str) -> str:
    return " ".join(fold(text).split())


def _mass(choices: Sequence[Choice], best: Choice) -> float:
    return sum(math.exp(one.score - best.score) for one in choices)


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
        groups.setdefault(_words(quote.text), []).append(quote)
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
