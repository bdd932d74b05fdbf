"""`inyong evaluate` on articles, with settings that the command does not offer.

    python tests/bench/answers.py --articles ARTICLES.jsonl.gz --questions QUESTIONS.jsonl.gz
    python tests/bench/answers.py --articles seeds/articles --questions seeds/questions.jsonl

indexes the articles with the shipped program into a temporary library (or --home DIR, kept), asks
every question, and prints the report of `inyong evaluate`; --words-alone ranks without the encoder: no cosines,
and no words alike in meaning.
"""

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

from index.update import update
from qa.evaluation.questions_file import read_questions
from qa.pipeline import Settings
from qa.search.ranking import Weights
from ui.commands.evaluate import Task, measure
from ui.commands.library_option import KeptLibrary
from ui.report.report_text import report_to_text


def records(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--encoder")
    parser.add_argument(
        "--words-alone", action="store_true", help="rank without the encoder, to see what it adds"
    )
    options = parser.parse_args()
    if options.home:
        update(options.home, [options.articles], encoder=options.encoder)
        task = Task(options.questions, KeptLibrary(options.home))
    else:
        task = Task(options.questions, KeptLibrary(Path()), options.articles, options.encoder)
    weights = Weights()
    if options.words_alone:
        weights = Weights(passage_cosine=0, sentence_cosine=0, alike=0)
    file = read_questions(options.questions)
    print(report_to_text(file, *measure(task, file, Settings(ranking=weights))))


if __name__ == "__main__":
    main()
