"""Learns the choice of qa/reading/choice.py: weights of its signs, and what makes its shares probabilities."""

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.reading.choice import READ_SIGNS, ChoiceWeights, read_signs, words_of
from qa.reading.network import Network, SeenSpan
from qa.reading.signs import SIGNS
from qa.training.examples import FOLDS, Example
from qa.training.fitting import Floats, choice_or_none, logistic

logger = logging.getLogger("qa.training")

NAMES = (*READ_SIGNS, *SIGNS)
_ENOUGH = 0.5
"""Reading stops at this logit: 5.8 windows a question instead of 10.5, and 0.823 right instead of 0.828."""

_SHARES = {
    "written ko": 0.32, "written": 0.12, "written across": 0.14,
    "korquad": 0.13, "removed": 0.12, "others": 0.17,
}  # fmt: skip
"""Of the weight of all examples, the share of each group."""


@dataclass(frozen=True, slots=True)
class Line:
    """An example's sentences that were read: their signs, which of them answer, and their short answers.

    signs: (sentences, 2 x signs), those of foreign passages in the second half. places: of each sentence
    the number of its sheet and its number in the passage.
    """

    example: Example
    signs: Floats
    right: NDArray[np.bool_]
    places: tuple[tuple[int, int], ...]
    spans: tuple[SeenSpan | None, ...]

    def text(self, number: int) -> str:
        """Return a sentence."""
        sheet, sentence = self.places[number]
        return self.example.sheets[sheet].evidence.stored.passage.sentence_text(sentence)


def lines(examples: Sequence[Example], network: Network) -> list[Line]:
    """Read all passages of all examples."""
    found = []
    for number, example in enumerate(examples, start=1):
        rows, right, places, spans = [], [], [], []
        for place, (sheet, answers) in enumerate(zip(example.sheets, example.right, strict=True)):
            read = read_signs(sheet, network.read(sheet.windows))
            for sentence, (signs, span) in sorted(read.items()):
                row = [signs[name] for name in NAMES]
                none = [0.0] * len(row)
                rows.append(none + row if sheet.evidence.foreign else row + none)
                right.append(answers[sentence])
                places.append((place, sentence))
                spans.append(span)
        if rows:
            found.append(
                Line(
                    example=example,
                    signs=np.array(rows),
                    right=np.array(right),
                    places=tuple(places),
                    spans=tuple(spans),
                )
            )
        if number % 100 == 0:
            logger.info("%d questions read", number)
    return found


@dataclass(frozen=True, slots=True)
class Judgement:
    """What weights that had not seen an example chose of it: the sentence's number, its share and probability."""

    line: Line
    best: int
    share: float
    lead: float
    probability: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether the chosen sentence answers."""
        return bool(self.line.right[self.best])


def learn(read: Sequence[Line]) -> tuple[ChoiceWeights, list[Judgement]]:
    """Return the weights learnt from all, and what weights of the other folds judged of each example."""
    judgements: list[Judgement] = []
    for fold in range(FOLDS):
        vector = _fit([one for one in read if one.example.fold != fold])
        judgements += [_judged(one, vector) for one in read if one.example.fold == fold]
    calibrated: list[Judgement] = []
    for fold in range(FOLDS):
        slope, bias = _calibration([one for one in judgements if one.line.example.fold != fold])
        calibrated += [
            replace(one, probability=_logistic(slope * _logit(one.share) + bias))
            for one in judgements
            if one.line.example.fold == fold
        ]
    slope, bias = _calibration(judgements)
    vector = _fit(read)
    half = len(NAMES)
    return (
        ChoiceWeights(
            own=_named(vector[:half]),
            foreign=_named(vector[half:]),
            slope=round(slope, 4),
            bias=round(bias, 4),
            enough=_ENOUGH,
        ),
        calibrated,
    )


def _fit(read: Sequence[Line]) -> Floats:
    return choice_or_none([one.signs for one in read], [one.right for one in read], _evened(read))


def _judged(line: Line, vector: Floats) -> Judgement:
    scores = line.signs @ vector
    best = int(scores.argmax())
    most = max(0.0, float(scores[best]))
    shares = np.exp(scores - most)
    total = float(shares.sum()) + math.exp(-most)
    own = words_of(line.text(best))
    same = np.array([words_of(line.text(n)) == own for n in range(len(line.places))])
    return Judgement(line, best, float(shares[same].sum()) / total, float(scores[best]))


def _calibration(judgements: Sequence[Judgement]) -> tuple[float, float]:
    signs = np.array([[_logit(one.share)] for one in judgements])
    right = np.array([one.is_right for one in judgements])
    bias, slope = logistic(signs, right, _evened([one.line for one in judgements]))
    return float(slope), float(bias)


def _logit(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _named(weights: Floats) -> Mapping[str, float]:
    return {name: round(float(w), 4) for name, w in zip(NAMES, weights, strict=True)}


def _evened(read: Sequence[Line]) -> Floats:
    groups = [group(one.example) for one in read]
    counts = Counter(groups)
    return np.array([_SHARES[one] / counts[one] for one in groups])


def group(example: Example) -> str:
    """Return the group of an example whose share of all weight is fixed."""
    kind = example.asked.kind
    if kind.endswith("article removed") or kind.startswith("stray"):
        return "removed"
    if kind.startswith("written"):
        language = kind.split()[1]
        return (
            "written across" if ">" in language else "written ko" if language == "ko" else "written"
        )
    return "korquad" if kind.startswith("korquad") else "others"
