"""The learnt weights that are shipped: made by python -m qa.training (docs/decisions)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from qa.reading.second_look import AGAIN_SIGNS
from qa.reading.short_answers.features import ANSWER_SIGNS
from qa.reading.signs import PASSAGE_SIGNS, SENTENCE_SIGNS
from qa.reading.silence import SILENCE_SIGNS

FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Side:
    """Weights for passages in the question's own script, or for those in another.

    reading: of SENTENCE_SIGNS and PASSAGE_SIGNS, a conditional logit over all sentences that are read;
    silence: of SILENCE_SIGNS and a "bias", a logistic regression.
    """

    reading: Mapping[str, float]
    silence: Mapping[str, float]

    def __post_init__(self) -> None:
        _check(self.reading, {*SENTENCE_SIGNS, *PASSAGE_SIGNS})
        _check(self.silence, {*SILENCE_SIGNS, "bias"})


@dataclass(frozen=True, slots=True)
class Learnt:
    """The weights of both sides, and of what is done with Korean sentences alone.

    answers: of ANSWER_SIGNS, a conditional logit over the candidates of a sentence; again: of AGAIN_SIGNS,
    one over the few sentences that are looked at again.
    """

    own: Side
    foreign: Side
    answers: Mapping[str, float]
    again: Mapping[str, float]

    def __post_init__(self) -> None:
        _check(self.answers, set(ANSWER_SIGNS))
        _check(self.again, set(AGAIN_SIGNS))

    def side(self, foreign: bool) -> Side:
        """Return the weights for passages in another script than the question, or in its own."""
        return self.foreign if foreign else self.own

    def to_json(self) -> str:
        """Return the weights as text that a person can read."""
        sides = {
            name: {"reading": dict(side.reading), "silence": dict(side.silence)}
            for name, side in (("own", self.own), ("foreign", self.foreign))
        }
        return (
            json.dumps(sides | {"answers": dict(self.answers), "again": dict(self.again)}, indent=1)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> "Learnt":
        """Read what to_json wrote. Raises ValueError for weights of other signs than the program's."""
        sides = json.loads(text)
        return cls(Side(**sides["own"]), Side(**sides["foreign"]), sides["answers"], sides["again"])


def _check(given: Mapping[str, float], known: set[str]) -> None:
    if wrong := sorted(given.keys() ^ known):
        raise ValueError(f"weights must be of the known signs, got a difference in {wrong}")


@cache
def shipped() -> Learnt:
    """Return the weights that came with the program."""
    return Learnt.from_json(
        resources.files("qa.reading").joinpath(FILE).read_text(encoding="utf-8")
    )
