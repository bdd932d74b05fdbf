"""From ranked passages to quotes: which sentences answer, the short answer, and how likely it is right."""

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.analyzer import Analyzer
from index.article import Source, Span
from index.terms import fold
from qa.answer import Citation, Confidence, Quote, ShortAnswer
from qa.question import Question
from qa.ranking import Evidence, Ranking
from qa.short_answer import has_type, short_answer

_READ = (
    5  # passages that are read; the right one is among the best 5 for 99 % of KorQuAD's questions
)
_FOREIGN_HANDICAP = 2.0  # a quote in the reader's own script is preferred, unless half as likely
_QUOTES = 3  # from distinct articles
_NEAREST = 3
_OTHERS = 2.0  # a further quote is at most this far behind: e^2 times less likely the answer


@dataclass(frozen=True, slots=True)
class ReadingWeights:
    """How much each sign counts when the answering sentence is chosen (a conditional logit).

    passage: the passage's score as a share of the best. coverage, pairs: the share of the question's
    morphemes, and bigrams, that the sentence holds; a term of the title counts nothing, since every
    sentence is about that, and a term counts the more the fewer sentences of the passage hold it.
    before, before_pairs: the same of the sentence before, which names what this one goes on about.
    type: the sentence holds a date where a date is asked for. first: it opens its passage.
    """

    passage: float = 9.2
    coverage: float = 3.9
    pairs: float = 4.1
    before: float = 0.7
    before_pairs: float = 1.3
    cosine: float = 6.0
    type: float = 2.0
    first: float = 0.35


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from signs of an answer to the probability that the first quote answers.

    pairs: the share of the question's core bigrams that the passage and its title hold; sentence: the share
    of its morphemes that the sentence holds; cosine: of the sentence with the question; type: as in
    reading. foreign: the question is in another script than the passage, so that words it does not
    hold say little, and foreign_cosine, then, says most. Fitted by tests/bench/calibrate.py.
    """

    bias: float = -5.09
    pairs: float = 2.93
    sentence: float = 3.48
    cosine: float = 3.04
    type: float = 0.47
    foreign: float = 1.28
    foreign_cosine: float = 2.89


THRESHOLD = 0.3  # below this probability nothing is quoted; data and curve are in DECISIONS.md
_HIGH, _MEDIUM = 0.8, 0.55

# A sentence that opens so needs the one before it to be understood.
_LEANS = re.compile(
    r"^[“\"‘']?(?:그는|그녀는|그가|이는|이에|이때|이후|이어|이를|이로|이런|이러한|그\s결과|그러나|또한|또|이\s자리|같은\s(?:날|해|시기)|여기|이곳|당시"
    r"|He |She |They |It |This |That |These |Those |But |However|彼[はが女]|これ|それ|この|その|他|她|这|该|此)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: quotes best first, each from another article, and how likely the first answers.

    nearest are the same without short answers, for when that is not likely enough. foreign: the first
    quote is in another script than the question.
    """

    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    probability: float
    signs: Mapping[str, float]
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    """The answering sentence of one passage."""

    evidence: Evidence
    number: int
    score: float
    signs: Mapping[str, float]


def read(
    question: Question,
    ranking: Ranking,
    analyzer: Analyzer,
    weights: ReadingWeights,
    calibration: Calibration,
) -> Reading:
    """Choose the answering sentences of the best passages and tell how likely the first answers."""
    sides = choose(question, ranking, weights, calibration)
    if not sides:
        return Reading((), (), 0.0, {})
    first, *others = [_grouped([_quote(question, c, analyzer) for c in side]) for side in sides]
    shown = [quote for quote in first if quote.score >= first[0].score - _OTHERS][:_QUOTES]
    every = [*first[:_NEAREST], *(quote for side in others for quote in side)]
    near = [replace(quote, short_answer=None) for quote in every[:_NEAREST]]
    signs = _signs(question, ranking, sides[0][0])
    probability = _probability(signs, calibration) if question.morphemes else 0.0
    foreign = sides[0][0].evidence.foreign
    return Reading(_numbered(shown), _numbered(near), probability, signs, foreign)


def choose(
    question: Question, ranking: Ranking, weights: ReadingWeights, calibration: Calibration
) -> list[list[_Choice]]:
    """Return the answering sentence of each of the best articles, best first, in one or two lists.

    Passages in the question's script and in others are judged apart, since scores that rest on words
    and scores that rest on meaning do not compare; the side whose best sentence is the likelier
    answer comes first, the question's own script with some favour.
    """
    sides = []
    for foreign in (False, True):
        side = [evidence for evidence in ranking.evidence if evidence.foreign is foreign][:_READ]
        if chosen := _best_by_article(question, ranking, side, weights):
            chance = _probability(_signs(question, ranking, chosen[0]), calibration)
            odds = chance / (1 - chance)
            sides.append((-odds / _FOREIGN_HANDICAP if foreign else -odds, foreign, chosen))
    return [chosen for _, _, chosen in sorted(sides, key=lambda side: side[:2])]


def _best_by_article(
    question: Question, ranking: Ranking, passages: Sequence[Evidence], weights: ReadingWeights
) -> list[_Choice]:
    """Return the best sentence of each article among passages, best first."""
    best: dict[str, _Choice] = {}
    top = max((evidence.score for evidence in passages), default=0.0)
    for evidence in passages:
        share = evidence.score / top if top > 0 else 0.0
        for number, signs in enumerate(_sentence_signs(question, ranking, evidence)):
            signs["passage"] = share
            score = sum(getattr(weights, name) * value for name, value in signs.items())
            known = best.get(evidence.stored.source.id)
            if known is None or score > known.score:
                best[evidence.stored.source.id] = _Choice(evidence, number, score, signs)
    return sorted(best.values(), key=lambda choice: (-choice.score, choice.evidence.stored.id))


def confidence(probability: float, threshold: float = THRESHOLD) -> Confidence:
    """Return the word for a probability."""
    if probability < threshold:
        return Confidence.NONE
    if probability >= _HIGH:
        return Confidence.HIGH
    return Confidence.MEDIUM if probability >= _MEDIUM else Confidence.LOW


def _probability(signs: Mapping[str, float], calibration: Calibration) -> float:
    logit = calibration.bias + sum(getattr(calibration, k) * v for k, v in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _sentence_signs(
    question: Question, ranking: Ranking, evidence: Evidence
) -> Iterator[dict[str, float]]:
    """Yield the signs of each sentence of a passage, in order, without that of the passage."""
    stored = evidence.stored
    count = len(stored.passage.sentences)
    texts = [fold(stored.passage.sentence_text(number)) for number in range(count)]
    terms = [frozenset(sentence.terms) for sentence in stored.passage.sentences]
    idf = _telling(ranking.idf_for(evidence), terms, frozenset(stored.title_terms))
    pair_idf = _telling(ranking.pair_idf, texts, fold(stored.source.title))
    before = before_pairs = 0.0
    for number, cosine in enumerate(evidence.cosines):
        signs = {
            "coverage": _share(idf, terms[number]),
            "pairs": _share(pair_idf, texts[number]),
            "before": before,
            "before_pairs": before_pairs,
            "cosine": cosine,
            "type": float(has_type(question.asked, stored.passage.sentence_text(number))),
            "first": float(number == 0),
        }
        before, before_pairs = signs["coverage"], signs["pairs"]
        yield signs


def _telling(
    idf: Mapping[str, float], sentences: Sequence[Container[str]], title: Container[str]
) -> dict[str, float]:
    """Return how much each term tells the sentences of a passage apart; the title's terms do not."""
    return {
        term: weight * math.log1p(len(sentences) / max(1, sum(term in s for s in sentences)))
        for term, weight in idf.items()
        if term not in title
    }


def _share(idf: Mapping[str, float], there: Container[str]) -> float:
    """Return the share of terms that are there, each weighted by how telling it is."""
    total = sum(idf.values())
    return sum(weight for term, weight in idf.items() if term in there) / total if total else 0.0


def _quote(question: Question, choice: _Choice, analyzer: Analyzer) -> Quote:
    """Return the chosen sentence, with the one before it where it leans on that, as a quote."""
    passage = choice.evidence.stored.passage
    span = passage.sentences[choice.number].span
    first = span.start
    if choice.number and _LEANS.match(passage.sentence_text(choice.number)):
        first = passage.sentences[choice.number - 1].span.start
    text = passage.text[first - passage.span.start : span.end - passage.span.start]
    short = None
    offset = span.start - first
    if found := short_answer(question, text[offset:], analyzer):
        start, end = span.start + found[0], span.start + found[1]
        short = ShortAnswer(text[start - first : end - first], Span(start, end))
    citation = Citation(1, choice.evidence.stored.source, Span(first, span.end))
    return Quote(text, citation, short, choice.score)


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


def _signs(question: Question, ranking: Ranking, best: _Choice) -> dict[str, float]:
    """Return the signs that Calibration weighs, each 0..1 or near it."""
    stored = best.evidence.stored
    text = stored.passage.text
    there = stored.passage.sentences[best.number].terms
    core = {pair: weight for pair, weight in ranking.pair_idf.items() if pair in question.core}
    cosine = best.signs["cosine"]
    foreign = float(best.evidence.foreign)
    return {
        "pairs": _share(core, fold(f"{stored.source.title}\n{text}")),
        "sentence": _share(ranking.idf_for(best.evidence), there),
        "cosine": cosine,
        "type": best.signs["type"],
        "foreign": foreign,
        "foreign_cosine": foreign * cosine,
    }
