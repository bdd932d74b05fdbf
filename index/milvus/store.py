"""A store: its two collections on a server, and what its mark and facts say."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

from index.milvus.client import Client, Row
from index.milvus.frequencies import Frequencies
from index.milvus.mark import Facts, Mark, damaged
from index.milvus.rows import records, texts_of
from index.milvus.schema import (
    living,
    one_of,
    passages_collection,
    records_collection,
)
from index.milvus.settings import StoreSettings

_MARK = 'key == "mark:0:0"'
_TEXT = ("number", "part", "payload")


class Store:
    """Reads and writes rows of one store. Safe to share between threads."""

    def __init__(self, settings: StoreSettings) -> None:
        """Connect to the server. Raises ExtraMissing, BadSettings, StoreFailed."""
        self.settings = settings
        self.client = Client(settings)
        self.records = records_collection(settings.collection)
        self.passages = passages_collection(settings.collection, 0, settings.dense_index)
        self._is_there = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    @cached_property
    def address(self) -> str:
        """Where the store is, for messages."""
        return f"{self.settings.collection} at {self.settings.uri}"

    def make(self, dimension: int) -> None:
        """Make the collections where there are none."""
        self.passages = passages_collection(
            self.settings.collection, dimension, self.settings.dense_index
        )
        for collection in (self.passages, self.records):
            self.client.make(collection)

    def drop(self) -> None:
        """Remove the store with all that it holds."""
        for collection in (self.records, self.passages):
            self.client.drop(collection)
        self._is_there = False

    def mark(self) -> Mark | None:
        """Return the mark as it is now; None where nothing was ever written."""
        self._is_there = self._is_there or self.client.has(self.records)
        if not self._is_there:
            return None
        rows = self.client.rows(self.records, _MARK, ["payload"], newest=True)
        return Mark.from_json(str(rows[0]["payload"])) if rows else None

    def publish(self, mark: Mark) -> None:
        """Write the mark: from now on readers see its generation."""
        self.client.put(self.records, records("mark", 0, "", mark.to_json(), 0))

    def facts(self, generation: int) -> Facts:
        """Return the facts of a generation that is published, or was before."""
        return Facts.from_json(self.text("facts", generation))

    def frequencies(self, segments: Iterable[int]) -> Frequencies:
        """Return the table that some segments sum up to."""
        return Frequencies.sum(self._segment(number) for number in segments)

    def _segment(self, number: int) -> Frequencies:
        condition = f'kind == "terms" and number == {number}'
        rows = sorted(
            self.client.every(self.records, condition, ["part", "payload"], page=200),
            key=lambda row: int(row["part"]),
        )
        try:
            return Frequencies.from_texts(str(row["payload"]) for row in rows)
        except ValueError as cause:
            raise damaged(f"the frequencies of generation {number} cannot be read") from cause

    def text(self, kind: str, number: int) -> str:
        """Return the text of a record. Raises LibraryDamaged where it is not there."""
        found = self.texts(kind, [number])
        if number not in found:
            raise damaged(f"{kind} {number} is not there")
        return found[number]

    def texts(self, kind: str, numbers: Sequence[int]) -> dict[int, str]:
        """Return the texts of those records that are there, by number."""
        condition = f'kind == "{kind}" and {one_of("number", list(numbers))}'
        return texts_of(self.client.rows(self.records, condition, _TEXT, newest=True))

    def payloads(self, ids: Sequence[int], generation: int) -> dict[int, str]:
        """Return the payloads of those passages that a generation holds, by id."""
        condition = f"{one_of('id', list(ids))} and {living(generation)}"
        rows = self.client.rows(self.passages, condition, ["id", "payload"])
        return self.whole(rows)

    def whole(self, rows: Iterable[Row]) -> dict[int, str]:
        """Return the payloads of rows of passages, by id; what no field could hold from its records."""
        found = {int(row["id"]): str(row["payload"]) for row in rows}
        if missing := [number for number, payload in found.items() if not payload]:
            found |= self.texts("passage", missing)
        return found
