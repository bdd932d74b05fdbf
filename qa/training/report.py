"""What the learnt weights reach on folds that they were not learnt from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.reading import judge
from qa.training.examples import Example
from qa.weights import Learnt

_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


def report(
    to_read: Sequence[Example], to_judge: Sequence[Example], unseen: Sequence[Learnt]
) -> str:
    """Return tables: the best sentence by kind of example; silence by kind and threshold.

    unseen: for each fold weights that were learnt from the other folds.
    """
    return f"{_reading(to_read, unseen)}\n\n{_silence(to_judge, unseen)}"


def _reading(examples: Sequence[Example], unseen: Sequence[Learnt]) -> str:
    found: dict[str, list[tuple[bool, bool, bool]]] = {}
    for example in examples:
        sides = judge(example.question, example.ranking, unseen[example.fold])
        choices = sides[0].choices[:3] if sides else ()
        holds = [
            any(gold in c.evidence.stored.passage.sentence_text(c.number) for gold in example.gold)
            for c in choices
        ]
        first = bool(choices) and choices[0].evidence.stored.source.id in example.right
        found.setdefault(example.kind, []).append((first, bool(holds[:1] and holds[0]), any(holds)))
    lines = [
        "| kind | questions | right article | first sentence holds | first three hold |",
        "|---|---|---|---|---|",
    ]
    for kind, rows in found.items():
        means = " | ".join(f"{mean:.4f}" for mean in np.mean(rows, axis=0))
        lines.append(f"| {kind} | {len(rows)} | {means} |")
    return "\n".join(lines)


def _silence(examples: Sequence[Example], unseen: Sequence[Learnt]) -> str:
    likely: dict[str, list[float]] = {}
    right: dict[str, list[bool]] = {}
    for example in examples:
        sides = judge(example.question, example.ranking, unseen[example.fold])
        known = bool(sides) and bool(example.question.morphemes)
        likely.setdefault(example.kind, []).append(sides[0].probability if known else 0.0)
        right.setdefault(example.kind, []).append(known and example.answers(sides[0].choices[0]))
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
