"""What an update is about to commit: which ids articles get, and which of them are new or changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Protocol

from index.article import Article
from index.errors import InyongError, Unreadable
from index.store.records import Commit, FileState
from index.update.scan import Plan

BATCH_ARTICLES = 64  # articles to a commit: a commit waits for the disk, a crash loses one batch
_BATCH_CHARACTERS = 200_000
_ID_LENGTH = 12  # hexadecimal digits; a longer id is taken where two contents share them


class KnownArticles(Protocol):
    """What a library holds: the ledger tells, or what was read of it before."""

    def hash_of(self, article_id: str) -> str | None:
        """Return the content hash of a live article; None where there is none with that id."""
        ...

    def ids_of(self, content_hash: str) -> frozenset[str]:
        """Return the ids of the live articles with that content."""
        ...

    def articles_in(self, path: str) -> frozenset[str]:
        """Return the ids of the articles that a file holds."""
        ...

    def paths(self, article_id: str) -> tuple[str, ...]:
        """Return the files that hold an article."""
        ...


class HeldInMemory:
    """What a library held when it was read, or nothing at all."""

    def __init__(
        self,
        hashes: Mapping[str, str] | None = None,
        owned: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """hashes: by article id; owned: ids by path."""
        self._hashes, self._owned = hashes or {}, owned or {}
        self._ids: dict[str, set[str]] = {}
        for article_id, digest in self._hashes.items():
            self._ids.setdefault(digest, set()).add(article_id)
        self._paths: dict[str, list[str]] = {}
        for path, ids in self._owned.items():
            for article_id in ids:
                self._paths.setdefault(article_id, []).append(path)

    def hash_of(self, article_id: str) -> str | None:
        """Return the content hash of an article."""
        return self._hashes.get(article_id)

    def ids_of(self, content_hash: str) -> frozenset[str]:
        """Return the ids of the articles with that content."""
        return frozenset(self._ids.get(content_hash, ()))

    def articles_in(self, path: str) -> frozenset[str]:
        """Return the ids of the articles that a file holds."""
        return self._owned.get(path, frozenset())

    def paths(self, article_id: str) -> tuple[str, ...]:
        """Return the files that hold an article."""
        return tuple(self._paths.get(article_id, ()))


class Intake:
    """Collects the articles of one update, gives them ids, and tells what each commit has to hold.

    An article that brings no id keeps the one that its file had, gets that of an article with the
    same content, or one made of its content. Articles of files that are gone are deleted last, so
    that an article which only moved is never away.

    What the library holds is asked for by article and by file, and remembered: ten new articles need not know
    of a million others. Only what this intake decides is committed meanwhile, so an answer holds until then.
    """

    def __init__(self, known: Mapping[str, FileState], held: KnownArticles, plan: Plan) -> None:
        self._plan = plan
        self._library = held
        self._gone_paths = frozenset(plan.gone)
        self._held: dict[str, frozenset[str]] = {}  # by path, where asked for or changed
        self._hashes: dict[str, str | None] = {}  # by id, likewise; None: there is no such article
        self._by_hash: dict[str, set[str]] = {}  # ids of this update
        self._owners: dict[str, set[str]] = {}  # by id, where asked for or changed
        self._read = {state.path for state in plan.read}
        self._now: dict[str, set[str]] = {}  # ids found so far in each file that is being read
        self._more: dict[str, set[str]] = {}  # of those, the ones found since the last commit
        self._finished: set[str] = set()
        self._failures: dict[str, list[Unreadable]] = {}
        self._known_failures = [
            Unreadable(*failure)
            for path, state in known.items()
            if path not in self._read and path not in self._gone_paths
            for failure in state.failures
        ]
        self._waiting: list[Article] = []
        self._files: list[FileState] = []
        self._links: dict[str, frozenset[str]] = {}
        self._gone: list[str] = []
        self._removed: list[str] = []
        self._characters = 0
        self.added: set[str] = set()
        self.changed: set[str] = set()
        self.deleted: set[str] = set()
        self.moved = 0

    @property
    def is_full(self) -> bool:
        """Whether enough articles wait for a commit."""
        return len(self._waiting) >= BATCH_ARTICLES or self._characters >= _BATCH_CHARACTERS

    @property
    def failures(self) -> tuple[InyongError, ...]:
        """What could not be read, in this update or in an earlier one and not changed since."""
        new = (failure for found in self._failures.values() for failure in found)
        return (*new, *self._known_failures)

    def fail(self, path: str, failure: Unreadable) -> None:
        """Note that a file, or a record in it, could not be read."""
        self._failures.setdefault(path, []).append(failure)

    def take(self, path: str, article: Article) -> bool:
        """Take an article of a file; say whether it is new or changed and has to be committed."""
        digest = article.content_hash
        article_id = article.source.id or self._id_for(path, digest)
        if self._is_taken(article_id, path, digest):
            self.fail(path, _id_clash(path, article_id, self._owners_of(article_id)))
            return False
        self._now.setdefault(path, set()).add(article_id)
        self._more.setdefault(path, set()).add(article_id)
        self._owners_of(article_id).add(path)
        before = self._hash_of(article_id)
        if before == digest:
            return False
        if article_id not in self.added:
            (self.changed if before else self.added).add(article_id)
        self.deleted.discard(article_id)
        self._hashes[article_id] = digest
        self._by_hash.setdefault(digest, set()).add(article_id)
        self._waiting.append(replace(article, source=replace(article.source, id=article_id)))
        self._characters += len(article.body)
        return True

    def finish(self, state: FileState) -> None:
        """Note that a file was read to its end: what it held before and holds no more is dropped.

        Where part of it could not be read, nothing is dropped.
        """
        self._finished.add(state.path)
        failures = self._failures.get(state.path, [])
        before = self._held_by(state.path)
        now = frozenset(self._now.pop(state.path, ()))
        if failures:
            now |= before
        self._files.append(
            replace(state, failures=tuple((f.what, f.why, f.mend) for f in failures))
        )
        self._links[state.path] = now
        self._held[state.path] = now
        for article_id in sorted(before - now):
            self._disown(state.path, article_id)

    def settle(self) -> None:
        """Note moved, touched and deleted files, after all files were read."""
        for state, same_as in self._plan.same:
            ids = self._held_by(same_as)
            self._files.append(state)
            self._links[state.path] = self._held[state.path] = ids
            for article_id in ids:
                self._owners_of(article_id).add(state.path)
            if same_as in self._gone_paths:
                self.moved += len(ids)
        self._files.extend(self._plan.touched)
        for path in self._plan.gone:
            self._gone.append(path)
            for article_id in sorted(self._held_by(path)):
                self._disown(path, article_id)
            self._held[path] = frozenset()

    def drain(self) -> list[Article]:
        """Return the articles that wait, which are then no longer waiting."""
        waiting, self._waiting = self._waiting, []
        self._characters = 0
        return waiting

    def batch(self) -> tuple[Commit, list[Article]]:
        """Return the commit of all that was noted since the last, and the articles that it is to hold.

        A file that is half read is given what was found in it; what it held before is not yet dropped.
        """
        articles = self.drain()
        commit = Commit(
            removed=tuple(sorted(set(self._removed))),
            files=tuple(self._files),
            articles_of=self._links,
            more_of={path: frozenset(ids) for path, ids in self._more.items() if path in self._now},
            gone=tuple(self._gone),
        )
        self._removed, self._files, self._links, self._gone, self._more = [], [], {}, [], {}
        return commit, articles

    def _id_for(self, path: str, digest: str) -> str:
        alike = self._library.ids_of(digest) | self._by_hash.get(digest, set())
        if same := [article_id for article_id in alike if self._hash_of(article_id) == digest]:
            return max(same)
        mine = self._held_by(path) - self._now.get(path, set())
        alone = [article_id for article_id in mine if self._owners_of(article_id) == {path}]
        if len(alone) == 1 and not self._now.get(path):
            return alone[0]  # the file was edited
        length = _ID_LENGTH
        while self._hash_of(digest[:length]) not in (None, digest):
            length += 4
        return digest[:length]

    def _is_taken(self, article_id: str, path: str, digest: str) -> bool:
        """Say whether another file that stays as it is holds this id with other content."""
        if self._hash_of(article_id) in (None, digest):
            return False
        others = self._owners_of(article_id) - {path} - self._gone_paths
        pending = self._read - set(self._now) - self._finished
        return bool(others - pending) or article_id in self._now.get(path, set())

    def _disown(self, path: str, article_id: str) -> None:
        owners = self._owners_of(article_id)
        owners.discard(path)
        if not owners and self._hash_of(article_id) is not None:
            self._hashes[article_id] = None
            self._removed.append(article_id)
            self.deleted.add(article_id)

    def _hash_of(self, article_id: str) -> str | None:
        if article_id not in self._hashes:
            self._hashes[article_id] = self._library.hash_of(article_id)
        return self._hashes[article_id]

    def _held_by(self, path: str) -> frozenset[str]:
        if path not in self._held:
            self._held[path] = self._library.articles_in(path)
        return self._held[path]

    def _owners_of(self, article_id: str) -> set[str]:
        """Return the files that hold an article, to be changed as they do."""
        if article_id not in self._owners:
            self._owners[article_id] = set(self._library.paths(article_id))
        return self._owners[article_id]


def in_batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield articles as many at a time as one commit holds."""
    coming = iter(articles)
    while batch := list(islice(coming, BATCH_ARTICLES)):
        yield batch


def _id_clash(path: str, article_id: str, owners: set[str]) -> Unreadable:
    other = min(owners - {path}, default=path)
    return Unreadable(
        f"cannot take article {article_id!r} of {path}",
        f"{other} holds another article with that id",
        "Give each article an id of its own",
    )
