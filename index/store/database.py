"""The SQLite database under the ledger: connection, schema, transactions, errors."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import LibraryDamaged, StorageFailed

HOW_TO_SAVE = (
    "Restore it from a backup; or save what can still be read (inyong articles export FILE.jsonl),"
    " move it away, then import that and index the articles again"
)
_SCHEMA_VERSION = "1"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, hash TEXT NOT NULL, title TEXT NOT NULL,
    publisher TEXT, byline TEXT, published_at TEXT, day INTEGER, url TEXT, language TEXT,
    body TEXT NOT NULL, blocks TEXT NOT NULL, title_terms TEXT NOT NULL,
    added INTEGER NOT NULL, removed INTEGER);
CREATE UNIQUE INDEX live_articles ON articles (id) WHERE removed IS NULL;
CREATE INDEX live_hashes ON articles (hash) WHERE removed IS NULL;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles (number),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL, terms TEXT NOT NULL,
    term_count INTEGER NOT NULL, bigram_count INTEGER NOT NULL, vectors BLOB NOT NULL,
    added INTEGER NOT NULL, removed INTEGER);
CREATE INDEX passages_of ON passages (article);
CREATE INDEX passages_added ON passages (added);
CREATE INDEX passages_removed ON passages (removed) WHERE removed IS NOT NULL;
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    hash TEXT NOT NULL, failures TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file_articles (path TEXT NOT NULL, article TEXT NOT NULL,
    PRIMARY KEY (path, article)) WITHOUT ROWID;
CREATE INDEX files_of ON file_articles (article);
CREATE TABLE folders (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS live_days ON articles (day) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS live_languages ON articles (language) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS live_publishers ON articles (publisher) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS live_contents ON articles (id, hash) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS removed_articles ON articles (id) WHERE removed IS NOT NULL;
CREATE INDEX IF NOT EXISTS articles_removed ON articles (removed) WHERE removed IS NOT NULL;
CREATE TABLE IF NOT EXISTS earlier_paths (article TEXT NOT NULL, until INTEGER NOT NULL, path TEXT,
    PRIMARY KEY (article, until)) WITHOUT ROWID;
"""  # so that no article need be read to tell what there is; an earlier library gets them when written to


class Database:
    """One connection, used by one thread at a time; safe to share between threads.

    Every method raises StorageFailed when the disk refuses and LibraryDamaged when the file
    cannot be read; a transaction that fails changes nothing.
    """

    def __init__(self, path: Path, untouched: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        with _translated(path):
            self._connection = sqlite3.connect(
                _address(path, untouched),
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
            )
            self._connection.execute("PRAGMA foreign_keys = ON")

    def prepare_for_writing(self, initial: Mapping[str, str]) -> None:
        """Make commits durable; where there are no tables, make them and set the initial facts."""
        with _translated(self.path):
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        with self.transaction():
            if self.is_bare():
                for statement in _SCHEMA.split(";"):
                    self.run(statement)
                self.set_meta(schema=_SCHEMA_VERSION, **initial)
            for statement in _INDEXES.split(";"):
                self.run(statement)

    def is_bare(self) -> bool:
        """Say whether there are no tables yet: whoever was making them was cut short."""
        return not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")

    def check_schema(self) -> None:
        """Raise LibraryDamaged unless the tables are of the format that this program reads."""
        if (found := self.meta("schema")) != _SCHEMA_VERSION:
            raise LibraryDamaged(
                f"cannot read {self.path}",
                f"its format is {found or 'unknown'}, this program reads {_SCHEMA_VERSION}",
                "Move it away and index the articles again",
            )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, _translated(self.path):
            return self._connection.execute(statement, values).fetchall()

    def pages(
        self, statement: str, generation: int, last: int, page: int = 2000
    ) -> Iterator[tuple[Any, ...]]:
        """Yield rows whose first column is an id, page by page, so that no cursor stays open.

        statement takes the generation and the id to go on from, first last, and orders by id.
        """
        while rows := self.rows(f"{statement} LIMIT {page}", generation, last):
            yield from rows
            last = rows[-1][0]

    def run(self, statement: str, *values: object) -> int:
        """Run one changing statement and return the row number it inserted, else 0."""
        return int(self._connection.execute(statement, values).lastrowid or 0)

    def run_many(self, statement: str, values: Iterable[tuple[object, ...]]) -> None:
        """Run one changing statement for each of the values."""
        self._connection.executemany(statement, values)

    def meta(self, key: str) -> str:
        """Return a fact about the whole library, "" when it was never set."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else ""

    def set_meta(self, **values: str | int) -> None:
        """Set facts about the whole library."""
        self.run_many(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(key, str(value)) for key, value in values.items()],
        )

    def has(self, name: str) -> bool:
        """Say whether there is a table or an index of that name."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", name))

    def distinct(self, column: str) -> list[str]:
        """Return the values of a column of the live articles, ascending: a step of its index for each."""
        if not self.has(f"live_{column}s"):
            rows = self.rows(
                f"SELECT DISTINCT {column} FROM articles WHERE removed IS NULL AND {column} > ''"
            )
            return sorted(value for (value,) in rows)
        found = []
        last = self._next_value(column, "")
        while last is not None:
            found.append(last)
            last = self._next_value(column, last)
        return found

    def _next_value(self, column: str, last: str) -> str | None:
        rows = self.rows(
            f"SELECT min({column}) FROM articles WHERE removed IS NULL AND {column} > ?", last
        )
        return None if rows[0][0] is None else str(rows[0][0])

    def damage(self) -> str | None:
        """Read the whole database and return the first thing that is wrong with it, else None."""
        try:
            (first,) = self.rows("PRAGMA integrity_check(1)")[0]
        except LibraryDamaged as cause:
            return cause.why
        return None if first == "ok" else str(first)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within see the database as it is at the first of them."""
        with self._lock, _translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes within become visible at once, or, after an error, none of them."""
        with self._lock, _translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:  # Ctrl-C too: undo, then go on with it
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into those that a user can mend."""
    try:
        yield
    except sqlite3.OperationalError as cause:
        if "no such" in str(cause) or "Could not decode" in str(cause):
            raise _damaged(path, cause) from cause
        raise StorageFailed(
            f"cannot use {path}",
            str(cause),
            "Check free space, the disk and the permissions; nothing was changed",
        ) from cause
    except sqlite3.DatabaseError as cause:
        raise _damaged(path, cause) from cause


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Turn the failure to make sense of what a row holds into LibraryDamaged."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as cause:
        raise _damaged(path, cause) from cause


def _address(path: Path, untouched: bool) -> str:
    """Return the address to open; where nothing may be written, SQLite must not try to share memory."""
    address = path.absolute().as_uri()
    if os.access(path.parent, os.W_OK) and not untouched:
        return address
    waiting = path.with_name(path.name + "-wal")
    idle = not waiting.exists() or not waiting.stat().st_size
    return f"{address}?mode=ro{'&immutable=1' if idle else ''}"


def _damaged(path: Path, cause: Exception) -> LibraryDamaged:
    return LibraryDamaged(
        f"cannot read {path}",
        str(cause),
        HOW_TO_SAVE,
    )
