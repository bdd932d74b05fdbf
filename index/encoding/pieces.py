"""Text to the pieces of a fixed vocabulary, as transformers read it (SentencePiece's unigram model)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Integers = NDArray[np.int32]

UNKNOWN = 3
"""The number of the piece that stands for what no piece says."""


class Pieces:
    """Cuts text to pieces: the likeliest way by a unigram model (Kudo, ACL 2018). Safe between threads."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """scores: the log probability of each piece; the first four are <s>, <pad>, </s> and <unk>."""
        self._tokenizer = unigram(pieces, scores)

    @classmethod
    def load(cls, path: Path) -> "Pieces":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            pieces = file["pieces"].tobytes().decode().split("\n")
            return cls(pieces, file["scores"].astype(np.float64).tolist())

    @staticmethod
    def save(path: Path, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """Write pieces and their scores to an .npz file."""
        blob = np.frombuffer("\n".join(pieces).encode(), np.uint8)
        np.savez_compressed(
            path, allow_pickle=False, pieces=blob, scores=np.array(scores, np.float32)
        )

    def ids(self, text: str) -> Integers:
        """Return the numbers of the pieces of text, int32."""
        return np.array(self._tokenizer.encode(text).ids, np.int32)

    def cut(self, text: str) -> tuple[Integers, Integers]:
        """Return the pieces' numbers and their places in text, (pieces, 2): start and end.

        White space before a word is not counted to it.
        """
        encoding = self._tokenizer.encode(text)
        places = np.array(encoding.offsets, np.int32).reshape(-1, 2)
        if len(places):
            places[:, 0] = np.minimum(_word_from(text)[places[:, 0]], places[:, 1])
        return np.array(encoding.ids, np.int32), places


def _word_from(text: str) -> Integers:
    """Return for each place in text, and its end, where the next that is no white space is."""
    own = np.arange(len(text) + 1, dtype=np.int32)
    space = np.fromiter(map(str.isspace, text), np.bool_, len(text))
    own[:-1][space] = len(text)
    return np.minimum.accumulate(own[::-1])[::-1]


def unigram(pieces: Sequence[str], scores: Sequence[float]) -> "Tokenizer":
    """Return XLM-R's way to cut text, over these pieces."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return tokenizer
