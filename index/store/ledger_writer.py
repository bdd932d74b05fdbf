"""Writing to the ledger: each change is one transaction that raises the generation by one."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from index.store.database import Database
from index.store.ledger import Ledger
from index.store.records import Commit, Identity, PreparedArticle, PreparedPassage

Counts = Mapping[str, int]
"""How many live passages there are, and terms of either kind in them, by the ledger's names for those."""


class LedgerWriter:
    """Changes one library's database. Whoever makes one holds the library's lock.

    Every method raises StorageFailed when the disk refuses; the ledger is then as it was.
    """

    def __init__(self, path: Path, identity: Identity) -> None:
        """Open the ledger at path; where there is none, make it with that identity."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = Database(path)
        self._database.prepare_for_writing(
            {
                **_identity_meta(identity),
                "lineage": uuid4().hex,
                **dict.fromkeys(("generation", "passages", "terms", "bigrams", "purged"), "0"),
            }
        )
        if not self._database.meta("lineage"):  # made before ledgers had one
            with self._database.transaction():
                self._database.set_meta(lineage=uuid4().hex)
        self.ledger = Ledger(self._database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def remember_folders(self, paths: Iterable[str]) -> None:
        """Add folders or single files to those that an update without paths looks at."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR IGNORE INTO folders VALUES (?)", [(path,) for path in paths]
            )

    def forget_folders(self, paths: Iterable[str]) -> None:
        """Take folders or single files off those that an update without paths looks at."""
        with self._database.transaction():
            self._database.run_many("DELETE FROM folders WHERE path = ?", [(p,) for p in paths])

    def commit(self, change: Commit, at: str) -> int:
        """Apply one change and return the new generation. at is the time of it (ISO 8601 with zone).

        Raises StorageFailed when the disk refuses; the ledger is then as it was.
        """
        with self._database.transaction():
            generation = self.ledger.generation + 1
            paths = self._paths(self._relinked(change))
            counted: Counter[str] = Counter()
            for article_id in (
                *change.removed,
                *(prepared.article.source.id for prepared in change.put),
            ):
                counted.subtract(self._remove(article_id, generation))
            for prepared in change.put:
                number = self._insert_article(prepared, generation)
                counted.update(self._insert_passages(number, prepared.passages, generation))
            self._count(counted)
            touched = [(path,) for path in (*change.gone, *change.articles_of)]
            self._database.run_many("DELETE FROM file_articles WHERE path = ?", touched)
            self._database.run_many(
                "DELETE FROM files WHERE path = ?", [(path,) for path in change.gone]
            )
            self._database.run_many(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                [
                    (f.path, f.size, f.mtime_ns, f.hash, json.dumps(f.failures, ensure_ascii=False))
                    for f in change.files
                ],
            )
            self._database.run_many(
                "INSERT OR IGNORE INTO file_articles VALUES (?, ?)",
                [
                    (path, article)
                    for links in (change.articles_of, change.more_of)
                    for path, articles in links.items()
                    for article in sorted(articles)
                ],
            )
            self._keep_paths(paths, generation)
            self._database.set_meta(generation=generation, indexed_at=at)
        return generation

    def rebuild(self, identity: Identity, remade: Iterable[PreparedArticle], at: str) -> int:
        """Replace every passage by remade ones, in one transaction, and return the new generation.

        remade must give every live article once. Until the end readers see the old generation.
        """
        database = self._database
        with database.transaction():
            generation = self.ledger.generation + 1
            database.run("UPDATE passages SET removed = ? WHERE removed IS NULL", generation)
            counted = Counter(passages=0, terms=0, bigrams=0)
            for prepared in remade:
                number = self._renewed(prepared, prepared.article.source.language, generation)
                counted.update(self._insert_passages(number, prepared.passages, generation))
            database.set_meta(
                **_identity_meta(identity), **counted, generation=generation, indexed_at=at
            )
        return generation

    def remake(self, remade: Iterable[PreparedArticle], at: str) -> int:
        """Replace the passages of some live articles, and count all anew; return the new generation.

        The articles stay as they are, but for the terms of their titles. One transaction.
        """
        with self._database.transaction():
            generation = self.ledger.generation + 1
            for prepared in remade:
                number = self._number(prepared.article.source.id)
                self._database.run(
                    "UPDATE passages SET removed = ? WHERE article = ? AND removed IS NULL",
                    generation,
                    number,
                )
                number = self._renewed(prepared, self._language(number), generation)
                self._insert_passages(number, prepared.passages, generation)
            counts = self.ledger.counted()
            self._database.set_meta(
                passages=counts.passages, terms=counts.terms, bigrams=counts.bigrams,
                generation=generation, indexed_at=at,
            )  # fmt: skip
        return generation

    def purge(self, upto: int | None = None) -> None:
        """Forget what was removed up to a generation, else all. Followers behind that must be rebuilt."""
        with self._database.transaction():
            last = self.ledger.generation
            last = last if upto is None else min(upto, last)
            self._database.run("DELETE FROM passages WHERE removed <= ?", last)
            self._database.run(
                "DELETE FROM articles WHERE removed <= ?"
                " AND NOT EXISTS (SELECT 1 FROM passages WHERE article = number)",
                last,
            )
            self._database.run("DELETE FROM earlier_paths WHERE until <= ?", last)
            self._database.set_meta(purged=max(last, self.ledger.purged))

    def _number(self, article_id: str) -> int:
        """Return the row number of a live article, 0 where there is none."""
        rows = self._database.rows(
            "SELECT number FROM articles WHERE id = ? AND removed IS NULL", article_id
        )
        return int(rows[0][0]) if rows else 0

    def _remove(self, article_id: str, generation: int) -> Counts:
        """Remove a live article, if there is one with that id; return what went with it."""
        number = self._number(article_id)
        if not number:
            return {}
        (counts,) = self._database.rows(
            "SELECT count(*), coalesce(sum(term_count), 0), coalesce(sum(bigram_count), 0)"
            " FROM passages WHERE article = ? AND removed IS NULL",
            number,
        )
        self._database.run(
            "UPDATE passages SET removed = ? WHERE article = ? AND removed IS NULL",
            generation,
            number,
        )
        self._database.run("UPDATE articles SET removed = ? WHERE number = ?", generation, number)
        return dict(zip(("passages", "terms", "bigrams"), counts, strict=True))

    def _language(self, number: int) -> str | None:
        rows = self._database.rows("SELECT language FROM articles WHERE number = ?", number)
        return rows[0][0] if rows else None

    def _renewed(self, prepared: PreparedArticle, language: str | None, generation: int) -> int:
        """Return the row number of a live article with these title terms and that language.

        A row is never changed while an earlier generation may be read: another one takes its place.
        """
        terms = " ".join(prepared.title_terms)
        number = self._number(prepared.article.source.id)
        if self._database.rows(
            "SELECT 1 FROM articles WHERE number = ? AND title_terms = ? AND language IS ?",
            number, terms, language,
        ):  # fmt: skip
            return number
        self._database.run("UPDATE articles SET removed = ? WHERE number = ?", generation, number)
        return self._database.run(
            "INSERT INTO articles (id, hash, title, publisher, byline, published_at, day, url,"
            " language, body, blocks, title_terms, added) SELECT id, hash, title, publisher, byline,"
            " published_at, day, url, ?, body, blocks, ?, ? FROM articles WHERE number = ?",
            language, terms, generation, number,
        )  # fmt: skip

    def _relinked(self, change: Commit) -> set[str]:
        """Return the ids of the articles that other files will hold than do now, or none."""
        found = {article for articles in change.more_of.values() for article in articles}
        found.update(change.removed)
        for path in change.gone:
            found |= self.ledger.articles_in(path)
        for path, articles in change.articles_of.items():
            found |= self.ledger.articles_in(path) ^ articles
        return found

    def _paths(self, articles: Iterable[str]) -> dict[str, str | None]:
        """Return the first path of each of the articles that are live."""
        rows = (
            self._database.rows(
                "SELECT id, (SELECT min(path) FROM file_articles WHERE article = id) FROM articles"
                " WHERE removed IS NULL AND id = ?",
                article,
            )
            for article in sorted(articles)
        )
        return {article: path for found in rows for article, path in found}

    def _keep_paths(self, earlier: Mapping[str, str | None], generation: int) -> None:
        """Keep the paths that articles had before a generation, where they have others now."""
        now = self._paths(earlier)
        self._database.run_many(
            "INSERT OR IGNORE INTO earlier_paths VALUES (?, ?, ?)",
            [
                (article, generation, path)
                for article, path in earlier.items()
                if article not in now or now[article] != path
            ],
        )

    def _insert_article(self, prepared: PreparedArticle, generation: int) -> int:
        article, source = prepared.article, prepared.article.source
        blocks = [[block.kind, block.span.start, block.span.end] for block in article.blocks]
        return self._database.run(
            "INSERT INTO articles (id, hash, title, publisher, byline, published_at, day, url,"
            " language, body, blocks, title_terms, added) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            source.id, prepared.hash, source.title, source.publisher, source.byline,
            source.published_at, source.published_day, source.url, source.language, article.body,
            json.dumps(blocks), " ".join(prepared.title_terms), generation,
        )  # fmt: skip

    def _insert_passages(
        self, number: int, passages: Sequence[PreparedPassage], generation: int
    ) -> Counts:
        """Add passages of an article; return what there is of them."""
        self._database.run_many(
            'INSERT INTO passages (article, start, "end", sentences, terms, term_count,'
            " bigram_count, vectors, added) VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (
                    number, p.passage.span.start, p.passage.span.end,
                    json.dumps(p.passage.bounds), "\n".join(p.passage.terms),
                    p.term_count, p.bigram_count, p.vectors.tobytes(), generation,
                )
                for p in passages
            ],
        )  # fmt: skip
        return {
            "passages": len(passages),
            "terms": sum(p.term_count for p in passages),
            "bigrams": sum(p.bigram_count for p in passages),
        }

    def _count(self, more: Counts) -> None:
        now = self.ledger.statistics()
        self._database.set_meta(
            passages=now.passages + more.get("passages", 0),
            terms=now.terms + more.get("terms", 0),
            bigrams=now.bigrams + more.get("bigrams", 0),
        )


def _identity_meta(identity: Identity) -> dict[str, str]:
    return {
        "encoder": identity.encoder,
        "analyzer": identity.analyzer,
        "splitter": identity.splitter,
    }
