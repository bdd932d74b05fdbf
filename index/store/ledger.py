"""The only truth of a library: articles, passages, terms and vectors, read by generation.

Each commit (index/store/ledger_writer.py) is one transaction that raises the generation by one. What a
commit replaces is marked with the generation that removed it, so a reader of an earlier generation
still finds its rows, until purge. Followers (lexical, vectors) ask what changed since theirs.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Source
from index.errors import LibraryEmpty, NotFound
from index.store.database import Database, understood
from index.store.records import (
    HALF_READ,
    FileState,
    Generation,
    Identity,
    LexicalRow,
    LibraryCounts,
    Restriction,
    Statistics,
    StoredPassage,
)
from index.store.rows import article_of, stored_passage_of

NOW = 2**62
"""A generation that no commit reaches: asked of it, the ledger tells what is live."""

_PATH = "(SELECT min(path) FROM file_articles WHERE article = a.id)"
_EARLIER_PATH = "FROM earlier_paths WHERE article = a.id AND until > {generation}"


def nothing_indexed(home: Path) -> LibraryEmpty:
    """Return the error for asking a library in which nothing was ever indexed."""
    return LibraryEmpty(
        f"there is no library in {home}", "nothing was indexed yet", "Run: inyong index FOLDER"
    )


class Ledger:
    """Reads one library's database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_earlier_paths = False
        database.check_schema()

    @classmethod
    def open(cls, path: Path, *, untouched: bool = False) -> "Ledger":
        """Open an existing ledger; untouched: so that no file is written or made by reading it.

        Raises LibraryEmpty where there is none, LibraryDamaged where it cannot be read.
        """
        if path.is_file() and path.stat().st_size:
            database = Database(path, untouched)
            if not database.is_bare():
                return cls(database)
            database.close()
        raise nothing_indexed(path.parent)

    def ensure_indexed(self) -> None:
        """Raise LibraryEmpty where a first update never came to its first commit."""
        if not self.generation:
            raise nothing_indexed(self.path.parent)

    @property
    def path(self) -> Path:
        """Where the database lies."""
        return self._database.path

    def close(self) -> None:
        """Close the database; the ledger cannot be used afterwards."""
        self._database.close()

    def standing_still(self) -> AbstractContextManager[None]:
        """Let all that is read within be of one moment, whatever other processes commit meanwhile."""
        return self._database.snapshot()

    # --- what the library is

    @property
    def generation(self) -> int:
        """The number of the last commit."""
        return self._number("generation")

    @property
    def purged(self) -> int:
        """Removals up to this generation are forgotten: a follower behind it must be rebuilt."""
        return self._number("purged")

    @property
    def indexed_at(self) -> str | None:
        """When the last commit was made (ISO 8601 with zone), as its writer said."""
        return self._database.meta("indexed_at") or None

    def identity(self) -> Identity:
        """Return what made this library."""
        return Identity(
            self._database.meta("encoder"),
            self._database.meta("analyzer"),
            self._database.meta("splitter"),
        )

    def statistics(self) -> Statistics:
        """Return the counts over the live passages."""
        return Statistics(*map(self._number, ("passages", "terms", "bigrams")))

    def library_counts(self) -> LibraryCounts:
        """Return what it holds, in numbers."""
        latest = next((source.published_at for source in self.newest(1)), None)
        return LibraryCounts(self.article_count(), latest[:10] if latest else None, self.indexed_at)

    def as_a_whole(self) -> Generation:
        """Return what is known of the last generation as a whole. The caller holds the library's lock."""
        return Generation(
            number=self.generation,
            identity=self.identity(),
            statistics=self.statistics(),
            library_counts=self.library_counts(),
            languages=self.languages(),
            publishers=self.publishers(),
        )

    def counted(self) -> Statistics:
        """Return the same counts, by counting."""
        rows = self._database.rows(
            "SELECT count(*), coalesce(sum(term_count), 0), coalesce(sum(bigram_count), 0)"
            " FROM passages WHERE removed IS NULL"
        )
        return Statistics(*rows[0])

    def _column(self, statement: str, *values: object) -> list[Any]:
        """Return the first column of all rows of a query."""
        return [row[0] for row in self._database.rows(statement, *values)]

    def _number(self, key: str) -> int:
        with understood(self.path):
            return int(self._database.meta(key))

    # --- articles

    def _source_columns(self, generation: int) -> str:
        """Return the columns of a Source of articles a: their rows are by generation, so are their paths."""
        if not self._has_earlier_paths:  # a ledger of an earlier program gets them when written to
            self._has_earlier_paths = self._database.has("earlier_paths")
        path = _PATH
        if self._has_earlier_paths and generation != NOW:
            earlier = _EARLIER_PATH.format(generation=generation)
            path = (
                f"CASE WHEN EXISTS (SELECT 1 {earlier})"
                f" THEN (SELECT path {earlier} ORDER BY until LIMIT 1) ELSE {_PATH} END"
            )
        return f"a.id, a.title, a.publisher, a.byline, a.published_at, a.url, {path}, a.language"

    def sources(self, generation: int = NOW) -> list[Source]:
        """Return the sources of a generation, newest first, unknown dates last, then by id."""
        rows = self._database.rows(
            f"SELECT {self._source_columns(generation)} FROM articles a"
            " WHERE added <= ?1 AND (removed IS NULL OR removed > ?1) ORDER BY day IS NULL, day DESC, id",
            generation,
        )
        return [Source(*row) for row in rows]

    def newest(self, count: int, generation: int = NOW) -> list[Source]:
        """Return the sources of a generation's newest articles of known date, at most count, newest first."""
        condition = "added <= ?1 AND day IS NOT NULL ORDER BY day DESC, id DESC LIMIT ?2"
        rows = self._database.rows(  # in two, each with an index of its own
            f"SELECT {self._source_columns(generation)} FROM articles a WHERE number IN ("
            f"SELECT * FROM (SELECT number FROM articles WHERE removed IS NULL AND {condition})"
            f" UNION ALL SELECT * FROM (SELECT number FROM articles WHERE removed > ?1 AND {condition}))"
            " ORDER BY day DESC, id DESC LIMIT ?2",
            generation,
            count,
        )
        return [Source(*row) for row in rows]

    def article(self, article_id: str, generation: int = NOW) -> Article:
        """Return an article of a generation with its whole body. Raises NotFound."""
        rows = self._database.rows(
            f"SELECT {self._source_columns(generation)}, a.body, a.blocks FROM articles a"
            " WHERE number = ?",
            self._number_of(article_id, generation),
        )
        if not rows:
            raise NotFound(
                f"no article {article_id!r}",
                "the library holds none with that id",
                "List them: inyong articles list",
            )
        with understood(self.path):
            return article_of(rows[0])

    def body_of(self, article_id: str, generation: int) -> str | None:
        """Return the body that an article has in a generation; None where it has none."""
        number = self._number_of(article_id, generation)
        rows = self._column("SELECT body FROM articles WHERE number = ?", number)
        return str(rows[0]) if rows else None

    def _number_of(self, article_id: str, generation: int) -> int | None:
        """Return the row number of an article in a generation; None where it has none."""
        rows = self._column(  # in two, each with an index of its own
            "SELECT number FROM articles WHERE id = ?1 AND removed IS NULL AND added <= ?2"
            " UNION ALL"
            " SELECT number FROM articles WHERE id = ?1 AND removed > ?2 AND added <= ?2",
            article_id,
            generation,
        )
        return int(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """Yield every live article, in order of id."""
        ids = self._column("SELECT id FROM articles WHERE removed IS NULL ORDER BY id")
        yield from map(self.article, ids)

    def article_hashes(self) -> dict[str, str]:
        """Return the content hash of each live article by id."""
        return dict(
            self._database.rows("SELECT id, hash FROM articles WHERE removed IS NULL ORDER BY id")
        )

    def hash_of(self, article_id: str) -> str | None:
        """Return the content hash of a live article; None where there is none with that id."""
        query = "SELECT hash FROM articles WHERE id = ? AND removed IS NULL"
        return next(iter(self._column(query, article_id)), None)

    def ids_of(self, content_hash: str) -> frozenset[str]:
        """Return the ids of the live articles with that content."""
        query = "SELECT id FROM articles WHERE hash = ? AND removed IS NULL"
        return frozenset(self._column(query, content_hash))

    def article_count(self) -> int:
        """Return the number of live articles."""
        return int(self._column("SELECT count(*) FROM articles WHERE removed IS NULL")[0])

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the live articles, sorted."""
        return tuple(self._database.distinct("language"))

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of the live articles, sorted."""
        return tuple(self._database.distinct("publisher"))

    # --- passages

    def passages(self, ids: Sequence[int], generation: int) -> list[StoredPassage]:
        """Return those of the passages that generation holds, in the order of ids."""
        marks = ",".join("?" * len(ids))
        rows = self._database.rows(
            f'SELECT {self._source_columns(generation)}, a.title_terms, p.id, p.start, p."end",'
            ' substr(a.body, p.start + 1, p."end" - p.start), p.sentences, p.terms,'
            " p.vectors, p.term_count, p.bigram_count"
            f" FROM passages p JOIN articles a ON a.number = p.article WHERE p.id IN ({marks})"
            " AND p.added <= ? AND (p.removed IS NULL OR p.removed > ?)",
            *ids,
            generation,
            generation,
        )
        with understood(self.path):
            found = {row[9]: stored_passage_of(row) for row in rows}
        return [found[passage_id] for passage_id in ids if passage_id in found]

    def passage_ids(self, article_id: str) -> list[int]:
        """Return the ids of a live article's passages, in order."""
        return self._column(
            "SELECT p.id FROM passages p JOIN articles a ON a.number = p.article"
            " WHERE a.id = ? AND a.removed IS NULL AND p.removed IS NULL ORDER BY p.start",
            article_id,
        )

    def allowed(self, restriction: Restriction, generation: int = NOW) -> NDArray[np.int64]:
        """Return the ids, ascending, of the passages whose article passes the restriction.

        All those of the generation are among them, and passages that came later.
        """
        ids = self._column(
            "SELECT p.id FROM passages p JOIN articles a ON a.number = p.article"
            " WHERE (p.removed IS NULL OR p.removed > ?5)"
            " AND (?1 IS NULL OR a.day >= ?1) AND (?2 IS NULL OR a.day <= ?2)"
            " AND (?3 IS NULL OR a.publisher = ?3) AND (?4 IS NULL OR a.language = ?4)"
            " ORDER BY p.id",
            restriction.since,
            restriction.until,
            restriction.publisher,
            restriction.language,
            generation,
        )
        return np.array(ids, dtype=np.int64)

    # --- what followers ask

    def removed_since(self, generation: int) -> list[int]:
        """Return the ids of passages that generation held and that are gone now."""
        query = "SELECT id FROM passages WHERE removed > ? AND added <= ?"
        return self._column(query, generation, generation)

    def lexical_since(self, generation: int) -> Iterator[LexicalRow]:
        """Yield what the lexical follower needs of live passages added after generation, by id."""
        for row in self._database.pages(
            "SELECT p.id, a.title_terms || ' ' || replace(p.terms, char(10), ' '), a.title || char(10) ||"
            ' substr(a.body, p.start + 1, p."end" - p.start), coalesce(a.day, 0),'
            " coalesce(a.publisher, ''), coalesce(a.language, '')"
            " FROM passages p JOIN articles a ON a.number = p.article"
            " WHERE p.added > ? AND p.removed IS NULL AND p.id > ? ORDER BY p.id",
            generation,
            self._last_of(generation),
        ):
            yield LexicalRow(*row)

    def vectors_since(self, generation: int, dimension: int) -> Iterator[tuple[int, bytes]]:
        """Yield (id, fp16 bytes of the passage's vector) of live passages added after generation, by id."""
        yield from self._database.pages(
            f"SELECT id, substr(vectors, 1, {2 * dimension}) FROM passages"
            " WHERE added > ? AND removed IS NULL AND id > ? ORDER BY id",
            generation,
            self._last_of(generation),
        )

    def _last_of(self, generation: int) -> int:
        """Return an id that no passage added after generation has, nor one below it: ids only grow."""
        rows = self._database.rows(
            "SELECT id FROM passages INDEXED BY passages_added WHERE added > ?"
            " ORDER BY added, id LIMIT 1",
            generation,
        )
        return int(rows[0][0]) - 1 if rows else 0

    # --- files and folders

    def files(self) -> dict[str, FileState]:
        """Return what is known of each file, by path; HALF_READ where a stopped update left off in it."""
        rows = self._database.rows(
            "SELECT path, size, mtime_ns, hash, failures FROM files UNION ALL"
            " SELECT DISTINCT path, ?, ?, ?, '[]' FROM file_articles"
            " WHERE path NOT IN (SELECT path FROM files) ORDER BY path",
            HALF_READ.size, HALF_READ.mtime_ns, HALF_READ.hash,
        )  # fmt: skip
        return {
            path: FileState(
                path=path,
                size=size,
                mtime_ns=mtime_ns,
                hash=digest,
                failures=tuple(map(tuple, json.loads(failures))),
            )
            for path, size, mtime_ns, digest, failures in rows
        }

    def file_articles(self) -> dict[str, frozenset[str]]:
        """Return the ids of the articles that each file holds, by path."""
        found: dict[str, set[str]] = {}
        for path, article in self._database.rows("SELECT path, article FROM file_articles"):
            found.setdefault(path, set()).add(article)
        return {path: frozenset(articles) for path, articles in found.items()}

    def articles_in(self, path: str) -> frozenset[str]:
        """Return the ids of the articles that a file holds."""
        return frozenset(self._column("SELECT article FROM file_articles WHERE path = ?", path))

    def paths(self, article_id: str) -> tuple[str, ...]:
        """Return the files that hold an article, sorted: none of an imported one, several of a copied."""
        query = "SELECT path FROM file_articles WHERE article = ? ORDER BY path"
        return tuple(self._column(query, article_id))

    def folders(self) -> tuple[str, ...]:
        """Return the folders and files that an update without paths looks at."""
        return tuple(self._column("SELECT path FROM folders ORDER BY path"))

    # --- state of the database

    def removed_count(self) -> int:
        """Return how many passages are marked as removed."""
        return int(self._column("SELECT count(*) FROM passages WHERE removed IS NOT NULL")[0])

    def damage(self) -> str | None:
        """Read the whole database and return the first thing that is wrong with it, else None."""
        return self._database.damage()
