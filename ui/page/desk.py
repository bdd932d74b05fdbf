"""What all parts of the page work on: the open library, its update, and what visitors may do."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr

from index.search.library import Follow, catch_up
from qa.pipeline import Inyong
from ui.page.chat.feedback import Feedback
from ui.page.history.disk_store import DiskStore
from ui.page.library.updating import Updater
from ui.page.limiter import Limiter
from ui.page.visitor import is_editor
from ui.server.http.prometheus import Metrics
from ui.shown_paths import ShownPaths, known_folders


@dataclass(frozen=True, slots=True)
class Desk:
    """One server's library and the rights over it. Every handler that changes something asks lets_edit.

    may_edit: somebody may; who does, a request tells. edit_roots: folders below which articles may be
    added by path, beside those that are known and the uploads.
    has_ledger: the library's own ledger is here, so that it can be shown as a table and be changed.
    followed gives what brings up what is searched after a change: the indexes in its home, or a store.

    asking gives each question its turn, on the page or for a program; metrics counts them.
    history: where conversations are kept, "off", "browser" or "disk", which is in disk_store.
    feedback: where what people think of answers is kept; None where nobody is asked.
    """

    inyong: Inyong
    updater: Updater
    may_edit: bool = True
    has_ledger: bool = True
    asking: Limiter = field(default_factory=Limiter)
    metrics: Metrics = field(default_factory=Metrics)
    history: str = "browser"
    disk_store: DiskStore | None = None
    feedback: Feedback | None = None
    followed: Callable[[], AbstractContextManager[Follow]] = lambda: nullcontext(catch_up)
    edit_roots: tuple[Path, ...] = ()

    def lets_edit(self, request: gr.Request) -> bool:
        """Say whether the one who sent a request may change the library."""
        return self.may_edit and is_editor(request)

    def shown_paths(self, *, whole: bool) -> ShownPaths:
        """Return how paths are shown, whole to those who may edit."""
        home = self.updater.home
        return ShownPaths((*known_folders(home), str(home)), whole)
