"""Adds the articles of one file to a library, where they belong to no file and so are kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.article import Article
from index.errors import Unreadable
from index.formats import read
from index.search.library import Follow, catch_up, encoder_for, identity_of, made_otherwise
from index.store.records import Commit, FileState
from index.update.intake import Intake
from index.update.progress import Meter, Progress
from index.update.run_update import UpdateSummary
from index.update.scan import Plan, existing
from index.update.schedule import Workers
from index.update.session import Clock, changing
from index.update.session import now as now_here


def add_articles(
    home: Path,
    path: Path,
    *,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Clock = now_here,
    follow: Follow = catch_up,
) -> UpdateSummary:
    """Add the articles of a file to a library, batch by batch; those it has already are left alone.

    They belong to no file: an update never deletes them, unless a file that it reads holds them too.
    One whose id an indexed file holds with other content is a failure, as is a line that is no
    article; one that was added here before is changed. cancelled is asked between articles; what was
    committed by then is kept, and the same call goes on from there. follow is as in update.
    Raises NotFound, LibraryBusy, LibraryDamaged, IdentityMismatch, EncoderUnavailable, StorageFailed.
    """
    started = time.monotonic()
    path = existing(path)
    encoder = encoder_for(home)
    identity = identity_of(encoder)
    with changing(home, identity, follow=follow, clock=now) as session:
        ledger = session.ledger
        if ledger.identity() != identity:
            raise made_otherwise(home)
        plan = Plan(
            read=(FileState(str(path), 0, 0, ""),),
            same=(),
            touched=(),
            gone=(),
            unchanged=0,
            failures=(),
        )
        intake = Intake({}, ledger, plan)
        meter = Meter(on_progress)
        meter.start("read", 1, path.stat().st_size)
        batches = _batches(path, intake, meter, cancelled)
        with closing(Workers(encoder).prepare(batches)) as finished:
            for change, prepared in finished:
                if prepared:
                    session.commit(replace(change, put=tuple(prepared), more_of={}))
        meter.start("follow", 1)
        meter.tell("")
        session.publish()
        return UpdateSummary(
            added=len(intake.added),
            changed=len(intake.changed),
            deleted=0,
            moved=0,
            unchanged=ledger.article_count() - len(intake.added) - len(intake.changed),
            failures=intake.failures,
            generation=ledger.generation,
            articles=ledger.article_count(),
            passages=ledger.statistics().passages,
            seconds=time.monotonic() - started,
            cancelled=cancelled(),
        )


def _batches(
    path: Path, intake: Intake, meter: Meter, cancelled: Callable[[], bool]
) -> Iterator[tuple[Commit, list[Article]]]:
    """Read the file; yield each commit, and the articles that it is still to hold."""
    for item in read(path, meter.reach):
        if cancelled():
            break
        if isinstance(item, Unreadable):
            intake.fail(str(path), item)
            continue
        meter.articles += intake.take(str(path), item)
        if intake.is_full:
            meter.tell(str(path))
            yield intake.batch()
    yield intake.batch()
