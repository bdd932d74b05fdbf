"""The library beside the chat as HTML: how fresh it is, its folders, and its articles as a table."""

from collections.abc import Sequence
from pathlib import Path

from index.formats.choose_reader import PLAIN
from index.store.article_table import ROWS, Folder, Page, Selection
from index.store.records import Failure
from ui.page.markup import page_html
from ui.strings import Strings
from ui.uploads import Uploads

UPLOADS_AT_ONCE = 200
"""Files of one drop: more are a folder, which is added by its path."""


def bar_to_html(strings: Strings) -> str:
    """Return the bar of the pane, with what its script says."""
    return page_html("library/bar.html", strings, at_once=UPLOADS_AT_ONCE)


def folders_to_html(
    fresh: str,
    folders: Sequence[Folder],
    failures: tuple[int, Sequence[Failure]],
    uploads: Uploads,
    may_edit: bool,
    strings: Strings,
) -> str:
    """Return what stands above the table: how fresh it is, ways to add and update, the folders."""
    return page_html(
        "library/folders.html",
        strings,
        fresh=fresh,
        folders=folders,
        failed=failures[0],
        failures=failures[1],
        uploads=uploads,
        may_edit=may_edit,
        is_there=_is_there,
        megabytes=uploads.file_bytes // 2**20,
        accept=",".join((*PLAIN, ".zip", ".gz")),
        kinds=", ".join(suffix.removeprefix(".") for suffix in (*PLAIN, ".zip")),
    )


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # not to be seen from here
        return False


def browse_to_html(
    publishers: Sequence[tuple[str, int]], languages: Sequence[tuple[str, int]], strings: Strings
) -> str:
    """Return the fields that choose rows of the table, and on a phone their order."""
    return page_html(
        "library/browse.html",
        strings,
        publishers=publishers,
        languages=languages,
        columns=_columns(strings),
    )


def rows_to_html(page: Page, selection: Selection, may_edit: bool, strings: Strings) -> str:
    """Return a page of the table, sorted as selected, and the way to its other pages."""
    return page_html(
        "library/rows.html",
        strings,
        page=page,
        first=page.number * ROWS + 1,
        selection=selection,
        may_edit=may_edit,
        columns=_columns(strings),
    )


def _columns(strings: Strings) -> dict[str, str]:
    """Return what the table can be sorted by, with its name, in the order of the columns."""
    return {
        "title": strings.title_column,
        "publisher": strings.publisher,
        "date": strings.date_column,
        "language": strings.language,
        "passages": strings.passages_column,
        "state": strings.state_column,
    }
