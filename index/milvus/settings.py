"""Where a Milvus store is and how it is reached: a TOML file, and what the command line says instead."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import BadSettings

SETTINGS_FILE = "store.toml"
"""The file in a library's home that is read where no other is named."""

DENSE_INDEXES = ("FLAT", "HNSW", "IVF_FLAT")
"""FLAT is exact, and gives the local library's answers; the others trade that for speed at a size."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """How a store is reached.

    uri: http://HOST:PORT, or https://HOST:PORT for TLS. token_file: holds the token ("user:password" or
    an API key). ca_file: PEM of the authority that signed the server's certificate; None for those that
    the system trusts. collection: what the names of the store's collections begin with.
    timeout_seconds: for one call. attempts: how often a call is made before the server counts as away.
    settle_seconds: what a writer waits before it publishes, so that readers, which do not wait for
    the newest rows, see all of them: above the server's gracefulTime, 5 s by default.
    """

    uri: str
    token_file: Path | None = None
    ca_file: Path | None = None
    collection: str = "inyong"
    timeout_seconds: float = 30.0
    attempts: int = 3
    dense_index: str = "FLAT"
    settle_seconds: float = 6.0
    path: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        rules = (
            (re.match(r"https?://[^/\s]+", self.uri), "uri", self.uri, "http://HOST:PORT"),
            (_NAME.fullmatch(self.collection), "collection", self.collection, "letters and _"),
            (0 < self.timeout_seconds <= 3600, "timeout_seconds", self.timeout_seconds, "0 to 3600"),
            (1 <= self.attempts <= 100, "attempts", self.attempts, "1 to 100"),
            (self.dense_index in DENSE_INDEXES, "dense_index", self.dense_index,
             " or ".join(DENSE_INDEXES)),
            (0 <= self.settle_seconds <= 3600, "settle_seconds", self.settle_seconds, "0 to 3600"),
        )  # fmt: skip
        for holds, name, value, expected in rules:
            if not holds:
                raise BadSettings(
                    "cannot use the store", f"{name} is {value!r}", f"It takes {expected}"
                )

    @property
    def token(self) -> str:
        """The token, read from its file; "" where there is none. Raises BadSettings."""
        if self.token_file is None:
            return ""
        try:
            token = self.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as cause:
            raise BadSettings(
                f"cannot read the token in {self.token_file}",
                getattr(cause, "strerror", None) or "it is not UTF-8",
                "Name a readable file with --token-file",
            ) from cause
        if not token:
            raise BadSettings(
                f"cannot use the token in {self.token_file}", "the file is empty", "Write it there"
            )
        return token


def read_settings(
    home: Path,
    *,
    path: Path | None = None,
    uri: str | None = None,
    token_file: Path | None = None,
) -> StoreSettings:
    """Read the store's settings: of a file, else of store.toml in home; uri and token_file come first.

    Raises BadSettings when the file cannot be read, has unknown keys, or no address is known.
    """
    file = path or home / SETTINGS_FILE
    table = _table(file) if path or file.is_file() else {}
    for name in ("token_file", "ca_file"):
        if name in table:
            table[name] = (file.parent / str(table[name])).absolute()
    given = {"uri": uri, "token_file": token_file and token_file.absolute()}
    table |= {name: value for name, value in given.items() if value is not None}
    if not table.get("uri"):
        raise BadSettings(
            "cannot use --store milvus",
            "its address is not known",
            f'Name it with --uri http://HOST:19530, or write uri = "…" to {file}',
        )
    return StoreSettings(**table, path=str(file))


def _table(path: Path) -> dict[str, Any]:
    """Return what a settings file says, each value of its kind."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as cause:
        raise BadSettings(
            f"cannot read {path}", str(cause.strerror), "Name a readable file with --settings"
        ) from cause
    except ValueError as cause:  # no TOML, or not UTF-8
        raise BadSettings(f"cannot read {path}", str(cause), "Write it as TOML") from cause
    if unknown := sorted(table.keys() - _KINDS.keys()):
        raise BadSettings(
            f"cannot use {path}",
            f"unknown key {unknown[0]!r}",
            f"Known keys: {', '.join(sorted(_KINDS))}",
        )
    for name, value in table.items():
        if not isinstance(value, _KINDS[name]) or isinstance(value, bool):
            raise BadSettings(
                f"cannot use {path}",
                f"{name} is {value!r}",
                "Write texts in quotes, numbers without",
            )
    return table


_KINDS: Mapping[str, Any] = {
    one.name: {"attempts": int, "timeout_seconds": int | float, "settle_seconds": int | float}.get(
        one.name, str
    )
    for one in fields(StoreSettings)
    if one.name != "path"
}
