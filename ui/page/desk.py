"""What all parts of the page work on: the open library, its update, and what visitors may do."""

from dataclasses import dataclass

from qa.pipeline import Inyong
from ui.page.updating import Updater


@dataclass(frozen=True, slots=True)
class Desk:
    """One server's library and the rights over it. Every handler that changes something asks may_edit."""

    inyong: Inyong
    updater: Updater
    may_edit: bool = True
