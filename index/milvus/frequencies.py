"""In how many passages each term stands: a table that a generation has whole, and its changes since.

A question's weights need these counts over the whole collection, and the server cannot give them. The writer adds
one change to the table each time it publishes; a reader sums the table and the changes up to its generation.
"""

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ENTRY = np.dtype([("key", "<u8"), ("count", "<i4")])
_PIECE_ENTRIES = 3_700  # 12 bytes each, 4/3 of that as text: less than schema.PIECE_BYTES


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts by key (weights.key_of), the keys ascending."""

    keys: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, counted: Mapping[int, int]) -> "Frequencies":
        """Return these counts; in a change some are negative."""
        keys = np.array(sorted(key for key, count in counted.items() if count), np.uint64)
        return cls(keys, np.array([counted[int(key)] for key in keys], np.int64))

    @classmethod
    def sum(cls, tables: Iterable["Frequencies"]) -> "Frequencies":
        """Return the sums of the tables' counts; terms that are gone have no part in it."""
        tables = list(tables) or [cls.of({})]
        keys, places = np.unique(np.concatenate([one.keys for one in tables]), return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, places, np.concatenate([one.counts for one in tables]))
        kept = counts != 0
        return cls(keys[kept], counts[kept])

    def __len__(self) -> int:
        return len(self.keys)

    def of_keys(self, keys: Sequence[int]) -> list[int]:
        """Return the count of each key, 0 where there is none."""
        if not len(self.keys):
            return [0 for _ in keys]
        searched = np.array(keys, np.uint64)
        places = np.minimum(np.searchsorted(self.keys, searched), len(self.keys) - 1)
        found = np.where(self.keys[places] == searched, self.counts[places], 0)
        return [int(count) for count in found]

    def to_texts(self) -> list[str]:
        """Return the table as texts of ASCII, each short enough for a field; at least one."""
        entries = np.empty(len(self.keys), _ENTRY)
        entries["key"], entries["count"] = self.keys, self.counts
        starts = range(0, max(1, len(entries)), _PIECE_ENTRIES)
        return [
            base64.b64encode(entries[start : start + _PIECE_ENTRIES].tobytes()).decode()
            for start in starts
        ]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Frequencies":
        """Read what to_texts wrote. Raises ValueError when it is something else."""
        data = b"".join(base64.b64decode(text, validate=True) for text in texts)
        entries = np.frombuffer(data, _ENTRY)
        return cls(entries["key"].astype(np.uint64), entries["count"].astype(np.int64))


class FrequencyCounter:
    """Counts the change of a table as passages come and go."""

    def __init__(self) -> None:
        self._counted: Counter[int] = Counter()

    def add(self, keys: Iterable[int]) -> None:
        """Count a passage that came; keys: of its terms, each once."""
        self._counted.update(keys)

    def take(self, keys: Iterable[int]) -> None:
        """Count a passage that went."""
        self._counted.subtract(keys)

    def frequencies(self) -> Frequencies:
        """Return the change."""
        return Frequencies.of(self._counted)
