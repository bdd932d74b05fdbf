"""Questions in twelve languages asked of articles in the same language (XQuAD, even articles).

    python tests/bench/languages.py --data ../shared/data/dev

indexes each language's articles with the shipped program into a temporary library, asks every question, and
prints a line a language and their mean, by the measures of `inyong evaluate`.
"""

import argparse
from pathlib import Path

from qa.evaluation.questions_file import read_questions
from ui.commands.evaluate import Task, measure
from ui.commands.library_option import KeptLibrary

MEASURES = ("success@1", "first_quote", "answered")
LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with xquad_*")
    options = parser.parse_args()
    rows = []
    print("| language | questions | success@1 | first quote holds the answer | answered |")
    print("|---|---|---|---|---|")
    for language in LANGUAGES:
        questions = options.data / f"xquad_{language}_even.questions.jsonl.gz"
        articles = options.data / f"xquad_{language}_even.articles.jsonl.gz"
        file = read_questions(questions)
        _, report = measure(Task(questions, KeptLibrary(Path()), articles), file)
        found = {one.name: one.interval.value for one in report.overall.measures if one.interval}
        rows.append([found[name] for name in MEASURES])
        print(_line(language, report.overall.questions, rows[-1]), flush=True)
    print(_line("mean", 0, [sum(column) / len(rows) for column in zip(*rows, strict=True)]))


def _line(name: str, questions: int, values: list[float]) -> str:
    cells = " | ".join(f"{value:.3f}" for value in values)
    return f"| {name} | {questions or ''} | {cells} |"


if __name__ == "__main__":
    main()
