"""From ranked passages to quotes: which sentences answer, the short answer, and how likely it is right."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analyzer import Analyzer, fold
from index.article import Source, Span
from qa.answer import Citation, Confidence, Quote, ShortAnswer
from qa.question import Question
from qa.ranking import Evidence
from qa.short_answer import has_type, short_answer

_READ = (
    5  # passages that are read; the right one is among the best 5 for 99 % of KorQuAD's questions
)
_QUOTES = 3  # from distinct articles
_NEAREST = 3
_OTHERS = 0.75  # a further quote scores at least this share of the first


@dataclass(frozen=True, slots=True)
class ReadingWeights:
    """How much each sign counts when the answering sentence is chosen."""

    overlap: float = 1.0
    cosine: float = 6.0
    before: float = (
        0.3  # share of the score of the sentence before, which names what this one is about
    )
    type: float = 1.5  # the sentence holds a date where a date is asked for
    passage: float = 0.6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from signs of an answer to the probability that the first quote answers."""

    bias: float = -4.0
    coverage: float = 5.0
    sentence_coverage: float = 2.0
    cosine: float = 4.0
    gap: float = 0.0
    type: float = 0.3


THRESHOLD = 0.5  # below this probability nothing is quoted; see DECISIONS.md for data and curve
_HIGH, _MEDIUM = 0.9, 0.75

# A sentence that opens so needs the one before it to be understood.
_LEANS = re.compile(
    r"^[“\"‘']?(?:그는|그녀는|그가|이는|이에|이때|이후|이어|이를|이로|이런|이러한|그\s결과|그러나|또한|또|이\s자리|같은\s(?:날|해|시기)|여기|이곳|당시"
    r"|He |She |They |It |This |That |These |Those |But |However|彼[はが女]|これ|それ|この|その|他|她|这|该|此)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: quotes best first, each from another article, and how likely the first answers."""

    quotes: tuple[Quote, ...]
    probability: float
    signs: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The answering sentence of one passage."""

    evidence: Evidence
    number: int
    score: float


def read(
    question: Question,
    ranked: Sequence[Evidence],
    analyzer: Analyzer,
    weights: ReadingWeights,
    calibration: Calibration,
) -> Reading:
    """Choose the answering sentences of the best passages and tell how likely the first answers."""
    choices = [
        _choose(question, evidence, weights) for evidence in _distinct_articles(ranked)[:_READ]
    ]
    if not choices:
        return Reading((), 0.0, {})
    choices.sort(key=lambda choice: (-choice.score, choice.evidence.stored.id))
    quotes = _grouped([_quote(question, choice, analyzer) for choice in choices])
    best = choices[0]
    enough = [quotes[0]]
    enough += [q for q in quotes[1:] if q.score >= _OTHERS * quotes[0].score][: _QUOTES - 1]
    signs = _signs(question, best, choices)
    logit = calibration.bias + sum(getattr(calibration, k) * v for k, v in signs.items())
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    return Reading(_numbered(enough), probability, signs)


def nearest(
    question: Question, ranked: Sequence[Evidence], weights: ReadingWeights, analyzer: Analyzer
) -> tuple[Quote, ...]:
    """Return the nearest sentences, to be shown apart when nothing answers; no short answers in them."""
    choices = [_choose(question, e, weights) for e in _distinct_articles(ranked)[:_NEAREST]]
    quotes = _grouped([_quote(question, choice, analyzer) for choice in choices])
    return _numbered([replace(quote, short_answer=None) for quote in quotes])


def confidence(probability: float, threshold: float = THRESHOLD) -> Confidence:
    """Return the word for a probability."""
    if probability < threshold:
        return Confidence.NONE
    if probability >= _HIGH:
        return Confidence.HIGH
    return Confidence.MEDIUM if probability >= _MEDIUM else Confidence.LOW


def _distinct_articles(ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return the best passage of each article, in order."""
    best: dict[str, Evidence] = {}
    for evidence in ranked:
        best.setdefault(evidence.stored.source.id, evidence)
    return list(best.values())


def _choose(question: Question, evidence: Evidence, weights: ReadingWeights) -> _Choice:
    scores: list[float] = []
    own_before = 0.0
    for number, (overlap, cosine) in enumerate(
        zip(evidence.overlap, evidence.cosines, strict=True)
    ):
        own = weights.overlap * overlap + weights.cosine * cosine
        typed = has_type(question.asked, evidence.stored.passage.sentence_text(number))
        scores.append(own + weights.before * own_before + weights.type * typed)
        own_before = own
    number = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return _Choice(evidence, number, weights.passage * evidence.score + scores[number])


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


def _signs(question: Question, best: _Choice, choices: Sequence[_Choice]) -> dict[str, float]:
    """Return the signs that Calibration weighs, each 0..1 or near it."""
    evidence = best.evidence
    idf = evidence.idf
    total = sum(idf.values())
    passage_terms = set(evidence.stored.title_terms)
    for sentence in evidence.stored.passage.sentences:
        passage_terms.update(sentence.terms)
    sentence_terms = {*evidence.stored.title_terms}
    sentence_terms.update(evidence.stored.passage.sentences[best.number].terms)
    second = max((c.score for c in choices if c is not best), default=0.0)
    sentence_text = evidence.stored.passage.sentence_text(best.number)
    return {
        "coverage": sum(w for t, w in idf.items() if t in passage_terms) / total if total else 0.0,
        "sentence_coverage": (
            sum(w for t, w in idf.items() if t in sentence_terms) / total if total else 0.0
        ),
        "cosine": max(evidence.cosines),
        "gap": (best.score - second) / best.score if best.score > 0 else 0.0,
        "type": float(has_type(question.asked, sentence_text)),
    }
