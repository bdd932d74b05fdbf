"""What the server keeps of its visitors, and where."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import BadSettings
from ui.page.chat.feedback import Feedback
from ui.page.history.disk_store import DiskStore

TALKS, FEEDBACK = "talks", "feedback.jsonl"
"""Where conversations and what people think of answers lie, within the library's folder."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Where past conversations are kept ("off", "browser", "disk"), and if people are asked for feedback.

    folder: of conversations on disk; None is within the library's folder.
    """

    history: str = "browser"
    folder: Path | None = None
    asks_feedback: bool = True

    def disk_store(self, home: Path) -> DiskStore | None:
        """Return the store of conversations; None where none is on disk."""
        return DiskStore(self.folder or home / TALKS) if self.history == "disk" else None

    def feedback(self, home: Path) -> Feedback | None:
        """Return where what people think is written; None where they are not asked."""
        return Feedback(home / FEEDBACK) if self.asks_feedback else None


def retention_of(history: str, folder: Path | None, asks_feedback: bool) -> Retention:
    """Return what the command line asks to keep. Raises BadSettings where the options do not agree."""
    if folder is not None and history != "disk":
        raise BadSettings(
            "cannot use --history-folder",
            f"with --history {history} nothing is kept on disk",
            "Give --history disk as well, or leave it away",
        )
    return Retention(history, folder, asks_feedback)
