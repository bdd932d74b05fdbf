"""From ranked passages to quotes: which sentences answer, the short answer, and how likely it is right."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.analyzer import Analyzer
from index.article import Source, Span
from index.terms import fold
from qa.answer import Citation, Quote, ShortAnswer
from qa.question import Question
from qa.ranking import Evidence, Ranking
from qa.short_answer import short_answer
from qa.signs import passage_signs, sentence_signs
from qa.silence import probability, silence_signs
from qa.weights import Learnt

_READ = (
    5  # passages that are read; the right one is among the best 5 for 99 % of KorQuAD's questions
)
_FOREIGN_HANDICAP = 2.0  # a quote in the reader's own script is preferred, unless half as likely
_QUOTES = 3
_NEAREST = 3
_OTHERS = 4.0  # a further quote is at most e^4 times less likely the answer
_TIE = 0.7  # a neighbour at most e^0.7 = 2 times less likely is quoted along
_LONG = 160  # characters of a quote of two sentences that nearly tie

# A sentence that opens so needs the one before it to be understood.
_LEANS = re.compile(
    r"^[“\"‘']?(?:그는|그녀는|그가|이는|이에|이때|이후|이어|이를|이로|이런|이러한|그\s결과|그러나|또한|또|이\s자리|같은\s(?:날|해|시기)|여기|이곳|당시"
    r"|He |She |They |It |This |That |These |Those |But |However|彼[はが女]|これ|それ|この|その|他|她|这|该|此)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: quotes best first, and how likely the first answers.

    nearest are the same without short answers, for when that is not likely enough. foreign: the first
    quote is in another script than the question.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    probability: float
    signs: Mapping[str, float]
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that may answer: its number in its passage, its score (a logit), its signs."""

    evidence: Evidence
    number: int
    score: float
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one side, best first, and how likely the best answers."""

    choices: tuple[Choice, ...]
    signs: Mapping[str, float]
    probability: float
    foreign: bool


def read(question: Question, ranking: Ranking, analyzer: Analyzer, learnt: Learnt) -> Reading:
    """Choose the answering sentences of the best passages and tell how likely the first answers."""
    sides = judge(question, ranking, learnt)
    if not sides:
        return Reading((), (), 0.0, {})
    first, *others = sides
    quotes = _quotes(question, first.choices, analyzer)
    shown = [quote for quote in quotes if quote.score >= quotes[0].score - _OTHERS][:_QUOTES]
    nearest = _distinct(quotes)[:_NEAREST]
    for side in others:
        nearest += _distinct(_quotes(question, side.choices, analyzer))
    near = [replace(quote, short_answer=None) for quote in nearest[:_NEAREST]]
    likely = first.probability if question.morphemes else 0.0
    return Reading(_numbered(shown), _numbered(near), likely, first.signs, first.foreign)


def judge(question: Question, ranking: Ranking, learnt: Learnt) -> list[Judged]:
    """Return the sentences of the best passages, best first, of one or two sides.

    Passages in the question's script and in others are judged apart, since scores that rest on words
    and scores that rest on meaning do not compare; the side whose best sentence is the likelier
    answer comes first, the question's own script with some favour.
    """
    sides = []
    for foreign in (False, True):
        weights = learnt.side(foreign)
        choices = _choices(question, ranking, foreign, weights.reading)
        if choices:
            signs = _signs(question, ranking, choices)
            likely = probability(signs, weights.silence)
            sides.append(Judged(choices, signs, likely, foreign))
    return sorted(sides, key=lambda side: (-_favour(side), side.foreign))


def _favour(side: Judged) -> float:
    odds = side.probability / (1 - side.probability)
    return odds / _FOREIGN_HANDICAP if side.foreign else odds


def _choices(
    question: Question, ranking: Ranking, foreign: bool, weights: Mapping[str, float]
) -> tuple[Choice, ...]:
    """Return the sentences of the best passages of a side, best first."""
    passages = [one for one in ranking.evidence if one.foreign is foreign][:_READ]
    top = passages[0].score if passages else 0.0
    choices = []
    for evidence in passages:
        shared = passage_signs(question, ranking, evidence, top)
        for number, own in enumerate(sentence_signs(question, ranking, evidence)):
            signs = {**own, **shared}
            score = sum(weights[name] * value for name, value in signs.items())
            choices.append(Choice(evidence, number, score, signs))
    return tuple(sorted(choices, key=lambda one: (-one.score, one.evidence.stored.id, one.number)))


def _signs(question: Question, ranking: Ranking, choices: Sequence[Choice]) -> dict[str, float]:
    """Return the signs that tell how likely the first choice answers."""
    best = choices[0]
    certainty = 1 / sum(math.exp(one.score - best.score) for one in choices)
    mine = best.evidence.score
    others = [
        one.evidence.score
        for one in choices
        if one.evidence.stored.source.id != best.evidence.stored.source.id
    ]
    lead = (mine - max(others, default=0.0)) / mine if mine > 0 else 0.0
    return silence_signs(
        question, ranking, best.evidence, best.signs, best.number, certainty, max(-1.0, lead)
    )


def _quotes(question: Question, choices: Sequence[Choice], analyzer: Analyzer) -> list[Quote]:
    """Return the best choices as quotes, none of which holds a sentence of another."""
    taken: dict[tuple[int, int], int] = {}
    quotes: list[Quote] = []
    for choice in choices:
        place = choice.evidence.stored.id
        if (place, choice.number) in taken:
            continue
        first, last = _extent(choice, choices)
        free = [n for n in range(first, last + 1) if (place, n) not in taken]
        first, last = (choice.number, choice.number) if len(free) <= last - first else (first, last)
        taken.update({(place, number): len(quotes) for number in range(first, last + 1)})
        quotes.append(_quote(question, choice, first, last, analyzer))
        if len(quotes) == 2 * _QUOTES:
            break
    return _grouped(quotes)


def _extent(choice: Choice, choices: Sequence[Choice]) -> tuple[int, int]:
    """Return the first and last sentence to quote: the chosen one, and a neighbour it needs or ties with."""
    passage = choice.evidence.stored.passage
    number = choice.number
    if number and _LEANS.match(passage.sentence_text(number)):
        return number - 1, number
    for other in choices:
        if other.score < choice.score - _TIE:
            break
        if other.evidence.stored.id == choice.evidence.stored.id:
            first, last = sorted((number, other.number))
            spans = passage.sentences
            if last - first == 1 and spans[last].span.end - spans[first].span.start <= _LONG:
                return first, last
    return number, number


def _quote(question: Question, choice: Choice, first: int, last: int, analyzer: Analyzer) -> Quote:
    """Return sentences first to last of a passage as a quote, with the short answer marked."""
    passage = choice.evidence.stored.passage
    span = Span(passage.sentences[first].span.start, passage.sentences[last].span.end)
    text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
    short = None
    chosen = passage.sentences[choice.number].span
    for part in (chosen, *(passage.sentences[n].span for n in range(first, last + 1))):
        said = passage.text[part.start - passage.span.start : part.end - passage.span.start]
        if found := short_answer(question, said, analyzer):
            start, end = part.start + found[0], part.start + found[1]
            short = ShortAnswer(text[start - span.start : end - span.start], Span(start, end))
            break
    return Quote(text, Citation(1, choice.evidence.stored.source, span), short, choice.score)


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
        groups.setdefault(" ".join(fold(quote.text).split()), []).append(quote)
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
