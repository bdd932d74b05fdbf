"""What kind of name or number each morpheme of a Korean sentence belongs to: a person, a place, a date and so on.

A perceptron with one hidden layer over the vectors and tags of a morpheme and its neighbours, learnt from
KLUE's named entities (qa/training/names.py). It reads with numpy alone.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from index.encoding.encoders import Matrix
from index.text.korean_terms import Token

FILE = "names.npz"

KINDS = ("none", "person", "place", "organisation", "date", "time", "quantity")
TAGS = (
    "NNG", "NNP", "NNB", "NR", "NP", "SN", "SL", "SH", "XPN", "XSN", "XR", "SF", "SP", "SS", "SSO", "SSC",
    "SE", "SO", "SW", "SB", "JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC", "EP", "EF", "EC",
    "ETN", "ETM", "VV", "VA", "VX", "VCP", "VCN", "MM", "MAG", "MAJ", "IC", "XSV", "XSA", "XSM", "W", "U", "Z", "",
)  # fmt: skip
_PLACE = {tag: place for place, tag in enumerate(TAGS)}
NEIGHBOURS = 2  # morphemes on either side that are looked at


@dataclass(frozen=True, slots=True)
class NamesNet:
    """hidden: (units, inputs), hidden_bias: (units,), out: (kinds, units), out_bias: (kinds,)."""

    hidden: Matrix
    hidden_bias: Matrix
    out: Matrix
    out_bias: Matrix

    def probabilities(self, rows: Matrix) -> Matrix:
        """Return the softmax over the kinds for each row of inputs."""
        logits = np.maximum(rows @ self.hidden.T + self.hidden_bias, 0) @ self.out.T + self.out_bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def save(self, path: Path) -> None:
        """Write the arrays as fp16."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                hidden=self.hidden.astype(np.float16),
                hidden_bias=self.hidden_bias.astype(np.float16),
                out=self.out.astype(np.float16),
                out_bias=self.out_bias.astype(np.float16),
            )

    @classmethod
    def load(cls, path: Path) -> "NamesNet":
        """Read what save wrote. Raises ValueError for anything else."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = [np.asarray(stored[field.name], np.float32) for field in fields(cls)]
        except (KeyError, ValueError, EOFError, zipfile.BadZipFile) as cause:
            raise ValueError(f"{path} holds no network for names: {cause}") from cause
        return cls(*arrays)


@cache
def shipped_names() -> NamesNet:
    """Return the network that came with the program."""
    with resources.as_file(resources.files("qa.reading.short_answers").joinpath(FILE)) as path:
        return NamesNet.load(path)


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
