"""What a store says of itself: the mark, which publishes a generation, and the facts of that generation.

The mark is one row, written last: what was written before it is seen by nobody until then.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from index.article import Source
from index.errors import LibraryDamaged
from index.milvus.schema import FORMAT
from index.store.records import Identity, LibraryCounts, Statistics


@dataclass(frozen=True, slots=True)
class Mark:
    """Which ledger a store mirrors, and which of its generations is published.

    lineage tells the ledger (index/store/ledger.py). previous: the generation published before, whose rows
    are still there for who reads it.
    """

    lineage: str
    generation: int
    previous: int

    def to_json(self) -> str:
        """Return the mark as one JSON object."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Mark":
        """Read what to_json wrote. Raises LibraryDamaged when it is something else."""
        try:
            record = json.loads(text)
            if (found := record.pop("format")) != FORMAT:
                raise ValueError(f"its format is {found}, this program reads {FORMAT}")
            return cls(**record)
        except (ValueError, TypeError, KeyError, AttributeError) as cause:
            raise damaged(f"the mark cannot be read ({cause})") from cause


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader needs of a generation as a whole.

    segments: the numbers of the tables of frequencies that it sums (index/milvus/frequencies.py).
    latest: its newest articles. sources: a sum over all articles that tells whether a source changed
    (index/milvus/rows.py). folders: those that the writer looks at. last_ids: the highest numbers that
    the ledger has given to an article and to a passage.
    """

    identity: Identity
    statistics: Statistics
    library_counts: LibraryCounts
    languages: tuple[str, ...]
    publishers: tuple[str, ...]
    latest: tuple[Source, ...]
    segments: tuple[int, ...]
    sources: int
    folders: tuple[str, ...]
    last_ids: tuple[int, int]

    def to_json(self) -> str:
        """Return the facts as one JSON object."""
        record = asdict(self)
        record["holdings"] = record.pop("library_counts")  # the name that FORMAT gives it
        return json.dumps(record, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Facts":
        """Read what to_json wrote. Raises LibraryDamaged when it is something else."""
        try:
            record = json.loads(text)
            return cls(
                identity=Identity(**record["identity"]),
                statistics=Statistics(**record["statistics"]),
                library_counts=LibraryCounts(**record["holdings"]),
                languages=_texts(record["languages"]),
                publishers=_texts(record["publishers"]),
                latest=tuple(Source(**source) for source in record["latest"]),
                segments=tuple(map(int, record["segments"])),
                sources=int(record["sources"]),
                folders=_texts(record["folders"]),
                last_ids=(int(record["last_ids"][0]), int(record["last_ids"][1])),
            )
        except (ValueError, TypeError, LookupError) as cause:
            raise damaged(f"the facts of a generation cannot be read ({cause})") from cause


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(str, values))


def damaged(why: str) -> LibraryDamaged:
    """Return the error of a store whose rows make no sense."""
    return LibraryDamaged(
        "cannot read the store",
        why,
        "Where its ledger is, run: inyong migrate to-milvus --replace",
    )
