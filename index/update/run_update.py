"""The one place that ties it together: scan, read, analyse, split, encode, commit, follow."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article
from index.encoding.encoders import Encoder
from index.errors import InyongError, Unreadable
from index.formats import is_readable
from index.search.library import Follow, catch_up, encoder_for, identity_of, made_otherwise
from index.store.home import ledger_path
from index.store.records import Commit, FileState, PreparedArticle
from index.update.intake import HeldInMemory, Intake, in_batches
from index.update.progress import Meter, Progress
from index.update.read_files import in_turn
from index.update.scan import Plan, existing, nothing_to_index, scan
from index.update.schedule import WorkerPool, Workers
from index.update.session import Clock, UpdateSession, changing
from index.update.session import now as now_here

_KEEP_REMOVED = 1000  # removed passages that are kept before they are purged


@dataclass(frozen=True, slots=True)
class UpdateSummary:
    """What an update did, in articles. seconds is its wall time."""

    added: int
    changed: int
    deleted: int
    moved: int
    unchanged: int
    failures: tuple[InyongError, ...]
    generation: int
    articles: int
    passages: int
    seconds: float
    cancelled: bool = False
    rebuilt: bool = False


def update(
    home: Path,
    paths: Sequence[Path] = (),
    *,
    rebuild: bool = False,
    encoder: str | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Clock = now_here,
    pool: WorkerPool | None = None,
    readers: int | None = None,
    follow: Follow = catch_up,
) -> UpdateSummary:
    """Bring a library up to its files: add, change, move and delete articles by content.

    paths are folders or files to look at from now on; without any, those known already. With rebuild,
    or with another encoder, every passage is first made anew from the ledger's own text. encoder names
    a sentence-transformers model (hub name or folder) or "bundled". cancelled is asked between files;
    what was committed by then is kept. now gives the time that is recorded. pool: what analyses and
    encodes, where there is enough to do; None for as many processes of this machine as help. readers: how many
    web pages, PDF and Word files are read at a time, likewise. follow brings up what is searched; the local
    indexes, unless they are elsewhere.

    A file that cannot be read is one of the summary's failures; what the library holds of it stays.
    Raises NotFound (a path), BadSettings, LibraryBusy, LibraryDamaged, IdentityMismatch,
    EncoderUnavailable, StorageFailed; what follow and pool raise.
    """
    started = time.monotonic()
    roots = [existing(path) for path in paths]
    if not roots and not ledger_path(home).exists():
        raise nothing_to_index()  # and leave nothing behind
    chosen = encoder_for(home, encoder)
    identity = identity_of(chosen)
    with changing(home, identity, follow=follow, clock=now) as session:
        ledger = session.ledger
        run = _Run(
            session=session,
            workers=Workers(chosen, pool),
            encoder=chosen,
            meter=Meter(on_progress),
            cancelled=cancelled,
            readers=readers,
        )
        session.writer.remember_folders(map(str, roots))
        stale = ledger.identity() != identity
        if stale and not rebuild and encoder is None:
            raise made_otherwise(home)
        if ledger.removed_count() > max(_KEEP_REMOVED, ledger.statistics().passages // 2):
            session.purge()  # of earlier updates: who reads the newest generation misses nothing
        remade = (rebuild or stale) and ledger.article_count() > 0
        if remade:
            run.remake()
        elif stale:
            session.rebuild(identity, iter(()))
        roots = roots or [Path(path) for path in ledger.folders()]
        if not roots and not remade:
            raise nothing_to_index()
        intake, plan = run.take_in(roots, leave_out=home.absolute())
        run.meter.start("follow", 1)
        run.meter.tell("")
        session.publish()
        return UpdateSummary(
            added=len(intake.added),
            changed=len(intake.changed),
            deleted=len(intake.deleted),
            moved=intake.moved,
            unchanged=ledger.article_count() - len(intake.added) - len(intake.changed),
            failures=(*plan.failures, *intake.failures),
            generation=ledger.generation,
            articles=ledger.article_count(),
            passages=ledger.statistics().passages,
            seconds=time.monotonic() - started,
            cancelled=cancelled(),
            rebuilt=remade,
        )


def remove_articles(
    home: Path,
    article_ids: Sequence[str],
    now: Clock = now_here,
    follow: Follow = catch_up,
) -> int:
    """Remove articles by id, all or none, and return the new generation. follow is as in update.

    Their files stay; an article comes back when its file is changed and indexed again.
    Raises NotFound, LibraryBusy, LibraryEmpty, StorageFailed.
    """
    gone = frozenset(article_ids)
    with changing(home, follow=follow, clock=now) as session:
        ledger = session.ledger
        for article_id in article_ids:
            ledger.article(article_id)
        files = {path for article_id in article_ids for path in ledger.paths(article_id)}
        session.commit(
            Commit(
                removed=tuple(sorted(gone)),
                articles_of={path: ledger.articles_in(path) - gone for path in sorted(files)},
            )
        )
        return ledger.generation


@dataclass(slots=True)
class _Run:
    """The parts that one update works with."""

    session: UpdateSession
    workers: Workers
    encoder: Encoder
    meter: Meter
    cancelled: Callable[[], bool]
    readers: int | None

    def take_in(self, roots: Sequence[Path], leave_out: Path) -> tuple[Intake, Plan]:
        """Scan the roots and commit, batch by batch, what changed."""
        ledger = self.session.ledger
        self.meter.tell("")
        known = ledger.files()
        plan = scan(roots, known, is_readable, leave_out)
        held = ledger if ledger.generation else HeldInMemory()  # nothing need be asked for
        intake = Intake(known, held, plan)
        size = sum(state.size for state in plan.read)
        self.meter.start("read", len(plan.read), size)
        with closing(self.workers.prepare(self._batches(plan, intake), size)) as batches:
            for change, prepared in batches:
                change = replace(change, put=tuple(prepared))
                if change != Commit():
                    self.session.commit(change)
        self.meter.tell("")
        return intake, plan

    def _batches(self, plan: Plan, intake: Intake) -> Iterator[tuple[Commit, list[Article]]]:
        """Read the files; yield each commit, and the articles that it is still to hold."""
        with closing(in_turn(plan.read, self.meter.reach, self.readers)) as files:
            for state, found in files:
                if self.cancelled():
                    break
                self.meter.tell(state.path)
                for item in found:
                    if isinstance(item, Unreadable):
                        intake.fail(state.path, item)
                    elif intake.take(state.path, item):
                        self.meter.articles += 1
                    if intake.is_full:
                        yield intake.batch()
                        self.meter.tell(state.path)
                        if self.cancelled():
                            break
                else:
                    intake.finish(state)
                    self.meter.step(state.size)
        yield intake.batch()
        if not self.cancelled():
            intake.settle()
            yield intake.batch()

    def remake(self) -> None:
        """Make every passage anew from the ledger's own text, in one transaction."""
        self.meter.start("remake", self.session.ledger.article_count())
        with closing(self._remade()) as remade:
            self.session.rebuild(identity_of(self.encoder), remade)

    def _remade(self) -> Generator[PreparedArticle, None, None]:
        hashes = self.session.ledger.article_hashes()
        batches = ((None, batch) for batch in in_batches(self.session.ledger.articles()))
        with closing(self.workers.prepare(batches)) as finished:
            for _, prepared in finished:
                self.meter.tell(prepared[0].article.source.title)
                for one in prepared:
                    self.meter.step()
                    yield replace(one, hash=hashes[one.article.source.id])


__all__ = ["FileState", "Progress", "UpdateSummary", "remove_articles", "update"]
