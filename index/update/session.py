"""The one way to change a library: take its lock, commit changes, and bring up what is searched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.encoding.encoders import EncoderIdentity
from index.search.library import Follow, catch_up
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.readers import oldest_read
from index.store.records import Commit, Identity, PreparedArticle

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time of now, with its zone."""
    return datetime.now().astimezone()


class UpdateSession:
    """A library while it is changed. Nobody else changes it meanwhile, and readers see none of it before publish."""

    def __init__(self, home: Path, writer: LedgerWriter, follow: Follow, clock: Clock) -> None:
        self.home = home
        self.writer = writer
        self._follow = follow
        self._clock = clock
        self._published: int | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger, with all that was committed by now."""
        return self.writer.ledger

    def commit(self, change: Commit) -> None:
        """Apply one change to the ledger. Raises StorageFailed; the ledger is then as it was."""
        self.writer.commit(change, self.at)

    def rebuild(self, identity: Identity, remade: Iterator[PreparedArticle]) -> None:
        """Replace every passage of the ledger, as LedgerWriter.rebuild does."""
        self.writer.rebuild(identity, remade, self.at)

    def remake(self, remade: Iterator[PreparedArticle]) -> None:
        """Replace passages of some articles, as LedgerWriter.remake does."""
        self.writer.remake(remade, self.at)

    def purge(self) -> None:
        """Forget what was removed, but for what is published or read."""
        self.publish()
        last = self.ledger.generation
        read = oldest_read(self.home)
        self.writer.purge(last if read is None else min(read, last))

    def publish(self) -> None:
        """Bring what is searched to the ledger's generation, which readers see from then on."""
        dimension = EncoderIdentity.from_json(self.ledger.identity().encoder).dimension
        self._follow(self.home, self.ledger, dimension)
        self._published = self.ledger.generation

    @property
    def is_published(self) -> bool:
        """Say whether all that was committed is published, as far as this session knows."""
        return self._published == self.ledger.generation

    @property
    def at(self) -> str:
        """The time of now, as the ledger keeps it."""
        return self._clock().isoformat(timespec="seconds")


@contextmanager
def changing(
    home: Path, identity: Identity | None = None, *, follow: Follow = catch_up, clock: Clock = now
) -> Iterator[UpdateSession]:
    """Give the library in home to be changed; at the end all that was committed is published.

    identity: of a library that is made where there is none; None where there must be one. follow brings
    up what is searched: the indexes in home, unless they are elsewhere. After an error nothing is
    published; the next session, or the next reader, does that. clock gives the times that are recorded.
    Raises LibraryEmpty, LibraryBusy, StorageFailed; what follow raises.
    """
    if identity is None:
        Ledger.open(ledger_path(home)).close()  # so that nothing is made where there is none
    with writing(home):
        writer = LedgerWriter(ledger_path(home), identity or _identity(home))
        try:
            session = UpdateSession(home, writer, follow, clock)
            yield session
            if not session.is_published:
                session.publish()
        finally:
            writer.close()


def _identity(home: Path) -> Identity:
    ledger = Ledger.open(ledger_path(home))
    try:
        return ledger.identity()
    finally:
        ledger.close()
