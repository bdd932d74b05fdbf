"""Starting vectors of the pieces, so that training begins with words that already mean something.

One space for all: the principal axes of the English word vectors. Korean pieces come from Kiwi's vectors,
turned into that space by least squares over parallel pairs. The other languages are fitted to their
translations. All are weighed by smooth inverse frequency a / (a + p) (Arora, Liang, Ma, ICLR 2017).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer

from index.encoder_training.kiwi_vectors import KiwiVectors
from index.encoder_training.sources import Source, Table
from index.encoder_training.store import MISSING, TokenStore

logger = logging.getLogger(__name__)
DIMENSIONS = 256
SIF_A = 1e-3
RIDGE = 3.0  # pulls a piece seen n times towards zero by RIDGE / (RIDGE + n)
ROUNDS = 6  # of conjugate gradients: the fit is a beginning, training does the rest
PAIRS = 300_000  # at most, for the fits
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Pairs:
    """Translations as rows of mean-of-tokens matrices, shape (pairs, vocabulary)."""

    anchor: sparse.csr_matrix
    other: sparse.csr_matrix


def initialise(
    tokenizer: Tokenizer,
    tokens: TokenStore,
    sources: list[Source],
    english: dict[int, Vectors],
    kiwi: KiwiVectors | None,
    seed: int,
) -> Vectors:
    """Make the starting vectors, shape (pieces, 256), with their weights multiplied in.

    english: vector of the English encoder by piece; may be empty (then Kiwi's space is the common one).
    """
    rng = np.random.default_rng(seed)
    size = tokenizer.get_vocab_size()
    counts = tokens.counts(size)
    weights = (SIF_A / (SIF_A + counts / max(1, counts.sum()))).astype(np.float32)
    vectors = np.zeros((size, DIMENSIONS), np.float32)
    is_known = np.zeros(size, bool)
    if english:
        places = np.fromiter(english, np.int64)
        vectors[places] = _principal_axes(np.stack(list(english.values())))
        is_known[places] = True
    if kiwi is not None:
        _place_korean(vectors, is_known, weights, tokenizer, tokens, sources, kiwi, rng)
    _fit_others(vectors, is_known, weights, tokens, sources, rng)
    rest = ~is_known
    vectors[rest] += 0.3 * _units(rng.normal(size=(int(rest.sum()), DIMENSIONS)))
    logger.info("starting vectors: %d of %d pieces known beforehand", is_known.sum(), size)
    return np.asarray(vectors * weights[:, None], np.float32)


def _units(rows: NDArray[np.floating]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def _principal_axes(rows: Vectors) -> Vectors:
    """Turn to the 256 axes of greatest variance, the greatest first, and to unit length."""
    centred = rows - rows.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned: Vectors = centred @ axes[:, ::-1][:, :DIMENSIONS]
    return _units(turned)


def _place_korean(
    vectors: Vectors,
    is_known: NDArray[np.bool_],
    weights: Vectors,
    tokenizer: Tokenizer,
    tokens: TokenStore,
    sources: list[Source],
    kiwi: KiwiVectors,
    rng: np.random.Generator,
) -> None:
    korean = np.zeros_like(vectors)
    found: list[int] = []
    for piece, place in tokenizer.get_vocab().items():
        vector = kiwi.find(piece)
        if vector is not None and not is_known[place]:
            korean[place] = vector
            found.append(place)
    if is_known.any():
        pairs = collect_pairs(tokens, sources, ("en",), ("ko",), len(vectors), rng)
        if pairs is not None:
            source = _units(pairs.other @ (korean * weights[:, None]))
            target = _units(pairs.anchor @ (vectors * weights[:, None]))
            left, _, right = np.linalg.svd(source.T @ target)
            mixed = np.linalg.solve(source.T @ source + np.eye(DIMENSIONS), source.T @ target)
            # half rotation, half least squares: the one keeps neighbours, the other the meanings
            korean = 0.5 * _units(korean @ (left @ right)) + 0.5 * _units(korean @ mixed)
            logger.info("Korean turned into the English space over %d pairs", source.shape[0])
    vectors[found] = _units(korean[found])
    is_known[found] = True


def _fit_others(
    vectors: Vectors,
    is_known: NDArray[np.bool_],
    weights: Vectors,
    tokens: TokenStore,
    sources: list[Source],
    rng: np.random.Generator,
) -> None:
    """Fit the pieces not known so that their texts come near to their translations."""
    pairs = collect_pairs(tokens, sources, ("en", "ko"), None, len(vectors), rng)
    if pairs is None or not is_known.any():
        return
    weighted = vectors * weights[:, None]
    target = _units(pairs.anchor @ weighted)
    scaled = sparse.csr_matrix(pairs.other @ sparse.diags(weights))
    scaled = sparse.diags(1 / np.maximum(np.asarray(scaled.sum(1)).ravel(), 1e-6)) @ scaled
    rest = np.flatnonzero(~is_known)
    matrix = sparse.csr_matrix(scaled[:, rest], dtype=np.float32)
    residual = target - scaled[:, np.flatnonzero(is_known)] @ vectors[is_known]
    vectors[rest] = _ridge(matrix, np.asarray(residual, np.float32))
    length = np.linalg.norm(vectors[rest], axis=1, keepdims=True)
    vectors[rest] /= np.maximum(length, np.quantile(length, 0.5))


def _ridge(matrix: sparse.csr_matrix, target: Vectors) -> Vectors:
    """Solve (A'A + ridge) x = A'b by conjugate gradients, all columns at a time."""
    ridge = RIDGE * float(np.mean(matrix.data**2)) if matrix.nnz else 1.0
    residual: Vectors = np.asarray(matrix.T @ target, np.float32)
    solution = np.zeros_like(residual)
    direction = residual.copy()
    power = (residual**2).sum(0)
    for _ in range(ROUNDS):
        image = np.asarray(matrix.T @ (matrix @ direction) + ridge * direction, np.float32)
        step = power / np.maximum((direction * image).sum(0), 1e-12)
        solution += step * direction
        residual -= step * image
        fresh = (residual**2).sum(0)
        direction = residual + (fresh / np.maximum(power, 1e-12)) * direction
        power = fresh
    return solution


def collect_pairs(
    tokens: TokenStore,
    sources: list[Source],
    anchors: tuple[str, ...],
    others: tuple[str, ...] | None,
    vocabulary: int,
    rng: np.random.Generator,
) -> Pairs | None:
    """Gather translations from an anchor language into the others (None: any), at most PAIRS of them."""
    left: list[NDArray[np.int32]] = []
    right: list[NDArray[np.int32]] = []
    for table in sources:
        if not isinstance(table, Table):
            continue
        for anchor in anchors:
            if anchor not in table.languages:
                continue
            first = table.cells[:, table.languages.index(anchor)]
            for column, language in enumerate(table.languages):
                if language in anchors or (others is not None and language not in others):
                    continue
                rows = (first != MISSING) & (table.cells[:, column] != MISSING)
                if rows.any():
                    left.append(first[rows])
                    right.append(table.cells[rows, column])
    if not left:
        return None
    one, two = np.concatenate(left), np.concatenate(right)
    chosen = rng.permutation(len(one))[:PAIRS]
    return Pairs(
        _mean_matrix(one[chosen], tokens, vocabulary), _mean_matrix(two[chosen], tokens, vocabulary)
    )


def _mean_matrix(
    texts: NDArray[np.int32], tokens: TokenStore, vocabulary: int
) -> sparse.csr_matrix:
    sizes = tokens.starts[texts + 1] - tokens.starts[texts]
    ends = np.cumsum(sizes)
    places = np.repeat(tokens.starts[texts] - (ends - sizes), sizes) + np.arange(int(ends[-1]))
    data = np.repeat((1.0 / sizes).astype(np.float32), sizes)
    pointers = np.concatenate([[0], ends])
    shape = (len(texts), vocabulary)
    return sparse.csr_matrix((data, tokens.tokens[places], pointers), shape=shape)
