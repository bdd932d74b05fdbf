"""Learn what reading weighs: python -m qa.training --data DIR --output qa/reading.

DIR holds train/ and dev/; weights.json and short_answers/names.npz are written into the other. Every figure that is printed is
of folds by article: what judges an example was never learnt from it, nor was anything that it rests on.
The weights that are written are learnt from all of it.
"""

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import torch

from index.encoding.encoders import open_encoder
from index.encoding.term_similarity import Likeness
from index.store.atomic_files import write_atomically
from index.text.analyzer import Analyzer
from qa.reading.short_answers.names import FILE as NAMES_FILE
from qa.reading.weights import FILE
from qa.training.answers import learn_answers, marked, report_answers
from qa.training.examples import FOLDS, Example, reduced, whole
from qa.training.learning import Learner
from qa.training.names import learn_names
from qa.training.report import report

logger = logging.getLogger("qa.training")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, learn, report, write."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/ and dev/")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s  %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    analyzer, likeness = Analyzer(), Likeness(open_encoder())
    names, reached = learn_names(options.data, analyzer, likeness)
    logger.info(reached)
    to_read, to_judge = _gathered(whole(options.data)), _gathered(reduced(options.data))
    sentences = marked(to_read, names, analyzer, likeness)
    answers = [
        learn_answers([one for one in sentences if one.fold != fold])
        for fold in [*range(FOLDS), None]
    ]
    logger.info("short answers learnt")
    learner = Learner(analyzer, likeness, names, answers)
    learnt = learner.learn(to_read, to_judge)
    sys.stdout.write(
        f"{report(learner.judged_whole, learner.judged_reduced, learnt)}\n\n"
        f"{report_answers(sentences, answers)}\n{reached}\n"
    )
    write_atomically(options.output / FILE, learnt[-1].to_json().encode())
    names.save(options.output / "short_answers" / NAMES_FILE)
    logger.info("written to %s", options.output)


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
