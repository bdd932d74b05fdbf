"""Words alike in meaning, told by the bundled vectors."""

import threading

import numpy as np
import pytest

from index.encoding.encoders import open_encoder
from index.encoding.term_similarity import Overlap, TermSimilarity


@pytest.fixture(scope="module")
def term_similarity() -> TermSimilarity:
    return TermSimilarity(open_encoder())


def test_equal_terms_are_wholly_alike_and_none_is_below_zero(
    term_similarity: TermSimilarity,
) -> None:
    terms = ["총리", "선출", "희토류"]
    table = term_similarity.between(terms, ["희토류", "총리", "바다", "선출"])
    assert table.shape == (3, 4)
    assert table[0, 1] == table[1, 3] == table[2, 0] == 1
    assert table.min() >= 0
    assert table.max() <= 1


def test_a_synonym_is_liker_than_a_word_of_the_same_field(term_similarity: TermSimilarity) -> None:
    near, far = term_similarity.between(["비용"], ["요금", "바다"])[0]
    assert near > far


def test_the_sound_of_a_name_is_like_none(term_similarity: TermSimilarity) -> None:
    assert term_similarity.between(["~TKC"], ["총리", "바다"]).max() == 0


def test_no_terms_make_an_empty_table(term_similarity: TermSimilarity) -> None:
    assert term_similarity.between([], ["총리"]).shape == (0, 1)
    assert term_similarity.between(["총리"], []).shape == (1, 0)


def test_what_is_covered_lies_between_nothing_and_all(term_similarity: TermSimilarity) -> None:
    weights = {"총리": 2.0, "선출": 1.0}
    overlap = Overlap.of(term_similarity, weights, ["총리", "바다"])
    assert overlap.covered(weights, ["총리"]) == pytest.approx(2 / 3, abs=0.2)
    assert overlap.covered(weights, ["unknown"]) == 0
    assert overlap.covered({}, ["총리"]) == 0
    assert overlap.covered({"총리": 5.0}, ["총리", "바다"]) == pytest.approx(1)


def test_many_threads_get_the_same_table(term_similarity: TermSimilarity) -> None:
    terms = [f"단어{number}" for number in range(300)]
    wanted = TermSimilarity(open_encoder()).between(terms[:50], terms)
    found: list[np.ndarray] = []

    def ask() -> None:
        found.append(term_similarity.between(terms[:50], terms))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.array_equal(table, wanted) for table in found)
