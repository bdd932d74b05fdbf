"""Takes folders and files off those that a library looks at, with the articles only they hold."""

from collections.abc import Callable, Sequence
from pathlib import Path

from index.search.library import Follow, catch_up
from index.store.ledger import Ledger
from index.store.records import Commit
from index.update.scan import is_seen
from index.update.session import Clock, changing
from index.update.session import now as now_here


def forget_folders(
    home: Path,
    folders: Sequence[str],
    now: Clock = now_here,
    follow: Follow = catch_up,
) -> int:
    """Look no more at folders or files, by their known paths; return how many articles went with them.

    Files on the disk are left alone. An article stays if a file elsewhere, or one below another known
    folder, holds it. Unknown paths are passed over. If it is cut short, doing it again completes it. follow is as in update.
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

    return _forget(home, gone, folders, now, follow)


def forget_files(
    home: Path,
    files: Sequence[str],
    now: Clock = now_here,
    follow: Follow = catch_up,
) -> int:
    """Forget files that were deleted, by their known paths, as the next update would; as forget_folders.

    A file that gets such a name before then is read as a new one.
    """
    return _forget(home, lambda ledger: ledger.files().keys() & set(files), (), now, follow)


def _forget(
    home: Path,
    gone_of: Callable[[Ledger], set[str]],
    folders: Sequence[str],
    now: Clock,
    follow: Follow,
) -> int:
    with changing(home, follow=follow, clock=now) as session:
        gone = gone_of(session.ledger)
        owned = session.ledger.file_articles()
        still = {one for path, articles in owned.items() if path not in gone for one in articles}
        removed = {one for path in gone for one in owned.get(path, ())} - still
        if gone:
            session.commit(Commit(removed=tuple(sorted(removed)), gone=tuple(sorted(gone))))
        session.writer.forget_folders(folders)
    return len(removed)
