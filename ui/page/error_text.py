"""What went wrong and how to mend it, in the language of the page where we can."""

from index.errors import IdentityMismatch, InyongError, LibraryBusy, NotFound, StorageFailed
from ui.strings import Strings


def error_text(error: InyongError, strings: Strings) -> str:
    """Return an error as a person is told it: what, why, and how to mend it."""
    if isinstance(error, LibraryBusy):
        return strings.library_busy
    if isinstance(error, IdentityMismatch):
        return strings.library_otherwise
    if isinstance(error, NotFound):
        return strings.path_unknown.format(what=error.what.removeprefix("cannot index "))
    if isinstance(error, StorageFailed):
        return strings.disk_refuses.format(why=error.why)
    return str(error)
