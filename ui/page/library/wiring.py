"""Where the library and the filters stand on the page, and what Gradio calls for each event of theirs."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.page.desk import Desk
from ui.page.library.panel import LibraryPane
from ui.page.place import place
from ui.strings import KOREAN


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """The places of the library: a button, a slim line of a running update, and those of its pane."""

    button: gr.Button
    slim: gr.HTML
    bar: gr.HTML
    panel: gr.HTML
    folders: gr.HTML
    browse: gr.HTML
    rows: gr.HTML


def library_button(desk: Desk) -> gr.Button:
    """Return the button that opens the library; it is not shown where there is no ledger to look at."""
    away = [] if desk.has_ledger else ["away"]
    return gr.Button(KOREAN.library, elem_id="shelves", elem_classes=away, size="sm")


def library_parts(button: gr.Button, slim: gr.HTML) -> LibraryParts:
    """Return the pane of the library, made where this is called."""
    with gr.Column(elem_id="library"):
        bar = place("bar")
        with gr.Column(elem_id="holdings"):
            panel, folders = place("panel"), place("shelf")
            place("uploads")  # the browser's own: files on their way
            browse, rows = place("browse"), place("rows")
    return LibraryParts(
        button=button, slim=slim, bar=bar, panel=panel, folders=folders, browse=browse, rows=rows
    )


def connect(
    page: gr.Blocks,
    handle: LibraryPane,
    places: LibraryParts,
    language: gr.Radio,
    talk: gr.State,
    filters: gr.HTML,
    head: gr.HTML,
    turns: gr.HTML,
) -> None:
    """Tell Gradio what to do when something happens in the library."""
    # Past the queue, as all events of this page (app.py): an update is watched by asking again.
    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    first = [places.bar, places.slim, filters]
    pane = [places.folders, places.panel, places.browse]
    changed = [
        places.panel, places.slim, places.folders, places.browse, places.rows, filters, head, turns,
    ]  # fmt: skip
    page.load(handle.arrive, language, first, js="() => inyong.language()", **quiet)
    language.input(handle.speak, language, [*pane, *first], **quiet)
    places.button.click(None, js="() => inyong.library()", **quiet).then(
        handle.open, language, pane, **quiet
    )
    for at in (places.browse, places.rows):
        at.browse(handle.browse, language, places.rows, trigger_mode="multiple", **quiet)
    for at in (places.folders, places.panel, places.rows):
        # "once" would lose an action beside another
        at.edit(handle.edit, [talk, language], changed, trigger_mode="multiple", **quiet)
    places.slim.look(handle.look, [talk, language], changed, trigger_mode="once", **quiet)
