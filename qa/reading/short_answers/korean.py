"""The short answer in a Korean sentence to a Korean question, or None when that is unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoding.encoders import Matrix
from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from index.text.korean_terms import Token
from qa.question.analysis import Asked, Question
from qa.reading.short_answers.asking import Asking, read_asking
from qa.reading.short_answers.candidates import Candidate, candidates, pointed
from qa.reading.short_answers.features import ANSWER_SIGNS, describe
from qa.reading.short_answers.names import NamesNet
from qa.reading.short_answers.patterns import has_type

_FORMED = (
    Asked.DATE,
    Asked.TIME,
    Asked.NUMBER,
)  # what has the asked form comes before what has not
_SURE = 0.12  # of the softmax over the candidates; what is less likely is not marked
_ECHO, _WANTED = ANSWER_SIGNS.index("pure echo"), ANSWER_SIGNS.index("wanted kind")


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest candidate of a sentence: characters [start, end), its logit, its share of the softmax.

    The share is among what may answer: nothing that only repeats the question, and only what has the asked
    form where something has it. kind: how likely it is of the kind that is asked for, 0 where that has no form. Never one whose words
    all stand in the question.
    """

    start: int
    end: int
    score: float
    share: float
    kind: float


class KoreanReader:
    """Finds short answers to one Korean question in sentences."""

    def __init__(
        self,
        question: Question,
        analyzer: Analyzer,
        likeness: Likeness,
        names: NamesNet,
        weights: Mapping[str, float],
    ) -> None:
        """weights: of ANSWER_SIGNS."""
        self._question, self._analyzer, self._likeness, self._names = (
            question, analyzer, likeness, names,
        )  # fmt: skip
        self._weights = np.array([weights[name] for name in ANSWER_SIGNS], np.float32)
        self._asking: Asking = read_asking(analyzer.tokens(question.text))

    def has_short_answer(self) -> bool:
        """Say whether the question asks for a few words: not for a reason, a way, or yes or no."""
        open_ended = self._question.asked in (Asked.REASON, Asked.METHOD)
        return not open_ended and not self._asking.yes_or_no

    def best(self, sentence: str) -> Found | None:
        """Return the likeliest candidate of a sentence; None where all only repeat the question."""
        tokens, spans = self.candidates(sentence)
        if not spans:
            return None
        signs = self.describe(sentence, tokens, spans)
        scores = signs @ self._weights
        new = np.flatnonzero(signs[:, _ECHO] == 0)
        if not len(new):
            return None
        if self._question.asked is Asked.PERSON:
            whole = [i for i in new if not _breaks_a_name(tokens, spans[i])]
            new = np.array(whole or new)
        if self._question.asked in _FORMED:
            formed = [i for i in new if has_type(self._question.asked, _text(sentence, spans[i]))]
            counted = [
                i for i in formed if _is_counted(_text(sentence, spans[i]), self._question.unit)
            ]
            new = np.array(counted or formed or new)
        place = int(new[np.argmax(scores[new])])
        share = 1 / float(np.exp(scores[new] - scores[place]).sum())
        kind = float(signs[place, _WANTED])
        return Found(spans[place].start, spans[place].end, float(scores[place]), share, kind)

    def candidates(self, sentence: str) -> tuple[list[Token], list[Candidate]]:
        """Return the tokens of a sentence, and its candidates."""
        tokens = pointed(self._analyzer.tokens(sentence))
        return tokens, candidates(sentence, tokens)

    def describe(
        self, sentence: str, tokens: Sequence[Token], spans: Sequence[Candidate]
    ) -> Matrix:
        """Return ANSWER_SIGNS of the candidates of a sentence, of which there is one at least."""
        return describe(
            self._question, self._asking, sentence, tokens, spans, self._likeness, self._names
        )


def _breaks_a_name(tokens: Sequence[Token], span: Candidate) -> bool:
    """Say whether a name goes on after a candidate: "조지" of "조지 글래스"."""
    pair = tokens[span.last : span.last + 2]
    return len(pair) == 2 and pair[1].start - pair[0].end <= 1 and {t.tag for t in pair} == {"NNP"}


def _is_counted(text: str, unit: str) -> bool:
    """Say whether a candidate is a number of what the question counts: "다섯 명" for 명."""
    return unit != "" and text.endswith(unit) and text != unit


def _text(sentence: str, span: Candidate) -> str:
    return sentence[span.start : span.end]


def is_sure(found: Found) -> bool:
    """Say whether a candidate is likely enough to be marked."""
    return found.share >= _SURE
