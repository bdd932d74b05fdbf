"""Vectors of Korean morphemes, recovered from the language model inside Kiwi.

Kiwi tells only the similarity of two morphemes. With the similarities S of landmark morphemes to each
other (S = V diag(w) V'), those of any morpheme to the landmarks, s, give its vector s V diag(w)^-1/2 up
to a rotation (the Nystroem method, which is exact here: the vectors have 256 dimensions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from kiwipiepy import Kiwi
from numpy.typing import NDArray

LANDMARKS = 512
DIMENSIONS = 256
SCANNED_IDS = 72_000  # ids above are outside the vocabulary of Kiwi's language model
CONTENT_TAGS = ("NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "XR", "MAG", "MM", "SL", "SN", "IC")
NOUN = re.compile(r"[가-힣]{2,8}")


@dataclass(frozen=True)
class KiwiVectors:
    """Morpheme forms, the most frequent meaning of each, and their unit vectors (n, 256)."""

    forms: dict[str, int]
    vectors: NDArray[np.float32]
    nouns: list[str]  # of two to eight syllables, the most frequent first

    def find(self, form: str) -> NDArray[np.float32] | None:
        """Vector of the form, or None where Kiwi has none."""
        place = self.forms.get(form)
        return None if place is None else self.vectors[place]


def read_kiwi_vectors(kiwi: Kiwi) -> KiwiVectors:
    """Recover the vectors of all morphemes in the vocabulary of Kiwi's language model."""
    known: list[tuple[int, str, str]] = []
    for number in range(2, SCANNED_IDS):
        token = kiwi.morpheme(number)
        if token.form and not np.isnan(kiwi.morpheme_similarity(number, number)):
            known.append((number, token.form, token.tag))
    content = [number for number, _, tag in known if tag in CONTENT_TAGS]
    landmarks = content[:: max(1, len(content) // LANDMARKS)][:LANDMARKS]
    similarity = np.array(
        [[kiwi.morpheme_similarity(n, m) for m in landmarks] for n, _, _ in known], np.float64
    )
    at = {number: place for place, (number, _, _) in enumerate(known)}
    square = similarity[[at[number] for number in landmarks]]
    values, axes = np.linalg.eigh((square + square.T) / 2)
    values, axes = values[::-1][:DIMENSIONS], axes[:, ::-1][:, :DIMENSIONS]
    vectors = similarity @ axes / np.sqrt(np.maximum(values, 1e-6))
    vectors -= vectors[: len(vectors) // 4].mean(0)  # the common part tells nothing apart
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return KiwiVectors(_forms(known), vectors.astype(np.float32), _nouns(known))


def _forms(known: list[tuple[int, str, str]]) -> dict[str, int]:
    """Place of each form; of several meanings the one with the lowest id, the most frequent."""
    forms: dict[str, int] = {}
    for place, (_, form, tag) in enumerate(known):
        if tag in CONTENT_TAGS:
            forms.setdefault(form, place)
    for place, (_, form, _) in enumerate(known):
        forms.setdefault(form, place)
    return forms


def _nouns(known: list[tuple[int, str, str]]) -> list[str]:
    nouns = (form for _, form, tag in known if tag in ("NNG", "NNP") and NOUN.fullmatch(form))
    return list(dict.fromkeys(nouns))
