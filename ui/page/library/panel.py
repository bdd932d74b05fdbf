"""The library beside the chat: its places on the page, and what happens when it is browsed or changed."""

import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import InyongError, NotFound
from index.store.article_table import SORTS, ArticleTable, Selection
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update.forget import forget_files, forget_folders
from index.update.run_update import remove_articles
from index.update.scan import existing
from ui.page.chat import talk as talking
from ui.page.chat.talk import Talk
from ui.page.desk import Desk
from ui.page.error_text import error_text
from ui.page.filters.filters import filters_to_html
from ui.page.library.table import bar_to_html, browse_to_html, folders_to_html, rows_to_html
from ui.page.library.updating import (
    FAILURES_SHOWN,
    State,
    note_to_panel,
    update_to_html,
    update_to_line,
)
from ui.render import freshness
from ui.shown_paths import known_folders
from ui.strings import Strings, counted, strings_for
from ui.uploads import Uploads

log = logging.getLogger(__name__)

TEXT_CHARACTERS = 200  # of what is looked for in the table
REMOVED_AT_ONCE = 10_000  # articles: all of them are one change of the library

Changes = tuple[Any, ...]
"""What a handler hands to Gradio, one for each output."""


class LibraryPane:
    """What is done with the library on the page. Every handler that changes it asks lets_edit first.

    Who may not edit is not told where on the server anything lies.

    The table as it stands (its Selection) is the browser's: each event brings it. No event has a
    "path": Gradio would take what has one for a file.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.uploads = Uploads(desk.updater.home)
        self._table: ArticleTable | None = None
        self._opening = threading.Lock()

    @property
    def table(self) -> ArticleTable:
        """The table of the library, opened when it is first needed."""
        with self._opening:
            if self._table is None:
                self._table = ArticleTable(self.desk.updater.home)
            return self._table

    def arrive(self, code: str, request: gr.Request) -> Changes:
        """Say bar, line of a running update, and filters in a language."""
        strings, state = strings_for(code), self.desk.updater.state
        _, line = self._stand(state, strings, request) if state.running else _untouched(2)
        return bar_to_html(strings), line, self._filters(strings)

    def open(self, code: str, request: gr.Request) -> Changes:
        """Show the library: folders, panel of a running update, browse."""
        strings, state = strings_for(code), self.desk.updater.state
        panel, _ = self._stand(state, strings, request) if state.running else _untouched(2)
        return self._folders(strings, request), panel, self._browse(strings)

    def speak(self, code: str, request: gr.Request) -> Changes:
        """Say all of the pane in another language: as open, then as arrive."""
        return (*self.open(code, request), *self.arrive(code, request))

    def browse(self, event: gr.EventData, code: str, request: gr.Request) -> str:
        """Return the rows that are chosen."""
        return self._rows(_selection(event), strings_for(code), request)

    def edit(self, event: gr.EventData, talk: Talk, code: str, request: gr.Request) -> Changes:
        """Do one action: panel, line, folders, browse, rows, filters, head, transcript."""
        strings = strings_for(code)
        if not self.desk.lets_edit(request):
            return note_to_panel(strings.not_allowed, strings, bad=True), *_untouched(7)
        try:
            note = self._do(event, strings)
        except InyongError as error:
            return note_to_panel(error_text(error, strings), strings, bad=True), *_untouched(7)
        except OSError as error:
            reason = strings.disk_refuses.format(why=error.strerror or str(error))
            return note_to_panel(reason, strings, bad=True), *_untouched(7)
        if note is None:
            return self.look(event, talk, code, request)
        self._refresh()
        line = gr.skip() if self.desk.updater.state.running else ""
        return note_to_panel(note, strings), line, *self._whole(event, talk, strings, request)

    def look(self, event: gr.EventData, talk: Talk, code: str, request: gr.Request) -> Changes:
        """See how an update stands: as edit. While it runs, only panel and line change.

        The state is read once: panel and line never tell of two moments.
        """
        strings, state = strings_for(code), self.desk.updater.state
        panel, line = self._stand(state, strings, request)
        if state.running:
            # what an action came to stays in sight
            is_noted = getattr(event, "noted", False) is True
            return gr.skip() if is_noted else panel, line, *_untouched(6)
        return panel, line, *self._whole(event, talk, strings, request)

    def _do(self, event: gr.EventData, strings: Strings) -> str | None:
        """Do an action; return what to say of it, or None where the update that it began says that.

        Raises InyongError and OSError.
        """
        updater, action = self.desk.updater, str(getattr(event, "deed", ""))
        if action == "stop":
            updater.cancel()
        elif action in ("update", "rebuild"):
            updater.start(rebuild=action == "rebuild")
        elif action == "uploaded":
            updater.start([self.uploads.folder])
        elif action == "folder":
            path = str(getattr(event, "where", "")).strip()
            if not path or "\0" in path:
                return strings.no_path
            where = self._addable(path)
            if where is None:
                return strings.outside_edit_roots.format(path=path)
            updater.start([where])
        elif action == "forget":
            with self.desk.followed() as follow:
                count = forget_folders(
                    updater.home, [str(getattr(event, "where", ""))], follow=follow
                )
            return counted(strings.forgotten, count)
        elif action == "remove":
            return counted(strings.removed, self._remove(getattr(event, "ids", ())))
        return None

    def _addable(self, path: str) -> Path | None:
        """Return the folder or file with the path that a person wrote, None where it may not be added.

        That is asked first: what lies elsewhere is not even told to be there. Raises NotFound.
        """
        resolved = _resolved(path)
        known = map(Path, known_folders(self.desk.updater.home))
        for root in (*self.desk.edit_roots, self.uploads.folder, *known):
            if resolved.is_relative_to(root.resolve()):
                return _root(path if ".." not in Path(path).parts else str(resolved))
        return None

    def _remove(self, ids: object) -> int:
        """Remove articles, and the uploaded files of which nothing is left; return how many."""
        chosen = ids if isinstance(ids, list | tuple) else ()
        articles = list(dict.fromkeys(map(str, chosen)))[:REMOVED_AT_ONCE]
        home = self.desk.updater.home
        ledger = Ledger.open(ledger_path(home))
        try:
            with self.desk.followed() as follow:
                uploaded = {
                    p for one in articles for p in ledger.paths(one) if self.uploads.holds(p)
                }
                remove_articles(home, articles, follow=follow)
                held = ledger.file_articles() if uploaded else {}
                empty = sorted(path for path in uploaded if not held.get(path))
                for path in empty:
                    Path(path).unlink(missing_ok=True)
                if empty:  # else the same file, uploaded again, would be known, and not be read
                    forget_files(home, empty, follow=follow)
        finally:
            ledger.close()
        return len(articles)

    def _refresh(self) -> None:
        try:
            self.desk.inyong.refresh()
        except InyongError as error:
            log.warning("the page goes on with the generation at hand: %s", error)

    def _stand(self, state: State, strings: Strings, request: gr.Request) -> Changes:
        """Return panel and line on an update, as the one who asked may read them."""
        panel = update_to_html(state, strings, self.desk.lets_edit(request))
        return self._shown(panel, request), self._shown(update_to_line(state, strings), request)

    def _shown(self, html: str, request: gr.Request) -> str:
        """Return HTML as the one who asked may read it."""
        return self.desk.shown_paths(whole=self.desk.lets_edit(request)).text(html)

    def _whole(
        self, event: gr.EventData, talk: Talk, strings: Strings, request: gr.Request
    ) -> Changes:
        """Say anew what a change of the library changes: folders, browse, rows, filters, head, transcript.

        Where the library cannot be read they stay, so that the panel still tells what became of it.
        """
        inyong = self.desk.inyong
        try:
            return (
                self._folders(strings, request),
                self._browse(strings),
                self._rows(_selection(event), strings, request),
                self._filters(strings),
                talking.head(inyong, strings),
                gr.skip() if talk else talking.transcript(inyong, (), strings),
            )
        except InyongError as error:
            log.warning("the page shows the library as it was: %s", error)
            return _untouched(6)

    def _folders(self, strings: Strings, request: gr.Request) -> str:
        summary = self.desk.inyong.summary()
        fresh = freshness(summary, strings, datetime.now().astimezone())
        if summary.articles:
            fresh += " · " + counted(strings.library_passages, summary.passages)
        held, may_edit = self.table, self.desk.lets_edit(request)
        failures = held.failures(FAILURES_SHOWN)
        folders_html = folders_to_html(
            fresh, held.folders(), failures, self.uploads, may_edit, strings
        )
        return self._shown(folders_html, request)

    def _browse(self, strings: Strings) -> str:
        return browse_to_html(self.table.publishers(), self.table.languages(), strings)

    def _rows(self, selection: Selection, strings: Strings, request: gr.Request) -> str:
        page = self.table.page(selection)
        return rows_to_html(page, selection, self.desk.lets_edit(request), strings)

    def _filters(self, strings: Strings) -> str:
        return filters_to_html(self.table.publishers(), self.table.languages(), strings)


def _resolved(path: str) -> Path:
    """Return where a path leads, through all links. Raises NotFound."""
    try:
        return Path(path).expanduser().resolve()
    except (OSError, RuntimeError) as cause:  # a loop of links, ~ of nobody
        raise NotFound(f"cannot index {path}", str(cause), "Check the path") from cause


def _root(path: str) -> Path:
    """Return the folder or file with the path that a person wrote. Raises NotFound."""
    try:
        return existing(Path(path))
    except (OSError, RuntimeError) as cause:  # a name that is too long, ~ of nobody
        raise NotFound(f"cannot index {path}", str(cause), "Check the path") from cause


def _selection(event: gr.EventData) -> Selection:
    """Return the selection that an event brings; what is none of the table's falls to the default."""
    said = getattr(event, "selection", None)
    asked: dict[str, object] = said if isinstance(said, dict) else {}
    by, page = str(asked.get("by", "")), asked.get("page", 0)
    return Selection(
        text=str(asked.get("text", ""))[:TEXT_CHARACTERS],
        publisher=str(asked.get("publisher", "")),
        language=str(asked.get("language", "")),
        by=by if by in SORTS else "date",
        downwards=asked.get("downwards", True) is True,
        page=min(page, 10**9) if isinstance(page, int) and page > 0 else 0,
    )


def _untouched(count: int) -> Changes:
    return (gr.skip(),) * count
