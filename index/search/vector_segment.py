"""A part of the vector index: vectors of some passages, in a file that never changes.

It is searched in two steps. FAISS compares rows of bytes, half of what fp16 reads from memory; what may be
among the best is compared again by the vectors themselves. A byte's rounding is bounded, so it is known when
nothing was missed: the result is that of comparing every vector.
"""

import hashlib
import math
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.store.atomic_files import written_whole

os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads of one search cost more than they give
import faiss

Ids = NDArray[np.int64]
Rows = NDArray[np.float16]

_BATCH = 4096  # vectors that are rounded at once: as many as stay near the processor
_AT_FIRST = 10  # times as many as are asked for are compared again, nearly always enough
_MOST = 127  # the largest signed byte
_FP16 = 0.002  # a unit vector may be longer by that, as its numbers have 11 bits
_SLACK = 1e-5  # for sums in single precision


class Segment:
    """Some passages and their vectors, in ascending id; never none. Safe to share between threads."""

    def __init__(self, name: str, digest: str, ids: Ids, vectors: Rows) -> None:
        """name: of its file; digest: its SHA-256 (hex). ids: shape (n,); vectors: shape (n, dimension)."""
        self.name = name
        self.digest = digest
        self.ids = ids
        self.vectors = vectors
        self._preparing = Lock()

    @classmethod
    def write(
        cls, path: Path, parts: Iterable[tuple[Ids, Rows]], dimension: int
    ) -> "Segment | None":
        """Make a file of parts in ascending id, and read it; None of no vectors. Raises StorageFailed."""
        digest = hashlib.sha256()
        ids: list[Ids] = [np.empty(0, np.int64)]
        with written_whole(path) as file:
            for some, rows in parts:
                ids.append(some)
                digest.update(rows.data)
                file.write(rows.data)
            tail = np.concatenate(ids)
            digest.update(tail.data)
            file.write(tail.data)
        if len(tail):
            return cls.read(path, digest.hexdigest(), dimension)
        path.unlink()
        return None

    @classmethod
    def read(cls, path: Path, digest: str, dimension: int) -> "Segment":
        """Read the file. Raises OSError, ValueError where it is not what was written."""
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError(f"{path} was altered")
        count = len(data) // (2 * dimension + 8)
        vectors = np.frombuffer(data, np.float16, count * dimension).reshape(count, dimension)
        return cls(
            path.name, digest, np.frombuffer(data, np.int64, count, 2 * count * dimension), vectors
        )

    def rows_of(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which rows are of passages among ids, which ascend."""
        found = np.zeros(len(self.ids), bool)
        places = np.searchsorted(self.ids, ids)
        places[places == len(self.ids)] = 0
        found[places[self.ids[places] == ids]] = True
        return found

    def best(
        self, vector: Matrix, limit: int, among: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return ids and cosines of the best limit, and of all that tie with the last of them, in no order.

        vector: float32, length 1. among: the rows that count; None for all.
        """
        self.prepare()
        selected = None
        if among is not None:
            bits = np.packbits(among, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # SWIG
            selected = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # SWIG
        size = float(np.abs(vector).max()) or 1.0
        rounded = np.rint(vector * (_MOST / size))
        unit = self._step * size / _MOST  # what one in a product of bytes is as a cosine
        lost = float(np.linalg.norm(vector - rounded * (size / _MOST)))
        error = self._error + lost * (1 + _FP16 + self._error) + _SLACK
        requested = _AT_FIRST * limit
        while True:
            requested = min(requested, len(self.ids))
            coarse, rows = self._rounded.search(rounded[None, :], requested, params=selected)
            found = rows[0][rows[0] >= 0]
            cosines = np.einsum("ij,j->i", self.vectors[found].astype(np.float32), vector)
            if len(found) < requested or requested == len(self.ids):
                break  # that is all there is
            last = np.partition(cosines, -limit)[-limit]
            if coarse[0][-1] * unit + error < last:
                break  # nothing that was not found reaches the last
            requested *= 4
        if len(found) > limit:
            kept = cosines >= np.partition(cosines, -limit)[-limit]
            found, cosines = found[kept], cosines[kept]
        return self.ids[found], cosines

    @cached_property
    def _step(self) -> float:
        """What one in a byte is: the largest number is the largest byte."""
        # without their signs, numbers are ordered as their bits are
        magnitudes = self.vectors.view(np.uint16) & 0x7FFF
        largest = float(np.uint16(magnitudes.max(initial=0)).view(np.float16))
        return largest / _MOST if largest else 1.0

    @property
    def _error(self) -> float:
        """How far a vector may be from its rounded one: half a step in each direction."""
        return 0.5 * self._step * math.sqrt(self.vectors.shape[1])

    def prepare(self) -> None:
        """Round the vectors, so that the first search need not: seconds for a million."""
        with self._preparing:
            _ = self._rounded

    @cached_property
    def _rounded(self) -> Any:
        """The vectors as bytes, in a FAISS index; who only writes needs none."""
        index = faiss.IndexScalarQuantizer(
            self.vectors.shape[1],
            faiss.ScalarQuantizer.QT_8bit_direct_signed,
            faiss.METRIC_INNER_PRODUCT,
        )
        for start in range(0, len(self.vectors), _BATCH):
            rows = self.vectors[start : start + _BATCH].astype(np.float32)
            rows *= np.float32(1 / self._step)
            index.add(np.rint(rows, out=rows))
        return index
