"""From ranked passages to sentences that may answer, best first, and how likely the best does."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from index.text.scripts import main_script
from index.text.terms import fold
from qa.question.analysis import Question
from qa.reading.second_look import DOUBT, LOOKED_AT, again_signs, finds, weigh
from qa.reading.short_answers.korean import Found, KoreanReader
from qa.reading.short_answers.names import NamesNet
from qa.reading.signs import heads_a_table, passage_signs, sentence_signs
from qa.reading.silence import probability, silence_signs
from qa.reading.weights import Learnt
from qa.search.ranking import Evidence, Ranking

_READ = (
    5  # passages that are read; the right one is among the best 5 for 99 % of KorQuAD's questions
)
_FOREIGN_HANDICAP = 2.0  # a quote in the reader's own script is preferred, unless half as likely
_HARDLY = 0.2  # of the question's words are met by words alike: as much as any passage meets


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that may answer: its number in its passage, its score (a logit), its signs.

    answer: its likeliest short answer, where it was looked at for one.
    """

    evidence: Evidence
    number: int
    score: float
    signs: Mapping[str, float]
    answer: Found | None = None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.evidence.stored.passage.sentence_text(self.number)

    @property
    def short(self) -> str:
        """Its likeliest short answer, "" where it was not looked at for one or has none."""
        return self.text[self.answer.start : self.answer.end] if self.answer else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one side, best first, and how likely the best answers."""

    choices: tuple[Choice, ...]
    signs: Mapping[str, float]
    probability: float
    foreign: bool

    @property
    def favour(self) -> float:
        """The odds that the best answers; those in the reader's own script are preferred."""
        odds = self.probability / (1 - self.probability)
        return odds / _FOREIGN_HANDICAP if self.foreign else odds


def korean_reader(
    question: Question, analyzer: Analyzer, likeness: Likeness, names: NamesNet, learnt: Learnt
) -> KoreanReader | None:
    """Return what reads Korean sentences for a Korean question; None for one in another language."""
    if main_script(question.text) != "Hang":
        return None
    return KoreanReader(question, analyzer, likeness, names, learnt.answers)


def judge(
    question: Question, ranking: Ranking, learnt: Learnt, reader: KoreanReader | None
) -> list[Judged]:
    """Return the sentences of the best passages, best first, of one or two sides.

    Passages in the question's script and in others are judged apart, since scores that rest on words
    and scores that rest on meaning do not compare; the side whose best sentence is the likelier
    answer comes first, the question's own script with some favour.
    """
    sides = []
    for foreign in (False, True):
        weights = learnt.side(foreign)
        choices = first_look(question, ranking, foreign, weights.reading)
        if choices:
            if not foreign:
                choices = look_again(choices, reader, learnt.again)
            signs = _signs(question, ranking, choices)
            likely = probability(signs, weights.silence) if foreign or _shares(signs) else 0.0
            sides.append(Judged(choices, signs, likely, foreign))
    return sorted(sides, key=lambda side: (-side.favour, side.foreign))


def _shares(signs: Mapping[str, float]) -> bool:
    """Say whether passage and question share a word, or nearly: else nothing speaks for it in its own script."""
    return signs["core"] > 0 or signs["held"] > 0 or signs["alike"] >= _HARDLY


def first_look(
    question: Question, ranking: Ranking, foreign: bool, weights: Mapping[str, float]
) -> tuple[Choice, ...]:
    """Return the sentences of the best passages of a side, best first."""
    passages = [one for one in ranking.evidence if one.foreign is foreign][:_READ]
    top = passages[0].score if passages else 0.0
    choices = []
    for evidence in passages:
        shared = passage_signs(question, ranking, evidence, top)
        for number, own in enumerate(sentence_signs(question, ranking, evidence)):
            if heads_a_table(evidence.stored.passage.sentence_text(number)):
                continue
            signs = {**own, **shared}
            choices.append(Choice(evidence, number, weigh(signs, weights), signs))
    return tuple(sorted(choices, key=_order))


def look_again(
    choices: Sequence[Choice], reader: KoreanReader | None, weights: Mapping[str, float]
) -> tuple[Choice, ...]:
    """Return the sentences with the first few in the order of their short answers, where they have some.

    Only those are looked at that the first might be mistaken for; what comes after keeps its distance.
    """
    looked_at: list[Choice] = []
    texts: set[str] = set()
    for one in choices:
        texts.add(one.text)
        if one.score < choices[0].score - DOUBT or len(texts) > LOOKED_AT:
            break
        looked_at.append(one)
    rest = choices[len(looked_at) :]
    found = finds(reader, [one.text for one in looked_at])
    if not any(found):
        return tuple(choices)
    signs = again_signs([one.score for one in looked_at], found)
    again = sorted(
        (
            replace(one, score=weigh(more, weights), signs={**one.signs, **more}, answer=answer)
            for one, more, answer in zip(looked_at, signs, found, strict=True)
        ),
        key=_order,
    )
    lower = again[-1].score - looked_at[-1].score
    return (*again, *(replace(one, score=one.score + lower) for one in rest))


def _order(one: Choice) -> tuple[float, int, int]:
    return -one.score, one.evidence.stored.id, one.number


def _signs(question: Question, ranking: Ranking, choices: Sequence[Choice]) -> dict[str, float]:
    """Return the signs that tell how likely the first choice answers.

    What says the same as it, in a copy of the article or in another article, is no rival of it.
    """
    best = choices[0]
    agreeing = [one for one in choices if _agree(best, one)]
    certainty = _mass(agreeing, best) / _mass(choices, best)
    same = {one.evidence.stored.source.id for one in agreeing}
    mine = best.evidence.score
    others = [one.evidence.score for one in choices if one.evidence.stored.source.id not in same]
    lead = (mine - max(others)) / mine if others and mine > 0 else 0.0  # alone, it leads nothing
    return silence_signs(
        question, ranking, best.evidence, best.signs, best.number, certainty, max(-1.0, lead)
    )


def _agree(one: Choice, other: Choice) -> bool:
    """Say whether two sentences are of the same words, or would give the same short answer."""
    if one.answer and other.answer and one.short == other.short:
        return True
    return words_of(one.text) == words_of(other.text)


def words_of(text: str) -> str:
    """Return a text as it is compared with others: letters folded, white space evened."""
    return " ".join(fold(text).split())


def _mass(choices: Sequence[Choice], best: Choice) -> float:
    return sum(math.exp(one.score - best.score) for one in choices)
