"""Conversations kept on the server's disk: one folder a visitor, one file a conversation."""

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.errors import NotFound, StorageFailed
from index.store.atomic_files import write_atomically
from ui.page.history.saved_talk import Kept, kept_from_json, kept_to_json, shortened
from ui.page.history.talk_record import NAME, BadRecord

log = logging.getLogger(__name__)

KEPT_AT_MOST = 200  # conversations of one visitor; the oldest go first
KEPT_BYTES = 1_000_000  # of one conversation; a longer one loses its oldest turns


class DiskStore:
    """Keeps conversations under a folder. A visitor's folder is named by a hash, so no name is a path.

    A visitor "" is nobody: nothing is kept for it and nothing is found. Two processes may share a
    folder: a file is replaced whole, the later one stands.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, visitor: str, conversation: Kept) -> None:
        """Keep a conversation, in the place of the one with its id, whose given title it keeps.

        Raises StorageFailed.
        """
        if not visitor:
            return
        before = self._read(self._path(visitor, conversation.id))
        if before is not None and before.is_named and not conversation.is_named:
            conversation = replace(conversation, title=before.title, is_named=True)
        path = self._path(visitor, conversation.id)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as cause:
            why = cause.strerror or str(cause)
            raise StorageFailed(
                f"cannot make {path.parent}", why, "Check free space and permissions"
            ) from cause
        write_atomically(path, _written(conversation))
        for old in self._paths(visitor)[KEPT_AT_MOST:]:
            with suppress(OSError):
                old.unlink()

    def get(self, visitor: str, name: str) -> Kept:
        """Return a conversation of a visitor. Raises NotFound where it has none of that id."""
        kept = self._read(self._path(visitor, name)) if visitor and NAME.fullmatch(name) else None
        if kept is None:
            raise NotFound("cannot open the conversation", "it is not kept", "Begin a new one")
        return kept

    def all(self, visitor: str) -> list[Kept]:
        """Return the conversations of a visitor, the one that grew last first."""
        found = filter(None, map(self._read, self._paths(visitor)))
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def rename(self, visitor: str, name: str, title: str) -> None:
        """Give a conversation a title; an empty one changes nothing. Raises NotFound, StorageFailed."""
        if title := shortened(title):
            kept = replace(self.get(visitor, name), title=title, is_named=True)
            write_atomically(self._path(visitor, name), _written(kept))

    def remove(self, visitor: str, name: str) -> None:
        """Forget a conversation of a visitor, where it is kept."""
        if visitor and NAME.fullmatch(name):
            self._path(visitor, name).unlink(missing_ok=True)

    def clear(self, visitor: str) -> None:
        """Forget all conversations of a visitor."""
        for path in self._paths(visitor):
            path.unlink(missing_ok=True)

    def _path(self, visitor: str, name: str) -> Path:
        folder = hashlib.sha256(visitor.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / folder / f"{name}.json"

    def _paths(self, visitor: str) -> list[Path]:
        """Return the files of a visitor, the one written last first."""
        if not visitor:
            return []
        dated = []
        for path in self._path(visitor, "").parent.glob("*.json"):
            with suppress(OSError):  # removed by another process
                dated.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(dated, reverse=True) if NAME.fullmatch(path.stem)]

    def _read(self, path: Path) -> Kept | None:
        """Return what a file keeps; None where there is none, or it was tampered with."""
        try:
            if path.stat().st_size > 2 * KEPT_BYTES:
                raise BadRecord("it is too long")
            kept = kept_from_json(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            log.warning("a conversation cannot be read (%s): %s", path.name, error)
            return None
        return kept if kept.id == path.stem else None


def bounded(conversation: Kept, at_most: int, size: Callable[[str], int]) -> Kept:
    """Return a conversation without the oldest turns that make its JSON larger than at_most."""
    while len(conversation.turns) > 1 and size(_json(conversation)) > at_most:
        conversation = replace(conversation, turns=conversation.turns[1:])
    return conversation


def _written(conversation: Kept) -> bytes:
    short = bounded(conversation, KEPT_BYTES, lambda text: len(_encoded(text)))
    return _encoded(_json(short))


def _json(conversation: Kept) -> str:
    return json.dumps(kept_to_json(conversation), ensure_ascii=False)


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace")  # a browser can send half of a surrogate pair
