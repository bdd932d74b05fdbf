"""Learns which words of a Korean sentence are the short answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from index.analyzer import Analyzer
from index.encoders import open_encoder
from index.likeness import Likeness
from qa.metrics import character_f1, exact_match
from qa.question import Asked
from qa.spans import candidates, features, focus_of
from qa.training.examples import FOLDS, Example
from qa.training.fitting import choice_weights

_RIDGE = 1e-3
_LEFT_OUT = (Asked.REASON, Asked.METHOD)


@dataclass(frozen=True, slots=True)
class Marked:
    """The candidates of a sentence that holds the answer: texts, features, and which are the answer."""

    gold: tuple[str, ...]
    texts: tuple[str, ...]
    features: tuple[dict[str, float], ...]
    right: NDArray[np.bool_]
    fold: int


def marked(examples: Sequence[Example]) -> list[Marked]:
    """Return the Korean examples whose answer stands in a sentence of a passage that was found."""
    analyzer, likeness = Analyzer(), Likeness(open_encoder())
    found = []
    for example in examples:
        sentence = _answering(example) if example.kind == "ko" else None
        if sentence is None or example.question.asked in _LEFT_OUT:
            continue
        focus = focus_of(analyzer.tokens(example.question.text))
        tokens = analyzer.tokens(sentence)
        spans = candidates(sentence, tokens)
        texts = tuple(sentence[span.start : span.end] for span in spans)
        described = features(example.question, focus, sentence, tokens, spans, likeness)
        right = np.array([exact_match(text, example.gold) > 0 for text in texts], bool)
        found.append(Marked(example.gold, texts, tuple(described), right, example.fold))
    return found


def learn_spans(sentences: Sequence[Marked]) -> dict[str, float]:
    """Return the weights of the features; those that do next to nothing are left out."""
    usable = [one for one in sentences if one.right.any()]
    names = sorted({name for one in usable for described in one.features for name in described})
    rows = _matrix(usable, {name: place for place, name in enumerate(names)})
    sizes = [len(one.texts) for one in usable]
    weights = choice_weights(
        rows, sizes, [one.right for one in usable], np.ones(len(usable)), _RIDGE
    )
    pairs = zip(names, weights.round(3).tolist(), strict=True)
    return {name: weight for name, weight in pairs if abs(weight) >= 0.02}


def report_spans(sentences: Sequence[Marked]) -> str:
    """Return EM and F1 on sentences that hold the answer, of folds that were not learnt from."""
    scores = []
    for fold in range(FOLDS):
        weights = learn_spans([one for one in sentences if one.fold != fold])
        for one in sentences:
            if one.fold == fold and one.texts:
                sums = [
                    sum(weights.get(name, 0) * value for name, value in described.items())
                    for described in one.features
                ]
                text = one.texts[int(np.argmax(sums))]
                scores.append((exact_match(text, one.gold), character_f1(text, one.gold)))
    reached = np.mean([bool(one.right.any()) for one in sentences])
    match, overlap = np.mean(scores, axis=0)
    return (
        f"short answers in {len(sentences)} Korean sentences that hold the answer: a candidate is it"
        f" {reached:.4f}, EM {match:.4f}, F1 {overlap:.4f}"
    )


def _answering(example: Example) -> str | None:
    for evidence in example.ranking.evidence:
        if evidence.stored.source.id in example.right:
            passage = evidence.stored.passage
            for number in range(len(passage.sentences)):
                text = passage.sentence_text(number)
                if any(gold in text for gold in example.gold):
                    return text
    return None


def _matrix(sentences: Sequence[Marked], place: dict[str, int]) -> sparse.csr_matrix:
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in sentences:
        for described in one.features:
            for name, value in described.items():
                if value:
                    values.append(value)
                    columns.append(place[name])
            ends.append(len(values))
    shape = (len(ends) - 1, len(place))
    return sparse.csr_matrix((values, columns, ends), shape=shape)
