"""All training texts, each kept once, and their tokens as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int32]
TEXT_CHARACTERS = 800
TEXT_TOKENS = 128  # longer texts are cut: the rest of a long paragraph adds cost, not meaning
CHUNK = 20_000  # texts handed to the tokenizer at a time
MISSING = -1  # stands for "no text in this language" in tables of text ids


@dataclass
class TextStore:
    """Texts by id. Equal texts share an id, so that equality of ids is equality of texts."""

    texts: list[str] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)

    def add(self, text: str) -> int:
        """Return the id of the text; MISSING where nothing but white space is left."""
        text = text.strip()
        if not text:
            return MISSING
        known = self._ids.get(text)
        if known is None:
            known = self._ids[text] = len(self.texts)
            self.texts.append(text)
        return known


@dataclass(frozen=True)
class Bags:
    """Ragged rows: row i holds values[offsets[i]:offsets[i + 1]]. No row is empty."""

    values: Ints
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, rows: list[list[int]]) -> Bags:
        """Make bags of the given rows."""
        sizes = np.fromiter((len(row) for row in rows), np.int64, len(rows))
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        flat = np.fromiter((value for row in rows for value in row), np.int32, int(offsets[-1]))
        return cls(flat, offsets)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Count the values of each row."""
        return np.diff(self.offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def thinned(self, share_kept: float, rng: np.random.Generator) -> Bags:
        """Keep each value with the given probability, and the first of each row always."""
        if share_kept >= 1:
            return self
        kept = rng.random(len(self.values)) < share_kept
        kept[self.offsets[:-1]] = True
        running = np.concatenate([[0], np.cumsum(kept)])
        return Bags(self.values[kept], running[self.offsets])


@dataclass(frozen=True)
class TokenStore:
    """Tokens of every text: those of text i are tokens[starts[i]:starts[i + 1]]."""

    tokens: Ints
    starts: NDArray[np.int64]

    @classmethod
    def encode(cls, texts: list[str], tokenizer: Tokenizer) -> TokenStore:
        """Tokenise all texts; a text without any token gets token 0 (unknown)."""
        parts: list[Ints] = []
        sizes: list[int] = []
        for begin in range(0, len(texts), CHUNK):
            encodings = tokenizer.encode_batch_fast(
                [text[:TEXT_CHARACTERS] for text in texts[begin : begin + CHUNK]],
                add_special_tokens=False,
            )
            rows = [encoding.ids[:TEXT_TOKENS] or [0] for encoding in encodings]
            sizes.extend(len(row) for row in rows)
            parts.append(np.fromiter((token for row in rows for token in row), np.int32))
        starts = np.concatenate([[0], np.cumsum(np.asarray(sizes, np.int64))])
        return cls(np.concatenate(parts), starts)

    def save(self, path: Path) -> None:
        """Keep the tokens in a file."""
        temporary = path.with_suffix(".partial.npz")
        np.savez(temporary, tokens=self.tokens, starts=self.starts)
        temporary.rename(path)

    @classmethod
    def load(cls, path: Path, texts: int) -> TokenStore | None:
        """Read kept tokens; None where there are none or they are of another number of texts."""
        if not path.exists():
            return None
        with np.load(path) as arrays:
            store = cls(arrays["tokens"], arrays["starts"])
        return store if len(store.starts) == texts + 1 else None

    def tokens_of(self, bags: Bags) -> Bags:
        """Turn bags of text ids into bags of tokens, the texts of a bag one after another."""
        begins = self.starts[bags.values]
        sizes = self.starts[bags.values + 1] - begins
        ends = np.cumsum(sizes)
        total = int(ends[-1]) if len(ends) else 0
        places = np.repeat(begins - (ends - sizes), sizes) + np.arange(total)
        running = np.concatenate([[0], ends])
        return Bags(self.tokens[places], running[bags.offsets])

    def counts(self, vocabulary: int) -> NDArray[np.int64]:
        """Count how often each token occurs, each different text counted once."""
        return np.bincount(self.tokens, minlength=vocabulary)
