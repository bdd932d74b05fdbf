"""One exact scoring of the candidates: BM25 of both kinds of terms, the best sentence, and meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from index.encoding.term_similarity import Overlap, TermSimilarity
from index.search.passage_cache import ReadyPassage
from index.store.records import Statistics, StoredPassage
from index.text.scripts import WITHOUT_SPACES, writes
from index.text.sounds import is_sound
from index.text.terms import occurrences
from qa.answer import Hit
from qa.library import Library
from qa.question.analysis import Question
from qa.question.dates import Period, nearness
from qa.search.bm25 import Numbers, bm25, counted, inverse_document_frequency
from qa.search.retrieval import Candidates

_SYLLABIC = WITHOUT_SPACES | {"Hang"}  # a pair of characters is about a word
_CLOSE = 10  # passages of either side that words alike in meaning are counted in
_SENTENCES = 4  # about how many sentences a passage has


@dataclass(frozen=True, slots=True)
class Factors:
    """What multiplies weights: those of all BM25 scores, of that of bigrams once more, and of alike."""

    words: float = 1.0
    bigrams: float = 1.0
    alike: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts in a passage's score.

    The three BM25 scores are divided by the sum of the question's morphemes' idf, so that the cosines
    weigh alike in short and long questions. alike: the share of the question's morphemes that the
    passage and its title hold, those alike in meaning in part; of the best passages only. period: what an
    article of the days that the question speaks of gains; set by hand, so that it only decides between
    near equals.

    The factors multiply other weights: alphabetic for passages in the question's own script where that
    is an alphabet, whose words tell more, and the similarity of words less; foreign for passages in another
    script, where words that match are mostly numbers, foreign_alphabetic the same for a question in an
    alphabet, whose pairs of letters stand in any text.
    """

    morphemes: float = 0.6
    bigrams: float = 0.4
    sentence: float = 0.35
    passage_cosine: float = 0.3
    sentence_cosine: float = 0.65
    alike: float = 0.7
    period: float = 0.05
    alphabetic: Factors = Factors(words=1.5, bigrams=0.6, alike=0.35)
    foreign: Factors = Factors(words=0.4)
    foreign_alphabetic: Factors = Factors(words=0.4, bigrams=0.25)

    def of_side(self, foreign: bool, alphabetic: bool) -> "Weights":
        """Return the weights for passages of one side, for a question in an alphabet or not."""
        if foreign:
            factors = self.foreign_alphabetic if alphabetic else self.foreign
        else:
            factors = self.alphabetic if alphabetic else Factors()
        return replace(
            self,
            morphemes=self.morphemes * factors.words,
            bigrams=self.bigrams * factors.words * factors.bigrams,
            sentence=self.sentence * factors.words,
            alike=self.alike * factors.alike,
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ranked passage, its score, and the signals that the score is made of.

    cosines: for each sentence the cosine of its vector with the question's. foreign: it is in another
    script than the question, so that only names can match, by their sounds. overlap: how alike the
    question's terms are to the passage's; None for those further down. word_rank and meaning_rank:
    its places, from 1, among the candidates by its words alone and by its vectors alone.
    """

    stored: StoredPassage
    score: float
    signals: Mapping[str, float]
    cosines: tuple[float, ...]
    foreign: bool
    overlap: Overlap | None = None
    word_rank: int = 0
    meaning_rank: int = 0

    def hit(self, rank: int) -> Hit:
        """Return this passage as a hit with that rank."""
        stored = self.stored
        return Hit(
            rank=rank,
            score=self.score,
            passage_id=stored.id,
            passage=stored.passage,
            source=stored.source,
            signals=self.signals,
        )


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates best first, and how telling each of the question's terms is in this library.

    idf: of its morphemes; pair_idf: of its bigrams; sound_idf: of the sounds of its names. A term that
    stands in no passage tells most. candidates: how many passages were scored.
    """

    evidence: tuple[Evidence, ...]
    idf: Mapping[str, float]
    pair_idf: Mapping[str, float]
    sound_idf: Mapping[str, float]
    candidates: int = 0

    def idf_for(self, evidence: Evidence) -> Mapping[str, float]:
        """Return how telling the terms are that count in a passage: sounds only across scripts."""
        return {**self.idf, **self.sound_idf} if evidence.foreign else self.idf


def rank(
    question: Question,
    candidates: Candidates,
    library: Library,
    weights: Weights,
    period: Period | None = None,
    limit: int | None = None,
) -> Ranking:
    """Score the candidates exactly; of equal scores the newer first, then in ascending passage id.

    period: the days that the question speaks of. limit: of either side, how many of the best are
    returned; None for all.
    """
    total = library.statistics
    morphemes, pairs = library.frequencies(question.morphemes, question.pairs)
    idle = _idle(question.stems, morphemes)
    every = {
        term: inverse_document_frequency(n, total.passages)
        for term, n in morphemes.items()
        if term not in idle
    }
    pair_idf = {pair: inverse_document_frequency(n, total.passages) for pair, n in pairs.items()}
    plain = {term: weight for term, weight in every.items() if not is_sound(term)}
    sounds = {term: weight for term, weight in every.items() if is_sound(term)}
    alphabetic = question.script not in _SYLLABIC
    of_side = {side: weights.of_side(side, alphabetic) for side in (False, True)}
    evidence: list[Evidence] = []
    if passages := candidates.passages:
        foreign = _foreign(question, passages)
        known = {pair: weight for pair, weight in pair_idf.items() if pairs[pair]}
        signals = _by_words(passages, foreign, every, known, total)
        cosines = [(ready.vectors @ candidates.vector).tolist() for ready in passages]
        signals["passage_cosine"] = np.array([own for own, *_ in cosines])
        signals["sentence_cosine"] = np.array([max(rest) for _, *rest in cosines])
        worded = {side: _by_wording(signals, weights) for side, weights in of_side.items()}
        words = np.where(foreign, worded[True], worded[False])
        meaning = _by_meaning(signals, weights)
        scores: Numbers = words + meaning
        for place in _best(passages, scores, foreign, limit):
            own = {name: float(values[place]) for name, values in signals.items()}
            stored, score = passages[place].stored, float(scores[place])
            one = Evidence(
                stored=stored,
                score=score,
                signals=own,
                cosines=tuple(cosines[place][1:]),
                foreign=foreign[place],
                word_rank=1 + int(np.sum(words > words[place])),
                meaning_rank=1 + int(np.sum(meaning > meaning[place])),
            )
            evidence.append(one)
        evidence = _looked_at_closely(
            evidence, every, plain, library.term_similarity, of_side, period
        )
    return Ranking(
        evidence=tuple(evidence),
        idf=plain,
        pair_idf=pair_idf,
        sound_idf=sounds,
        candidates=len(candidates.passages),
    )


def _idle(stems: Sequence[Sequence[str]], frequencies: Mapping[str, int]) -> frozenset[str]:
    """Return stems that stand in no passage though the word counts by another: it is not of their language.

    Of a word that stands nowhere the first stem counts, so that it is missed once.
    """
    kept: set[str] = set()
    for each in stems:
        kept.update([stem for stem in each if frequencies.get(stem)] or each[:1])
    return frozenset(stem for each in stems for stem in each) - kept


def _foreign(question: Question, passages: Sequence[ReadyPassage]) -> list[bool]:
    """Say of each passage whether it is in another script than the question."""
    languages = [ready.stored.source.language for ready in passages]
    foreign = {one: not writes(one, question.script) for one in set(languages)}
    return [foreign[language] for language in languages]


def _by_words(
    passages: Sequence[ReadyPassage],
    foreign: Sequence[bool],
    idf: Mapping[str, float],
    pair_idf: Mapping[str, float],
    total: Statistics,
) -> dict[str, Numbers]:
    """Return the three BM25 scores of each passage, as shares of what the question could reach."""
    count = total.passages or 1
    everything = np.fromiter(idf.values(), np.float64, len(idf))
    plain = np.where([is_sound(term) for term in idf], 0.0, everything)
    telling = np.where(np.array(foreign)[:, None], everything, plain)
    attainable = sum(plain.tolist()) or 1.0

    rows = [len(ready.sizes) for ready in passages]
    sizes = [size for ready in passages for size in ready.sizes]
    starts = np.cumsum([0, *rows[:-1]])
    counts = counted(np.concatenate([ready.hashes for ready in passages]), sizes, idf)
    sentences = bm25(counts, telling.repeat(rows, axis=0), sizes, total.terms / count / _SENTENCES)
    sentences[starts] = 0  # the title is none
    pairs = occurrences([ready.folded for ready in passages], list(pair_idf))
    found = {
        "morphemes": bm25(
            np.add.reduceat(counts, starts),
            telling,
            [ready.stored.term_count for ready in passages],
            total.terms / count,
        ),
        "bigrams": bm25(
            pairs,
            np.fromiter(pair_idf.values(), np.float64, len(pair_idf)),
            [ready.stored.bigram_count for ready in passages],
            total.bigrams / count,
        ),
        "sentence": np.maximum.reduceat(sentences, starts),
    }
    return {name: scores / attainable for name, scores in found.items()}


def _by_wording(signals: Mapping[str, Numbers], weights: Weights) -> Numbers:
    """Return what the BM25 scores give each passage."""
    words: Numbers = (
        weights.morphemes * signals["morphemes"]
        + weights.bigrams * signals["bigrams"]
        + weights.sentence * signals["sentence"]
    )
    return words


def _by_meaning(signals: Mapping[str, Numbers], weights: Weights) -> Numbers:
    """Return what the cosines give each passage."""
    meaning: Numbers = (
        weights.passage_cosine * signals["passage_cosine"]
        + weights.sentence_cosine * signals["sentence_cosine"]
    )
    return meaning


def _best(
    passages: Sequence[ReadyPassage], scores: Numbers, foreign: Sequence[bool], limit: int | None
) -> list[int]:
    """Return the places of the best passages of either side, best first: limit, but no less than _CLOSE."""
    keys = [
        _order(score, ready.stored) for score, ready in zip(scores.tolist(), passages, strict=True)
    ]
    order = sorted(range(len(passages)), key=keys.__getitem__)
    if limit is None:
        return order
    count = max(limit, _CLOSE)
    of_side = {side: [p for p in order if foreign[p] is side][:count] for side in (False, True)}
    kept = {*of_side[False], *of_side[True]}
    return [place for place in order if place in kept]


def _looked_at_closely(
    evidence: Sequence[Evidence],
    every: Mapping[str, float],
    plain: Mapping[str, float],
    term_similarity: TermSimilarity,
    of_side: Mapping[bool, Weights],
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
            sentences = stored.passage.sentences
            terms = chain(stored.title_terms, *(sentence.terms for sentence in sentences))
            there = dict.fromkeys(terms)
            overlap = Overlap.of(term_similarity, every, there)
            alike = overlap.covered(every if one.foreign else plain, there)
            if period:
                near = nearness(period, stored.source.published_at, stored.passage.text)
        weights = of_side[one.foreign]
        score = one.score + weights.alike * alike + weights.period * near
        signals = {**one.signals, "alike": alike, "period": near}
        looked_at.append(replace(one, score=score, signals=signals, overlap=overlap))
    return sorted(looked_at, key=lambda one: _order(one.score, one.stored))


def _order(score: float, stored: StoredPassage) -> tuple[float, int, int]:
    """Best first; equal scores: the newest article, then ascending passage id."""
    return -score, -(stored.source.published_day or 0), stored.id
