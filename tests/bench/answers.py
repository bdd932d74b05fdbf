"""How often the right article comes first and the first quote holds the answer.

    python tests/bench/answers.py --articles ARTICLES.jsonl.gz --questions QUESTIONS.jsonl.gz
    python tests/bench/answers.py --articles seeds/articles --questions seeds/questions.jsonl

indexes the articles with the shipped program into a temporary library (or --home DIR, kept), asks
every question, and prints a Markdown table: success@1/5, MRR@10 of the articles; how often the first
quote, and any quote, holds a gold answer (all answerable questions count, found or not); the median
length of the first quote; and how well the probability tells answerable questions from those whose
article or passage was taken away (AUROC, rates at the shipped threshold); milliseconds a question.
Intervals are 95 %, by 1,000 bootstrap samples with a fixed seed.
"""

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.article import clean_text
from index.library import open_library
from index.update import update
from qa.answer import Turn
from qa.pipeline import Inyong, Settings
from qa.ranking import Weights

_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the file and what came back."""

    kind: str
    answerable: bool
    rank: int  # of the first right article among the hits, 0 when there is none
    first_holds: bool
    any_holds: bool
    probability: float
    found: bool
    length: int
    milliseconds: float


def records(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def ask_all(inyong: Inyong, questions: Sequence[dict[str, Any]]) -> list[Asked]:
    """Ask every question and note what came back."""
    return [_ask(inyong, question) for question in questions]


def _ask(inyong: Inyong, question: dict[str, Any]) -> Asked:
    history = [Turn(asked, asked) for asked in question.get("history", ())]
    answer = inyong.ask(question["question"], history=history, hits=20)
    right = set(question.get("article_ids", ())) | {
        source.id
        for source in inyong.articles()
        for file in question.get("files", ())
        if (source.path or "").endswith(file)
    }
    ids = list(dict.fromkeys(hit.source.id for hit in answer.hits))[:10]
    gold = [clean_text(gold["text"]) for gold in question["answers"]]
    shown = answer.quotes or answer.nearest
    holds = [any(text in quote.text for text in gold) for quote in shown]
    return Asked(
        question.get("kind", "answerable"),
        question["answerable"],
        next((rank for rank, article in enumerate(ids, start=1) if article in right), 0),
        bool(holds and holds[0]),
        any(holds),
        answer.probability,
        answer.found,
        len(shown[0].text) if shown else 0,
        answer.milliseconds,
    )


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Return the chance that a positive scores above a negative, ties counted half (Mann and Whitney)."""
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left")
    upto = np.searchsorted(order, positive, "right")
    return float((below + upto).mean() / 2 / len(negative))


def interval(values: Sequence[float], measure: Callable[[np.ndarray], float] = np.mean) -> str:
    """Return a measure of values with its bootstrap interval, as text."""
    array = np.asarray(values, dtype=float)
    generator = np.random.default_rng(0)
    samples = [
        measure(array[generator.integers(0, len(array), len(array))]) for _ in range(_SAMPLES)
    ]
    low, high = np.percentile(samples, [2.5, 97.5])
    return f"{measure(array):.3f} ({low:.3f} to {high:.3f})"


def report(asked: Sequence[Asked]) -> str:
    """Return the table."""
    able = [one for one in asked if one.answerable]
    rows = [
        ("questions, answerable", str(len(able))),
        ("success@1", interval([one.rank == 1 for one in able])),
        ("success@5", interval([0 < one.rank <= 5 for one in able])),
        ("MRR@10", interval([1 / one.rank if one.rank else 0.0 for one in able])),
        ("first quote holds the answer", interval([one.first_holds for one in able])),
        ("any quote holds the answer", interval([one.any_holds for one in able])),
        ("median characters of the first quote", f"{np.median([one.length for one in able]):.0f}"),
        ("answered of the answerable", interval([one.found for one in able])),
    ]
    mine = np.array([one.probability for one in able])
    for kind in sorted({one.kind for one in asked if not one.answerable}):
        others = [one for one in asked if one.kind == kind and not one.answerable]
        theirs = np.array([one.probability for one in others])
        rows.append((f"AUROC against {kind!r} ({len(others)})", f"{auroc(mine, theirs):.3f}"))
        rows.append((f"refused of {kind!r}", interval([not one.found for one in others])))
    times = np.array([one.milliseconds for one in asked])
    rows.append(
        ("milliseconds p50 / p95", f"{np.median(times):.1f} / {np.percentile(times, 95):.1f}")
    )
    return "\n".join(
        ["| measure | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    )


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--encoder")
    parser.add_argument(
        "--words-alone", action="store_true", help="rank without the cosines, to see what they add"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch)
        update(home, [options.articles], encoder=options.encoder)
        weights = Weights(passage_cosine=0, sentence_cosine=0) if options.words_alone else Weights()
        inyong = Inyong(open_library(home), Settings(ranking=weights))
        print(report(ask_all(inyong, records(options.questions))))
        inyong.close()


if __name__ == "__main__":
    main()
