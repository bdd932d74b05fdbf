"""Learn the choice of sentences: python -m qa.training --data DIR --output qa/reading.

DIR holds train/ and dev/; choice.json is written into the other, learnt on top of the reader that is
shipped (python -m qa.training.reader). Every figure that is printed is of folds by article: what judges
an example was never learnt from it. The weights that are written are learnt from all of it.
"""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from index.store.atomic_files import write_atomically
from index.text.analyzer import Analyzer
from qa.evaluation.metrics import exact_match
from qa.reading.choice import FILE
from qa.reading.network import shipped
from qa.reading.short_answer import NEVER, short_answer
from qa.training.choosing import Judgement, learn, lines
from qa.training.examples import examples
from qa.training.report import report

logger = logging.getLogger("qa.training")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, learn, report, write."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/ and dev/")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the questions that is asked (default: all)"
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s  %(message)s", datefmt="%H:%M:%S")
    network = shipped()
    gathered = list(examples(options.data, network.pieces, options.share))
    logger.info("%d questions asked", len(gathered))
    weights, judgements = learn(lines(gathered, network))
    sys.stdout.write(f"{report(judgements, _marker(Analyzer()))}\n")
    write_atomically(options.output / FILE, weights.to_json().encode())
    logger.info("written to %s", options.output)


def _marker(analyzer: Analyzer) -> Callable[[Judgement], bool | None]:
    """Return what says whether the short answer of a judgement is right."""

    def is_exact(one: Judgement) -> bool | None:
        example = one.line.example
        if not example.asked.short or example.question.asked in NEVER:
            return None
        sheet, sentence = one.line.places[one.best]
        passage = example.sheets[sheet].evidence.stored.passage
        place = short_answer(
            example.question.asked, passage, sentence, one.line.spans[one.best], analyzer
        )
        return bool(place and exact_match(passage.text[slice(*place)], example.asked.short))

    return is_exact


if __name__ == "__main__":
    main()
