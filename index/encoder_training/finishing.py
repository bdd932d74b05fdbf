"""What is done to the trained vectors before they are written: rarer pieces louder, directions more even.

Both multiply the table of vectors, so that the model stays a plain table. The two strengths were chosen on
the held-in part (after a first try on the development data), where they help questions to find passages and
leave translations nearly as they were.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.encoder_training.store import Bags, TokenStore
from index.encoder_training.validation import embed

RARITY = 0.08  # 0.05 and 0.1 do nearly the same; from 0.15 on translations suffer
RARITY_FLOOR = 100.0  # added to the counts: pieces seldom seen are not made louder without end
EVENNESS = (
    0.3  # 0 changes nothing, 1 makes all directions equally wide; 0.3 and 0.5 do nearly the same
)
SAMPLE = 20_000  # texts that the directions are measured on
SENTENCE_TOKENS = 8  # shorter texts are mostly names and terms

Vectors = NDArray[np.float32]


def finish(weights: Vectors, tokens: TokenStore, seed: int) -> Vectors:
    """Return the vectors as they are written, shape (pieces, dimensions)."""
    return even_out(stress_rare(weights, tokens), tokens, seed)


def stress_rare(weights: Vectors, tokens: TokenStore) -> Vectors:
    """Divide each vector by (count + RARITY_FLOOR)^RARITY, count being that of the piece in training."""
    counts = tokens.counts(len(weights)) + RARITY_FLOOR
    return np.asarray(weights * (counts**-RARITY)[:, None], np.float32)


def even_out(weights: Vectors, tokens: TokenStore, seed: int) -> Vectors:
    """Multiply by C^(-EVENNESS / 2), C being the covariance of the unit vectors of training texts."""
    rng = np.random.default_rng(seed)
    sizes = np.diff(tokens.starts)
    sentences = np.flatnonzero(sizes >= min(SENTENCE_TOKENS, int(sizes.max())))
    chosen = rng.permutation(sentences)[:SAMPLE]
    rows = embed(weights, tokens.tokens_of(Bags.of([[int(text)] for text in chosen])))
    values, axes = np.linalg.eigh(np.cov(rows.T).astype(np.float64))
    values = np.maximum(values / values.mean(), 1e-3)
    return np.asarray(weights @ ((axes * values ** (-EVENNESS / 2)) @ axes.T), np.float32)
