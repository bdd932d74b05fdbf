"""Time of `ask` within one process, side by side with the usual recipe: BM25 over Kiwi's tokens.

    pip install rank-bm25==0.2.2
    python tests/bench/speed.py --articles ARTICLES.jsonl.gz --others MORE.jsonl.gz --questions QUESTIONS.jsonl.gz

indexes the articles, and of the others (`title` and `text` or `body`) as many as it takes to reach
--passages, into a temporary library; then asks a fixed sample of the questions of both, in turn. The
recipe is what LangChain's KiwiBM25Retriever does: Kiwi with its defaults, every token kept, each passage
scored by BM25Okapi, the best four taken; it reads nothing. Its documents are our passages. Prints the times,
then ours by stage, from a pass of its own. rank-bm25 is wanted only here.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from answers import records
from kiwipiepy import Kiwi
from rank_bm25 import BM25Okapi

import qa.pipeline
from index.encoding.encoders import StaticEncoder
from index.search.lexical import LexicalIndex
from index.search.library import Library, open_library
from index.search.passage_cache import RecentPassages
from index.search.vectors import VectorIndex
from index.update import update
from qa.pipeline import Inyong

_BEST = 4  # LangChain's k
_WARM_UP = 20  # questions of the sample that are asked before, and not timed
_STAGES: tuple[tuple[str, Any, str], ...] = (
    ("analyse the question", qa.pipeline, "analyse"),
    ("its vector", StaticEncoder, "encode_questions"),
    ("candidates by words", LexicalIndex, "search"),
    ("candidates by meaning", VectorIndex, "search"),
    ("rows of the ledger", RecentPassages, "passages"),
    ("rank", qa.pipeline, "rank"),
    ("read", qa.pipeline, "read"),
)


class Recipe:
    """The usual recipe over some texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._kiwi = Kiwi()
        self._texts = texts
        self._scores = BM25Okapi([self._tokens(text) for text in texts])

    def ask(self, question: str) -> list[str]:
        """Return the best texts."""
        best: list[str] = self._scores.get_top_n(self._tokens(question), self._texts, n=_BEST)
        return best

    def _tokens(self, text: str) -> list[str]:
        return [token.form for token in self._kiwi.tokenize(text)]


def milliseconds(ask: Callable[[str], object], question: str) -> tuple[float, float]:
    """Return wall time and CPU time of this thread that a question takes."""
    wall, cpu = time.perf_counter(), time.thread_time()
    ask(question)
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000


def stages(ask: Callable[[str], object], questions: Iterable[str]) -> dict[str, list[float]]:
    """Ask the questions and return the milliseconds that each takes in each stage, and in all."""
    taken: dict[str, float] = {}

    def timed(name: str, stage: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: Any, **named: Any) -> object:
            started = time.perf_counter()
            try:
                return stage(*arguments, **named)
            finally:
                taken[name] = taken.get(name, 0.0) + (time.perf_counter() - started) * 1000

        return run

    found: dict[str, list[float]] = {name: [] for name, _, _ in _STAGES} | {"all": []}
    with ExitStack() as patches:
        for name, owner, attribute in _STAGES:
            patches.enter_context(
                patch.object(owner, attribute, timed(name, getattr(owner, attribute)))
            )
        for question in questions:
            taken.clear()
            taken["all"] = milliseconds(ask, question)[0]
            for name in found:
                found[name].append(taken.get(name, 0.0))
    return found


def library_of(home: Path, articles: Path, others: Path, passages: int) -> Library:
    """Index the articles, and so many of the others that there are about so many passages."""
    update(home / "library", [articles])
    missing = passages - open_library(home / "library").statistics.passages
    chosen = random.Random(0).sample(records(others), max(0, missing))
    lines = (
        {
            "id": f"other-{number}",
            "title": one["title"],
            "text": (one.get("text") or one["body"])[:500],
        }
        for number, one in enumerate(chosen)
    )
    path = home / "others.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    update(home / "library", [articles, path])
    return open_library(home / "library")


def texts_of(library: Library) -> Iterator[str]:
    """Yield every passage of the library as the recipe's documents have it: the title put before."""
    for source in library.ledger.sources():
        ids = library.ledger.passage_ids(source.id)
        for stored in library.ledger.passages(ids, library.generation):
            yield f"{source.title}\n{stored.passage.text}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=960)
    parser.add_argument("--count", type=int, default=400, help="questions that are timed")
    options = parser.parse_args()
    asked = [str(one["question"]) for one in records(options.questions)]
    asked = random.Random(0).sample(asked, min(options.count + _WARM_UP, len(asked)))
    with tempfile.TemporaryDirectory() as home:
        library = library_of(Path(home), options.articles, options.others, options.passages)
        inyong, recipe = Inyong(library), Recipe(list(texts_of(library)))
        print(f"{library.statistics.passages} passages, {len(asked) - _WARM_UP} questions\n")
        print(compared(inyong, recipe, asked))
        print(staged(inyong, asked[_WARM_UP:]))
        library.ledger.close()


def compared(inyong: Inyong, recipe: Recipe, asked: Sequence[str]) -> str:
    """Ask both in turn, whoever is first changing, and return a table."""
    faces: dict[str, Callable[[str], object]] = {"ask": inyong.ask, "recipe": recipe.ask}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in faces}
    for number, question in enumerate(asked):
        for name in sorted(faces, reverse=bool(number % 2)):
            times[name].append(milliseconds(faces[name], question))
    columns = {name: np.array(found[_WARM_UP:]) for name, found in times.items()}
    table = (
        "| milliseconds | `ask`, read and quoted | recipe, retrieved | ratio |\n|---|---|---|---|\n"
    )
    for label, column in (("", 0), (" of CPU", 1)):
        for percent in (50, 95):
            mine, theirs = (np.percentile(columns[n][:, column], percent) for n in faces)
            table += f"| p{percent}{label} | {mine:.1f} | {theirs:.1f} | {mine / theirs:.2f} |\n"
    return table


def staged(inyong: Inyong, asked: Sequence[str]) -> str:
    """Ask again and return a table of the stages."""
    table = "| stage of `ask` | p50 | p95 | mean |\n|---|---|---|---|\n"
    for name, found in stages(inyong.ask, asked).items():
        middle, high = np.percentile(found, [50, 95])
        table += f"| {name} | {middle:.2f} | {high:.2f} | {statistics.fmean(found):.2f} |\n"
    return table


if __name__ == "__main__":
    main()
