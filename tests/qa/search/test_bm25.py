"""BM25 of many texts at once, held to its formula on one text."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.bm25 import K1, B, bm25, counted, inverse_document_frequency

texts = st.lists(st.lists(st.sampled_from("abcde"), max_size=8), min_size=1, max_size=6)


def by_the_formula(count: int, idf: float, length: int, mean: float) -> float:
    return idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / mean))


@given(texts)
def test_terms_are_counted_by_text(rows: list[list[str]]) -> None:
    hashes = np.array([hash(term) for row in rows for term in row], np.int64)
    counts = counted(hashes, [len(row) for row in rows], "ace")
    assert counts.tolist() == [[Counter(row)[term] for term in "ace"] for row in rows]


def test_no_term_makes_an_empty_table() -> None:
    assert counted(np.array([1, 2], np.int64), [2, 0], ()).shape == (2, 0)


@given(texts)
def test_each_text_has_the_sum_of_its_terms(rows: list[list[str]]) -> None:
    idf = {"a": 2.0, "c": 0.5, "e": 1.25}
    counts = np.array([[Counter(row)[term] for term in idf] for row in rows])
    scores = bm25(counts, np.array(list(idf.values())), [len(row) for row in rows], 3.5)
    wanted = [
        sum(
            by_the_formula(Counter(row)[term], weight, len(row), 3.5)
            for term, weight in idf.items()
        )
        for row in rows
    ]
    assert scores.tolist() == pytest.approx(wanted)


def test_equal_texts_have_the_very_same_score_wherever_they_stand() -> None:
    counts = np.random.default_rng(0).integers(0, 4, (40, 23))
    counts[31] = counts[2]
    scores = bm25(counts, np.linspace(0.1, 7, 23), [20] * 40, 17.0)
    assert scores[31] == scores[2]


def test_a_library_without_terms_scores_by_counts_alone() -> None:
    assert bm25(np.array([[1]]), np.array([2.0]), [0], 0.0).tolist() == [2.0]


def test_a_rarer_term_tells_more_and_none_tells_less_than_nothing() -> None:
    found = [inverse_document_frequency(n, 10) for n in (0, 1, 5, 10, 12)]
    assert found == sorted(found, reverse=True)
    assert found[-1] >= 0
