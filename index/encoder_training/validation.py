"""How well texts find their partners among the held-in part of the training folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.encoder_training.data import Corpus
from index.encoder_training.sources import Questions, Table
from index.encoder_training.store import MISSING, Bags, TokenStore

LANGUAGES = ("ko", "zh-Hant", "de", "es", "ru", "pt")
Vectors = NDArray[np.float32]


def measure(weights: Vectors, corpus: Corpus, tokens: TokenStore) -> dict[str, float]:
    """Compute success@1 of translations with English (both directions) and of passages for questions."""
    results: dict[str, float] = {}
    table = corpus.held_in_table
    if table is not None:
        for language in LANGUAGES:
            if language in table.languages:
                results[f"en–{language}"] = _translation(weights, table, language, tokens)
    for questions in corpus.held_in_questions:
        if len(questions.examples) > 1:
            results[questions.name] = _passages(weights, questions, tokens)
    return results


def embed(weights: Vectors, bags: Bags) -> Vectors:
    """Compute unit means of the tokens' vectors, shape (bags, dimensions)."""
    rows = np.add.reduceat(weights[bags.values], bags.offsets[:-1], axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def _translation(weights: Vectors, table: Table, language: str, tokens: TokenStore) -> float:
    columns = table.cells[:, [table.languages.index("en"), table.languages.index(language)]]
    both = columns[(columns != MISSING).all(1)]
    left, right = (
        embed(weights, tokens.tokens_of(Bags.of([[int(text)] for text in both[:, side]])))
        for side in (0, 1)
    )
    cosines = left @ right.T
    diagonal = np.arange(len(both))
    forth = (cosines.argmax(1) == diagonal).mean()
    back = (cosines.argmax(0) == diagonal).mean()
    return float(forth + back) / 2


def _passages(weights: Vectors, questions: Questions, tokens: TokenStore) -> float:
    passages = {example.key: list(example.sentences) for example in questions.examples}
    keys = np.asarray(list(passages))
    asked = Bags.of([[example.question] for example in questions.examples])
    left = embed(weights, tokens.tokens_of(asked))
    right = embed(weights, tokens.tokens_of(Bags.of(list(passages.values()))))
    found = keys[(left @ right.T).argmax(1)]
    expected = np.asarray([example.key for example in questions.examples])
    return float((found == expected).mean())
