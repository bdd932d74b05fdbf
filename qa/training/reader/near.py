"""Passages that look as if they answered a question and do not: hard negatives, by rare pieces in common."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from qa.training.reader.corpus import Example
from qa.training.reader.pieces import Array, Encoded

_RARE = 0.05  # of the passages: pieces that stand in more say nothing


def near_passages(data: Encoded, examples: Sequence[Example], count: int = 6) -> Array:
    """Return for each example others whose passages share most of its question's rare pieces, else -1.

    Passages are of the same source, are not its own and do not hold its short answer. Weights are
    those of BM25 with k1 = 1.2, b = 0.75 (Robertson and Zaragoza, 2009).
    """
    found = np.full((len(examples), count), -1, np.int32)
    width = int(max(data.passages.max(), data.questions.max())) + 1
    for source in range(len(data.sources)):
        members: list[int] = np.flatnonzero(data.source == source).tolist()
        first: dict[str, int] = {}
        for n in members:
            first.setdefault(examples[int(n)].passage, int(n))
        if len(first) < 20:
            continue
        texts = list(first)
        rows = [_slice(data.passages, data.passages_at, first[text]) for text in texts]
        table = _bm25(rows, width)
        for part in np.array_split(members, max(1, len(members) // 500)):
            asked = _binary(
                [_slice(data.questions, data.questions_at, int(n)) for n in part], width
            )
            scores = (asked @ table.T).toarray()
            at_most = min(count * 3, len(texts) - 1)
            best = np.argpartition(-scores, at_most, axis=1)[:, :at_most]
            for row, n in enumerate(part):
                order = sorted(best[row], key=lambda c: (-scores[row, c], c))
                example = examples[n]
                answer = example.passage[slice(*example.span)] if example.span else None
                kept = [
                    first[texts[c]]
                    for c in order
                    if texts[c] != example.passage and not (answer and answer in texts[c])
                ]
                found[n, : len(kept[:count])] = kept[:count]
    return found


def _slice(flat: Array, at: Array, n: int) -> Array:
    return flat[at[n] : at[n + 1]]


def _bm25(rows: Sequence[Array], width: int) -> sparse.csr_matrix:
    counts = sparse.csr_matrix(
        (
            np.ones(sum(map(len, rows)), np.float32),
            np.concatenate(rows),
            np.concatenate([[0], np.cumsum([len(row) for row in rows])]),
        ),
        shape=(len(rows), width),
    )
    counts.sum_duplicates()
    holding = np.bincount(counts.indices, minlength=width)
    idf = np.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
    idf[holding > _RARE * len(rows)] = 0
    lengths = np.asarray(counts.sum(1)).ravel()
    norm = np.repeat(1.2 * (0.25 + 0.75 * lengths / lengths.mean()), np.diff(counts.indptr))
    counts.data = counts.data * 2.2 / (counts.data + norm) * idf[counts.indices]
    return counts


def _binary(rows: Sequence[Array], width: int) -> sparse.csr_matrix:
    unique = [np.unique(row) for row in rows]
    return sparse.csr_matrix(
        (
            np.ones(sum(map(len, unique)), np.float32),
            np.concatenate(unique),
            np.concatenate([[0], np.cumsum([len(row) for row in unique])]),
        ),
        shape=(len(rows), width),
    )
