"""What words and vectors say of a sentence before it is read: small numbers, mostly 0..1.

choice.py weighs them beside what the network reads; the weights are learnt (qa/training/).
"""

import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from index.text.terms import fold
from qa.question.analysis import Question
from qa.search.ranking import Evidence, Ranking

SENTENCE_SIGNS = {
    "coverage": "share of the question's morphemes that the sentence holds; those of the title count"
    " nothing, and one counts the more the fewer sentences of the passage hold it",
    "alike": "the same, where words alike in meaning count in part",
    "cosine": "cosine of the sentence's vector with the question's",
    "above": "cosine less the mean of the passage's sentences",
    "first": "it opens its passage",
    "length": "ln(1 + characters) / 5: headings and captions say little",
}
PASSAGE_SIGNS = {
    "passage": "the passage's score as a share of the best one's",
    "passage_cosine": "cosine of the passage's vector with the question's",
    "passage_alike": "share of the question's morphemes that it and its title hold, words alike in part",
    "core": "share of the question's bigrams without particles and endings that it and its title hold",
    "missing": "weight of the one morpheme that is missed most, as a share of all",
    "number": "a number of the question stands neither in passage nor title, nor is it the year of publication",
}
SIGNS = {**SENTENCE_SIGNS, **PASSAGE_SIGNS}

_LEANS = re.compile(
    r"^[“\"‘']?(?:그는|그녀는|그가|이는|이에|이때|이후|이어|이를|이로|이런|이러한|그\s결과|그러나|또한|또|이\s자리|같은\s(?:날|해|시기)|여기|이곳|당시"
    r"|He |She |They |It |This |That |These |Those |But |However|彼[はが女]|これ|それ|この|その|他|她|这|该|此)"
)


def signs(
    question: Question, ranking: Ranking, evidence: Evidence, top: float
) -> tuple[dict[str, float], ...]:
    """Return SIGNS of each sentence of a passage, in order; top is the score of its side's best passage."""
    shared = _passage_signs(question, ranking, evidence, top)
    return tuple({**own, **shared} for own in _sentence_signs(ranking, evidence))


def leans(sentence: str) -> bool:
    """Say whether a sentence opens by pointing back, so that it needs the one before to be understood."""
    return _LEANS.match(sentence) is not None


def heads_a_table(sentence: str) -> bool:
    """Say whether a sentence is a table's underlined first row: what the columns are called answers nothing."""
    _, _, rule = sentence.partition("\n")
    return "-" in rule and sentence.startswith("|") and not any(map(str.isalnum, rule))


def _passage_signs(
    question: Question, ranking: Ranking, evidence: Evidence, top: float
) -> dict[str, float]:
    stored = evidence.stored
    core = {pair: weight for pair, weight in ranking.pair_idf.items() if pair in question.core}
    text = fold(f"{stored.source.title}\n{stored.passage.text}")
    year = (stored.source.published_at or "")[:4]  # that an article tells of goes unsaid in it
    there = frozenset({*stored.title_terms, year}).union(
        *(one.terms for one in stored.passage.sentences)
    )
    numbers = [term for term in question.morphemes if term.isdecimal()]
    return {
        "passage": evidence.score / top if top > 0 else 0.0,
        "passage_cosine": evidence.signals["passage_cosine"],
        "passage_alike": evidence.signals["alike"],
        "core": _share(core, text),
        "missing": _most_missed(ranking.idf_for(evidence), evidence, there),
        "number": float(any(term not in there for term in numbers)),
    }


def _sentence_signs(ranking: Ranking, evidence: Evidence) -> list[dict[str, float]]:
    passage = evidence.stored.passage
    terms = [frozenset(sentence.terms) for sentence in passage.sentences]
    held = _held(ranking.idf_for(evidence), terms, frozenset(evidence.stored.title_terms))
    overlap = evidence.overlap
    alikes = overlap.covered_by_each(held.telling, terms) if overlap else held.shares
    mean = sum(evidence.cosines) / len(evidence.cosines)
    return [
        {
            "coverage": held.shares[number],
            "alike": alikes[number],
            "cosine": cosine,
            "above": cosine - mean,
            "first": float(number == 0),
            "length": math.log1p(len(passage.sentence_text(number))) / 5,
        }
        for number, cosine in enumerate(evidence.cosines)
    ]


def _share(idf: Mapping[str, float], there: Container[str]) -> float:
    """Return the share of terms that are there, each weighted by how telling it is."""
    total = sum(idf.values())
    return sum(weight for term, weight in idf.items() if term in there) / total if total else 0.0


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


@dataclass(frozen=True, slots=True)
class _Held:
    """How much each term tells the sentences of a passage apart, and the share that each sentence holds."""

    telling: Mapping[str, float]
    shares: Sequence[float]


def _held(
    idf: Mapping[str, float], sentences: Sequence[Container[str]], title: Container[str]
) -> _Held:
    """Weigh the terms by how few of the sentences hold them; those of the title tell nothing."""
    telling: dict[str, float] = {}
    sums = [0.0] * len(sentences)
    for term, weight in idf.items():
        if term in title:
            continue
        holders = [number for number, sentence in enumerate(sentences) if term in sentence]
        telling[term] = weight * math.log1p(len(sentences) / max(1, len(holders)))
        for number in holders:
            sums[number] += telling[term]
    total = sum(telling.values())
    return _Held(telling, [one / total if total else 0.0 for one in sums])
