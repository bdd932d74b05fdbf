"""Terms to the dimensions of a sparse vector, whose inner product with a question's is BM25.

A passage's weight of a term is the term-frequency part of BM25, a question's is the inverse document
frequency (Robertson and Zaragoza 2009, k1 and b as the local follower has them). Both kinds of terms lie in one
vector, so one search gives their weighted sum. A passage's weights depend on that passage alone: lengths
are measured against a fixed mean, which a growing library does not move. Exact ranking takes the true one.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

MORPHEMES, BIGRAMS = "m", "b"
K1, B = 1.2, 0.75
MEAN = {MORPHEMES: 127, BIGRAMS: 249}
"""Terms of either kind in a passage: means over KorQuAD's paragraphs, titles included."""

SHARE = {MORPHEMES: 0.6, BIGRAMS: 0.4}
"""How much each kind counts, as in the local follower."""

_DIMENSIONS = 2**32 - 2  # Milvus numbers them from 0 to 2^32 - 2
_NO_TERM = 0  # the dimension of passages without terms: an empty vector is refused


@lru_cache(maxsize=500_000)
def key_of(kind: str, term: str) -> int:
    """Return the 64-bit key of a term, by which passages that hold it are counted."""
    digest = blake2b(f"{kind}{term}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def dimension_of(key: int) -> int:
    """Return the dimension of a term: 1 to 2^32 - 2."""
    return 1 + key % _DIMENSIONS


def passage_vector(morphemes: Sequence[str], bigrams: Sequence[str]) -> dict[int, float]:
    """Return a passage's sparse vector, its title's terms included."""
    vector: dict[int, float] = {}
    for kind, terms in ((MORPHEMES, morphemes), (BIGRAMS, bigrams)):
        norm = K1 * (1 - B + B * len(terms) / MEAN[kind])
        for term, count in Counter(terms).items():
            dimension = dimension_of(key_of(kind, term))
            weight = count * (K1 + 1) / (count + norm)
            vector[dimension] = vector.get(dimension, 0.0) + weight
    return vector or {_NO_TERM: 1.0}


def question_vector(frequencies: Mapping[int, int], kind: str, passages: int) -> dict[int, float]:
    """Return a question's sparse vector of one kind of terms, which are given by key with frequency.

    A term that no passage holds has no part in it. idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
    """
    vector: dict[int, float] = {}
    for key, frequency in frequencies.items():
        if frequency > 0:
            idf = math.log(1 + (max(passages, frequency) - frequency + 0.5) / (frequency + 0.5))
            vector[dimension_of(key)] = SHARE[kind] * idf
    return vector


def keys_of(morphemes: Iterable[str], bigrams: Iterable[str]) -> list[int]:
    """Return the keys of the terms that a passage holds, each once."""
    return [
        *(key_of(MORPHEMES, term) for term in set(morphemes)),
        *(key_of(BIGRAMS, pair) for pair in set(bigrams)),
    ]
