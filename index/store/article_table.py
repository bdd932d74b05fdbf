"""What a library holds, as a table: its articles sorted, filtered and page by page, and its folders."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

from index.article import clean_text
from index.store.database import Database
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.records import Failure

ROWS = 50
"""Rows to a page of the table: some screens of them, drawn at once."""

SORTS = {
    "title": "title COLLATE NOCASE",
    "publisher": "publisher COLLATE NOCASE",
    "date": "published_at",
    "language": "language",
    "passages": "passages",
    "state": "CASE WHEN unreadable THEN -1 ELSE files END",
}
"""What the table can be sorted by. Unknown values come last, equal ones by id."""

# Once a generation: afterwards a page of 100,000 articles is a matter of milliseconds. Passages are
# counted in their index alone, which says nothing of removal; the few removed are taken off again.
_TABLE = """
CREATE TEMP TABLE held AS
SELECT a.id, a.title, a.publisher, substr(a.published_at, 1, 10) AS published_at, a.language,
    coalesce(p.count, 0) - coalesce(r.count, 0) AS passages,
    coalesce(f.count, 0) AS files, coalesce(f.unreadable, 0) AS unreadable
FROM articles a
LEFT JOIN (SELECT article, count(*) AS count FROM passages GROUP BY article) p ON p.article = a.number
LEFT JOIN (SELECT article, count(*) AS count FROM passages INDEXED BY passages_removed
        WHERE removed IS NOT NULL GROUP BY article) r
    ON r.article = a.number
LEFT JOIN (SELECT article, count(*) AS count,
        sum(path IN (SELECT path FROM files WHERE failures <> '[]')) AS unreadable
    FROM file_articles GROUP BY article) f ON f.article = a.id
WHERE a.removed IS NULL
"""

_CHOSEN = (
    "(?1 = '' OR title LIKE ?2 ESCAPE '\\' OR publisher LIKE ?2 ESCAPE '\\')"
    " AND (?3 = '' OR publisher = ?3) AND (?4 = '' OR language = ?4)"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of the table, in which order: text stands in title or publisher; "" is no filter.

    by is one of SORTS, downwards from its greatest; page counts from 0.
    """

    text: str = ""
    publisher: str = ""
    language: str = ""
    by: str = "date"
    downwards: bool = True
    page: int = 0

    def __post_init__(self) -> None:
        if self.by not in SORTS:
            raise ValueError(f"by must be one of {', '.join(SORTS)}, got {self.by!r}")
        if self.page < 0:
            raise ValueError(f"page must be 0 or more, got {self.page}")


@dataclass(frozen=True, slots=True)
class Held:
    """An article in the table. day is YYYY-MM-DD; files is how many hold it, none of an imported one.

    unreadable: how many of these could not be read when they were last looked at.
    """

    id: str
    title: str
    publisher: str | None
    day: str | None
    language: str | None
    passages: int
    files: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the table, the number of the page from 0, and how many rows are chosen in all."""

    rows: tuple[Held, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // ROWS))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder or single file that updates look at, and what is known of it."""

    path: str
    files: int
    articles: int


class ArticleTable:
    """Reads one library through a connection of its own, so that no question waits for a table.

    Safe to share between threads. Every method raises LibraryDamaged where the ledger cannot be read.
    """

    def __init__(self, home: Path) -> None:
        """Open the library in home. Raises LibraryEmpty where there is none."""
        Ledger.open(ledger_path(home)).close()
        self._database = Database(ledger_path(home))
        self._lock = threading.RLock()
        self._generation = ""

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def page(self, selection: Selection) -> Page:
        """Return the page of the table that is chosen, or the last one where there are fewer."""
        with self._lock:
            self._renew()
            text = clean_text(selection.text).strip()
            pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            chosen = (text, pattern, selection.publisher, selection.language)
            ((total,),) = self._database.rows(f"SELECT count(*) FROM held WHERE {_CHOSEN}", *chosen)
            number = min(selection.page, max(0, (total - 1) // ROWS))
            column = SORTS[selection.by]
            rows = self._database.rows(
                "SELECT id, title, publisher, published_at, language, passages, files, unreadable"
                f" FROM held WHERE {_CHOSEN} ORDER BY ({column}) IS NULL,"
                f" {column} {'DESC' if selection.downwards else 'ASC'}, id LIMIT {ROWS} OFFSET ?5",
                *chosen,
                number * ROWS,
            )
        return Page(tuple(Held(*row) for row in rows), number, total)

    def publishers(self) -> tuple[tuple[str, int], ...]:
        """Return each publisher and how many articles it has, sorted by name."""
        return self._counted("publisher")

    def languages(self) -> tuple[tuple[str, int], ...]:
        """Return each language and how many articles are written in it, sorted by tag."""
        return self._counted("language")

    def folders(self) -> tuple[Folder, ...]:
        """Return the folders and files that an update looks at, sorted by path."""
        found = []
        for (path,) in self._database.rows("SELECT path FROM folders ORDER BY path"):
            below = (
                path,
                path.rstrip("/\\"),
            )  # 0 follows / and ] follows \ in the order of letters
            where = (
                "(path = ?1 OR (path > ?2 || '/' AND path < ?2 || '0')"
                " OR (path > ?2 || '\\' AND path < ?2 || ']'))"
            )
            ((files, articles),) = self._database.rows(
                f"SELECT (SELECT count(*) FROM files WHERE {where}),"
                f" (SELECT count(DISTINCT article) FROM file_articles WHERE {where})",
                *below,
            )
            found.append(Folder(path, files, articles))
        return tuple(found)

    def failures(self, at_most: int) -> tuple[int, tuple[Failure, ...]]:
        """Return how many things could not be read when last looked at, and the first of them."""
        rows = self._database.rows(
            "SELECT failures FROM files WHERE failures <> '[]' ORDER BY path"
        )
        found = [(what, why, mend) for (text,) in rows for what, why, mend in json.loads(text)]
        return len(found), tuple(found[:at_most])

    def _counted(self, column: str) -> tuple[tuple[str, int], ...]:
        with self._lock:
            self._renew()
            rows = self._database.rows(
                f"SELECT {column}, count(*) FROM held WHERE {column} IS NOT NULL"
                f" GROUP BY {column} ORDER BY {column}"
            )
        return tuple((name, count) for name, count in rows)

    def _renew(self) -> None:
        """Make the table anew if the library has changed since it was made."""
        generation = self._database.meta("generation")
        if generation == self._generation:
            return
        self._database.rows("DROP TABLE IF EXISTS temp.held")
        self._database.rows(_TABLE)
        self._generation = generation
