"""Follower: candidates by meaning. Exact inner products over fp16 vectors, in a FAISS index.

Searching a FAISS index while it is added to crashes, and a file written in place may be cut short:
so every generation is a new file, published whole, with its SHA-256 (FAISS does not notice a bit
that flipped), and an opened index is never changed.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.durable import fingerprint, publish, read_state, write_state
from index.encoders import Matrix
from index.errors import StorageFailed
from index.ledger import Ledger

os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads of one search cost more than they give
import faiss

_STATE = "vectors.json"
_BATCH = 65_536  # vectors read from the ledger at once


class VectorIndex:
    """An opened index, never changed. Safe to share between threads."""

    def __init__(self, index: Any, generation: int, dimension: int) -> None:
        self._index = index
        self.generation = generation
        self.dimension = dimension

    @classmethod
    def open(cls, home: Path) -> "VectorIndex | None":
        """Open the index of a library; None when it is missing or damaged and must be rebuilt."""
        state = read_state(home / _STATE)
        if state is None:
            return None
        path = home / str(state.get("file"))
        try:
            if fingerprint(path) != state["sha256"]:
                return None
            return cls(
                faiss.read_index(str(path)), int(state["generation"]), int(state["dimension"])
            )
        except (OSError, RuntimeError, KeyError, ValueError):
            return None

    @property
    def size(self) -> int:
        """How many passages it holds."""
        return int(self._index.ntotal)

    def search(
        self, vector: Matrix, limit: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id.

        vector: float32, shape (dimension,), length 1. allowed: ids that may be found, None for all.
        """
        if not self._index.ntotal or (allowed is not None and not len(allowed)):
            return []
        parameters: Any = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # SWIG
        wanted = limit + 1  # FAISS keeps any of those that tie at the end, we the lowest ids
        while True:
            wanted = min(wanted, self._index.ntotal)
            scores, ids = self._index.search(vector[None, :], wanted, params=parameters)
            found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
            ends_in_tie = 0 < limit < len(found) and found[-1][1] == found[limit - 1][1]
            if not ends_in_tie or wanted == self._index.ntotal:
                return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]
            wanted *= 2


def forget(home: Path) -> None:
    """Let the next catch_up make the index from nothing. The caller holds the library's lock."""
    (home / _STATE).unlink(missing_ok=True)


def catch_up(home: Path, ledger: Ledger, dimension: int) -> None:
    """Bring the index of a library to its ledger's generation; rebuild it where it cannot follow.

    The caller holds the library's lock.
    """
    opened = VectorIndex.open(home)
    generation = ledger.generation
    if opened is not None and opened.generation == generation:
        return
    if (
        opened is None
        or not ledger.purged <= opened.generation <= generation
        or opened.dimension != dimension
    ):
        index = faiss.IndexIDMap2(
            faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
        )
        since = 0
    else:
        index, since = opened._index, opened.generation  # opened here, seen by nobody else
        removed = np.array(ledger.removed_since(since), dtype=np.int64)
        if len(removed):
            index.remove_ids(faiss.IDSelectorBatch(removed))
    _add(index, ledger, since, dimension)
    _publish(home, index, generation, dimension)


def _add(index: Any, ledger: Ledger, since: int, dimension: int) -> None:
    ids: list[int] = []
    rows: list[bytes] = []

    def flush() -> None:
        if ids:
            matrix = np.frombuffer(b"".join(rows), dtype=np.float16).reshape(-1, dimension)
            index.add_with_ids(matrix.astype(np.float32), np.array(ids, dtype=np.int64))
            ids.clear()
            rows.clear()

    for passage_id, vector in ledger.vectors_since(since, dimension):
        ids.append(passage_id)
        rows.append(vector)
        if len(ids) >= _BATCH:
            flush()
    flush()


def _publish(home: Path, index: Any, generation: int, dimension: int) -> None:
    path = home / f"vectors-{generation}.faiss"
    temporary = home / f".{path.name}.{os.getpid()}.part"
    try:
        with temporary.open("wb") as file:  # given a name, FAISS takes no notice of a full disk
            faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]  # SWIG
        digest = fingerprint(temporary)
        publish(temporary, path)
    except (OSError, RuntimeError) as cause:
        temporary.unlink(missing_ok=True)
        raise StorageFailed(
            f"cannot write {path}", str(cause), "Check free space and permissions"
        ) from cause
    write_state(
        home / _STATE,
        {"file": path.name, "generation": generation, "sha256": digest, "dimension": dimension},
    )
    for other in home.glob("vectors-*.faiss"):
        if other != path:
            other.unlink(missing_ok=True)
