"""How alike two terms are in meaning: 탈당 and 탈퇴 are no match of words, but nearly one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoders import Encoder, Matrix, StaticEncoder, open_encoder
from index.sounds import is_sound

_KEPT = 60_000  # vectors of terms that are remembered, about 60 MB
_UNLIKE, _ALIKE = 0.15, 0.6  # cosines: of two words taken at random seldom more; of synonyms


class Likeness:
    """Cosines of single terms, by an encoder that needs no sentence around a term.

    Safe to share between threads.
    """

    def __init__(self, encoder: Encoder) -> None:
        """Take the library's encoder where it is static, else the bundled one."""
        self._encoder = encoder if isinstance(encoder, StaticEncoder) else open_encoder()
        self._known: dict[str, Matrix] = {}

    def between(self, terms: Sequence[str], others: Sequence[str]) -> Matrix:
        """Return how alike each of terms is to each of others: float32, 0..1, shape (terms, others).

        Equal terms give 1; so do terms of one vector. Sounds of names (index/sounds.py) are like none.
        """
        cosines = self.vectors(terms) @ self.vectors(others).T
        likeness = np.clip((cosines - _UNLIKE) / (_ALIKE - _UNLIKE), 0, 1)
        place = {other: column for column, other in enumerate(others)}
        for row, term in enumerate(terms):
            if term in place:
                likeness[row, place[term]] = 1
        return np.asarray(likeness, np.float32)

    def vectors(self, terms: Sequence[str]) -> Matrix:
        """Return the unit vectors of terms, shape (terms, dimensions); of sounds of names they are 0."""
        known = self._known
        if new := [term for term in dict.fromkeys(terms) if term not in known]:
            vectors = self._encoder.encode_passages(
                ["" if is_sound(term) else term for term in new]
            )
            if len(known) > _KEPT:
                known = self._known = {term: known[term] for term in terms if term in known}
            known.update(zip(new, vectors, strict=True))
        if not terms:
            return np.zeros((0, self._encoder.identity.dimension), np.float32)
        return np.stack([known[term] for term in terms])


@dataclass(frozen=True, slots=True)
class Overlap:
    """How alike the terms of a question are to those of a passage: likeness[row, column], 0..1."""

    row_of: Mapping[str, int]
    column_of: Mapping[str, int]
    likeness: Matrix

    @classmethod
    def of(cls, likeness: Likeness, terms: Collection[str], others: Collection[str]) -> "Overlap":
        """Compare each of terms with each of others; both without repetition."""
        rows = {term: row for row, term in enumerate(terms)}
        columns = {other: column for column, other in enumerate(others)}
        return cls(rows, columns, likeness.between(list(rows), list(columns)))

    def covered(self, weights: Mapping[str, float], there: Iterable[str]) -> float:
        """Return the share of weighted terms that the terms there cover, alike ones in part: 0..1.

        The keys of weights are among the rows; terms that are no column cover nothing.
        """
        total = sum(weights.values())
        columns = [self.column_of[term] for term in there if term in self.column_of]
        if not columns or not total:
            return 0.0
        best = self.likeness[[self.row_of[term] for term in weights]][:, columns].max(axis=1)
        return float(np.fromiter(weights.values(), np.float64, len(weights)) @ best / total)
