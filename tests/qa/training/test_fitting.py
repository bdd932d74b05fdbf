"""The two regressions behind the shipped weights."""

import numpy as np
import pytest

from qa.training.fitting import choice_or_none, logistic

RANDOM = np.random.default_rng(3)


def test_a_choice_finds_the_weights_that_made_it() -> None:
    true = np.array([2.0, -1.0, 0.0])
    signs = [RANDOM.normal(size=(6, 3)) for _ in range(4000)]
    right = []
    for one in signs:
        z = np.append(one @ true, 0.0) + RANDOM.gumbel(size=7)  # McFadden; the last is "none"
        right.append(np.arange(6) == z.argmax())
    found = choice_or_none(signs, right, np.ones(len(signs)))
    assert found == pytest.approx(true, abs=0.12)


def test_one_choice_or_none_is_a_logistic_regression() -> None:
    rows = RANDOM.normal(size=(3000, 2))
    wins = RANDOM.random(3000) < 1 / (1 + np.exp(-rows @ np.array([1.5, -0.5])))
    found = choice_or_none(
        [row[None] for row in rows], [np.array([w]) for w in wins], np.ones(3000)
    )
    regression = logistic(rows, wins, np.ones(3000))
    assert found == pytest.approx(regression[1:], abs=0.1)


def test_several_right_choices_share_their_likelihood() -> None:
    signs = [np.array([[1.0], [1.0], [0.0]])] * 10
    right = [np.array([True, True, False])] * 10
    assert choice_or_none(signs, right, np.ones(10))[0] > 1


def test_logistic_agrees_with_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model", reason="comes with the encoders")
    signs = RANDOM.normal(size=(5000, 3))
    right = RANDOM.random(5000) < 1 / (1 + np.exp(-(signs @ np.array([1.0, -2.0, 0.5]) - 0.7)))
    theirs = linear_model.LogisticRegression(C=1e6).fit(signs, right)
    mine = logistic(signs, right, np.ones(5000))
    assert mine[0] == pytest.approx(theirs.intercept_[0], abs=0.05)
    assert mine[1:] == pytest.approx(theirs.coef_[0], abs=0.05)


def test_weights_of_examples_count() -> None:
    signs = np.array([[1.0], [-1.0], [1.0], [-1.0]])
    right = np.array([True, False, False, True])
    favoured = logistic(signs, right, np.array([9.0, 9.0, 1.0, 1.0]))
    assert favoured[1] > 0.5
