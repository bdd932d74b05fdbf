"""The training loop: one batch of one source a step, Adam on the rows of the pieces that occur."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from scipy import sparse
from torch import Tensor

from index.encoder_training.losses import Gradients, contrast, rank
from index.encoder_training.sources import Batch, Source
from index.encoder_training.store import Bags, TokenStore

Keys = NDArray[np.int64]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train."""

    steps: int = 20_000
    batch: int = 1_536  # more rows, more negatives; 1,536 beat 768
    rate: float = 3e-3
    warm_up: int = 300
    seed: int = 20
    side_tokens: int = 100_000  # of one side of a batch; longer ones are thinned at random
    checkpoint_every: int = 1_000
    report_every: int = 250

    def rate_at(self, step: int) -> float:
        """Linear warm-up, then linear decay to 2 % of the rate."""
        rise = min(1.0, (step + 1) / max(1, self.warm_up))
        return self.rate * rise * max(0.02, 1 - step / self.steps)


@dataclass
class State:
    """Weights and the moments of Adam, each (pieces, dimensions), and the steps done."""

    weights: Tensor
    mean: Tensor
    square: Tensor
    step: int = 0

    @classmethod
    def begin(cls, vectors: NDArray[np.float32]) -> State:
        """Make a state before the first step."""
        weights = torch.from_numpy(vectors.copy())
        return cls(weights, torch.zeros_like(weights), torch.zeros_like(weights))

    def save(self, path: Path) -> None:
        """Replace the checkpoint whole."""
        temporary = path.with_suffix(".partial")
        tensors = {"weights": self.weights, "mean": self.mean, "square": self.square}
        save_file(tensors, temporary, metadata=None)
        temporary.rename(path.with_name(f"step-{self.step}.safetensors"))
        for old in path.parent.glob("step-*.safetensors"):
            if old.name != f"step-{self.step}.safetensors":
                old.unlink()

    @classmethod
    def load_latest(cls, folder: Path) -> State | None:
        """Read the newest checkpoint in the folder, or None."""
        found = {int(path.stem.split("-")[1]): path for path in folder.glob("step-*.safetensors")}
        if not found:
            return None
        step = max(found)
        tensors = load_file(found[step])
        return cls(tensors["weights"], tensors["mean"], tensors["square"], step)


BETAS = (0.9, 0.999)
EPSILON = 1e-8


def train(
    state: State,
    plan: Plan,
    sources: list[Source],
    tokens: TokenStore,
    checkpoints: Path,
    report: Callable[[State], str] | None = None,
) -> State:
    """Train from the state to the end of the plan, with checkpoints on the way.

    Every step draws from a generator seeded with (seed, step): going on from a checkpoint gives the same
    weights as not having stopped.
    """
    shares = np.asarray([source.share for source in sources])
    shares = shares / shares.sum()
    begin, first = time.monotonic(), state.step
    running = 0.0
    for step in range(state.step, plan.steps):
        rng = np.random.default_rng((plan.seed, step))
        source = sources[int(rng.choice(len(sources), p=shares))]
        loss = train_step(state, source.draw(plan.batch, rng), tokens, plan, rng)
        running = loss if step == first else 0.98 * running + 0.02 * loss
        if (step + 1) % plan.report_every == 0:
            speed = (step + 1 - first) / (time.monotonic() - begin)
            logger.info(
                "step %d/%d  loss %.3f  %.1f steps/s  %.1f minutes remaining",
                *(step + 1, plan.steps, running, speed, (plan.steps - step - 1) / speed / 60),
            )
        if (step + 1) % plan.checkpoint_every == 0 or step + 1 == plan.steps:
            state.save(checkpoints / "checkpoint")
            if report is not None:
                logger.info("held in, after %d steps: %s", step + 1, report(state))
    return state


def train_step(
    state: State, batch: Batch, tokens: TokenStore, plan: Plan, rng: np.random.Generator
) -> float:
    """One step of lazy Adam: only the rows of pieces in the batch move. Returns the loss."""
    left = _thin(tokens.tokens_of(batch.left), batch.left_kept, plan.side_tokens, rng)
    right = _thin(tokens.tokens_of(batch.right), batch.right_kept, plan.side_tokens, rng)
    if not len(left):
        state.step += 1
        return 0.0
    texts = _mean_matrix(left, right, len(state.weights))
    rows = np.unique(texts.indices)
    means = torch.from_numpy(texts @ state.weights.numpy())
    lengths = means.norm(dim=1, keepdim=True).clamp_min(1e-9)
    units = means / lengths
    loss, *pulls = _loss(batch, units[: len(left)], units[len(left) :])
    pull = torch.cat(pulls)
    pull = (pull - units * (pull * units).sum(1, keepdim=True)) / lengths
    place = np.zeros(len(state.weights), texts.indices.dtype)
    place[rows] = np.arange(len(rows))
    texts = sparse.csr_matrix(
        (texts.data, place[texts.indices], texts.indptr), shape=(len(units), len(rows))
    )
    _adam(state, torch.from_numpy(rows).long(), torch.from_numpy(texts.T @ pull.numpy()), plan)
    state.step += 1
    return loss


def _thin(bags: Bags, kept: float, most: int, rng: np.random.Generator) -> Bags:
    return bags.thinned(min(kept, most / max(1, len(bags.values))), rng)


def _mean_matrix(left: Bags, right: Bags, pieces: int) -> sparse.csr_matrix:
    """Rows that average the tokens of each bag, the left ones first: shape (bags, pieces)."""
    sizes = np.concatenate([left.sizes, right.sizes])
    pointers = np.concatenate([[0], np.cumsum(sizes)])
    data = np.repeat((1 / sizes).astype(np.float32), sizes)
    values = np.concatenate([left.values, right.values])
    return sparse.csr_matrix((data, values, pointers), shape=(len(sizes), pieces))


def _loss(batch: Batch, left: Tensor, right: Tensor) -> Gradients:
    if batch.scores is not None:
        return rank(left, right, torch.from_numpy(batch.scores))
    one, two = batch.left_keys, batch.right_keys
    if _are_distinct(one, two):
        return contrast(left, right, batch.scale)
    left_keys, right_keys = torch.from_numpy(one), torch.from_numpy(two)
    count = len(left_keys)
    same = left_keys[:, None] == right_keys[None, :]
    same[:, :count] |= right_keys[:count, None] == right_keys[None, :count]
    same[:, :count] |= left_keys[:, None] == left_keys[None, :]
    return contrast(left, right, batch.scale, same)


def _are_distinct(one: Keys, two: Keys) -> bool:
    """Whether no key occurs twice, but for the partners that share theirs."""
    if len(np.unique(one)) < len(one) or len(np.unique(two)) < len(two):
        return False
    return np.array_equal(one, two[: len(one)]) or np.intersect1d(one, two).size == 0


def _adam(state: State, index: Tensor, gradient: Tensor, plan: Plan) -> None:
    """Adam (Kingma, Ba, 2015) on some rows; the moments of the other rows stand still."""
    first, second = BETAS
    mean = state.mean[index].mul_(first).add_(gradient, alpha=1 - first)
    square = state.square[index].mul_(second).addcmul_(gradient, gradient, value=1 - second)
    state.mean.index_copy_(0, index, mean)
    state.square.index_copy_(0, index, square)
    time_step = state.step + 1
    rate = plan.rate_at(state.step) * (1 - second**time_step) ** 0.5 / (1 - first**time_step)
    state.weights.index_add_(0, index, mean.div_(square.sqrt_().add_(EPSILON)), alpha=-rate)
