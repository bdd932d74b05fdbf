"""One exact scoring of the candidates: BM25 of both kinds of terms, the best sentence, and meaning."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.likeness import Likeness, Overlap
from index.recent import ReadyPassage
from index.records import StoredPassage
from index.scripts import WITHOUT_SPACES, main_script, same_script
from index.sounds import is_sound
from index.terms import occurrences
from qa.answer import Hit
from qa.dates import Period, nearness
from qa.question import Question
from qa.retrieval import Candidates

_SYLLABIC = WITHOUT_SPACES | {"Hang"}  # a pair of characters is about a word
_CLOSE = 10  # passages of either side that words alike in meaning are counted in
_SENTENCES = 4  # about how many sentences a passage has
K1, B = 0.5, 0.9  # measured on KorQuAD paragraphs: one point of success@1 over 1.2 and 0.75


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts in a passage's score.

    The three BM25 scores are divided by the sum of the question's morphemes' idf, so that the cosines
    weigh alike in short and long questions. alike: the share of the question's morphemes that the
    passage and its title hold, those alike in meaning in part; of the best passages only. foreign:
    what is left of the BM25 scores in a passage in another script, where words that match are mostly
    numbers. alphabetic: what is left of the bigrams
    for questions in an alphabet, whose pairs of letters stand in any text. period: what an article of
    the days that the question speaks of gains; set by hand, so that it only decides between near equals.
    """

    morphemes: float = 0.6
    bigrams: float = 0.4
    sentence: float = 0.35
    passage_cosine: float = 0.3
    sentence_cosine: float = 0.65
    alike: float = 0.7
    foreign: float = 0.4
    alphabetic: float = 0.25
    period: float = 0.05


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ranked passage, its score, and the signals that the score is made of.

    cosines: for each sentence the cosine of its vector with the question's. foreign: it is in another
    script than the question, so that only names can match, by their sounds. overlap: how alike the
    question's terms are to the passage's; None for those further down.
    """

    stored: StoredPassage
    score: float
    signals: Mapping[str, float]
    cosines: tuple[float, ...]
    foreign: bool
    overlap: Overlap | None = None

    def hit(self, rank: int) -> Hit:
        """Return this passage as a hit with that rank."""
        stored = self.stored
        return Hit(rank, self.score, stored.id, stored.passage, stored.source, self.signals)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates best first, and how telling each of the question's terms is in this library.

    idf: of its morphemes; pair_idf: of its bigrams; sound_idf: of the sounds of its names. A term that
    stands in no passage tells most.
    """

    evidence: tuple[Evidence, ...]
    idf: Mapping[str, float]
    pair_idf: Mapping[str, float]
    sound_idf: Mapping[str, float]

    def idf_for(self, evidence: Evidence) -> Mapping[str, float]:
        """Return how telling the terms are that count in a passage: sounds only across scripts."""
        return {**self.idf, **self.sound_idf} if evidence.foreign else self.idf


def inverse_document_frequency(frequency: int, passages: int) -> float:
    """Return ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative (Lucene's BM25)."""
    return math.log(1 + (max(passages, frequency) - frequency + 0.5) / (frequency + 0.5))


def bm25(
    counts: Mapping[str, int], idf: Mapping[str, float], length: float, mean_length: float
) -> float:
    """Return the BM25 of a text whose terms stand in it counts times.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with K1 and B above.
    length and mean_length in terms.
    """
    norm = K1 * (1 - B + B * length / mean_length) if mean_length else K1
    return sum(idf[term] * count * (K1 + 1) / (count + norm) for term, count in counts.items())


def rank(
    question: Question,
    candidates: Candidates,
    library: Library,
    weights: Weights,
    period: Period | None = None,
) -> Ranking:
    """Score the candidates exactly; of equal scores the newer first, then in ascending passage id.

    period: the days that the question speaks of.
    """
    total = library.statistics
    morphemes, pairs = library.frequencies(question.morphemes, question.pairs)
    every = {term: inverse_document_frequency(n, total.passages) for term, n in morphemes.items()}
    plain = {term: weight for term, weight in every.items() if not is_sound(term)}
    pair_idf = {pair: inverse_document_frequency(n, total.passages) for pair, n in pairs.items()}
    known = [pair for pair, n in pairs.items() if n]
    attainable = sum(plain.values()) or 1.0
    if main_script(question.text) not in _SYLLABIC:
        weights = replace(weights, bigrams=weights.bigrams * weights.alphabetic)
    mean_terms = total.terms / total.passages if total.passages else 0.0
    mean_pairs = total.bigrams / total.passages if total.passages else 0.0
    alien = {
        language: not same_script(question.text, language)
        for language in {ready.stored.source.language for ready in candidates.passages}
    }
    by_pairs = _by_pairs(candidates.passages, pair_idf, known, mean_pairs)
    evidence = []
    for ready, pair_score in zip(candidates.passages, by_pairs, strict=True):
        stored = ready.stored
        foreign = alien[stored.source.language]
        idf = every if foreign else plain
        by_passage, best_sentence = _by_morphemes(stored, idf, mean_terms)
        passage_cosine, *cosines = (ready.vectors @ candidates.vector).tolist()
        signals = {
            "morphemes": by_passage / attainable,
            "bigrams": pair_score / attainable,
            "sentence": best_sentence / attainable,
            "passage_cosine": passage_cosine,
            "sentence_cosine": max(cosines),
            "alike": 0.0,
            "period": 0.0,
        }
        score = _score(signals, weights, weights.foreign if foreign else 1.0)
        evidence.append(Evidence(stored, score, signals, tuple(cosines), foreign))
    evidence.sort(key=_order)
    evidence = _looked_at_closely(evidence, every, plain, library.likeness, weights, period)
    sounds = {term: weight for term, weight in every.items() if is_sound(term)}
    return Ranking(tuple(evidence), plain, pair_idf, sounds)


def _looked_at_closely(
    evidence: Sequence[Evidence],
    every: Mapping[str, float],
    plain: Mapping[str, float],
    likeness: Likeness,
    weights: Weights,
    period: Period | None,
) -> list[Evidence]:
    """Return evidence with what is dear to compute added to the best passages, which stay the best."""
    seen = {False: 0, True: 0}
    looked_at = []
    for one in evidence:
        seen[one.foreign] += 1
        if seen[one.foreign] > _CLOSE:
            looked_at.append(one)
            continue
        stored = one.stored
        sentences = stored.passage.sentences
        terms = chain(stored.title_terms, *(sentence.terms for sentence in sentences))
        there = dict.fromkeys(terms)
        overlap = Overlap.of(likeness, every, there)
        alike = overlap.covered(every if one.foreign else plain, there)
        near = 0.0
        if period:
            near = nearness(period, stored.source.published_at, stored.passage.text)
        score = one.score + weights.alike * alike + weights.period * near
        signals = {**one.signals, "alike": alike, "period": near}
        looked_at.append(replace(one, score=score, signals=signals, overlap=overlap))
    return sorted(looked_at, key=_order)


def _order(one: Evidence) -> tuple[float, int, int]:
    """Best first; equal scores: the newest article, then ascending passage id."""
    return -one.score, -(one.stored.source.published_day or 0), one.stored.id


def _score(signals: Mapping[str, float], weights: Weights, lexical: float) -> float:
    """Return the weighted sum of signals, the BM25 scores first multiplied by lexical."""
    words = (
        weights.morphemes * signals["morphemes"]
        + weights.bigrams * signals["bigrams"]
        + weights.sentence * signals["sentence"]
    )
    return (
        lexical * words
        + weights.passage_cosine * signals["passage_cosine"]
        + weights.sentence_cosine * signals["sentence_cosine"]
    )


def _by_pairs(
    passages: Sequence[ReadyPassage], idf: Mapping[str, float], pairs: Sequence[str], mean: float
) -> list[float]:
    """Return the BM25 of each passage by its pairs: bm25 of all at once."""
    lengths = np.array([ready.stored.bigram_count for ready in passages])
    norm = K1 * (1 - B + B * lengths / mean) if mean else np.full(len(passages), K1)
    scores: NDArray[np.float64] = np.zeros(len(passages))
    counts = occurrences([ready.folded for ready in passages], pairs)
    for pair, count in zip(pairs, counts.T, strict=True):
        scores += idf[pair] * count * (K1 + 1) / (count + norm)
    return [float(score) for score in scores]


def _by_morphemes(
    stored: StoredPassage, idf: Mapping[str, float], mean: float
) -> tuple[float, float]:
    """Return the BM25 of a passage with its title, and of its best sentence."""
    wanted = idf.keys()
    total = _count(stored.title_terms, wanted)
    best = 0.0
    for sentence in stored.passage.sentences:
        if counts := _count(sentence.terms, wanted):
            best = max(best, bm25(counts, idf, len(sentence.terms), mean / _SENTENCES))
            for term, count in counts.items():
                total[term] = total.get(term, 0) + count
    return bm25(total, idf, stored.term_count, mean), best


def _count(terms: Sequence[str], wanted: Set[str]) -> dict[str, int]:
    """Return how often each of the wanted terms stands among terms."""
    counts: dict[str, int] = {}
    if not wanted.isdisjoint(terms):
        for term in terms:
            if term in wanted:
                counts[term] = counts.get(term, 0) + 1
    return counts
