"""What a mirror of the whole ledger asks of it, and a ledger made from such a mirror."""

import json
from collections.abc import Iterable, Iterator, Sequence

from index.article import Article, Source
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import ArticleHead, StoredPassage


class LedgerCopy:
    """Reads what came and went since a generation. The caller holds the library's lock."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._database = ledger._database

    @property
    def lineage(self) -> str:
        """What tells this ledger from all others; a ledger made from its mirror has the same."""
        return self._database.meta("lineage")

    def last_ids(self) -> tuple[int, int]:
        """Return the highest numbers that were ever given to an article and to a passage."""
        given = dict(self._database.rows("SELECT name, seq FROM sqlite_sequence"))
        return int(given.get("articles", 0)), int(given.get("passages", 0))

    def passages_since(self, generation: int) -> Iterator[int]:
        """Yield the ids, ascending, of live passages added after generation."""
        for (passage_id,) in self._database.pages(
            "SELECT id FROM passages WHERE added > ? AND removed IS NULL AND id > ? ORDER BY id",
            generation,
            0,
        ):
            yield passage_id

    def count_since(self, generation: int) -> int:
        """Return how many they are."""
        rows = self._database.rows(
            "SELECT count(*) FROM passages WHERE added > ? AND removed IS NULL", generation
        )
        return int(rows[0][0])

    def living_passages(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids whose passages are live."""
        marks = ",".join("?" * len(ids))
        rows = self._database.rows(
            f"SELECT id FROM passages WHERE removed IS NULL AND id IN ({marks})", *ids
        )
        return {passage_id for (passage_id,) in rows}

    def articles_since(self, generation: int) -> list[int]:
        """Return the numbers, ascending, of live articles added after generation."""
        rows = self._database.rows(
            "SELECT number FROM articles WHERE added > ? AND removed IS NULL ORDER BY number",
            generation,
        )
        return [number for (number,) in rows]

    def articles_removed_since(self, generation: int) -> list[int]:
        """Return the numbers of articles that generation held and that are gone now."""
        rows = self._database.rows(
            "SELECT number FROM articles WHERE removed > ? AND added <= ?", generation, generation
        )
        return [number for (number,) in rows]

    def heads(self) -> Iterator[ArticleHead]:
        """Yield the heads of all live articles, by number."""
        for row in self._database.pages(
            "SELECT number, id, title, publisher, byline, published_at, url, language, hash,"
            " title_terms, (SELECT json_group_array(path) FROM file_articles f WHERE f.article = id)"
            " FROM articles WHERE added > ? AND removed IS NULL AND number > ?"
            " ORDER BY number",
            0,
            0,
        ):
            (
                number,
                name,
                title,
                publisher,
                byline,
                published,
                url,
                language,
                digest,
                terms,
                paths,
            ) = row
            held = tuple(sorted(json.loads(paths)))
            source = Source(
                id=name,
                title=title,
                publisher=publisher,
                byline=byline,
                published_at=published,
                url=url,
                path=held[0] if held else None,
                language=language,
            )
            yield ArticleHead(
                number=number,
                source=source,
                hash=digest,
                title_terms=tuple(terms.split()),
                paths=held,
            )


def fill(
    writer: LedgerWriter,
    *,
    lineage: str,
    generation: int,
    articles: Iterable[tuple[ArticleHead, Article]],
    passages: Iterable[StoredPassage],
    folders: Iterable[str],
    last_ids: tuple[int, int],
    at: str | None,
) -> None:
    """Fill an empty ledger with what a mirror holds, numbers and all, in one transaction.

    What was known of the files is their names only: the next update reads them again.
    """
    database = writer.ledger._database
    numbers: dict[str, int] = {}
    with database.transaction():
        for head, article in articles:
            source = head.source
            numbers[source.id] = head.number
            blocks = [[block.kind, block.span.start, block.span.end] for block in article.blocks]
            database.run(
                "INSERT INTO articles (number, id, hash, title, publisher, byline, published_at, day,"
                " url, language, body, blocks, title_terms, added)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                head.number, source.id, head.hash, source.title, source.publisher, source.byline,
                source.published_at, source.published_day, source.url, source.language,
                article.body, json.dumps(blocks), " ".join(head.title_terms), generation,
            )  # fmt: skip
            for path in head.paths:
                database.run("INSERT OR IGNORE INTO files VALUES (?, 0, 0, '', '[]')", path)
                database.run("INSERT INTO file_articles VALUES (?, ?)", path, source.id)
        for stored in passages:
            passage = stored.passage
            bounds = [n for s in passage.sentences for n in (s.span.start, s.span.end)]
            database.run(
                'INSERT INTO passages (id, article, start, "end", sentences, terms, term_count,'
                " bigram_count, vectors, added) VALUES (?,?,?,?,?,?,?,?,?,?)",
                stored.id, numbers[stored.source.id], passage.span.start, passage.span.end,
                json.dumps(bounds), "\n".join(" ".join(s.terms) for s in passage.sentences),
                stored.term_count, stored.bigram_count, stored.vectors.tobytes(), generation,
            )  # fmt: skip
        for table, last in zip(("articles", "passages"), last_ids, strict=True):
            database.run("DELETE FROM sqlite_sequence WHERE name = ?", table)
            database.run("INSERT INTO sqlite_sequence VALUES (?, ?)", table, last)
        database.run_many("INSERT OR IGNORE INTO folders VALUES (?)", [(one,) for one in folders])
        counts = writer.ledger.counted()
        database.set_meta(
            lineage=lineage, generation=generation, purged=generation, indexed_at=at or "",
            passages=counts.passages, terms=counts.terms, bigrams=counts.bigrams,
        )  # fmt: skip
