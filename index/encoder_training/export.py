"""Writes a model folder that sentence-transformers loads with no code of ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]
CONFIG: dict[str, object] = {
    "prompts": {},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}
CARD = "MODEL_CARD.md"


def export(weights: NDArray[np.float32], tokenizer: Tokenizer, folder: Path) -> None:
    """Write the model beside the folder, then put it in its place; a card already there is kept.

    weights: shape (pieces, dimensions), stored as fp16.
    """
    fresh = folder.with_name(f".{folder.name}.new")
    old = folder.with_name(f".{folder.name}.old")
    for path in (fresh, old):
        shutil.rmtree(path, ignore_errors=True)
    (fresh / "1_Normalize").mkdir(parents=True)
    save_file({"embedding.weight": weights.astype(np.float16)}, fresh / "model.safetensors")
    (fresh / "model.safetensors").chmod(0o644)  # safetensors makes it readable to the owner only
    tokenizer.save(str(fresh / "tokenizer.json"), pretty=False)
    _write_json(fresh / "modules.json", MODULES)
    _write_json(fresh / "config_sentence_transformers.json", CONFIG)
    _write_json(fresh / "1_Normalize" / "config.json", {})
    if (folder / CARD).exists():
        shutil.copy(folder / CARD, fresh / CARD)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
