"""Fits qa.reading.Calibration: from signs of an answer to the probability that the first quote answers.

    python tests/bench/calibrate.py --data ../shared/data/dev

Asks the questions of korquad_even_reduced (Korean; of some the article or the passage was taken
away) and of XQuAD in some pairs of languages. The target is whether the first quote holds a gold
answer. Prints the weights, and over five folds by article: AUROC, and for thresholds how many
answerable questions are answered, how many of those rightly, and how many unanswerable are refused.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from answers import records

from index.article import clean_text
from index.library import open_library
from index.update import update
from qa.answer import Filters
from qa.metrics import auroc
from qa.question import analyse
from qa.ranking import Weights, rank
from qa.reading import Calibration, ReadingWeights, read
from qa.retrieval import retrieve

_PAIRS = (
    "en>en", "zh>zh", "es>es", "en>de", "es>en",
    "zh>en", "en>zh", "ru>es", "en>ru", "el>en", "ar>de", "de>zh",
)  # fmt: skip
_LEFT_OUT = 3  # of XQuAD's texts every third is left out, so that its questions have no answer
_NAMES = [field.name for field in fields(Calibration) if field.name != "bias"]
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its signs, whether the first quote holds a gold answer, and where it is from."""

    signs: list[float]
    right: bool
    answerable: bool
    kind: str
    fold: int


def korean(data: Path) -> Iterator[Example]:
    """Yield the examples of korquad_even_reduced."""
    questions = records(data / "korquad_even_reduced.questions.jsonl.gz")
    yield from _examples(data / "korquad_even_reduced.articles.jsonl.gz", questions, "ko")


def crossing(data: Path) -> Iterator[Example]:
    """Yield examples of XQuAD: questions in one language, passages in the same or another."""
    for pair in _PAIRS:
        asked, written = pair.split(">")
        gold = {q["id"]: q for q in records(data / f"xquad_{written}_even.questions.jsonl.gz")}
        questions = [
            {**question, "answers": gold[question["id"]]["answers"]}
            for question in records(data / f"xquad_{asked}_even.questions.jsonl.gz")[::4]
            if question["id"] in gold
        ]
        yield from _examples(
            data / f"xquad_{written}_even.articles.jsonl.gz", questions, pair, left_out=True
        )


def _text_of(article_id: str) -> int:
    return int(article_id.split("-")[0])


def _examples(
    articles: Path, questions: list[dict[str, Any]], name: str, left_out: bool = False
) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as home:
        if left_out:
            kept = [a for a in records(articles) if (_text_of(a["id"]) // 2) % _LEFT_OUT]
            articles = Path(home) / "articles.jsonl"
            articles.write_text("\n".join(map(json.dumps, kept)), encoding="utf-8")
            there = {article["id"] for article in kept}
            questions = [
                question | {"answerable": bool(there & set(question["article_ids"]))}
                for question in questions
            ]
        update(Path(home), [articles])
        library = open_library(Path(home))
        for question in questions:
            asked = analyse(question["question"], library.analyzer, library.languages)
            ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
            reading = read(asked, ranking, library.analyzer, ReadingWeights(), Calibration())
            gold = [clean_text(answer["text"]) for answer in question["answers"]]
            shown = reading.quotes[0].text if reading.quotes else ""
            origin = (question["article_ids"] or [question["id"]])[0].split("-")[0]
            yield Example(
                [reading.signs.get(key, 0.0) for key in _NAMES],
                question["answerable"] and any(text in shown for text in gold),
                question["answerable"],
                question.get("kind", name) if name == "ko" else _kind(name, question),
                sum(map(ord, origin)) % _FOLDS,
            )
        library.ledger.close()


def _kind(pair: str, question: dict[str, Any]) -> str:
    return pair if question["answerable"] else f"{pair} removed"


def fit(examples: list[Example], ridge: float = 1.0) -> np.ndarray:
    """Return bias and weights of a logistic regression, by Newton's method with a small ridge."""
    signs = np.array([[1.0, *example.signs] for example in examples])
    right = np.array([example.right for example in examples], dtype=float)
    weights = np.zeros(signs.shape[1])
    penalty = np.diag([0.0] + [ridge] * len(_NAMES))
    for _ in range(50):
        p = 1 / (1 + np.exp(-signs @ weights))
        gradient = signs.T @ (right - p) - penalty @ weights
        hessian = (signs * (p * (1 - p))[:, None]).T @ signs + penalty
        weights += np.linalg.solve(hessian, gradient)
    return weights


def probability(weights: np.ndarray, examples: list[Example]) -> np.ndarray:
    """Return the probabilities that weights give to examples."""
    signs = np.array([[1.0, *example.signs] for example in examples])
    return np.asarray(1 / (1 + np.exp(-signs @ weights)))


def _of(examples: list[Example], kind: str) -> list[int]:
    return [number for number, example in enumerate(examples) if example.kind == kind]


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    examples = list(korean(data := parser.parse_args().data)) + list(crossing(data))
    held_out = np.zeros(len(examples))
    for fold in range(_FOLDS):
        weights = fit([example for example in examples if example.fold != fold])
        mine = [number for number, example in enumerate(examples) if example.fold == fold]
        held_out[mine] = probability(weights, [examples[number] for number in mine])
    weights = fit(examples)
    print("weights", dict(zip(["bias", *_NAMES], weights.round(2).tolist(), strict=True)))
    kinds = sorted({example.kind for example in examples})
    able = held_out[_of(examples, "answerable")]
    for kind in kinds:
        mine = _of(examples, kind)
        rights = np.array([examples[n].right for n in mine])
        line = (
            f"{kind:16} {len(mine):5} right {rights.mean():.3f} mean p {held_out[mine].mean():.3f}"
        )
        if "removed" in kind:
            others = able if ">" not in kind else held_out[_of(examples, kind.split()[0])]
            line += f" AUROC {auroc(others, held_out[mine]):.3f}"
        for threshold in (0.2, 0.3, 0.4, 0.5):
            shown = held_out[mine] >= threshold
            exact = rights[shown].mean() if shown.any() else 0.0
            line += f" | {threshold}: shown {shown.mean():.3f} right {exact:.3f}"
        print(line)


if __name__ == "__main__":
    main()
