"""Which sentence answers, and how likely: one learnt choice over what was read and what words and vectors say.

Every sentence that was read, and "no sentence answers", share one softmax: what is quoted, its short
answer and the probability come from it, so they cannot disagree.
"""

import json
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.text.terms import fold
from qa.answer import Confidence
from qa.reading.network import Reads, Scores, SeenSpan
from qa.reading.sheets import Sheet
from qa.reading.signs import SIGNS
from qa.search.ranking import Evidence

FILE = "choice.json"
THRESHOLD = 0.4
"""The probability below which nothing is quoted; data and curve are in docs/evaluation.md."""

_HIGH, _MEDIUM = 0.8, 0.6
READ_SIGNS = {
    "margin": 'the sentence\'s score less that of "not here" in its window',
    "share": 'ln of its share in the softmax of its window\'s sentences and "not here"',
    "span": "score of its best short answer less that of none",
    "later": "ln of its passage's rank on its side",
    "bias": "1",
    "margin_above": "margin where it is above 0, else 0",
    "span_above": "likewise of span",
    "margin_odds": "the logistic of margin",
    "span_odds": "the logistic of span",
    "part": "its share itself, 0..1",
    "part_cosine": "the same times the sentence's cosine",
    "part_missing": "the same times the weight of the morpheme that is missed most",
    "part_passage": "the same times the passage's score as a share of the best one's",
}
_LEAST_SHARE = -12.0
_NO_SPAN = -9.0
_COPY = 1e-6  # what is read itself comes before its copies


@dataclass(frozen=True, slots=True)
class ChoiceWeights:
    """What the choice weighs, learnt by `python -m qa.training`.

    own, foreign: of READ_SIGNS and SIGNS, for passages in the question's script and in others; slope, bias:
    of the logistic that makes a share of the softmax a probability; enough: the lead over "no sentence
    answers" (a logit) at which reading stops.
    """

    own: Mapping[str, float]
    foreign: Mapping[str, float]
    slope: float
    bias: float
    enough: float

    def __post_init__(self) -> None:
        known = {*READ_SIGNS, *SIGNS}
        for given in (self.own, self.foreign):
            if wrong := sorted(given.keys() ^ known):
                raise ValueError(f"weights must be of the known signs, got a difference in {wrong}")

    def to_json(self) -> str:
        """Return the weights as text that a person can read."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "ChoiceWeights":
        """Read what to_json wrote. Raises ValueError for weights of other signs than the program's."""
        return cls(**json.loads(text))

    def probability(self, share: float) -> float:
        """Return how likely a sentence with this share of the softmax answers."""
        share = min(max(share, 1e-9), 1 - 1e-9)
        return 1 / (1 + math.exp(-(self.bias + self.slope * math.log(share / (1 - share)))))


@cache
def shipped_weights() -> ChoiceWeights:
    """Return the weights that came with the program."""
    return ChoiceWeights.from_json(
        resources.files("qa.reading").joinpath(FILE).read_text(encoding="utf-8")
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that may answer: its number in its passage, its score (a logit, 0 is "none answers").

    span: its likeliest short answer in the passage's text, and how likely it has one.
    """

    evidence: Evidence
    number: int
    score: float
    span: SeenSpan | None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.evidence.stored.passage.sentence_text(self.number)


@dataclass(frozen=True, slots=True)
class Choices:
    """All sentences that were read, best first, and how likely the best answers."""

    every: tuple[Choice, ...]
    probability: float


def choose(sheets: Sequence[Sheet], network: Reads, weights: ChoiceWeights) -> Choices:
    """Read the passages, best first, until the rest cannot win any more; choose among their sentences.

    Of equal scores the lower passage id and sentence comes first.
    """
    found: list[Choice] = []
    waiting = deque(sheets)
    while waiting and not any(one.score >= weights.enough for one in found):
        sheet = waiting.popleft()
        found += judged(sheet, network.read(sheet.windows), weights)
    found += _copies(found, waiting)
    found.sort(key=lambda one: (-one.score, one.evidence.stored.id, one.number))
    if not found:
        return Choices((), 0.0)
    most = max(0.0, found[0].score)
    total = math.exp(-most) + sum(math.exp(one.score - most) for one in found)
    same = words_of(found[0].text)
    agreeing = sum(math.exp(o.score - most) for o in found if words_of(o.text) == same)
    return Choices(tuple(found), weights.probability(agreeing / total))


def _copies(found: Sequence[Choice], unread: Iterable[Sheet]) -> list[Choice]:
    """Return the sentences of passages that were not read which say, word for word, what was read elsewhere."""
    known = {words_of(one.text): one.score for one in reversed(found)}
    copies = []
    for sheet in unread:
        passage = sheet.evidence.stored.passage
        for number in range(len(passage.sentences)):
            score = known.get(words_of(passage.sentence_text(number)))
            if score is not None:
                copies.append(Choice(sheet.evidence, number, score - _COPY, None))
    return copies


def judged(sheet: Sheet, read: Sequence[Scores], weights: ChoiceWeights) -> list[Choice]:
    """Return the sentences of a passage with their scores; of two windows that hold one, the surer counts."""
    side = weights.foreign if sheet.evidence.foreign else weights.own
    return [
        Choice(
            sheet.evidence, number, sum(side[name] * value for name, value in signs.items()), span
        )
        for number, (signs, span) in sorted(read_signs(sheet, read).items())
    ]


def read_signs(
    sheet: Sheet, read: Sequence[Scores]
) -> dict[int, tuple[dict[str, float], SeenSpan | None]]:
    """Return READ_SIGNS and SIGNS of each sentence of a passage that was read, and its short answer."""
    found: dict[int, tuple[dict[str, float], SeenSpan | None]] = {}
    for window, scores in zip(sheet.windows, read, strict=True):
        every = [scores.nothing, *scores.sentences]
        most = max(every)
        total = most + math.log(sum(math.exp(one - most) for one in every))
        for place, (score, span) in enumerate(zip(scores.sentences, scores.spans, strict=True)):
            number = window.first + place
            margin = score - scores.nothing
            if number in sheet.skipped or (
                number in found and found[number][0]["margin"] >= margin
            ):
                continue
            known = sheet.signs[number]
            seen = span.margin if span else _NO_SPAN
            own = _bent(margin, max(score - total, _LEAST_SHARE), seen, known)
            found[number] = (
                {**own, "later": math.log(sheet.rank), "bias": 1.0, **known},
                span,
            )
    return found


def _bent(margin: float, share: float, span: float, known: Mapping[str, float]) -> dict[str, float]:
    """Return what was read of a sentence, also bent and multiplied: a sum of signs weighs only straight."""
    part = math.exp(share)
    return {
        "margin": margin,
        "share": share,
        "span": span,
        "margin_above": max(margin, 0.0),
        "span_above": max(span, 0.0),
        "margin_odds": _odds(margin),
        "span_odds": _odds(span),
        "part": part,
        "part_cosine": part * known["cosine"],
        "part_missing": part * known["missing"],
        "part_passage": part * known["passage"],
    }


def _odds(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))


def confidence(probability: float, threshold: float = THRESHOLD) -> Confidence:
    """Return the word for a probability."""
    if probability < threshold:
        return Confidence.NONE
    if probability >= _HIGH:
        return Confidence.HIGH
    return Confidence.MEDIUM if probability >= _MEDIUM else Confidence.LOW


def words_of(text: str) -> str:
    """Return a text as it is compared with others: letters folded, white space evened."""
    return " ".join(fold(text).split())
