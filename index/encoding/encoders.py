"""Text to vectors: the bundled model by numpy alone, or any sentence-transformers model.

Both give unit rows, so the inner product is the cosine. A text with no known token is a row of zeros.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailable, LibraryDamaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]
"""Rows are vectors: float32, shape (texts, dimension)."""

BUNDLED = "bundled"
"""The name of the encoder that comes with the program."""

_BUNDLED_FOLDER = Path(__file__).parent.parent / "models" / "static-256"
_STATIC_BATCH = 512  # texts; bounds the memory of the gathered token vectors
_FEW = 16  # texts; waking the tokenizer's threads for them takes longer than they do
_WORDS = 100_000  # whose tokens are remembered, about 20 MB
_MODEL_BATCH = 32  # texts; a CPU gains nothing beyond

# Prompts of families whose models need them but often do not declare them.
_FAMILY_PROMPTS: Mapping[str, tuple[str, str]] = {
    "e5": ("query: ", "passage: "),
    "bge-small-en": ("Represent this sentence for searching relevant passages: ", ""),
    "bge-base-en": ("Represent this sentence for searching relevant passages: ", ""),
    "bge-large-en": ("Represent this sentence for searching relevant passages: ", ""),
    "nomic-embed": ("search_query: ", "search_document: "),
}


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What made a library's vectors. Two encoders with equal identities give equal vectors.

    name opens the encoder again; digest is the SHA-256 (hex) of its weights.
    """

    name: str
    digest: str
    dimension: int
    question_prompt: str = ""
    passage_prompt: str = ""

    def to_json(self) -> str:
        """Return the identity as one JSON object with its keys in order."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "EncoderIdentity":
        """Read what to_json wrote. Raises LibraryDamaged when it is something else."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as cause:
            raise LibraryDamaged(
                "cannot tell what made the library",
                "the name of its encoder is damaged",
                "Restore it from a backup, or move it away and index the articles again",
            ) from cause


def _no_progress(done: int, total: int) -> None:
    """Report to nobody."""


class Encoder(Protocol):
    """Turns questions and passages to vectors of one space."""

    @property
    def identity(self) -> EncoderIdentity:
        """What this encoder is, to be compared with what made a library."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row for each question."""
        ...

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] = _no_progress
    ) -> Matrix:
        """Return one unit row for each passage or sentence; on_progress is told (done, total)."""
        ...


def open_encoder(name: str = BUNDLED) -> Encoder:
    """Open the bundled encoder, or a sentence-transformers model by hub name or folder.

    A folder that holds a StaticEmbedding model is read without torch, as the bundled one is.
    Raises EncoderUnavailable when it cannot be loaded.
    """
    if name == BUNDLED:
        return StaticEncoder(_BUNDLED_FOLDER)
    if _is_static(Path(name)):
        return StaticEncoder(Path(name), name)
    return ModelEncoder(name)


class StaticEncoder:
    """The mean of a text's token vectors, read from a sentence-transformers StaticEmbedding folder.

    Gives what SentenceTransformer gives for the folder, without importing torch.
    """

    def __init__(self, folder: Path, name: str = BUNDLED) -> None:
        from safetensors.numpy import load_file

        self._folder = folder
        self._tokens_of: dict[str, list[int]] = {}
        weights, self._words = _static_files(folder)
        try:
            self._vectors: NDArray[Any] = load_file(weights)["embedding.weight"]
        except Exception as cause:  # safetensors raises several kinds
            raise _unusable(folder, cause) from cause
        digest = hashlib.sha256()
        for path in (weights, self._words):
            digest.update(path.read_bytes())
        self.identity = EncoderIdentity(name, digest.hexdigest(), int(self._vectors.shape[1]))
        if name != BUNDLED:
            _ = self._tokenizer  # it may be broken

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The tokenizer; to load it takes longer than all else, and who only compares needs none."""
        try:
            return _shared_tokenizer(self._words, self.identity.digest)
        except Exception as cause:  # tokenizers raises nothing narrower
            raise _unusable(self._folder, cause) from cause

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row for each question."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] = _no_progress
    ) -> Matrix:
        """Return one unit row for each text."""
        rows = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        for start in range(0, len(texts), _STATIC_BATCH):
            batch = list(texts[start : start + _STATIC_BATCH])
            for row, tokens in enumerate(self._tokens(batch), start=start):
                if tokens:
                    rows[row] = self._vectors[tokens].mean(axis=0, dtype=np.float32)
            on_progress(start + len(batch), len(texts))
        return _unit(rows)

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        tokenizer = self._tokenizer
        if len(texts) <= _FEW:
            encodings = [tokenizer.encode(text, add_special_tokens=False) for text in texts]
            return [encoding.ids for encoding in encodings]
        if self.identity.name != BUNDLED:  # others may not split at every space
            encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
            return [encoding.ids for encoding in encodings]
        # A sentence's words stand in its passage too, and its title's in every sentence of the article.
        texts_words = [text.replace("\n", " ").split(" ") for text in texts]
        tokens_of = self._tokens_of if len(self._tokens_of) < _WORDS else {}
        new = [word for word in set(chain.from_iterable(texts_words)) if word not in tokens_of]
        encodings = tokenizer.encode_batch_fast(new, add_special_tokens=False)
        tokens_of |= zip(new, (encoding.ids for encoding in encodings), strict=True)
        self._tokens_of = tokens_of
        return [
            list(chain.from_iterable(map(tokens_of.__getitem__, words))) for words in texts_words
        ]


@lru_cache(maxsize=2)  # that of the library, and another that takes its place
def _shared_tokenizer(words: Path, digest: str) -> "Tokenizer":
    """Return the tokenizer of an encoder with this digest, one for all such encoders of the process."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class ModelEncoder:
    """Any sentence-transformers model; questions and passages get the prompts that it declares.

    Importing the library takes seconds, so this is made only where such a model was chosen.
    """

    def __init__(self, name: str) -> None:
        for noisy in ("huggingface_hub", "transformers", "sentence_transformers"):
            logging.getLogger(noisy).setLevel(logging.CRITICAL)  # its retries; the error tells once
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(name)
        except Exception as cause:  # the library raises many kinds for one thing: it cannot be had
            reason = str(cause).strip().splitlines()
            raise EncoderUnavailable(
                f"cannot load the encoder {name!r}",
                reason[0][:200].rstrip(".") if reason else type(cause).__name__,
                "Check the name or folder and the network, or use the bundled one: --encoder bundled",
            ) from cause
        declared = {key: prompt or "" for key, prompt in (self._model.prompts or {}).items()}
        question, passage = _prompts(name, declared)
        dimension = int(self._model.encode(["1"], show_progress_bar=False).shape[1])
        self.identity = EncoderIdentity(
            name=name,
            digest=self._digest(),
            dimension=dimension,
            question_prompt=question,
            passage_prompt=passage,
        )

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row for each question, the question prompt put before it."""
        return self._encode(texts, self.identity.question_prompt, _no_progress)

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] = _no_progress
    ) -> Matrix:
        """Return one unit row for each text, the passage prompt put before it."""
        return self._encode(texts, self.identity.passage_prompt, on_progress)

    def _encode(
        self, texts: Sequence[str], prompt: str, on_progress: Callable[[int, int], None]
    ) -> Matrix:
        rows = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        order = sorted(
            range(len(texts)), key=lambda i: (len(texts[i]), i)
        )  # alike lengths: less padding
        for start in range(0, len(order), _MODEL_BATCH):
            batch = order[start : start + _MODEL_BATCH]
            rows[batch] = self._model.encode(
                [texts[i] for i in batch], prompt=prompt, show_progress_bar=False
            )
            on_progress(start + len(batch), len(texts))
        return _unit(rows)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.contiguous().cpu().flatten().numpy().tobytes())
        return digest.hexdigest()


def _prompts(name: str, declared: Mapping[str, str]) -> tuple[str, str]:
    """Return the prompts for questions and passages: declared by the model, else by its family."""
    question = declared.get("query", "")
    passage = declared.get("document") or declared.get("passage") or ""
    if question or passage:
        return question, passage
    base = Path(name).name.lower()
    for family, prompts in _FAMILY_PROMPTS.items():
        if base.startswith(family) or f"-{family}-" in f"-{base}-":
            return prompts
    return "", ""


def _is_static(folder: Path) -> bool:
    """Say whether folder holds a sentence-transformers model that is a table of token vectors."""
    try:
        modules = json.loads((folder / "modules.json").read_bytes())
        return str(modules[0]["type"]).endswith(".StaticEmbedding")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _static_files(folder: Path) -> tuple[Path, Path]:
    """Return the weights and the tokenizer of a StaticEmbedding folder, wherever its module lies."""
    for place in (folder, *sorted(folder.glob("0_*"))):
        weights, tokenizer = place / "model.safetensors", place / "tokenizer.json"
        if weights.is_file() and tokenizer.is_file():
            return weights, tokenizer
    raise EncoderUnavailable(
        f"cannot load the encoder in {folder}",
        "model.safetensors or tokenizer.json is missing",
        "Install inyong again, or name another model with --encoder",
    )


def _unusable(folder: Path, cause: Exception) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"cannot load the encoder in {folder}",
        " ".join(str(cause).split())[:200],
        "Install inyong again, or name another model with --encoder",
    )


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    unit: Matrix = rows / lengths
    return unit
