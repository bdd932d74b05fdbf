"""Measure a sentence encoder on the development data and print a Markdown table.

python tests/bench/encoder.py --data ../shared/data [--model FOLDER]

Dense alone: no word of the question is looked up. The score of a passage is its own cosine plus the best
cosine of its sentences, each with the title put before it. Every question counts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
BUNDLED = Path(__file__).resolve().parents[2] / "index" / "models" / "static-256"
KOREAN_PAIRS = ("ko–en", "ko–ja", "ko–zh")
EUROPEAN = ("de", "es", "fr", "ru", "pt", "it")
XQUAD = ("en", "es", "de", "ru", "zh")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")


@dataclass(frozen=True)
class Measure:
    """One line of the table. values and bars: numbers side by side, as success@1 / @10."""

    name: str
    values: tuple[float, ...]
    count: int
    bars: tuple[float, ...] = ()

    def line(self) -> str:
        values = " / ".join(f"{value:.3f}" for value in self.values)
        bars = " / ".join(f"{bar:.2f}" for bar in self.bars)
        met = all(v >= b for v, b in zip(self.values, self.bars, strict=False))
        verdict = ("yes" if met else "no") if self.bars else ""
        return f"| {self.name} | {values} | {bars} | {verdict} | {self.count:,} |"


class StaticModel:
    """The model folder read with numpy: unit means of the token vectors."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.weights = load_file(folder / "model.safetensors")["embedding.weight"].astype(
            np.float32
        )
        self.dimensions = self.weights.shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [encoding.ids or [0] for encoding in encodings]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])[:-1]
        flat = np.fromiter((token for row in ids for token in row), np.int64)
        parts = [
            np.add.reduceat(self.weights[flat[low:high]][:, : self.dimensions], starts[a:b] - low)
            for a, b, low, high in _chunks(starts, len(flat))
        ]
        rows = np.concatenate(parts)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _chunks(starts: NDArray[np.int64], total: int) -> list[tuple[int, int, int, int]]:
    """Ranges of texts of which the tokens fit into memory: first, end, first token, end token."""
    edges = [*range(0, len(starts), 4096), len(starts)]
    ends = np.append(starts, total)
    return [(a, b, int(ends[a]), int(ends[b])) for a, b in pairwise(edges)]


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Rows of a gzipped TSV with a header. Cells may be quoted as CSV writers do."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [dict(zip(header, map(_unquoted, row), strict=True)) for row in rows]


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell


def read_jsonl(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def translation(left: Vectors, right: Vectors) -> float:
    """success@1 of translations, mean of both directions."""
    cosines = left @ right.T
    wanted = np.arange(len(left))
    return float((cosines.argmax(1) == wanted).mean() + (cosines.argmax(0) == wanted).mean()) / 2


def flores(model: StaticModel, data: Path) -> list[Measure]:
    rows = read_tsv(data / "dev" / "flores200_devtest.tsv.gz")
    languages = ("ko", "en", "ja", "zh", *EUROPEAN)
    vectors = {code: model.encode([row[code] for row in rows]) for code in languages}
    korean = tuple(
        translation(vectors[a], vectors[b]) for a, b in (pair.split("–") for pair in KOREAN_PAIRS)
    )
    european = tuple(translation(vectors["en"], vectors[code]) for code in EUROPEAN)
    return [
        Measure(
            "FLORES success@1, " + " / ".join(KOREAN_PAIRS), korean, len(rows), (0.97, 0.87, 0.84)
        ),
        Measure(
            "FLORES success@1, mean of en–{de es fr ru pt it}",
            (float(np.mean(european)),),
            len(rows),
            (0.94,),
        ),
        Measure("— each: " + " / ".join(EUROPEAN), european, len(rows)),
    ]


@dataclass(frozen=True)
class Passages:
    """Vectors of passages and of their sentences; owner: the passage of each sentence."""

    whole: Vectors
    sentences: Vectors
    owner: NDArray[np.int64]

    def scores(self, questions: Vectors, sentence_weight: float = 1.0) -> Vectors:
        """Cosine of the passage plus the weighted best cosine of its sentences."""
        best = np.maximum.reduceat(
            questions @ self.sentences.T,
            np.searchsorted(self.owner, range(len(self.whole))),
            axis=1,
        )
        return questions @ self.whole.T + sentence_weight * best


def encode_passages(
    model: StaticModel, articles: Sequence[dict], sentences: Sequence[list[str]]
) -> Passages:
    whole = model.encode([f"{article['title']} {article['text']}" for article in articles])
    titled = [
        f"{article['title']} {sentence}"
        for article, parts in zip(articles, sentences, strict=True)
        for sentence in parts
    ]
    owner = np.repeat(np.arange(len(articles)), [len(parts) for parts in sentences])
    return Passages(whole, model.encode(titled), owner)


def success(scores: Vectors, wanted: NDArray[np.int64]) -> tuple[float, float]:
    """success@1 and success@10; passages with equal scores rank by their place."""
    own = scores[np.arange(len(wanted)), wanted][:, None]
    before = np.arange(scores.shape[1])[None, :] < wanted[:, None]
    rank = (scores > own).sum(1) + ((scores == own) & before).sum(1)
    return float((rank < 1).mean()), float((rank < 10).mean())


def wanted_places(articles: Sequence[dict], questions: Sequence[dict]) -> NDArray[np.int64]:
    places = {article["id"]: place for place, article in enumerate(articles)}
    return np.asarray([places[question["article_ids"][0]] for question in questions])


def xquad(model: StaticModel, data: Path) -> list[Measure]:
    passages: dict[str, Passages] = {}
    questions: dict[str, Vectors] = {}
    for code in XQUAD:
        articles = read_jsonl(data / "dev" / f"xquad_{code}_even.articles.jsonl.gz")
        asked = read_jsonl(data / "dev" / f"xquad_{code}_even.questions.jsonl.gz")
        sentences = [
            [s for s in SENTENCE_END.split(a["text"]) if s and s.strip()] for a in articles
        ]
        passages[code] = encode_passages(model, articles, sentences)
        questions[code] = model.encode([question["question"] for question in asked])
        wanted = wanted_places(articles, asked)
    across = {
        (q, p): success(passages[p].scores(questions[q]), wanted) for q, p in permutations(XQUAD, 2)
    }
    within = [success(passages[code].scores(questions[code]), wanted) for code in XQUAD]
    mean = np.mean(list(across.values()), axis=0)
    english = np.mean([value for pair, value in across.items() if "en" in pair], axis=0)
    count = len(wanted)
    return [
        Measure(
            "XQuAD even, across en es de ru zh, success@1 / @10",
            tuple(mean),
            count * len(across),
            (0.45, 0.80),
        ),
        Measure("— of these, those with English", tuple(english), count * 8),
        Measure(
            "— same language, mean of the five", tuple(np.mean(within, axis=0)), count * len(XQUAD)
        ),
    ]


def korquad(model: StaticModel, data: Path) -> list[Measure]:
    from kiwipiepy import Kiwi

    articles = read_jsonl(data / "dev" / "korquad_even.articles.jsonl.gz")
    asked = read_jsonl(data / "dev" / "korquad_even.questions.jsonl.gz")
    kiwi = Kiwi(num_workers=2)
    sentences = [
        [sentence.text for sentence in kiwi.split_into_sents(article["text"])]
        for article in articles
    ]
    passages = encode_passages(model, articles, sentences)
    questions = model.encode([question["question"] for question in asked])
    wanted = wanted_places(articles, asked)
    return [
        Measure(
            "KorQuAD even, passage + best sentence, success@1 / @10",
            success(passages.scores(questions), wanted),
            len(asked),
            (0.84, 0.97),
        ),
        Measure(
            "— passage + 2 × best sentence",
            success(passages.scores(questions, 2), wanted),
            len(asked),
        ),
        Measure("— passage alone", success(questions @ passages.whole.T, wanted), len(asked)),
    ]


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Correlation of ranks; equal values share the mean of their ranks."""
    ranks = []
    for values in (first, second):
        _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(counts) - (counts - 1) / 2)[places])
    return float(np.corrcoef(*ranks)[0, 1])


def similarity(model: StaticModel, data: Path) -> list[Measure]:
    rows = read_tsv(data / "dev" / "sts_multi_dev.tsv.gz")
    pairs: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        pairs.setdefault(row["pair_id"], []).append(row)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    scores = np.asarray([float(pair[0]["score"]) for pair in whole])
    results = []
    for code in ("ko", "en"):
        left, right = (model.encode([pair[side][code] for pair in whole]) for side in (0, 1))
        results.append(spearman((left * right).sum(1).astype(np.float64), scores))
    klue = read_tsv(data / "dev" / "klue_sts_dev_ko.tsv.gz")
    left, right = (model.encode([row[name] for row in klue]) for name in ("sentence1", "sentence2"))
    rated = np.asarray([float(row["score"]) for row in klue])
    own = spearman((left * right).sum(1).astype(np.float64), rated)
    return [
        Measure("STS dev, Korean (as KorSTS), Spearman", (results[0],), len(whole), (0.74,)),
        Measure("— the same in English", (results[1],), len(whole)),
        Measure("KLUE-STS dev, Spearman", (own,), len(klue), (0.62,)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that has dev/")
    parser.add_argument("--model", type=Path, default=BUNDLED, help="default: the bundled model")
    parser.add_argument("--dimensions", type=int, help="use only the first so many")
    options = parser.parse_args()
    model = StaticModel(options.model)
    model.dimensions = options.dimensions or model.dimensions
    begin = time.monotonic()
    measures = [
        m for part in (flores, xquad, korquad, similarity) for m in part(model, options.data)
    ]
    lines = [
        f"{len(model.weights):,} pieces, {model.dimensions} dimensions",
        "",
        "| measure | reached | bar | met | count |",
        "|---|---|---|---|---|",
        *(measure.line() for measure in measures),
        "",
        f"{time.monotonic() - begin:.0f} seconds",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
