"""Learns reading and silence, one after another: each from what was judged without having been learnt from."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from qa.reading.choosing import Choice, Judged, first_look, judge, korean_reader
from qa.reading.second_look import AGAIN_SIGNS, LOOKED_AT, again_signs, finds, weigh
from qa.reading.short_answers.korean import KoreanReader
from qa.reading.short_answers.names import NamesNet
from qa.reading.signs import PASSAGE_SIGNS, SENTENCE_SIGNS
from qa.reading.silence import SILENCE_SIGNS, probability
from qa.reading.weights import Learnt, Side
from qa.training.examples import FOLDS, Example
from qa.training.fitting import Floats, conditional_logit, logistic

logger = logging.getLogger("qa.training")
READING = (*SENTENCE_SIGNS, *PASSAGE_SIGNS)
SILENCE = ("bias", *SILENCE_SIGNS)
_SHARES = {"korean": 0.55, "written": 0.1, "others": 0.35}
"""Of the weight of all examples that a side is learnt from: of Korean ones, those asked as readers ask, the rest."""
_EVEN = dict.fromkeys(READING, 0.0)
_SILENT = dict.fromkeys(SILENCE, 0.0)
_UNSEEN = dict.fromkeys(AGAIN_SIGNS, 0.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sentences of one side of an example that are read: their signs, and which of them answer."""

    example: Example
    choices: tuple[Choice, ...]
    signs: Floats
    right: NDArray[np.bool_]

    def first(self, weights: Mapping[str, float]) -> list[int]:
        """Return the numbers of the few best sentences by weights."""
        scores = self.signs @ [weights[name] for name in READING]
        return [int(place) for place in np.argsort(-scores, kind="stable")[:LOOKED_AT]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An example and its sides as weights judged them that had not seen it; their probabilities as yet 0.5."""

    example: Example
    sides: tuple[Judged, ...]

    def under(self, learnt: Learnt) -> Judged | None:
        """Return the side that answers under the probabilities of learnt."""
        sides = [
            replace(side, probability=probability(side.signs, learnt.side(side.foreign).silence))
            if side.probability  # 0 is a rule's word, which no weights change
            else side
            for side in self.sides
        ]
        return max(sides, key=lambda side: side.favour, default=None)


class Learner:
    """Learns weights for each fold from the other folds, and last from all of them."""

    def __init__(
        self,
        analyzer: Analyzer,
        likeness: Likeness,
        names: NamesNet,
        answers: Sequence[Mapping[str, float]],
    ) -> None:
        """answers: for each fold the weights learnt without it, and last those learnt from all."""
        self._analyzer, self._likeness, self._names = analyzer, likeness, names
        self._answers = answers
        self.judged_whole: list[Verdict] = []
        self.judged_reduced: list[Verdict] = []

    def learn(self, to_read: Sequence[Example], to_judge: Sequence[Example]) -> list[Learnt]:
        """Return weights for each fold and last those of all."""
        sides = [_sheets(to_read, foreign) for foreign in (False, True)]
        logger.info("signs of %d sides gathered", sum(map(len, sides)))
        reading = [[_reading(sheets, fold) for sheets in sides] for fold in range(FOLDS + 1)]
        spans = self._spans(sides[0], [own for own, _ in reading])
        logger.info("reading learnt")
        looked = [
            Learnt(Side(own, _SILENT), Side(foreign, _SILENT), answers, again)
            for (own, foreign), answers, again in zip(reading, self._answers, spans, strict=True)
        ]
        self.judged_whole = self._judged(to_read, looked)
        self.judged_reduced = self._judged(to_judge, looked)
        logger.info("all judged by weights that had not seen them")
        return [self._silent(learnt, fold) for fold, learnt in enumerate(looked)]

    def _judged(self, examples: Sequence[Example], learnt: Sequence[Learnt]) -> list[Verdict]:
        return [
            Verdict(
                one,
                tuple(judge(one.question, one.ranking, learnt[one.fold], self._reader(one))),
            )
            for one in examples
        ]

    def _reader(self, example: Example) -> KoreanReader | None:
        nothing = Side(_EVEN, _SILENT)
        learnt = Learnt(nothing, nothing, self._answers[example.fold], _UNSEEN)
        return korean_reader(example.question, self._analyzer, self._likeness, self._names, learnt)

    def _spans(
        self, sheets: Sequence[Sheet], reading: Sequence[Mapping[str, float]]
    ) -> list[dict[str, float]]:
        """Learn how much a sentence's short answer says beside its first look, from Korean questions."""
        rows, right, folds = [], [], []
        for sheet in sheets:
            weights = reading[sheet.example.fold]
            first = sheet.first(weights)
            reader = self._reader(sheet.example)
            found = finds(reader, [sheet.choices[i].text for i in first])
            if any(found) and sheet.right[first].any():
                scores = [weigh(sheet.choices[i].signs, weights) for i in first]
                signs = again_signs(scores, found)
                rows.append(np.array([[one[name] for name in AGAIN_SIGNS] for one in signs]))
                right.append(sheet.right[first])
                folds.append(sheet.example.fold)
        learnt = []
        for fold in range(FOLDS + 1):
            seen = [i for i, own in enumerate(folds) if own != fold]
            found_weights = conditional_logit(
                [rows[i] for i in seen], [right[i] for i in seen], np.ones(len(seen))
            )
            learnt.append(_named(AGAIN_SIGNS, found_weights))
        return learnt

    def _silent(self, learnt: Learnt, fold: int) -> Learnt:
        own, foreign = (
            replace(learnt.side(side), silence=self._silence(side, fold)) for side in (False, True)
        )
        return replace(learnt, own=own, foreign=foreign)

    def _silence(self, foreign: bool, fold: int) -> dict[str, float]:
        signs, right, kinds = [], [], []
        for verdict in self.judged_reduced:
            example = verdict.example
            for side in verdict.sides:
                if side.foreign is foreign and example.fold != fold:
                    signs.append([side.signs[name] for name in SILENCE[1:]])
                    right.append(example.answers(side.choices[0]))
                    kinds.append(example.kind)
        if not signs:
            return dict(_SILENT)
        return _named(SILENCE, logistic(np.array(signs), np.array(right), _evened(kinds)))


def _sheets(examples: Sequence[Example], foreign: bool) -> list[Sheet]:
    sheets = []
    for example in examples:
        choices = first_look(example.question, example.ranking, foreign, _EVEN)
        if choices:
            signs = np.array([[choice.signs[name] for name in READING] for choice in choices])
            right = np.array([example.answers(choice) for choice in choices])
            sheets.append(Sheet(example, choices, signs, right))
    return sheets


def _reading(sheets: Sequence[Sheet], fold: int) -> dict[str, float]:
    seen = [sheet for sheet in sheets if sheet.example.fold != fold and sheet.right.any()]
    if not seen:
        return dict(_EVEN)
    weights = conditional_logit(
        [sheet.signs for sheet in seen],
        [sheet.right for sheet in seen],
        _evened([sheet.example.kind for sheet in seen]),
    )
    return _named(READING, weights)


def _named(names: Sequence[str] | Mapping[str, str], weights: Floats) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


def _evened(kinds: Sequence[str]) -> Floats:
    """Return weights of examples: those of each group together its share, as far as there are such."""
    groups = [_group(kind) for kind in kinds]
    counts = Counter(groups)
    return np.array([_SHARES[group] / counts[group] for group in groups])


def _group(kind: str) -> str:
    name = kind.split()[0]
    return "written" if name.startswith("written-") else "korean" if name == "ko" else "others"
