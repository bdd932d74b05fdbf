"""What the two collections of a store hold, and how rows of one generation are told from others.

Passages are what is searched. Records are all else: articles and their bodies, how often each term
stands in passages, the facts of a generation, and the mark that says which generation is published.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from index.store.records import Restriction

FORMAT = 1
"""Of the rows; another program than wrote them may read them as long as it is the same."""

TEXT_BYTES = 65_535
"""The longest text that Milvus keeps in one field, in bytes of UTF-8."""

PIECE_BYTES = 60_000  # of a longer text: a row each
PUBLISHER_BYTES = 1_000  # a longer name is cut there, in rows and in filters alike
NAME_BYTES = 512


class FieldKind(StrEnum):
    """What a field of a collection is."""

    NUMBER = "number"
    TEXT = "text"
    DENSE = "dense"
    SPARSE = "sparse"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection. size: of a dense vector its dimension, of a text its bytes.

    looked_up: conditions ask for single values of it, so the server keeps an index.
    """

    name: str
    kind: FieldKind
    size: int = 0
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: its first field is the key. dense_index: how its dense vectors are searched."""

    name: str
    fields: tuple[Field, ...]
    dense_index: str = "FLAT"

    @property
    def key(self) -> Field:
        """The field that tells its rows apart."""
        return self.fields[0]


_GENERATIONS = (Field("born", FieldKind.NUMBER), Field("died", FieldKind.NUMBER))


def passages_collection(prefix: str, dimension: int, dense_index: str) -> Collection:
    """Return the collection of passages: id, vectors, filters, and what exact ranking needs of each."""
    return Collection(
        f"{prefix}_passages",
        (
            Field("id", FieldKind.NUMBER),
            Field("meaning", FieldKind.DENSE, dimension),
            Field("words", FieldKind.SPARSE),
            *_GENERATIONS,
            Field("article", FieldKind.TEXT, NAME_BYTES, looked_up=True),
            Field("day", FieldKind.NUMBER),
            Field("publisher", FieldKind.TEXT, TEXT_BYTES),
            Field("language", FieldKind.TEXT, TEXT_BYTES),
            Field("payload", FieldKind.TEXT, TEXT_BYTES),
        ),
        dense_index,
    )


def records_collection(prefix: str) -> Collection:
    """Return the collection of records. Milvus wants a vector in each; theirs says nothing."""
    return Collection(
        f"{prefix}_records",
        (
            Field("key", FieldKind.TEXT, NAME_BYTES),
            Field("nothing", FieldKind.DENSE, 2),
            Field("kind", FieldKind.TEXT, 16),
            Field("name", FieldKind.TEXT, NAME_BYTES, looked_up=True),
            Field("number", FieldKind.NUMBER, looked_up=True),
            Field("part", FieldKind.NUMBER),
            *_GENERATIONS,
            Field("payload", FieldKind.TEXT, TEXT_BYTES),
        ),
    )


# --- conditions, as Milvus writes them


def living(generation: int) -> str:
    """Return the condition that rows of a generation meet, whatever a writer is adding meanwhile."""
    return f"born <= {generation} and (died == 0 or died > {generation})"


def quoted(text: str) -> str:
    """Return a text as it stands in a condition."""
    return json.dumps(text, ensure_ascii=False)


def one_of(field: str, values: list[int] | list[str]) -> str:
    """Return the condition that a field is one of some values."""
    return f"{field} in {json.dumps(values, ensure_ascii=False)}"


def passing(restriction: Restriction) -> list[str]:
    """Return the conditions that a restriction sets. Day 0 is unknown, and passes no date filter."""
    conditions = []
    if restriction.since is not None or restriction.until is not None:
        conditions.append(f"day >= {max(restriction.since or 1, 1)}")
    if restriction.until is not None:
        conditions.append(f"day <= {restriction.until}")
    if restriction.publisher is not None:
        conditions.append(f"publisher == {quoted(cut(restriction.publisher))}")
    if restriction.language is not None:
        conditions.append(f"language == {quoted(cut(restriction.language))}")
    return conditions


def cut(text: str) -> str:
    """Return a publisher or language as rows and filters have it."""
    return text.encode("utf-8", "replace")[:PUBLISHER_BYTES].decode("utf-8", "ignore")


def pieces(text: str) -> list[str]:
    """Cut a text into pieces that a field holds; none is empty unless the text is."""
    data = text.encode("utf-8")
    if len(data) <= PIECE_BYTES:
        return [text]
    cuts = [0]
    while cuts[-1] < len(data):
        end = min(cuts[-1] + PIECE_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        cuts.append(end)
    return [data[start:end].decode("utf-8") for start, end in pairwise(cuts)]
