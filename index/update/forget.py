"""Takes folders and files off those that a library looks at, with the articles only they hold."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from index.encoding.encoders import EncoderIdentity
from index.search.library import catch_up
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit
from index.update.scan import is_seen


def forget_folders(
    home: Path,
    folders: Sequence[str],
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> int:
    """Look no more at folders or files, by their known paths; return how many articles went with them.

    Files on the disk are left alone. An article stays if a file elsewhere, or one below another known
    folder, holds it. Unknown paths are passed over. If it is cut short, doing it again completes it.
    Raises LibraryBusy, LibraryEmpty, StorageFailed.
    """

    def gone(ledger: Ledger) -> set[str]:
        kept = [folder for folder in ledger.folders() if folder not in folders]
        leave_out = home.absolute()
        return {
            path
            for path in ledger.files()
            if is_seen(path, folders, leave_out) and not is_seen(path, kept, leave_out)
        }

    return _forget(home, gone, folders, now)


def forget_files(
    home: Path,
    files: Sequence[str],
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> int:
    """Forget files that were deleted, by their known paths, as the next update would; as forget_folders.

    A file that gets such a name before then is read as a new one.
    """
    return _forget(home, lambda ledger: ledger.files().keys() & set(files), (), now)


def _forget(
    home: Path,
    gone_of: Callable[[Ledger], set[str]],
    folders: Sequence[str],
    now: Callable[[], datetime],
) -> int:
    reader = Ledger.open(ledger_path(home))
    try:
        identity = reader.identity()
    finally:
        reader.close()
    with writing(home):
        writer = LedgerWriter(ledger_path(home), identity)
        try:
            ledger = writer.ledger
            gone = gone_of(ledger)
            owned = ledger.file_articles()
            still = {
                one for path, articles in owned.items() if path not in gone for one in articles
            }
            removed = {one for path in gone for one in owned.get(path, ())} - still
            if gone:
                change = Commit(removed=tuple(sorted(removed)), gone=tuple(sorted(gone)))
                writer.commit(change, now().isoformat(timespec="seconds"))
            writer.forget_folders(folders)
            catch_up(home, ledger, EncoderIdentity.from_json(identity.encoder).dimension)
        finally:
            writer.close()
    return len(removed)
