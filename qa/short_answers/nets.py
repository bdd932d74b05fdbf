"""The two small networks behind short answers, as arrays; learnt by python -m qa.training, see DECISIONS.md."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders import Matrix

FILE = "nets.npz"


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


@dataclass(frozen=True, slots=True)
class SpansNet:
    """Scores candidates: weights of the features by group, and a perceptron that sees vectors too.

    scale: (features,), what features are divided by; linear: (groups, features). focus, head, whole, beside:
    projections of vectors, (width, dimensions) each, beside (width, 2 × dimensions). hidden: (units, inputs),
    hidden_bias, out: (units,).
    """

    scale: Matrix
    linear: Matrix
    focus: Matrix
    head: Matrix
    whole: Matrix
    beside: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    out: Matrix

    def scores(
        self,
        group: int,
        features: Matrix,
        focus: Matrix,
        heads: Matrix,
        wholes: Matrix,
        besides: Matrix,
    ) -> Matrix:
        """Return a logit for each candidate of a question of a group, shape (candidates,)."""
        scaled = features / self.scale
        wanted = np.broadcast_to(self.focus @ focus, (len(features), len(self.focus)))
        head = heads @ self.head.T
        asked = np.zeros((len(features), len(self.linear)), np.float32)
        asked[:, group] = 1
        inputs = [scaled, asked, wanted, head, wholes @ self.whole.T, wanted * head * PRODUCT]
        rows = np.concatenate([*inputs, besides @ self.beside.T], axis=1)
        units = np.maximum(rows @ self.hidden.T + self.hidden_bias, 0)
        return np.asarray(scaled @ self.linear[group] + units @ self.out, np.float32)


PRODUCT = 4.0  # products of projections are small; so they start at the size of the rest


@dataclass(frozen=True, slots=True)
class Nets:
    """Both networks."""

    names: NamesNet
    spans: SpansNet

    def save(self, path: Path) -> None:
        """Write them as fp16 arrays; the same arrays give the same bytes."""
        arrays: dict[str, Any] = {
            f"{part}.{field.name}": getattr(getattr(self, part), field.name).astype(np.float16)
            for part, kind in (("names", NamesNet), ("spans", SpansNet))
            for field in fields(kind)
        }
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Nets":
        """Read what save wrote. Raises ValueError where an array is missing."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: np.asarray(stored[name], np.float32) for name in stored.files}
        try:
            return cls(NamesNet(**_part(arrays, "names")), SpansNet(**_part(arrays, "spans")))
        except (TypeError, zipfile.BadZipFile) as cause:
            raise ValueError(f"{path} does not hold both networks: {cause}") from cause


@cache
def shipped_nets() -> Nets:
    """Return the networks that came with the program."""
    with resources.as_file(resources.files("qa.short_answers").joinpath(FILE)) as path:
        return Nets.load(path)


def _part(arrays: Mapping[str, Matrix], part: str) -> dict[str, Matrix]:
    dot = f"{part}."
    return {name.removeprefix(dot): a for name, a in arrays.items() if name.startswith(dot)}
