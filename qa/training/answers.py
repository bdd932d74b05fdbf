"""Learns which words of a Korean sentence are the short answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from qa.evaluation.metrics import character_f1, exact_match
from qa.reading.short_answers.features import ANSWER_SIGNS
from qa.reading.short_answers.korean import KoreanReader
from qa.reading.short_answers.names import NamesNet
from qa.training.examples import Example
from qa.training.fitting import conditional_logit

_UNWEIGHED = dict.fromkeys(ANSWER_SIGNS, 0.0)


@dataclass(frozen=True, slots=True)
class Marked:
    """The candidates of a sentence that holds the answer: texts, ANSWER_SIGNS, which of them it is."""

    gold: tuple[str, ...]
    texts: tuple[str, ...]
    signs: Matrix
    right: NDArray[np.bool_]
    fold: int


def marked(
    examples: Sequence[Example], names: NamesNet, analyzer: Analyzer, likeness: Likeness
) -> list[Marked]:
    """Return the Korean examples whose answer stands in a sentence of a passage that was found."""
    found = []
    for example in examples:
        sentence = answering_sentence(example) if example.kind == "ko" else None
        if sentence is None:
            continue
        reader = KoreanReader(example.question, analyzer, likeness, names, _UNWEIGHED)
        tokens, spans = reader.candidates(sentence)
        if not spans or not reader.has_short_answer():
            continue
        texts = tuple(sentence[span.start : span.end] for span in spans)
        right = np.array([exact_match(text, example.gold) > 0 for text in texts], bool)
        signs = reader.describe(sentence, tokens, spans)
        found.append(Marked(example.gold, texts, signs, right, example.fold))
    return found


def answering_sentence(example: Example) -> str | None:
    """Return the first sentence of the right article's passages that holds the answer."""
    for evidence in example.ranking.evidence:
        if evidence.stored.source.id in example.right:
            passage = evidence.stored.passage
            for number in range(len(passage.sentences)):
                text = passage.sentence_text(number)
                if any(gold in text for gold in example.gold):
                    return text
    return None


def learn_answers(sentences: Sequence[Marked]) -> dict[str, float]:
    """Return weights of ANSWER_SIGNS by which the right candidates are likely in their sentences."""
    usable = [one for one in sentences if one.right.any()]
    weights = conditional_logit(
        [one.signs.astype(np.float64) for one in usable],
        [one.right for one in usable],
        np.ones(len(usable)),
    )
    return {name: round(float(w), 3) for name, w in zip(ANSWER_SIGNS, weights, strict=True)}


def report_answers(sentences: Sequence[Marked], unseen: Sequence[Mapping[str, float]]) -> str:
    """Return EM and F1 on sentences that hold the answer. unseen: for each fold weights of the others."""
    scores = []
    for one in sentences:
        weights = [unseen[one.fold][name] for name in ANSWER_SIGNS]
        text = one.texts[int(np.argmax(one.signs @ weights))]
        scores.append((exact_match(text, one.gold), character_f1(text, one.gold)))
    reached = np.mean([bool(one.right.any()) for one in sentences])
    match, overlap = np.mean(scores, axis=0)
    return (
        f"short answers in {len(sentences)} Korean sentences that hold the answer: a candidate is it"
        f" {reached:.4f}, EM {match:.4f}, F1 {overlap:.4f}"
    )
