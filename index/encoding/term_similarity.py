"""How alike two terms are in meaning: 탈당 and 탈퇴 are no match of words, but nearly one."""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from index.encoding.encoders import BUNDLED, Encoder, Matrix, open_encoder
from index.text.sounds import is_sound

_KEPT = 60_000  # vectors of terms that are remembered, about 60 MB
_UNLIKE, _ALIKE = 0.15, 0.6  # cosines: of two words taken at random seldom more; of synonyms


class TermSimilarity:
    """Cosines of single terms, by an encoder that needs no sentence around a term.

    Safe to share between threads.
    """

    def __init__(self, encoder: Encoder) -> None:
        """Take the bundled encoder, which the learnt weights of qa/ rest on; encoder is used where it is that."""
        self._encoder = encoder if encoder.identity.name == BUNDLED else open_encoder()
        self._rows: Matrix = np.empty((_KEPT, self._encoder.identity.dimension), np.float32)
        self._row_of: dict[str, int] = {}
        self._lock = threading.Lock()

    def between(self, terms: Sequence[str], others: Sequence[str]) -> Matrix:
        """Return how alike each of terms is to each of others: float32, 0..1, shape (terms, others).

        Equal terms give 1; so do terms of one vector. Sounds of names (index/text/sounds.py) are like none.
        """
        return Overlap.of(self, terms, others).similarity

    def cosines(self, terms: Collection[str], others: Collection[str]) -> Matrix:
        """Return the cosine of each of terms with each of others: shape (terms, others)."""
        cosines: Matrix = self.vectors(terms) @ self.vectors(others).T
        return cosines

    def vectors(self, terms: Collection[str]) -> Matrix:
        """Return the unit vectors of terms, of which there are less than _KEPT; of sounds of names 0."""
        with self._lock:
            rows = list(map(self._row_of.get, terms))
            if None in rows:
                self._remember(terms)
                rows = [self._row_of[term] for term in terms]
            return self._rows.take(np.array(rows, np.intp), axis=0)

    def _remember(self, terms: Collection[str]) -> None:
        new = [term for term in dict.fromkeys(terms) if term not in self._row_of]
        if len(self._row_of) + len(new) > _KEPT:
            self._row_of.clear()
            new = list(dict.fromkeys(terms))
        start = len(self._row_of)
        self._rows[start : start + len(new)] = self._encoder.encode_passages(
            ["" if is_sound(term) else term for term in new]
        )
        self._row_of.update(zip(new, range(start, start + len(new)), strict=True))


@dataclass(frozen=True, slots=True)
class Overlap:
    """How alike the terms of a question are to those of a passage: similarity[row, column], 0..1."""

    row_of: Mapping[str, int]
    column_of: Mapping[str, int]
    similarity: Matrix

    @classmethod
    def of(
        cls, term_similarity: TermSimilarity, terms: Collection[str], others: Collection[str]
    ) -> "Overlap":
        """Compare each of terms with each of others; both without repetition."""
        rows, columns = dict(zip(terms, count())), dict(zip(others, count()))  # endless
        cosines = term_similarity.cosines(terms, others)
        table = np.clip((cosines - _UNLIKE) / (_ALIKE - _UNLIKE), 0, 1)
        for term, row in rows.items():
            if (column := columns.get(term)) is not None:
                table[row, column] = 1
        return cls(rows, columns, table)

    def covered(self, weights: Mapping[str, float], there: Iterable[str]) -> float:
        """Return the share of weighted terms that the terms there cover, alike ones in part: 0..1.

        The keys of weights are among the rows; terms that are no column cover nothing.
        """
        (share,) = self.covered_by_each(weights, [there])
        return share

    def covered_by_each(
        self, weights: Mapping[str, float], texts: Iterable[Iterable[str]]
    ) -> list[float]:
        """Return the same for each of several texts, given as their terms."""
        total = sum(weights.values())
        if not total:
            return [0.0 for _ in texts]
        rows = self.similarity[[self.row_of[term] for term in weights]]
        values = np.fromiter(weights.values(), np.float64, len(weights))
        shares = []
        for text in texts:
            columns = [place for place in map(self.column_of.get, text) if place is not None]
            best = rows.take(columns, axis=1).max(axis=1) if columns else np.zeros(len(rows))
            shares.append(float(values @ best / total))
        return shares
