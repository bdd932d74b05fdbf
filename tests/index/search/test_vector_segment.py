"""What is found by way of rounded vectors is what comparing every vector finds."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search import vector_segment
from index.search.vector_segment import Segment
from index.search.vectors import VectorIndex


def units(count: int, dimension: int, seed: int, spread: float = 1.0) -> np.ndarray:
    """Unit rows around one direction; with little spread they are hard to tell apart."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=dimension) + spread * rng.normal(size=(count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


def segment_of(vectors: np.ndarray, first: int = 1) -> Segment:
    return Segment("by hand", "", np.arange(first, first + len(vectors)), vectors)


@given(
    count=st.integers(1, 400),
    dimension=st.sampled_from([1, 8, 50, 256]),
    limit=st.integers(1, 60),
    spread=st.sampled_from([0.0, 0.01, 0.3, 3.0]),
    seed=st.integers(0, 2**32 - 1),
    chosen=st.booleans(),
)
@settings(deadline=None)
def test_the_best_are_those_of_a_plain_scan_and_whatever_ties_with_them(
    count: int, dimension: int, limit: int, spread: float, seed: int, chosen: bool
) -> None:
    vectors = units(count, dimension, seed, spread)
    vectors[:: count // 3 + 1] = vectors[0]  # copies
    question = units(1, dimension, seed + 1).astype(np.float32)[0]
    among = np.random.default_rng(seed).random(count) < 0.3 if chosen else None

    ids, cosines = segment_of(vectors).best(question, limit, among)

    every = np.einsum("ij,j->i", vectors.astype(np.float32), question)
    places = np.flatnonzero(among) if among is not None else np.arange(count)
    if len(places) > limit:
        places = places[every[places] >= np.sort(every[places])[-limit]]
    found = np.argsort(ids)
    assert ids[found].tolist() == (places + 1).tolist()
    assert cosines[found].tolist() == every[places].tolist()


def test_a_question_without_a_vector_is_like_none_of_them():
    ids, cosines = segment_of(units(9, 8, 0)).best(np.zeros(8, np.float32), 3)
    assert sorted(ids.tolist()) == list(range(1, 10))
    assert not cosines.any()


def test_vectors_of_nothing_are_found_too():
    ids, _ = segment_of(np.zeros((5, 8), np.float16)).best(units(1, 8, 0)[0].astype(np.float32), 2)
    assert sorted(ids.tolist()) == [1, 2, 3, 4, 5]


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    vectors = units(70, 8, 1)
    parts = [(np.arange(30), vectors[:30]), (np.arange(40, 80), vectors[30:])]

    written = Segment.write(tmp_path / "a.bin", iter(parts), 8)

    assert written is not None
    read = Segment.read(tmp_path / "a.bin", written.digest, 8)
    assert read.ids.tolist() == [*range(30), *range(40, 80)]
    assert np.array_equal(read.vectors, vectors)
    with pytest.raises(ValueError, match="altered"):
        Segment.read(tmp_path / "a.bin", "0" * 64, 8)


def test_a_file_of_nothing_is_not_left_behind(tmp_path: Path) -> None:
    assert Segment.write(tmp_path / "a.bin", iter(()), 8) is None
    assert list(tmp_path.iterdir()) == []


@given(st.sets(st.integers(1, 50), min_size=1), st.sets(st.integers(1, 50)))
def test_rows_are_found_by_their_passages(held: set[int], wanted: set[int]) -> None:
    ids = np.array(sorted(held), np.int64)
    segment = Segment("by hand", "", ids, np.zeros((len(ids), 2), np.float16))
    rows = segment.rows_of(np.array(sorted(wanted), np.int64))
    assert segment.ids[rows].tolist() == sorted(held & wanted)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.sets(st.integers(1, 150)))
@settings(deadline=None)
def test_it_does_not_matter_in_which_files_the_vectors_lie(
    sizes: list[int], gone: set[int]
) -> None:
    vectors = units(sum(sizes), 8, 7)
    bounds = np.cumsum([0, *sizes])
    parts = [
        segment_of(vectors[start : start + size], 1 + start)
        for start, size in zip(bounds.tolist(), sizes, strict=False)
        if size
    ]
    lost = np.array(sorted(gone), np.int64)
    question = units(1, 8, 8)[0].astype(np.float32)

    found = [
        VectorIndex(segments, lost, 1, 8).search(question, 10, allowed)
        for allowed in (None, np.arange(1, 151, 2))
        for segments in (parts, [segment_of(vectors)] if len(vectors) else [])
    ]

    assert found[0] == found[1]
    assert found[2] == found[3]
    assert not gone & {number for number, _ in found[0]}
    assert all(number % 2 for number, _ in found[2])


def test_searching_at_once_from_many_threads_rounds_the_vectors_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    segment = segment_of(units(5000, 8, 3))
    made: list[int] = []
    quantizer = vector_segment.faiss.IndexScalarQuantizer

    def counting(*given: object) -> object:
        made.append(1)
        return quantizer(*given)

    monkeypatch.setattr(vector_segment.faiss, "IndexScalarQuantizer", counting)
    question = units(1, 8, 4)[0].astype(np.float32)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: segment.best(question, 5)[0].tolist(), range(16)))

    assert len(made) == 1
    assert found == [found[0]] * 16
