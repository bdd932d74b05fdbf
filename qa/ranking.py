"""One exact scoring of the candidates: BM25 of both kinds of terms, the best sentence, and meaning."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.library import Library
from index.likeness import Likeness, Overlap
from index.records import StoredPassage
from index.scripts import WITHOUT_SPACES, main_script, same_script
from index.sounds import is_sound
from index.terms import fold
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
    evidence = []
    for stored in candidates.passages:
        sentences = stored.passage.sentences
        foreign = not same_script(question.text, stored.source.language)
        idf = every if foreign else plain
        in_title = _count(stored.title_terms, idf)
        by_sentence = [_count(sentence.terms, idf) for sentence in sentences]
        text = fold(f"{stored.source.title}\n{stored.passage.text}")
        pair_counts = {pair: n for pair in known if (n := text.count(pair))}
        best_sentence = max(
            bm25(counts, idf, len(sentence.terms), mean_terms / _SENTENCES)
            for counts, sentence in zip(by_sentence, sentences, strict=True)
        )
        similarity = stored.vectors.astype(np.float32) @ candidates.vector
        signals = {
            "morphemes": bm25(_sum(in_title, by_sentence), idf, stored.term_count, mean_terms)
            / attainable,
            "bigrams": bm25(pair_counts, pair_idf, stored.bigram_count, mean_pairs) / attainable,
            "sentence": best_sentence / attainable,
            "passage_cosine": float(similarity[0]),
            "sentence_cosine": float(similarity[1:].max()),
        }
        score = _score(signals, weights, weights.foreign if foreign else 1.0)
        cosines = tuple(map(float, similarity[1:]))
        evidence.append(Evidence(stored, score, signals, cosines, foreign))
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
        alike, near, overlap = 0.0, 0.0, None
        if seen[one.foreign] <= _CLOSE:
            stored = one.stored
            there = dict.fromkeys(stored.title_terms)
            for sentence in stored.passage.sentences:
                there.update(dict.fromkeys(sentence.terms))
            overlap = Overlap.of(likeness, every, there)
            alike = overlap.covered(every if one.foreign else plain, there)
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


def _count(terms: Sequence[str], wanted: Mapping[str, float]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for term in terms:
        if term in wanted:
            counts[term] = counts.get(term, 0) + 1
    return counts


def _sum(first: Mapping[str, int], rest: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total = dict(first)
    for counts in rest:
        for term, count in counts.items():
            total[term] = total.get(term, 0) + count
    return total
