"""What an update would do, told without doing any of it: nothing is written, nor made."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from index.article import Source
from index.errors import InyongError, LibraryEmpty, Unreadable
from index.formats import is_readable
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.records import FileState
from index.update.intake import HeldInMemory, Intake
from index.update.read_files import Found, in_turn
from index.update.scan import Plan, existing, nothing_to_index, scan


@dataclass(frozen=True, slots=True)
class Change:
    """One article that an update would change. was: the file that a moved article was in before."""

    kind: Literal["added", "changed", "deleted", "moved"]
    id: str
    title: str
    path: str | None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the library knows now; nothing where there is none."""

    files: Mapping[str, FileState] = field(default_factory=dict)
    owned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    folders: tuple[str, ...] = ()


def preview(home: Path, paths: Sequence[Path] = ()) -> Iterator[Change | InyongError]:
    """Yield what update(home, paths) would change, and an error for each thing it could not read.

    What is added or changed comes as it is read; what could not be read, is moved or deleted, last.
    Raises NotFound (a path), BadSettings, LibraryDamaged.
    """
    roots = [existing(path) for path in paths]
    known = _known(home)
    roots = roots or [Path(path) for path in known.folders]
    if not roots:
        raise nothing_to_index()
    plan = scan(roots, known.files, is_readable, home.absolute())
    intake = Intake(known.files, HeldInMemory(known.hashes, known.owned), plan)
    with closing(in_turn(plan.read)) as files:
        for state, found in files:
            yield from _taken(intake, state, found)
    intake.settle()
    yield from (*plan.failures, *intake.failures)
    yield from _moved(plan, known)
    for article_id in sorted(intake.deleted):
        source = known.sources[article_id]
        yield Change("deleted", article_id, source.title, source.path)


def _taken(intake: Intake, state: FileState, found: Found) -> Iterator[Change]:
    """Yield the articles found in one file that are new or changed."""
    for item in found:
        if isinstance(item, Unreadable):
            intake.fail(state.path, item)
        elif intake.take(state.path, item):
            (article,) = intake.drain()
            source = article.source
            yield Change(
                "added" if source.id in intake.added else "changed",
                source.id,
                source.title,
                state.path,
            )
    intake.finish(state)


def _moved(plan: Plan, known: _Known) -> Iterator[Change]:
    for state, was in plan.same:
        if was in plan.gone:
            for article_id in sorted(known.owned.get(was, ())):
                title = known.sources[article_id].title
                yield Change(kind="moved", id=article_id, title=title, path=state.path, was=was)


def _known(home: Path) -> _Known:
    try:
        ledger = Ledger.open(ledger_path(home), untouched=True)
    except LibraryEmpty:
        return _Known()
    try:
        with ledger.standing_still():
            return _Known(
                files=ledger.files(),
                owned=ledger.file_articles(),
                hashes=ledger.article_hashes(),
                sources={source.id: source for source in ledger.sources()},
                folders=ledger.folders(),
            )
    finally:
        ledger.close()
