"""Learning: steps of AdamW over drawn windows, with checkpoints from which it goes on."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from qa.reading.network import unpacked
from qa.training.reader.batches import Window, padded
from qa.training.reader.model import Reader

_CLIP = 1.0
_NOT = -1e4
_EVERY = 50  # steps between lines of the log
_KEEP_EVERY = 300  # seconds between checkpoints


@dataclass(frozen=True)
class Recipe:
    """How fast is learnt. examples: in all; the rate rises over `warm` steps and falls to nothing from `fall` on."""

    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm: int = 300
    fall: float = 0.7  # share of the examples after which the rate falls
    decay: float = 0.01

    def at(self, step: int, share: float) -> float:
        """Return the factor on the rates at a step and a share (0..1) of the way."""
        rising = min(1.0, (step + 1) / self.warm)
        falling = 1.0 if share < self.fall else max(0.0, (1 - share) / (1 - self.fall))
        return rising * (0.02 + 0.98 * falling)


@dataclass
class Progress:
    """What was done so far: steps taken, windows read."""

    steps: int = 0
    read: int = 0


def losses(
    span: Tensor, sentence: Tensor, arrays: dict[str, Tensor], windows: list[Window]
) -> tuple[Tensor, Tensor]:
    """Return the mean loss of spans and that of sentences.

    span: (batch, length, 2), sentence: (batch, length), as Reader gives them.
    """
    scores = sentence_scores(sentence, arrays["sentence"])
    gold = torch.full_like(scores, _NOT)
    for row, window in enumerate(windows):
        gold[row, list(window.gold)] = 0.0
    right = torch.logsumexp(scores + gold, 1)
    of_sentences = (torch.logsumexp(scores, 1) - right).mean()

    open_to = (arrays["sentence"] > 0).to(span.dtype)
    open_to[:, 0] = 1.0
    ends = span + ((1 - open_to) * _NOT)[..., None]
    goals = torch.tensor([[w.start, w.end] for w in windows], device=span.device)
    each = nn.functional.cross_entropy(
        ends.transpose(1, 2).reshape(-1, ends.shape[1]),
        goals.reshape(-1),
        ignore_index=-1,
        reduction="sum",
    )
    return each / max(int((goals >= 0).sum()), 1) * 2, of_sentences


def sentence_scores(sentence: Tensor, numbers: Tensor) -> Tensor:
    """Return (batch, sentences + 1): of the first piece, then the mean over each sentence's pieces."""
    count = int(numbers.max()) + 1
    member = nn.functional.one_hot(numbers.long(), count).to(sentence.dtype)
    member[:, :, 0] = 0.0
    member[:, 0, 0] = 1.0
    sizes = member.sum(1)
    sums = torch.einsum("bl,bls->bs", sentence, member)
    return torch.where(sizes > 0, sums / sizes.clamp(min=1), torch.full_like(sums, _NOT))


def tensors(
    windows: list[Window], words: NDArray[np.uint8], device: torch.device
) -> dict[str, Tensor]:
    """Return padded arrays as tensors, with the word embeddings of the pieces."""
    arrays = padded(windows)
    unique, places = np.unique(arrays["ids"], return_inverse=True)
    table = torch.from_numpy(unpacked(words[unique])).to(device)
    found = {k: torch.from_numpy(v.astype(np.int64)).to(device) for k, v in arrays.items()}
    found["words"] = table[torch.from_numpy(places.reshape(arrays["ids"].shape)).to(device)]
    return found


def learn(
    model: Reader,
    words: NDArray[np.uint8],
    stream: Callable[[int], Iterator[list[Window]]],
    total: int,
    recipe: Recipe,
    folder: Path,
    minutes: float = math.inf,
    look: Callable[[Reader], str] | None = None,
    look_every: int = 8000,
) -> Progress:
    """Take steps until `total` windows are read or the minutes are over; begin where the checkpoint ended.

    stream(n) gives batches to go on with after n windows. With minutes, the rates fall with whichever of both ends first. look tells how good the model is, for the log.
    """
    device = next(model.parameters()).device
    heads = [*model.span.parameters(), *model.sentence.parameters()]
    flat = [p for p in model.parameters() if all(p is not head for head in heads)]
    optimiser = torch.optim.AdamW(
        [
            {
                "params": [p for p in flat if p.dim() > 1],
                "rate": recipe.rate,
                "weight_decay": recipe.decay,
            },
            {"params": [p for p in flat if p.dim() == 1], "rate": recipe.rate, "weight_decay": 0.0},
            {"params": heads, "rate": recipe.head_rate, "weight_decay": 0.0},
        ],
        lr=recipe.rate,
    )
    progress = Progress()
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        progress = Progress(**state["progress"])
        print(f"goes on from {progress}", flush=True)
    started = kept = time.monotonic()
    seen = [0.0, 0.0, 0]
    looked = progress.read
    model.train()
    for windows in stream(progress.read):
        share = max(progress.read / total, (time.monotonic() - started) / 60 / minutes)
        if share >= 1:
            break
        factor = recipe.at(progress.steps, share)
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * factor
        arrays = tensors(windows, words, device)
        with torch.autocast(device.type, torch.bfloat16):
            span, sentence = model(arrays["words"], arrays["parts"], arrays["mask"])
        of_spans, of_sentences = losses(span.float(), sentence.float(), arrays, windows)
        (of_spans + of_sentences).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
        optimiser.step()
        optimiser.zero_grad()
        progress.steps += 1
        progress.read += len(windows)
        seen[0] += float(of_spans.detach())
        seen[1] += float(of_sentences.detach())
        seen[2] += 1
        if progress.steps % _EVERY == 0:
            spent = time.monotonic() - started
            print(
                f"{progress.read} read, {progress.steps} steps, spans {seen[0] / seen[2]:.3f}, "
                f"sentences {seen[1] / seen[2]:.3f}, rate x{factor:.2f}, {spent / 60:.1f} min",
                flush=True,
            )
            seen = [0.0, 0.0, 0]
        if look and progress.read - looked >= look_every:
            looked = progress.read
            print(look(model), flush=True)
            model.train()
        if time.monotonic() - kept > _KEEP_EVERY:
            kept = time.monotonic()
            _keep(model, optimiser, progress, checkpoint)
    _keep(model, optimiser, progress, checkpoint)
    return progress


def _keep(model: Reader, optimiser: torch.optim.Optimizer, progress: Progress, path: Path) -> None:
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "progress": asdict(progress),
    }
    temporary = path.with_suffix(".new")
    torch.save(state, temporary)
    temporary.replace(path)
    path.with_suffix(".json").write_text(json.dumps(asdict(progress)))
