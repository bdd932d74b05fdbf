"""Learn the weights of reading and silence: python -m qa.training --data DIR --output qa/weights.json.

DIR holds train/ and dev/. Every figure that is printed is of folds by article that the weights were not
learnt from; the weights that are written are learnt from all of it.
"""

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.durable import write_atomically
from qa.reading import Choice, Judged, judge
from qa.signs import PASSAGE_SIGNS, SENTENCE_SIGNS
from qa.silence import SILENCE_SIGNS
from qa.training.examples import FOLDS, Example, reduced, whole
from qa.training.fitting import Floats, conditional_logit, logistic
from qa.training.report import report
from qa.training.spans import learn_spans, marked, report_spans
from qa.weights import Learnt, Side

logger = logging.getLogger("qa.training")
READING = (*SENTENCE_SIGNS, *PASSAGE_SIGNS)
SILENCE = tuple(SILENCE_SIGNS)
_KOREAN_SHARE = 0.6  # of the weight of the examples that the own side is learnt from
_NOTHING = Side(dict.fromkeys(READING, 0.0), dict.fromkeys((*SILENCE, "bias"), 0.0))
_EVEN = Learnt(_NOTHING, _NOTHING, {})


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, learn, report, write."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/ and dev/")
    parser.add_argument("--output", type=Path, required=True, help="the file to write")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s  %(message)s", datefmt="%H:%M:%S")
    to_read, to_judge = _gathered(whole(options.data)), _gathered(reduced(options.data))
    unseen = [learn(to_read, to_judge, fold) for fold in range(FOLDS)]
    sentences = marked(to_read)
    sys.stdout.write(f"{report(to_read, to_judge, unseen)}\n\n{report_spans(sentences)}\n")
    learnt = replace(learn(to_read, to_judge, None), spans=learn_spans(sentences))
    write_atomically(options.output, learnt.to_json().encode())
    logger.info("written to %s", options.output)


def learn(to_read: Sequence[Example], to_judge: Sequence[Example], but: int | None) -> Learnt:
    """Learn both sides from all folds but one (None: from all)."""
    seen = [example for example in to_read if example.fold != but]
    own, foreign = (Side(_reading(seen, side), _NOTHING.silence) for side in (False, True))
    silent = Learnt(own, foreign, {})
    seen = [example for example in to_judge if example.fold != but]
    own, foreign = (
        replace(silent.side(side), silence=_silence(seen, silent, side)) for side in (False, True)
    )
    return Learnt(own, foreign, {})


def _reading(examples: Sequence[Example], foreign: bool) -> dict[str, float]:
    signs: list[Floats] = []
    right = []
    kinds = []
    for example in examples:
        choices = _side(example, _EVEN, foreign)
        if choices is None:
            continue
        hits = np.array([example.answers(choice) for choice in choices.choices])
        if hits.any():
            signs.append(_matrix(choices.choices))
            right.append(hits)
            kinds.append(example.kind)
    weights = conditional_logit(signs, right, _evened(kinds))
    return {name: round(float(w), 4) for name, w in zip(READING, weights, strict=True)}


def _silence(examples: Sequence[Example], learnt: Learnt, foreign: bool) -> dict[str, float]:
    signs = []
    right = []
    kinds = []
    for example in examples:
        side = _side(example, learnt, foreign)
        if side is not None:
            signs.append([side.signs[name] for name in SILENCE])
            right.append(example.answers(side.choices[0]))
            kinds.append(example.kind)
    weights = logistic(np.array(signs), np.array(right), _evened(kinds))
    names = ("bias", *SILENCE)
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


def _side(example: Example, learnt: Learnt, foreign: bool) -> Judged | None:
    sides = judge(example.question, example.ranking, learnt)
    return next((side for side in sides if side.foreign is foreign), None)


def _matrix(choices: Sequence[Choice]) -> Floats:
    return np.array([[choice.signs[name] for name in READING] for choice in choices])


def _evened(kinds: Sequence[str]) -> Floats:
    """Return weights of examples: Korean ones together _KOREAN_SHARE, where there are others too."""
    korean = np.array([kind.split()[0] == "ko" for kind in kinds])
    if korean.all() or not korean.any():
        return np.ones(len(kinds))
    counts = Counter(korean.tolist())
    share = {True: _KOREAN_SHARE / counts[True], False: (1 - _KOREAN_SHARE) / counts[False]}
    return np.array([share[bool(one)] for one in korean])


def _gathered(examples: Iterable[Example]) -> list[Example]:
    found: list[Example] = []
    kinds: Counter[str] = Counter()
    for example in examples:
        found.append(example)
        kinds[example.kind] += 1
        if len(found) % 1000 == 0:
            logger.info("%d questions asked", len(found))
    logger.info("%s", json.dumps(kinds))
    return found


if __name__ == "__main__":
    main()
