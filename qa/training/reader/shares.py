"""Which examples are read how often."""

import numpy as np
from numpy.typing import NDArray

from qa.training.reader.pieces import Encoded

_SHARES = (
    ("written_ko", 0.36), ("written_across", 0.12), ("written_", 0.12), ("made_tables", 0.025),
    ("qa_tydiqa_train_ko", 0.04), ("qa_kobbq_ko", 0.03), ("qa_welfare_ko", 0.04),
    ("qa_kobest_boolq_train_ko", 0.015), ("qa_easylaw_ko", 0.005),
    ("qa_jaquad", 0.07), ("qa_jsquad", 0.015), ("qa_cmrc", 0.05), ("qa_drcd", 0.02),
    ("qa_squad_dev_part", 0.035), ("qa_tydiqa_train_en", 0.03), ("qa_qed", 0.01),
    ("qa_tydiqa_dev_multi", 0.015), ("squad_", 0.02), ("parallel", 0.015), ("", 0.04),
)  # fmt: skip
"""Of all windows, the share of each group of sources, by how their names begin; the first that fits counts."""


def weights(data: Encoded) -> NDArray[np.float64]:
    """Return how likely each example is drawn; they sum to 1."""
    group = np.array(
        [
            next(n for n, (name, _) in enumerate(_SHARES) if source.startswith(name))
            for source in data.sources
        ]
    )[data.source]
    sizes = np.bincount(group, minlength=len(_SHARES))
    found = np.array([share for _, share in _SHARES])[group] / sizes[group]
    return np.asarray(found / found.sum(), np.float64)
