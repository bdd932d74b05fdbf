"""Two small regressions: which sentence answers, and whether the best one does."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
RIDGE = 3e-4  # on weights of signs brought to unit variance


def choice_or_none(
    signs: Sequence[Floats], right: Sequence[NDArray[np.bool_]], weights: Floats
) -> Floats:
    """Return the weights that make the right choices likely among all of their question's, and none where none is right.

    The conditional logit of McFadden (1974), with several right choices and an alternative of score 0 that
    is right where no choice is. signs: for each question shape (choices, signs); right: shape (choices,);
    weights: of the questions. Returns weights of the signs, shape (signs,).
    """
    rows = np.concatenate(signs)
    starts = np.concatenate([[0], np.cumsum([len(one) for one in signs])[:-1]])
    owner = np.repeat(np.arange(len(signs)), [len(one) for one in signs])
    hits = np.concatenate(right)
    none = np.array([not one.any() for one in right])
    scale = np.maximum(rows.std(axis=0), 1e-6)
    rows = rows / scale
    shares = weights / weights.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        z = rows @ w
        most = np.maximum(np.maximum.reduceat(z, starts), 0.0)
        e, nothing = np.exp(z - most[owner]), np.exp(-most)
        every = np.add.reduceat(e, starts) + nothing
        mine = np.maximum(np.add.reduceat(e * hits, starts) + nothing * none, 1e-300)
        value = float(shares @ (np.log(every) - np.log(mine))) + RIDGE * float(w @ w)
        pull = shares[owner] * (e / every[owner] - e * hits / mine[owner])
        return value, rows.T @ pull + 2 * RIDGE * w

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale, np.float64)


def logistic(signs: Floats, right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return bias and weights of a logistic regression (Platt scaling of several signs).

    signs: shape (examples, signs); right and weights: shape (examples,).
    """
    scale = np.maximum(signs.std(axis=0), 1e-6)
    rows = np.column_stack([np.ones(len(signs)), signs / scale])
    shares = weights / weights.sum()
    target = np.where(right, 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = target * (rows @ w)
        value = float(shares @ np.logaddexp(0, -margin)) + RIDGE * float(w[1:] @ w[1:])
        pull = -shares * target / (1 + np.exp(np.clip(margin, -30, 30)))
        gradient = rows.T @ pull + 2 * RIDGE * np.concatenate([[0.0], w[1:]])
        return value, gradient

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return np.concatenate([found[:1], found[1:] / scale])
