"""Makes anew, from the articles that the ledger holds, whatever else of a library is missing or damaged."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from index.errors import InyongError, LibraryDamaged
from index.search import vectors
from index.search.library import encoder_for, identity_of
from index.search.published import forget, read_published
from index.store.database import HOW_TO_SAVE
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.records import PreparedArticle
from index.update.check import articles_to_remake, counts_agree, followers_out_of_step
from index.update.intake import in_batches
from index.update.schedule import Workers
from index.update.session import Clock, UpdateSession, changing
from index.update.session import now as now_here


def repair(home: Path, now: Clock = now_here) -> list[str]:
    """Mend what can be made anew, and return what was done, a line each; nothing when all is whole.

    The articles are never touched. What is beyond this (another encoder, an article that cannot be
    read) is left as it is, for check to tell. Raises LibraryEmpty, LibraryBusy, StorageFailed, and
    LibraryDamaged when the ledger itself is damaged: it is the one thing that nothing is made from.
    """
    _ensure_ledger(home)
    with changing(home, clock=now) as session:
        return [
            *_leftovers(home, ".*.part"),
            *_passages(home, session),
            *_followers(session),
            *_leftovers(home, "lexical-*", "vectors-*"),
        ]


def _ensure_ledger(home: Path) -> None:
    ledger = Ledger.open(ledger_path(home))
    try:
        damage = ledger.damage()
    finally:
        ledger.close()
    if damage:
        raise LibraryDamaged(
            f"cannot repair the library in {home}", f"its ledger is damaged: {damage}", HOW_TO_SAVE
        )


def _passages(home: Path, session: UpdateSession) -> Iterator[str]:
    """Remake the passages of articles that lack some, or whose passages do not fit them."""
    ledger = session.ledger
    broken = articles_to_remake(ledger)
    if not broken and counts_agree(ledger):
        return
    try:
        remade = _remade(home, ledger, broken) if broken else iter(())
        session.remake(remade)
    except _Otherwise:
        return
    if broken:
        yield f"the passages of {len(broken):,} articles were made anew"
    else:
        yield "the passages were counted anew"


class _Otherwise(Exception):
    """The encoder that made the library is not at hand, so its passages cannot be made like the others."""


def _remade(home: Path, ledger: Ledger, broken: Sequence[str]) -> Iterator[PreparedArticle]:
    try:
        encoder = encoder_for(home)
    except InyongError as cause:
        raise _Otherwise from cause
    if identity_of(encoder) != ledger.identity():
        raise _Otherwise
    batches = ((None, batch) for batch in in_batches(map(ledger.article, broken)))
    with closing(Workers(encoder).prepare(batches)) as finished:
        for _, prepared in finished:
            yield from prepared


def _followers(session: UpdateSession) -> Iterator[str]:
    """Bring the followers to the ledger; one that then still does not mirror it is made from nothing."""
    home, ledger = session.home, session.ledger
    before = followers_out_of_step(home, ledger)
    if not before:
        return
    session.publish()
    if left := followers_out_of_step(home, ledger):
        states = {"lexical index": "lexical", "vector index": "vectors"}
        forget(home, *(states[name] for name in left))
        session.publish()
    for name in before:
        yield f"the {name} was made anew from the ledger"


def _leftovers(home: Path, *forms: str) -> Iterator[str]:
    """Remove what processes that were killed left behind; the followers' states name what is in use."""
    published = read_published(home)
    used = {published and published.lexical.get("folder"), *vectors.files_of(published)}
    found = {path for form in forms for path in home.glob(form)}
    for path in sorted(path for path in found if path.name not in used):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        yield f"{path.name} was removed: a killed process had left it"
