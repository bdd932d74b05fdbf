"""Takes folders and files off those that a library looks at, with the articles only they hold."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from index.encoders import EncoderIdentity
from index.home import ledger_path, writing
from index.ledger import Ledger
from index.ledger_writer import LedgerWriter
from index.library import catch_up
from index.records import Commit
from index.scan import is_seen


def forget(
    home: Path,
    paths: Sequence[str],
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> int:
    """Forget folders or files by their known paths, and return how many articles went with them.

    Files on the disk are left alone. An article stays if a file elsewhere, or one below another known
    folder, holds it. Unknown paths are passed over. If it is cut short, doing it again completes it.
    Raises LibraryBusy, LibraryEmpty, StorageFailed.
    """
    reader = Ledger.open(ledger_path(home))
    try:
        identity = reader.identity()
    finally:
        reader.close()
    with writing(home):
        writer = LedgerWriter(ledger_path(home), identity)
        try:
            ledger, leave_out = writer.ledger, home.absolute()
            kept = [folder for folder in ledger.folders() if folder not in paths]
            gone = {
                path
                for path in ledger.files()
                if is_seen(path, paths, leave_out) and not is_seen(path, kept, leave_out)
            }
            owned = ledger.file_articles()
            still = {
                one for path, articles in owned.items() if path not in gone for one in articles
            }
            removed = {one for path in gone for one in owned.get(path, ())} - still
            if gone:
                change = Commit(removed=tuple(sorted(removed)), gone=tuple(sorted(gone)))
                writer.commit(change, now().isoformat(timespec="seconds"))
            writer.forget_folders(paths)
            catch_up(home, ledger, EncoderIdentity.from_json(identity.encoder).dimension)
        finally:
            writer.close()
    return len(removed)
