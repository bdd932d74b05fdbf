"""Follower: candidates by words. BM25 over both kinds of terms, in a tantivy index.

Each generation has a folder of its own, which never changes once its state is published
(index/search/published.py); what did not change since the one before is the same file under two
names. The state names the folder and the SHA-256 of each of its files.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import tantivy

from index.errors import StorageFailed
from index.search.published import Published, State
from index.store.atomic_files import fingerprint, sync_folder
from index.store.ledger import Ledger
from index.store.records import LexicalRow, Restriction
from index.text.terms import spaced_bigrams

_FOLDERS = "lexical-*"
_TOKENIZER = "inyong-terms"  # must be registered at every opening; terms come ready-made
_READING_LOCK = ".tantivy-meta.lock"
_HEAP_BYTES = 64_000_000
_MORPHEME_WEIGHT, _BIGRAM_WEIGHT = 0.6, 0.4  # the best summed mix measured on KorQuAD paragraphs
_LOCK = ".lock"  # how tantivy's own end, which say nothing
_REWRITTEN = {"meta.json", ".managed.json"}  # at each commit; all others are written once


class LexicalIndex:
    """An opened index, fixed at the moment of opening. Safe to share between threads."""

    def __init__(
        self,
        index: tantivy.Index,
        generation: int,
        has_deletions: bool,
        files: Mapping[str, str],
    ) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._has_deletions = has_deletions
        self._files = files
        self.generation = generation

    @classmethod
    def open(
        cls, home: Path, published: Published | None, earlier: "LexicalIndex | None" = None
    ) -> "LexicalIndex | None":
        """Open the index that is published; None when it is missing or damaged and must be rebuilt.

        earlier: one that was opened before; files of it are not looked through again.
        """
        try:
            state = published.lexical if published else {}
            folder = home / str(state["folder"])
            files = {str(name): str(digest) for name, digest in state["files"].items()}
            known = earlier._files if earlier else {}
            if any(
                (known.get(name) != digest or not (folder / name).is_file())
                and fingerprint(folder / name) != digest
                for name, digest in files.items()
            ):
                return None
            with _where_locks_can_be(folder) as place:
                index = tantivy.Index.open(str(place))
                _register(index)
                number = published.generation.number if published else 0
                return cls(index, number, bool(state["has_deletions"]), files)
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
        requested = limit + 1  # tantivy chooses among equals by where they lie, we by id
        while True:
            found = self._searcher.search(query, limit=requested, count=False).hits
            if len(found) < requested or not limit or found[-1][0] < found[limit - 1][0]:
                return found
            requested *= 2

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


def _let_others_read(folder: Path) -> None:
    """Give what tantivy writes for its owner alone the permissions that the folder has."""
    for name in _REWRITTEN:
        with suppress(OSError):  # there is none, or it is another account's
            (folder / name).chmod(folder.stat().st_mode & 0o666)


def catch_up(home: Path, ledger: Ledger, published: Published | None) -> State:
    """Make the index of a ledger's generation from the one that is published, or from nothing.

    Returns its state; what is published stays as it is. The caller holds the library's lock.
    """
    opened = LexicalIndex.open(home, published)
    generation = ledger.generation
    if opened is not None and published is not None and opened.generation == generation:
        return published.lexical
    try:
        folder = _vacant(home, generation)
        if opened is None or not ledger.purged <= opened.generation <= generation:
            index = tantivy.Index(_schema(), path=str(folder))
            _register(index)
            _write(index, (), ledger, 0)
            return _state(folder, {}, has_deletions=False)
        state = published.lexical if published else {}
        return _follow(home / str(state["folder"]), folder, ledger, opened.generation, state)
    except (OSError, ValueError) as cause:  # tantivy gives all that the disk refuses as ValueError
        raise StorageFailed(
            f"cannot write the lexical index in {home}",
            " ".join(str(cause).split())[:200],
            "Check free space and permissions",
        ) from cause


def sweep(home: Path, published: Published) -> None:
    """Remove what is not part of the index that is published. Whoever has opened it reads on."""
    for folder in home.glob(_FOLDERS):
        if folder.name != published.lexical["folder"]:
            shutil.rmtree(folder, ignore_errors=True)


def _vacant(home: Path, generation: int) -> Path:
    """Make a folder for the index of a generation, none in the place of another."""
    names = (home / f"lexical-{generation}-{number}" for number in count())
    folder = next(path for path in names if not path.exists())
    folder.mkdir(parents=True)
    return folder


def _follow(source: Path, folder: Path, ledger: Ledger, since: int, state: State) -> State:
    for path in source.iterdir():
        if path.name in _REWRITTEN:
            shutil.copyfile(path, folder / path.name)
        elif not path.name.endswith(_LOCK):
            _link(path, folder / path.name)
    index = tantivy.Index.open(str(folder))
    _register(index)
    removed = ledger.removed_since(since)
    _write(index, removed, ledger, since)
    has_deletions = bool(removed) or bool(state["has_deletions"])
    return _state(folder, state["files"], has_deletions=has_deletions)


def _link(path: Path, to: Path) -> None:
    """Give a file a second name; where the disk knows no such thing, copy it."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


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


def _state(folder: Path, known: Mapping[str, str], *, has_deletions: bool) -> State:
    """Return the state of a finished index; only files that are not known are read."""
    settled = {name: digest for name, digest in known.items() if name not in _REWRITTEN}
    files = {
        path.name: settled.get(path.name) or fingerprint(path)
        for path in sorted(folder.iterdir())
        if not path.name.endswith(_LOCK)
    }
    _let_others_read(folder)
    sync_folder(folder)
    return {"folder": folder.name, "files": files, "has_deletions": has_deletions}


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
