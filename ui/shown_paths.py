"""Files as readers are told of them: by where they lie in a folder that is indexed, not on the server."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.article import Source
from index.errors import InyongError
from index.store.home import ledger_path
from index.store.ledger import Ledger

_BEFORE = r"(?<![\w./~-])"
_AFTER = r"(?![\w.~-])"
_MORE = r"(?=[^\s<:;,)\"'])"  # the path goes on


@dataclass(frozen=True, slots=True)
class ShownPaths:
    """How paths are shown to one reader. folders: those that are indexed; whole: paths stay as they are."""

    folders: tuple[str, ...] = ()
    whole: bool = False

    def of(self, path: str) -> str:
        """Return where a file lies in the innermost folder that holds it; its name where none does."""
        if self.whole:
            return path
        for folder in self._innermost_first():
            if path != folder and path.startswith(_slashed(folder)):
                return path.removeprefix(_slashed(folder))
        return path.rstrip("/").rpartition("/")[2]

    def source(self, source: Source) -> Source:
        """Return a source with its path as it is shown."""
        return replace(source, path=self.of(source.path)) if source.path else source

    def record(self, value: Any) -> Any:  # noqa: ANN401  # any JSON
        """Return JSON with every "path" of it as it is shown."""
        if self.whole:
            return value
        if isinstance(value, dict):
            return {
                name: self.of(one) if name == "path" and isinstance(one, str) else self.record(one)
                for name, one in value.items()
            }
        return [self.record(one) for one in value] if isinstance(value, list) else value

    def text(self, text: str) -> str:
        """Return a message, or HTML, in which the folders that are indexed are not told."""
        if self.whole:
            return text
        for folder in self._innermost_first():
            for encoded in (str, html.escape):
                start = _BEFORE + re.escape(encoded(folder.rstrip("/")))
                name = encoded(self.of(folder)).replace("\\", r"\\")
                text = re.sub(f"{start}/{_MORE}", "", text)
                text = re.sub(f"{start}{_AFTER}/?", name, text)
        return text

    def texts(self, value: Any) -> Any:  # noqa: ANN401  # any JSON
        """Return JSON with every text of it as `text` has it."""
        if isinstance(value, dict):
            return {name: self.texts(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.texts(one) for one in value]
        return self.text(value) if isinstance(value, str) else value

    def _innermost_first(self) -> Sequence[str]:
        return sorted((one for one in self.folders if one.strip("/")), key=len, reverse=True)


def known_folders(home: Path) -> tuple[str, ...]:
    """Return the folders and files that the library in a folder is made from; none where no ledger is."""
    ledger = ledger_path(home)
    return _folders(
        ledger, tuple(_stamp(ledger.with_name(ledger.name + end)) for end in ("", "-wal"))
    )


@lru_cache(maxsize=16)
def _folders(ledger: Path, stamps: tuple[tuple[int, int] | None, ...]) -> tuple[str, ...]:
    """Read them; stamps tell whether the ledger is still the one that was read."""
    if stamps[0] is None:
        return ()
    try:
        opened = Ledger.open(ledger)
    except InyongError:  # whoever asks of the library is told
        return ()
    try:
        return opened.folders()
    finally:
        opened.close()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _slashed(folder: str) -> str:
    return folder.rstrip("/") + "/"
