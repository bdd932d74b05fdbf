"""Follower: candidates by words. BM25 over both kinds of terms, in a tantivy index.

The state file names the folder of the index, the generation it mirrors, and the SHA-256 of each of
its files. It is written last: whatever happens before leaves the earlier state, and applying a
change twice is harmless.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from index.errors import StorageFailed
from index.store.atomic_files import fingerprint, read_state, write_state
from index.store.ledger import Ledger
from index.store.records import LexicalRow, Restriction
from index.text.terms import spaced_bigrams

_STATE = "lexical.json"
_TOKENIZER = "inyong-terms"  # must be registered at every opening; terms come ready-made
_READING_LOCK = ".tantivy-meta.lock"
_HEAP_BYTES = 64_000_000
_MORPHEME_WEIGHT, _BIGRAM_WEIGHT = 0.6, 0.4  # the best summed mix measured on KorQuAD paragraphs
_OWN_BOOKKEEPING = re.compile(r"^\.|\.lock$|^meta\.json$")  # tantivy's, rewritten at each commit


class LexicalIndex:
    """An opened index, fixed at the moment of opening. Safe to share between threads."""

    def __init__(
        self,
        index: tantivy.Index,
        generation: int,
        has_deletions: bool,
        files: Mapping[Path, str],
    ) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._has_deletions = has_deletions
        self._files = files
        self.generation = generation

    @classmethod
    def open(cls, home: Path, earlier: "LexicalIndex | None" = None) -> "LexicalIndex | None":
        """Open the index of a library; None when it is missing or damaged and must be rebuilt.

        earlier: one that was opened before; files of it are not looked through again.
        """
        state = read_state(home / _STATE)
        if state is None:
            return None
        folder = home / str(state.get("folder"))
        try:
            files = {folder / name: str(digest) for name, digest in state["files"].items()}
            known = earlier._files if earlier else {}
            if any(
                known.get(path) != digest and fingerprint(path) != digest
                for path, digest in files.items()
            ):
                return None
            with _where_locks_can_be(folder) as place:
                index = tantivy.Index.open(str(place))
                _register(index)
                return cls(index, int(state["generation"]), bool(state["has_deletions"]), files)
        except (OSError, ValueError, KeyError, AttributeError):
            return None

    @property
    def size(self) -> int:
        """How many passages it holds."""
        return int(self._searcher.num_docs)

    def search(
        self, morphemes: Sequence[str], pairs: Sequence[str], limit: int, restriction: Restriction
    ) -> list[tuple[int, float]]:
        """Return at most limit (passage id, score), best first; equal scores in ascending id."""
        terms = [("morphemes", term, _MORPHEME_WEIGHT) for term in sorted(set(morphemes))]
        terms += [("bigrams", pair, _BIGRAM_WEIGHT) for pair in sorted(set(pairs))]
        if not terms:
            return []
        query = tantivy.Query
        any_term = query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    query.boost_query(query.term_query(self._schema, field, term), weight),
                )
                for field, term, weight in terms
            ]
        )
        must = [(tantivy.Occur.Must, any_term)]
        must += [(tantivy.Occur.Must, condition) for condition in self._conditions(restriction)]
        found = self._best(query.boolean_query(must), limit)
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        hits = [(int(i or 0), float(s)) for i, (s, _) in zip(ids, found, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def _best(self, query: tantivy.Query, limit: int) -> list[tuple[Any, Any]]:
        """Return the best limit (score, address) and all that tie with the last of them."""
        wanted = limit + 1  # tantivy chooses among equals by where they lie, we by id
        while True:
            found = self._searcher.search(query, limit=wanted, count=False).hits
            if len(found) < wanted or not limit or found[-1][0] < found[limit - 1][0]:
                return found
            wanted *= 2

    def frequencies(self, field: str, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many live passages each term of a field ("morphemes", "bigrams") stands."""
        if not self._has_deletions:
            return {term: self._searcher.doc_freq(field, term) for term in terms}
        # doc_freq counts deleted passages until tantivy merges them away; answers must not depend on when
        return {term: self._live_frequency(field, term) for term in terms}

    def _live_frequency(self, field: str, term: str) -> int:
        query = tantivy.Query.term_query(self._schema, field, term)
        return int(self._searcher.search(query, limit=1).count or 0)  # type: ignore[attr-defined]  # not in its stubs

    def _conditions(self, restriction: Restriction) -> list[tantivy.Query]:
        conditions = []
        if restriction.since is not None or restriction.until is not None:
            # day 0 is "unknown": it passes no date filter
            lower, upper = max(restriction.since or 1, 1), restriction.until
            conditions.append(
                tantivy.Query.range_query(
                    self._schema, "day", tantivy.FieldType.Integer, lower, upper
                )
            )
        for field, value in (
            ("publisher", restriction.publisher),
            ("language", restriction.language),
        ):
            if value is not None:
                conditions.append(tantivy.Query.term_query(self._schema, field, value))
        return conditions


@contextmanager
def _where_locks_can_be(folder: Path) -> Iterator[Path]:
    """Give a folder from which tantivy opens an index: it wants to write a lock even to read.

    Where nothing can be written (a read-only mount, another account's folder), it is one of links to
    the files, which are open, and no more looked for, when it goes.
    """
    lock = folder / _READING_LOCK
    if os.access(lock if lock.exists() else folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="inyong-") as made:
        place = Path(made)
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (place / path.name).symlink_to(path.absolute())
        yield place


def _let_others_read(home: Path) -> None:
    """Give what tantivy writes for its owner alone the permissions that the folder has."""
    folder = home / str((read_state(home / _STATE) or {}).get("folder"))
    for name in ("meta.json", ".managed.json"):
        with suppress(OSError):  # there is none, or they are another account's
            (folder / name).chmod(folder.stat().st_mode & 0o666)


def forget(home: Path) -> None:
    """Let the next catch_up make the index from nothing. The caller holds the library's lock."""
    (home / _STATE).unlink(missing_ok=True)


def catch_up(home: Path, ledger: Ledger) -> None:
    """Bring the index of a library to its ledger's generation; rebuild it where it cannot follow.

    The caller holds the library's lock.
    """
    _let_others_read(home)
    opened = LexicalIndex.open(home)
    generation = ledger.generation
    if opened is not None and opened.generation == generation:
        return
    try:
        if opened is None or not ledger.purged <= opened.generation <= generation:
            _rebuild(home, ledger, generation)
        else:
            state = read_state(home / _STATE) or {}
            _follow(home, ledger, generation, opened.generation, state)
    except (OSError, ValueError) as cause:  # tantivy gives all that the disk refuses as ValueError
        raise StorageFailed(
            f"cannot write the lexical index in {home}",
            " ".join(str(cause).split())[:200],
            "Check free space and permissions",
        ) from cause


def _rebuild(home: Path, ledger: Ledger, generation: int) -> None:
    earlier = read_state(home / _STATE) or {}
    name = f"lexical-{generation}"
    if earlier.get("folder") == name:
        name += "-again"
    folder = home / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    _register(index)
    _write(index, (), ledger, 0)
    _record(home, folder, generation, {}, has_deletions=False)
    for other in home.glob("lexical-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _follow(
    home: Path, ledger: Ledger, generation: int, since: int, state: dict[str, object]
) -> None:
    folder = home / str(state["folder"])
    index = tantivy.Index.open(str(folder))
    _register(index)
    removed = ledger.removed_since(since)
    _write(index, removed, ledger, since)
    known = state["files"] if isinstance(state["files"], dict) else {}
    has_deletions = bool(removed) or bool(state["has_deletions"])
    _record(home, folder, generation, known, has_deletions)


def _write(index: tantivy.Index, removed: Sequence[int], ledger: Ledger, since: int) -> None:
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for passage_id in removed:
        writer.delete_documents_by_term("id", passage_id)
    for row in ledger.lexical_since(since):
        writer.delete_documents_by_term(
            "id", row.id
        )  # it may be there from a run that was cut short
        writer.add_document(_document(row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _record(
    home: Path, folder: Path, generation: int, known: dict[str, str], has_deletions: bool
) -> None:
    """Write the state: a segment's file never changes, so only new files are read."""
    files = {
        path.name: known.get(path.name) or fingerprint(path)
        for path in sorted(folder.iterdir())
        if not _OWN_BOOKKEEPING.search(path.name)
    }
    write_state(
        home / _STATE,
        {
            "folder": folder.name,
            "generation": generation,
            "files": files,
            "has_deletions": has_deletions,
        },
    )
    _let_others_read(home)


def _document(row: LexicalRow) -> tantivy.Document:
    return tantivy.Document(
        id=row.id,
        day=row.day,
        publisher=row.publisher,
        language=row.language,
        morphemes=row.terms,
        bigrams=spaced_bigrams(row.text),
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    for field in ("publisher", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("morphemes", "bigrams"):
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def _register(index: tantivy.Index) -> None:
    tokenizer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, tokenizer)
