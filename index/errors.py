"""Errors that a user can mend, one class for each remedy.

InyongError
├── BadSettings        an option or an argument is wrong
├── LibraryBusy        another process is writing to the library
├── LibraryEmpty       there is nothing indexed to ask or to show
├── LibraryDamaged     the ledger cannot be read
├── IdentityMismatch   the library was built with another encoder, analyzer or splitter
├── EncoderUnavailable a named encoder cannot be loaded
├── NotFound           no article has that id, no file that path
├── Unreadable         a file cannot be read as an article
├── StorageFailed      the disk refused a write
├── StoreFailed        a server that keeps the library is away, or refuses
├── ClusterFailed      machines that were to prepare articles are away, or fail
└── ExtraMissing       an optional part of the program is not installed
"""


class InyongError(Exception):
    """A failure that the user can mend. The message says what happened, why, and what to do."""

    def __init__(self, what: str, why: str, mend: str) -> None:
        super().__init__(f"{what}: {why}. {mend}")
        self.what, self.why, self.mend = what, why, mend

    def __reduce__(self) -> tuple[type["InyongError"], tuple[str, str, str]]:
        """Let it be copied and sent to another process."""
        return type(self), (self.what, self.why, self.mend)


class BadSettings(InyongError):
    """An option or an argument is wrong."""


class LibraryBusy(InyongError):
    """Another process is writing to the library."""


class LibraryEmpty(InyongError):
    """There is nothing indexed to ask or to show."""


class LibraryDamaged(InyongError):
    """The ledger cannot be read."""


class IdentityMismatch(InyongError):
    """The library was built with another encoder, analyzer or splitter."""


class EncoderUnavailable(InyongError):
    """A named encoder cannot be loaded."""


class NotFound(InyongError):
    """No article has that id, or no file that path."""


class Unreadable(InyongError):
    """A file, or a record in it, cannot be read as an article."""


class StorageFailed(InyongError):
    """The disk refused a write."""


class StoreFailed(InyongError):
    """A server that keeps the library is away, or refuses."""


class ClusterFailed(InyongError):
    """Machines that were to prepare articles are away, or fail."""


class ExtraMissing(InyongError):
    """An optional part of the program is not installed."""
