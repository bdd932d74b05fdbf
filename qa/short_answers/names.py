"""What kind of name or number each morpheme of a Korean sentence belongs to: a person, a place, a date and so on.

A perceptron with one hidden layer over the vectors and tags of a morpheme and its neighbours, learnt from
KLUE's named entities (qa/training/names.py). It reads with numpy alone.
"""

from collections.abc import Sequence

import numpy as np

from index.analyzer import Token
from index.encoders import Matrix
from qa.short_answers.nets import NamesNet

KINDS = ("none", "person", "place", "organisation", "date", "time", "quantity")
TAGS = (
    "NNG", "NNP", "NNB", "NR", "NP", "SN", "SL", "SH", "XPN", "XSN", "XR", "SF", "SP", "SS", "SSO", "SSC",
    "SE", "SO", "SW", "SB", "JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC", "EP", "EF", "EC",
    "ETN", "ETM", "VV", "VA", "VX", "VCP", "VCN", "MM", "MAG", "MAJ", "IC", "XSV", "XSA", "XSM", "W", "U", "Z", "",
)  # fmt: skip
_PLACE = {tag: place for place, tag in enumerate(TAGS)}
NEIGHBOURS = 2  # morphemes on either side that are looked at


def name_kinds(tokens: Sequence[Token], vectors: Matrix, net: NamesNet) -> Matrix:
    """Return the probability of each of KINDS for each token: shape (tokens, kinds), rows sum to 1.

    vectors: of the tokens' forms, shape (tokens, dimensions).
    """
    if not tokens:
        return np.zeros((0, len(KINDS)), np.float32)
    return net.probabilities(windows(tokens, vectors))


def windows(tokens: Sequence[Token], vectors: Matrix) -> Matrix:
    """Return what the net sees of each token: vectors, tags and shapes of it and its neighbours."""
    count, width = vectors.shape
    own = np.zeros((count + 2 * NEIGHBOURS, width + len(TAGS) + 3), np.float32)
    own[NEIGHBOURS : NEIGHBOURS + count, :width] = vectors
    for row, token in enumerate(tokens, start=NEIGHBOURS):
        joined = row > NEIGHBOURS and tokens[row - NEIGHBOURS - 1].end == token.start
        own[row, width + _tag(token.tag)] = 1
        own[row, -3:] = joined, min(len(token.form), 5) / 5, token.form[:1].isdigit()
    return np.concatenate([own[at : at + count] for at in range(2 * NEIGHBOURS + 1)], axis=1)


def _tag(tag: str) -> int:
    tag = tag.partition("-")[0]
    return _PLACE.get(tag, _PLACE.get(tag[:1], len(TAGS) - 1))
