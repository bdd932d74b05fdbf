"""The short answer in a Korean sentence to a Korean question, or None when that is unsure."""

from dataclasses import dataclass

import numpy as np

from index.analyzer import Analyzer, Token
from index.encoders import Matrix
from index.likeness import Likeness
from qa.question import Asked, Question
from qa.short_answers.asking import Asking, read_asking
from qa.short_answers.candidates import Candidate, candidates
from qa.short_answers.features import FEATURES, Described, describe, group_of
from qa.short_answers.names import KINDS
from qa.short_answers.nets import Nets

_SURE = 0.12  # of the softmax over all candidates; what is less likely is not marked
_ECHO = FEATURES.index("pure echo")
_WANTED = tuple(
    [KINDS.index(kind) for kind in kinds]
    for kinds in (("date", "time"), ("quantity",), ("person",), ("place", "organisation"), ())
)  # for each of GROUPS


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest candidate of a sentence: characters [start, end), its logit, its share of the softmax.

    kind: how likely it is of the kind that is asked for, 0 where that has no form. Never one whose words
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
        self, question: Question, analyzer: Analyzer, likeness: Likeness, nets: Nets
    ) -> None:
        self._question, self._analyzer, self._likeness, self._nets = (
            question, analyzer, likeness, nets,
        )  # fmt: skip
        self.asking: Asking = read_asking(analyzer.tokens(question.text))

    def has_short_answer(self) -> bool:
        """Say whether the question asks for a few words: not for a reason, a way, or yes or no."""
        open_ended = self._question.asked in (Asked.REASON, Asked.METHOD)
        return not open_ended and not self.asking.yes_or_no

    def best(self, sentence: str) -> Found | None:
        """Return the likeliest candidate of a sentence; None where all only repeat the question."""
        tokens, spans = self.candidates(sentence)
        if not spans:
            return None
        described = self.describe(sentence, tokens, spans)
        scores = scores_of(self._question, described, self._nets)
        new = np.flatnonzero(described.features[:, _ECHO] == 0)
        if not len(new):
            return None
        place = int(new[np.argmax(scores[new])])
        share = 1 / float(np.exp(scores - scores[place]).sum())
        wanted = _WANTED[group_of(self._question)]
        kind = float(described.kinds[place, wanted].sum()) if wanted else 0.0
        return Found(spans[place].start, spans[place].end, float(scores[place]), share, kind)

    def candidates(self, sentence: str) -> tuple[list[Token], list[Candidate]]:
        """Return the tokens of a sentence, and its candidates."""
        tokens = self._analyzer.tokens(sentence)
        return tokens, candidates(sentence, tokens)

    def describe(self, sentence: str, tokens: list[Token], spans: list[Candidate]) -> Described:
        """Return what speaks for each candidate of a sentence, of which there is one at least."""
        names, likeness = self._nets.names, self._likeness
        return describe(self._question, self.asking, sentence, tokens, spans, likeness, names)


def is_sure(found: Found) -> bool:
    """Say whether a candidate is likely enough to be marked."""
    return found.share >= _SURE


def scores_of(question: Question, described: Described, nets: Nets) -> Matrix:
    """Return the logit of each candidate, shape (candidates,)."""
    return nets.spans.scores(
        group_of(question), described.features, described.focus, described.heads, described.wholes,
        described.besides,
    )  # fmt: skip
