"""What an update is about to commit: which ids articles get, and which of them are new or changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from index.article import Article
from index.errors import InyongError, Unreadable
from index.records import Commit, FileState
from index.scan import Plan

BATCH_ARTICLES = 64  # articles to a commit: a commit waits for the disk, a crash loses one batch
_BATCH_CHARACTERS = 200_000
_ID_LENGTH = 12  # hexadecimal digits; a longer id is taken where two contents share them


class Intake:
    """Collects the articles of one update, gives them ids, and tells what each commit has to hold.

    An article that brings no id keeps the one that its file had, gets that of an article with the
    same content, or one made of its content. Articles of files that are gone are deleted last, so
    that an article which only moved is never away.
    """

    def __init__(
        self,
        known: Mapping[str, FileState],
        held: Mapping[str, frozenset[str]],
        hashes: Mapping[str, str],
        plan: Plan,
    ) -> None:
        self._plan = plan
        self._held = dict(held)
        self._hashes = dict(hashes)
        self._by_hash = {digest: article_id for article_id, digest in hashes.items()}
        self._read = {state.path for state in plan.read}
        self._owners: dict[str, set[str]] = {}
        for path, ids in held.items():
            for article_id in ids:
                self._owners.setdefault(article_id, set()).add(path)
        self._now: dict[str, set[str]] = {}  # ids found so far in each file that is being read
        self._more: dict[str, set[str]] = {}  # of those, the ones found since the last commit
        self._finished: set[str] = set()
        self._failures: dict[str, list[Unreadable]] = {}
        self._known_failures = [
            Unreadable(*failure)
            for path, state in known.items()
            if path not in self._read and path not in plan.gone
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
            self.fail(path, _id_clash(path, article_id, self._owners[article_id]))
            return False
        self._now.setdefault(path, set()).add(article_id)
        self._more.setdefault(path, set()).add(article_id)
        self._owners.setdefault(article_id, set()).add(path)
        before = self._hashes.get(article_id)
        if before == digest:
            return False
        if article_id not in self.added:
            (self.changed if before else self.added).add(article_id)
        self.deleted.discard(article_id)
        self._hashes[article_id] = digest
        self._by_hash[digest] = article_id
        self._waiting.append(replace(article, source=replace(article.source, id=article_id)))
        self._characters += len(article.body)
        return True

    def finish(self, state: FileState) -> None:
        """Note that a file was read to its end: what it held before and holds no more is dropped.

        Where part of it could not be read, nothing is dropped.
        """
        self._finished.add(state.path)
        failures = self._failures.get(state.path, [])
        before = self._held.get(state.path, frozenset())
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
            ids = self._held.get(same_as, frozenset())
            self._files.append(state)
            self._links[state.path] = self._held[state.path] = ids
            for article_id in ids:
                self._owners.setdefault(article_id, set()).add(state.path)
            if same_as in self._plan.gone:
                self.moved += len(ids)
        self._files.extend(self._plan.touched)
        for path in self._plan.gone:
            self._gone.append(path)
            for article_id in sorted(self._held.pop(path, ())):
                self._disown(path, article_id)

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
        if (same := self._by_hash.get(digest)) is not None and self._hashes.get(same) == digest:
            return same
        mine = self._held.get(path, frozenset()) - self._now.get(path, set())
        alone = [article_id for article_id in mine if self._owners[article_id] == {path}]
        if len(alone) == 1 and not self._now.get(path):
            return alone[0]  # the file was edited
        length = _ID_LENGTH
        while self._hashes.get(digest[:length], digest) != digest:
            length += 4
        return digest[:length]

    def _is_taken(self, article_id: str, path: str, digest: str) -> bool:
        """Say whether another file that stays as it is holds this id with other content."""
        if self._hashes.get(article_id, digest) == digest:
            return False
        others = self._owners.get(article_id, set()) - {path} - set(self._plan.gone)
        pending = self._read - set(self._now) - self._finished
        return bool(others - pending) or article_id in self._now.get(path, set())

    def _disown(self, path: str, article_id: str) -> None:
        owners = self._owners.get(article_id, set())
        owners.discard(path)
        if not owners and article_id in self._hashes:
            digest = self._hashes.pop(article_id)
            if self._by_hash.get(digest) == article_id:
                del self._by_hash[digest]
            self._removed.append(article_id)
            self.deleted.add(article_id)


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
