"""Learns the kinds of names from KLUE's named entities (CC BY-SA 4.0)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.encoding.term_similarity import Likeness
from index.text.analyzer import Analyzer
from qa.reading.short_answers.names import KINDS, NamesNet, windows
from qa.training.examples import records

_FILE = "klue_ner_dev_ko"
_KIND = {"PS": "person", "LC": "place", "OG": "organisation", "DT": "date", "TI": "time", "QT": "quantity"}  # fmt: skip
_UNITS = 64
_EPOCHS = 7  # on a fifth held out it levels off there
_BATCH, _RATE, _DECAY, _DROPPED = 512, 2e-3, 1e-2, 0.3
_SEED = 0
_HELD_OUT = 5  # one sentence in so many, for the report


def learn_names(data: Path, analyzer: Analyzer, likeness: Likeness) -> tuple[NamesNet, str]:
    """Return the network learnt from all sentences, and what one learnt from four fifths reaches."""
    rows, kinds = _sentences(records(data / "train" / f"{_FILE}.jsonl.gz"), analyzer, likeness)
    unseen = [number for number in range(len(rows)) if number % _HELD_OUT == 0]
    seen = [number for number in range(len(rows)) if number % _HELD_OUT]
    judged = _learn([rows[i] for i in seen], [kinds[i] for i in seen])
    found = judged.probabilities(np.concatenate([rows[i] for i in unseen])).argmax(axis=1)
    line = _report(found, np.concatenate([kinds[i] for i in unseen]), len(unseen))
    return _learn(rows, kinds), line


def _sentences(
    sentences: Sequence[dict[str, Any]], analyzer: Analyzer, likeness: Likeness
) -> tuple[list[Matrix], list[NDArray[np.int64]]]:
    rows, kinds = [], []
    for sentence in sentences:
        tokens = analyzer.tokens(sentence["text"])
        if not tokens:
            continue
        own = np.zeros(len(tokens), np.int64)
        for entity in sentence["entities"]:
            for place, token in enumerate(tokens):
                if entity["start"] <= token.start < entity["end"]:
                    own[place] = KINDS.index(_KIND[entity["type"]])
        rows.append(windows(tokens, likeness.vectors([token.form for token in tokens])))
        kinds.append(own)
    return rows, kinds


def _learn(rows: Sequence[Matrix], kinds: Sequence[NDArray[np.int64]]) -> NamesNet:
    inputs, wanted = torch.from_numpy(np.concatenate(rows)), torch.from_numpy(np.concatenate(kinds))
    torch.manual_seed(_SEED)
    hidden, out = torch.nn.Linear(inputs.shape[1], _UNITS), torch.nn.Linear(_UNITS, len(KINDS))
    net = torch.nn.Sequential(hidden, torch.nn.ReLU(), torch.nn.Dropout(_DROPPED), out)
    optimiser = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=_DECAY)
    for _ in range(_EPOCHS):
        for chosen in torch.split(torch.randperm(len(inputs)), _BATCH):
            loss = torch.nn.functional.cross_entropy(net(inputs[chosen]), wanted[chosen])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return NamesNet(
        *(p.detach().numpy() for p in (hidden.weight, hidden.bias, out.weight, out.bias))
    )


def _report(found: NDArray[np.int64], wanted: NDArray[np.int64], sentences: int) -> str:
    cells = []
    for number, kind in enumerate(KINDS[1:], start=1):
        hits = int(((found == number) & (wanted == number)).sum())
        precision = hits / max(1, int((found == number).sum()))
        recall = hits / max(1, int((wanted == number).sum()))
        cells.append(f"{kind} {precision:.2f} / {recall:.2f}")
    return f"names in {sentences} sentences of KLUE held out, precision / recall of morphemes: {', '.join(cells)}"
