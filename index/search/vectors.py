"""Follower: candidates by meaning, the best cosines over all passages, exactly.

The vectors lie in a few files that never change (index/search/vector_segment.py). What is new becomes a file
of its own, so ten articles cost the same in a large library as in a small one; small files are put together,
so that there are never many. The state, which is published with that of the other follower
(index/search/published.py), names the files with their SHA-256, and the passages in them that are gone.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.search.published import Published, State
from index.search.vector_segment import Ids, Rows, Segment
from index.store.ledger import Ledger

_FILES = "vectors-*"
_BATCH = 65_536  # vectors read from the ledger at once
_GONE_SHARE = 8  # a file of which one in so many passages is gone is written again without them


class VectorIndex:
    """An opened index, never changed. Safe to share between threads."""

    def __init__(
        self, segments: Sequence[Segment], gone: Ids, generation: int, dimension: int
    ) -> None:
        self.segments = tuple(segments)
        self.gone = gone
        self.generation = generation
        self.dimension = dimension
        alive = [~segment.rows_of(gone) for segment in segments]
        self._alive = [None if rows.all() else rows for rows in alive]
        self.size = sum(int(rows.sum()) for rows in alive)
        """How many passages it holds."""

    @classmethod
    def open(
        cls, home: Path, published: Published | None, earlier: "VectorIndex | None" = None
    ) -> "VectorIndex | None":
        """Open the index that is published; None when it is missing or damaged and must be rebuilt.

        earlier: one that was opened before; files that are still the same are not read again.
        """
        if published is None:
            return None
        known = {(one.name, one.digest): one for one in earlier.segments} if earlier else {}
        state = published.vectors
        try:
            dimension = int(state["dimension"])
            segments = [
                known.get((name, digest)) or Segment.read(home / name, digest, dimension)
                for name, digest in state["files"]
            ]
            gone = np.array(state["gone"], np.int64)
            return cls(segments, gone, published.generation.number, dimension)
        except (OSError, KeyError, ValueError, TypeError):
            return None

    def prepare(self) -> None:
        """Make ready for the first search, which would wait for it otherwise."""
        for segment in self.segments:
            segment.prepare()

    def search(
        self, vector: Matrix, limit: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, cosine), best first; equal scores in ascending id.

        vector: float32, shape (dimension,), length 1. allowed: ids that may be found, None for all.
        """
        if limit < 1:
            return []
        found: list[tuple[int, float]] = []
        for segment, alive in zip(self.segments, self._alive, strict=True):
            among = alive
            if allowed is not None:
                among = segment.rows_of(allowed)
                among = among if alive is None else among & alive
            ids, cosines = segment.best(vector, limit, among)
            found.extend(zip(ids.tolist(), cosines.tolist(), strict=True))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]


def catch_up(home: Path, ledger: Ledger, dimension: int, published: Published | None) -> State:
    """Make the index of a ledger's generation from the one that is published, or from nothing.

    Returns its state; what is published stays as it is. The caller holds the library's lock.
    Raises StorageFailed.
    """
    opened = VectorIndex.open(home, published)
    generation = ledger.generation
    if opened is None or opened.dimension != dimension:
        opened = VectorIndex((), np.empty(0, np.int64), 0, dimension)
    elif published is not None and opened.generation == generation:
        return published.vectors
    if not ledger.purged <= opened.generation <= generation:
        opened = VectorIndex((), np.empty(0, np.int64), 0, dimension)
    gone = np.union1d(opened.gone, np.array(ledger.removed_since(opened.generation), np.int64))
    files = _Files(home, generation, dimension)
    segments = list(opened.segments)
    if new := files.write(_added(ledger, opened.generation, dimension)):
        segments.append(new)
    segments = _put_together(segments, gone, files)
    return {
        "files": [[segment.name, segment.digest] for segment in segments],
        "gone": [
            one for segment in segments for one in segment.ids[segment.rows_of(gone)].tolist()
        ],
        "dimension": dimension,
    }


def sweep(home: Path, published: Published) -> None:
    """Remove what is not part of the index that is published. Whoever has opened it reads on."""
    kept = files_of(published)
    for path in home.glob(_FILES):
        if path.name not in kept:
            with suppress(OSError):  # the next time, then
                path.unlink()


def files_of(published: Published | None) -> set[str]:
    """Return the names of the files that the published index consists of; none of a damaged one."""
    try:
        return {str(name) for name, _ in published.vectors["files"]} if published else set()
    except (KeyError, TypeError, ValueError):
        return set()


class _Files:
    """Makes the files of one generation, none in the place of another."""

    def __init__(self, home: Path, generation: int, dimension: int) -> None:
        self._home = home
        self._generation = generation
        self._dimension = dimension

    def write(self, parts: Iterator[tuple[Ids, Rows]]) -> Segment | None:
        """Write a segment; None where there is nothing to write."""
        names = (self._home / f"vectors-{self._generation}-{number}.bin" for number in count())
        path = next(path for path in names if not path.exists())
        return Segment.write(path, parts, self._dimension)


def _added(ledger: Ledger, since: int, dimension: int) -> Iterator[tuple[Ids, Rows]]:
    """Yield ids and vectors of the passages that are new."""
    ids: list[int] = []
    rows: list[bytes] = []
    for passage_id, vector in ledger.vectors_since(since, dimension):
        ids.append(passage_id)
        rows.append(vector)
        if len(ids) == _BATCH:
            yield _part(ids, rows, dimension)
            ids, rows = [], []
    if ids:
        yield _part(ids, rows, dimension)


def _part(ids: list[int], rows: list[bytes], dimension: int) -> tuple[Ids, Rows]:
    matrix = np.frombuffer(b"".join(rows), np.float16).reshape(-1, dimension)
    return np.array(ids, np.int64), matrix


def _put_together(segments: Sequence[Segment], gone: Ids, files: _Files) -> list[Segment]:
    """Return as many segments as there are powers of two in the number of passages, at most.

    A segment joins the one before it that is not twice as large; one of which much is gone is written anew.
    """
    groups: list[list[Segment]] = []
    for segment in segments:
        groups.append([segment])
        while len(groups) > 1 and _size(groups[-1]) * 2 > _size(groups[-2]):
            last = groups.pop()
            groups[-1].extend(last)
    kept: list[Segment] = []
    for group in groups:
        lost = sum(int(segment.rows_of(gone).sum()) for segment in group)
        if len(group) == 1 and lost * _GONE_SHARE <= len(group[0].ids):
            kept.extend(group)
        elif joined := files.write(_alive(group, gone)):
            kept.append(joined)
    return kept


def _size(group: Sequence[Segment]) -> int:
    return sum(len(segment.ids) for segment in group)


def _alive(group: Sequence[Segment], gone: Ids) -> Iterator[tuple[Ids, Rows]]:
    for segment in group:
        rows = ~segment.rows_of(gone)
        yield segment.ids[rows], segment.vectors[rows]
