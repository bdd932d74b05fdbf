"""How likely the first quote answers, and when to keep silent instead."""

import math
from collections.abc import Mapping

from qa.answer import Confidence
from qa.question.analysis import Question
from qa.reading.second_look import AGAIN_SIGNS
from qa.reading.signs import share
from qa.search.ranking import Evidence, Ranking

THRESHOLD = 0.27  # below this probability nothing is quoted; data and curve: docs/evaluation.md
_HIGH, _MEDIUM = 0.8, 0.55

_OF_ANSWERS = ("answer", "answer_share", "answer_kind", "no_answer")
SILENCE_SIGNS = {
    "core": "share of the question's bigrams without particles and endings that passage and title hold",
    "held": "share of the question's morphemes that the sentence holds",
    "alike": "share of them that passage and title hold, words alike in meaning in part",
    "missing": "weight of the one morpheme that is missed most, as a share of all",
    "cosine": "cosine of the sentence's vector with the question's",
    "passage_cosine": "cosine of the passage's vector with the question's",
    "type": "the sentence holds something of the asked type",
    "form": "it holds the very form that is asked for",
    "certainty": "share of the first sentence, and of those that say the same, in the softmax of all sentences that were read",
    "lead": "score of the best passage less that of the next article that does not say the same, as a share of the best",
    "number": "a number of the question stands neither in passage nor title, nor is it the year of publication",
    **{name: AGAIN_SIGNS[name] for name in _OF_ANSWERS},
}


def silence_signs(
    question: Question,
    ranking: Ranking,
    evidence: Evidence,
    signs: Mapping[str, float],
    number: int,
    certainty: float,
    lead: float,
) -> dict[str, float]:
    """Return SILENCE_SIGNS for sentence `number` of a passage, whose own signs are given."""
    stored = evidence.stored
    sentences = stored.passage.sentences
    idf = ranking.idf_for(evidence)
    year = (stored.source.published_at or "")[:4]  # that an article tells of goes unsaid in it
    there = frozenset({*stored.title_terms, year}).union(*(one.terms for one in sentences))
    numbers = [term for term in question.morphemes if term.isdecimal()]
    return {
        "core": signs["core"],
        "held": share(idf, frozenset(sentences[number].terms)),
        "alike": signs["passage_alike"],
        "missing": _most_missed(idf, evidence, there),
        "cosine": signs["cosine"],
        "passage_cosine": signs["passage_cosine"],
        "type": signs["type"],
        "form": signs["form"],
        "certainty": certainty,
        "lead": lead,
        "number": float(any(term not in there for term in numbers)),
        **{name: signs.get(name, 0.0) for name in _OF_ANSWERS},
    }


def probability(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the logistic of the weighted signs; weights hold a "bias" too."""
    logit = weights["bias"] + sum(weights[name] * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def confidence(probability: float, threshold: float = THRESHOLD) -> Confidence:
    """Return the word for a probability."""
    if probability < threshold:
        return Confidence.NONE
    if probability >= _HIGH:
        return Confidence.HIGH
    return Confidence.MEDIUM if probability >= _MEDIUM else Confidence.LOW


def _most_missed(idf: Mapping[str, float], evidence: Evidence, there: frozenset[str]) -> float:
    overlap = evidence.overlap
    total = sum(idf.values())
    if not total:
        return 0.0
    most = 0.0
    for term, weight in idf.items():
        met = overlap.covered({term: 1.0}, there) if overlap else float(term in there)
        most = max(most, weight * (1 - met))
    return most / total
