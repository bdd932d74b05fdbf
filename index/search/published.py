"""Which generation is searched: one small file that names what the followers consist of, written last.

Both followers and what is known of the generation as a whole are published in the same moment, so
a reader never sees one of them ahead of another. What the file names is never changed afterwards.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.store.atomic_files import read_state, write_state
from index.store.records import Generation, Identity, LibraryCounts, Statistics

STATE = "followers.json"

State = Mapping[str, Any]
"""What a follower says of its files; an empty one is that of a follower that must be made anew."""


@dataclass(frozen=True, slots=True)
class Published:
    """A generation, and the states of the two followers that mirror it."""

    generation: Generation
    lexical: State
    vectors: State


def read_published(home: Path) -> Published | None:
    """Return what is published in home; None where there is nothing, or it is not whole."""
    state = read_state(home / STATE)
    if state is None:
        return None
    try:
        record = state["generation"]
        generation = Generation(
            number=int(record["number"]),
            identity=Identity(**record["identity"]),
            statistics=Statistics(**record["statistics"]),
            library_counts=LibraryCounts(**record["library_counts"]),
            languages=tuple(map(str, record["languages"])),
            publishers=tuple(map(str, record["publishers"])),
        )
        return Published(generation, dict(state["lexical"]), dict(state["vectors"]))
    except (KeyError, TypeError, ValueError):
        return None


def publish(home: Path, published: Published) -> None:
    """Let readers see another generation from now on. Raises StorageFailed; the earlier one is then still seen."""
    write_state(home / STATE, asdict(published))


def forget(home: Path, *followers: str) -> None:
    """Let the next catch_up make followers ("lexical", "vectors") from nothing. The caller holds the lock."""
    state = read_state(home / STATE)
    if state is not None:
        write_state(home / STATE, {**state, **{name: {} for name in followers}})
