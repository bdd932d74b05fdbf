"""What the learnt weights reach on folds that they were not learnt from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.metrics import character_f1, exact_match
from qa.reading.short_answers.korean import is_sure
from qa.reading.weights import Learnt
from qa.training.learning import Verdict

_THRESHOLDS = (0.2, 0.25, 0.3, 0.4)


def report(
    to_read: Sequence[Verdict], to_judge: Sequence[Verdict], unseen: Sequence[Learnt]
) -> str:
    """Return tables: the best sentence and its short answer by kind of example; silence by threshold.

    Short answers are those of Korean sentences; none counts 0.

    unseen: for each fold weights that were learnt from the other folds.
    """
    return f"{_reading(to_read, unseen)}\n\n{_silence(to_judge, unseen)}"


def _reading(verdicts: Sequence[Verdict], unseen: Sequence[Learnt]) -> str:
    found: dict[str, list[tuple[float, ...]]] = {}
    for verdict in verdicts:
        example = verdict.example
        side = verdict.under(unseen[example.fold])
        choices = side.choices[:3] if side else ()
        holds = [any(gold in choice.text for gold in example.gold) for choice in choices]
        first = bool(choices) and choices[0].evidence.stored.source.id in example.right
        best = choices[0] if choices else None
        short = ""
        if best and best.answer and is_sure(best.answer):
            short = best.text[best.answer.start : best.answer.end]
        row = (first, bool(holds[:1] and holds[0]), any(holds))
        scores = (exact_match(short, example.gold), character_f1(short, example.gold))
        found.setdefault(example.kind, []).append((*row, *scores))
    lines = [
        "| kind | questions | right article | first sentence holds | first three hold | EM | F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, rows in found.items():
        means = " | ".join(f"{mean:.4f}" for mean in np.mean(rows, axis=0))
        lines.append(f"| {kind} | {len(rows)} | {means} |")
    return "\n".join(lines)


def _silence(verdicts: Sequence[Verdict], unseen: Sequence[Learnt]) -> str:
    likely: dict[str, list[float]] = {}
    right: dict[str, list[bool]] = {}
    for verdict in verdicts:
        example = verdict.example
        side = verdict.under(unseen[example.fold]) if example.question.morphemes else None
        likely.setdefault(example.kind, []).append(side.probability if side else 0.0)
        answers = side is not None and example.answers(side.choices[0])
        right.setdefault(example.kind, []).append(answers)
    head = " | ".join(f"shown, right at {threshold}" for threshold in _THRESHOLDS)
    rule = "|---" * (5 + len(_THRESHOLDS)) + "|"
    lines = [f"| kind | questions | right | mean p | AUROC | {head} |", rule]
    for kind in likely:
        p, good = np.array(likely[kind]), np.array(right[kind])
        able = likely.get(kind.split(" ")[0], [])
        area = f"{_auroc(able, p):.3f}" if " " in kind and able else ""
        cells = []
        for threshold in _THRESHOLDS:
            shown = p >= threshold
            cells.append(f"{shown.mean():.3f}, {good[shown].mean() if shown.any() else 0:.3f}")
        lines.append(
            f"| {kind} | {len(p)} | {good.mean():.3f} | {p.mean():.3f} | {area} | {' | '.join(cells)} |"
        )
    return "\n".join(lines)


def _auroc(positive: Sequence[float], negative: NDArray[np.float64]) -> float:
    """Return the chance that a positive scores above a negative, ties counted half."""
    order = np.sort(negative)
    places = np.searchsorted(order, positive, "left") + np.searchsorted(order, positive, "right")
    return float(places.mean() / 2 / len(negative))
