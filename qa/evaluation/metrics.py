"""The measures that answers are judged by. Pure: values in, numbers out.

The retrieval measures follow ir_measures (MacAvaney, Macdonald and Ounis, ECIR 2022), which follows
trec_eval. A mean is over every question that was asked: a question with no results counts 0.
The measures of short answers follow the evaluation program of KorQuAD 1.0.
"""

import math
import string
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

SAMPLES = 1000  # bootstrap samples: the bounds are then steady to about a tenth of their distance
_SEED = 0
_LEVEL = 95.0  # per cent of the samples that an interval holds
BINS = 10  # of a reliability diagram


def success(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return success@k: 1 when a relevant document is among the first k, else 0.

    ranked: document ids, best first, each once. ir_measures' Success@k.
    """
    return float(any(document in relevant for document in _first(ranked, k)))


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return recall@k: the share (0..1) of the relevant documents that are among the first k.

    0 where nothing is relevant, as in trec_eval. ir_measures' R@k.
    """
    found = sum(document in relevant for document in _first(ranked, k))
    return found / len(set(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return RR@k (0..1): 1 / the rank of the first relevant document, 0 when it is beyond k.

    Its mean over questions is MRR@k (Voorhees, TREC-8 1999). ir_measures' RR@k.
    """
    ranks = (at for at, document in enumerate(_first(ranked, k), start=1) if document in relevant)
    return 1 / rank if (rank := next(ranks, 0)) else 0.0


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], k: int = 10) -> float:
    """Return nDCG@k (0..1): the discounted gain of the first k over that of the best order.

    grades: how relevant each judged document is, 1 for all where relevance is yes or no. The gain is
    the grade itself and the discount log2(rank + 1) (Järvelin and Kekäläinen, TOIS 2002, in the form
    of trec_eval and of ir_measures' nDCG@k); below 0 counts 0. 0 where nothing is relevant.
    """
    best = sorted((max(0.0, grade) for grade in grades.values()), reverse=True)
    ideal = _discounted(best[:k])
    gains = [max(0.0, grades.get(document, 0.0)) for document in _first(ranked, k)]
    return min(1.0, _discounted(gains) / ideal) if ideal else 0.0


_SPACED = str.maketrans(dict.fromkeys("'\"《》<>〈〉()‘’", " "))
_DELETED = str.maketrans(dict.fromkeys(string.punctuation))


def normalised(answer: str) -> str:
    """Return an answer as KorQuAD 1.0's evaluation compares it.

    Quotation marks, angle brackets and round brackets (' " 《 》 < > 〈 〉 ( ) ‘ ’) become spaces, letters
    lower case, the other ASCII punctuation nothing, and white space single spaces. “ and ” stay,
    since that program leaves them.
    """
    return " ".join(answer.translate(_SPACED).lower().translate(_DELETED).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """Return EM: 1 when the answer equals one of the golds once both are normalised, else 0."""
    return float(any(normalised(answer) == normalised(gold) for gold in golds))


def character_f1(answer: str, golds: Sequence[str]) -> float:
    """Return F1 (0..1) over characters without white space, the best over the golds.

    Precision and recall count each character as often as it stands in both (KorQuAD 1.0; SQuAD's F1
    counts words instead, Rajpurkar et al., EMNLP 2016).
    """
    return max((_f1(answer, gold) for gold in golds), default=0.0)


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """Return the chance (0..1) that a positive scores above a negative, ties counted half.

    The area under the ROC curve as the statistic of Mann and Whitney (Hanley and McNeil, Radiology
    1982). Raises ValueError when either side is empty.
    """
    above, order = _numbers(positive), np.sort(_numbers(negative))
    lower = np.searchsorted(order, above, "left")
    upto = np.searchsorted(order, above, "right")
    return float((lower + upto).mean() / 2 / len(order))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What follows from answering at or above a threshold.

    coverage (0..1): the share of the questions that is answered; accuracy (0..1): of those, right.
    """

    threshold: float
    coverage: float
    accuracy: float


def coverage_curve(confidences: ArrayLike, right: ArrayLike) -> tuple[CurvePoint, ...]:
    """Return a point for each distinct confidence, the highest first; the last covers all.

    The risk-coverage curve of selective classification (El-Yaniv and Wiener, JMLR 2010), with
    accuracy for risk. Equal confidences are answered together, so the order of the questions does
    not matter. right: 1 where the answer is right, else 0.
    """
    if not np.size(confidences):
        return ()
    confidence, correct = _paired(confidences, right)
    order = np.argsort(-confidence, kind="stable")
    ordered, rights = confidence[order], np.cumsum(correct[order])
    ends = [*np.flatnonzero(np.diff(ordered)).tolist(), len(ordered) - 1]
    return tuple(
        CurvePoint(float(ordered[end]), (end + 1) / len(ordered), float(rights[end] / (end + 1)))
        for end in ends
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose probability lies in [low, high): how many, mean probability, share right."""

    low: float
    high: float
    count: int
    probability: float
    right: float


def reliability(probabilities: ArrayLike, right: ArrayLike, bins: int = BINS) -> tuple[Bin, ...]:
    """Return the bins of a reliability diagram that hold something, in ascending order.

    Bins are of equal width over 0..1, the last one closed (Guo et al., ICML 2017).
    """
    if not np.size(probabilities):
        return ()
    probability, correct = _paired(probabilities, right)
    if probability.min() < 0 or probability.max() > 1:
        raise ValueError("a probability lies outside 0..1")
    edges = np.linspace(0, 1, bins + 1)
    number = np.clip(np.searchsorted(edges, probability, "right") - 1, 0, bins - 1)
    return tuple(
        Bin(
            low=float(edges[at]),
            high=float(edges[at + 1]),
            count=int(mine.sum()),
            probability=float(probability[mine].mean()),
            right=float(correct[mine].mean()),
        )
        for at in range(bins)
        if (mine := number == at).any()
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Return ECE (0..1): the mean distance of probability and share right, bins by their counts.

    Naeini, Cooper and Hauskrecht, AAAI 2015. 0 without bins.
    """
    total = sum(one.count for one in bins)
    gaps = sum(one.count * abs(one.probability - one.right) for one in bins)
    return gaps / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def _mean(values: Numbers) -> float:
    return float(values.mean())


def interval(
    *groups: ArrayLike, measure: Callable[..., float] = _mean, samples: int = SAMPLES
) -> Interval:
    """Return a measure with its percentile bootstrap interval (Efron, 1979).

    groups: the values of independent groups, each drawn from by itself; measure takes as many arrays.
    The seed is fixed: the same values give the same bounds. Raises ValueError for an empty group.
    """
    arrays = [_numbers(group) for group in groups]
    generator = np.random.default_rng(_SEED)
    drawn = [
        measure(*(array[generator.integers(0, len(array), len(array))] for array in arrays))
        for _ in range(samples)
    ]
    low, high = np.percentile(drawn, [50 - _LEVEL / 2, 50 + _LEVEL / 2])
    return Interval(float(measure(*arrays)), float(low), float(high))


def percentile(values: ArrayLike, share: float) -> float:
    """Return the value that share (0..100) per cent lie at or below, linear between neighbours."""
    return float(np.percentile(_numbers(values), share))


def _first(ranked: Sequence[str], k: int) -> Sequence[str]:
    if k < 1:
        raise ValueError(f"k must be 1 or more, got {k}")
    first = ranked[:k]
    if len(set(first)) != len(first):
        raise ValueError("a document stands twice in a ranking")
    return first


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _f1(answer: str, gold: str) -> float:
    given = Counter(normalised(answer).replace(" ", ""))
    expected = Counter(normalised(gold).replace(" ", ""))
    same = (given & expected).total()
    return 2 * same / (given.total() + expected.total()) if same else 0.0


def _numbers(values: ArrayLike) -> Numbers:
    array = np.asarray(values, dtype=np.float64)
    if not array.size:
        raise ValueError("there are no values to measure")
    return array


def _paired(scores: ArrayLike, right: ArrayLike) -> tuple[Numbers, Numbers]:
    one, other = _numbers(scores), _numbers(right)
    if one.shape != other.shape:
        raise ValueError(f"{one.size} scores do not pair with {other.size} outcomes")
    return one, other
