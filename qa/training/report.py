"""What the learnt choice reaches on folds that it was not learnt from."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.training.choosing import Judgement

_THRESHOLDS = (0.3, 0.4, 0.5)
_BINS = 5
_HIGH = 0.8


def report(judgements: Sequence[Judgement], marked: Callable[[Judgement], bool | None]) -> str:
    """Return tables by kind of example: right sentences, silence by threshold, short answers, calibration.

    marked: says of a judgement whether its short answer is right, None where none is known.
    """
    kinds: dict[str, list[Judgement]] = {}
    for one in judgements:
        kind = one.line.example.asked.kind
        kinds.setdefault(kind, []).append(one)
        kinds.setdefault(f"all {kind.split()[0]}" + _fate(kind), []).append(one)
    heads = " | ".join(f"shown, right at {threshold}" for threshold in _THRESHOLDS)
    table = [
        f"| kind | questions | answer was read | best right | short answer exact | {heads} |",
        "|---" * (5 + len(_THRESHOLDS)) + "|",
    ]
    for kind, rows in sorted(kinds.items()):
        right = np.array([one.is_right for one in rows])
        read = np.mean([one.line.right.any() for one in rows])
        likely = np.array([one.probability for one in rows])
        marks = [mark for one in rows if one.is_right and (mark := marked(one)) is not None]
        short = f"{np.mean(marks):.3f} of {len(marks)}" if marks else ""
        cells = [
            f"{(likely >= t).mean():.3f}, {((likely >= t) & right).mean():.3f}" for t in _THRESHOLDS
        ]
        table.append(
            f"| {kind} | {len(rows)} | {read:.3f} | {right.mean():.3f} | {short} | {' | '.join(cells)} |"
        )
    return "\n".join([*table, "", *_calibration(judgements), "", *_by_language(judgements)])


def _fate(kind: str) -> str:
    return kind[kind.index(" near") :] if " near" in kind else " removed" * kind.endswith("removed")


def _calibration(judgements: Sequence[Judgement]) -> list[str]:
    """Return the expected calibration error (Naeini et al., AAAI 2015, five bins) and how right the sure are."""
    likely = np.array([one.probability for one in judgements])
    right = np.array([one.is_right for one in judgements])
    sure = likely >= _HIGH
    return [
        f"calibration error, {_BINS} bins: {calibration_error(likely, right):.3f}",
        f"right of those with probability >= {_HIGH}: {right[sure].mean() if sure.any() else 0:.3f} of {sure.sum()}",
    ]


def _by_language(judgements: Sequence[Judgement]) -> list[str]:
    """Return a table of how far the probability is right, by the language of the question."""
    languages: dict[str, list[Judgement]] = {}
    for one in judgements:
        languages.setdefault(language_of(one.line.example.asked.kind), []).append(one)
    table = [
        "| language | questions | mean probability | right | calibration error |",
        "|---" * 5 + "|",
    ]
    for language, rows in sorted(languages.items()):
        likely = np.array([one.probability for one in rows])
        right = np.array([one.is_right for one in rows])
        table.append(
            f"| {language} | {len(rows)} | {likely.mean():.3f} | {right.mean():.3f} | "
            f"{calibration_error(likely, right):.3f} |"
        )
    return table


def language_of(kind: str) -> str:
    """Return the language of a kind of questions; "across" where its articles are in another."""
    source, *rest = kind.split()
    if source == "korquad":
        return "ko"
    return "across" if ">" in rest[0] else rest[0]


def calibration_error(likely: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the mean distance of probability and share of right ones, over five equal bins, weighted."""
    place = np.minimum((likely * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for n in range(_BINS):
        inside = place == n
        if inside.any():
            error += inside.mean() * abs(float(likely[inside].mean() - right[inside].mean()))
    return error
