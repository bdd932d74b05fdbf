"""What all parts of the page work on: the open library, its update, and what visitors may do."""

from dataclasses import dataclass

from qa.pipeline import Inyong
from ui.page.feedback import Feedback
from ui.page.shelf import Shelf
from ui.page.updating import Updater


@dataclass(frozen=True, slots=True)
class Desk:
    """One server's library and the rights over it. Every handler that changes something asks may_edit.

    history: where conversations are kept, "off", "browser" or "disk", which is on the shelf.
    feedback: where what people think of answers is kept; None where nobody is asked.
    """

    inyong: Inyong
    updater: Updater
    may_edit: bool = True
    history: str = "browser"
    shelf: Shelf | None = None
    feedback: Feedback | None = None
