"""How good a model is on what was held out, for the log of its training."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from qa.training.reader.batches import Window, whole_windows
from qa.training.reader.learning import sentence_scores, tensors
from qa.training.reader.model import Reader
from qa.training.reader.pieces import Encoded

_PIECES = 4096  # of a batch


def looked(model: Reader, data: Encoded, words: NDArray[np.uint8], most: int = 400) -> str:
    """Return, of at most `most` held-out questions: right sentences, right spans, near misses refused.

    A window of each question's own article, with the answering sentence where there is one.
    """
    device = next(model.parameters()).device
    windows = sorted(whole_windows(data, most), key=lambda w: len(w.ids))
    model.eval()
    right: list[bool] = []
    refused: list[bool] = []
    exact: list[bool] = []
    for batch in _batches(windows):
        arrays = tensors(batch, words, device)
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            span, sentence = model(arrays["words"], arrays["parts"], arrays["mask"])
        scores = sentence_scores(sentence.float(), arrays["sentence"]).cpu().numpy()
        ends = span.float().cpu().numpy()
        for row, window in enumerate(batch):
            if window.gold == (0,):
                refused.append(int(scores[row].argmax()) == 0)
                continue
            best = 1 + int(scores[row, 1:].argmax())
            right.append(best in window.gold)
            if window.start > 0:
                inside = np.flatnonzero(window.sentence == best)
                sums = np.triu(ends[row, inside, 0][:, None] + ends[row, inside, 1][None, :] + 1e4)
                first, last = divmod(int(sums.argmax()), len(inside))
                exact.append((inside[first], inside[last]) == (window.start, window.end))
    return (
        f"held out: sentence {np.mean(right):.3f} of {len(right)}, span {np.mean(exact):.3f} of "
        f"{len(exact)}, refused {np.mean(refused):.3f} of {len(refused)}"
    )


def _batches(windows: Sequence[Window]) -> list[list[Window]]:
    found: list[list[Window]] = [[]]
    for window in windows:
        if found[-1] and len(window.ids) * (len(found[-1]) + 1) > _PIECES:
            found.append([])
        found[-1].append(window)
    return found
