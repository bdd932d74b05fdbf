"""The chat page: Gradio components and what each does, and how it is mounted on a server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from ui.page.chat.chat import Chat
from ui.page.chat.conversing import Places, converse
from ui.page.chat.talk import QUESTION_CHARACTERS
from ui.page.desk import Desk
from ui.page.library.panel import LibraryPane
from ui.page.library.wiring import connect, library_button, library_parts
from ui.page.place import place as _html
from ui.strings import KOREAN, LANGUAGES

TALK_SECONDS = 12 * 3600  # an untouched talk is forgotten after a day's work
PAGES_KEPT = 1000  # whose talks are in memory; the one that was left alone longest goes first
PARTS = (
    "frame", "chat/answers", "reader/reader", "library/library", "library/table", "filters/filters",
    "history/history", "chat/turns",
)  # fmt: skip
"""Files of a style and a script beside this one, in the order in which the page reads them."""

SANS = (
    "-apple-system", "Noto Sans KR", "Noto Sans CJK KR", "Segoe UI", "Apple SD Gothic Neo",
    "Malgun Gothic", "system-ui", "sans-serif",
)  # fmt: skip
"""Fonts that computers have; none is fetched."""

LOGGED_IN = (
    "<style>.gradio-container .leave { display: inline }</style><script>{ const ask = window.fetch;"
    " window.fetch = async (...said) => { const answer = await ask(...said);"
    " if (answer.status === 401) location.reload(); return answer } }</script>"
)
"""What the page has more where there is a login."""

Server = TypeVar("Server")  # a FastAPI application


def build(desk: Desk) -> gr.Blocks:
    """Return the page over an open library."""
    handle, said = Chat(desk), KOREAN
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # Past the queue: Gradio 6.31 never answers an event that joins it just as its stream closes.
    at_once = {"queue": False, **private}
    page = gr.Blocks(title="인용 · Inyong", analytics_enabled=False, fill_width=True)
    with page:
        talk = gr.State((), time_to_live=TALK_SECONDS)
        place = gr.State("", time_to_live=TALK_SECONDS)
        name = gr.State("", time_to_live=TALK_SECONDS)  # what the talk is kept under
        ticket = gr.Textbox(
            visible=False
        )  # of a question, given by turns.js; the last of what is sent
        with gr.Row(elem_id="top"):
            talks = gr.Button(said.past_talks, elem_id="talks", size="sm")
            head = _html("head")
            choices = [(strings.own_name, code) for code, strings in LANGUAGES.items()]
            language = gr.Radio(choices, value=said.code, label=said.language, elem_id="language")
            theme = gr.Button(said.theme, elem_id="theme", size="sm")
            new = gr.Button(said.new_chat, elem_id="new", size="sm")
            library = library_button(desk)
        slim = _html("slim")
        with gr.Row(elem_id="stage"):
            drawer = _html("drawer")
            with gr.Column(elem_id="chat"):
                transcript, turns = _html("transcript"), _html("turns")
                chips = _html("chips")
                filters = _html("filters")
                within = gr.Textbox(visible=False)  # the filters as the browser has them, in JSON
                box = gr.Textbox(
                    label=said.box_label,
                    placeholder=said.placeholder,
                    show_label=False,
                    max_lines=6,
                    max_length=QUESTION_CHARACTERS,
                    submit_btn=True,
                    autofocus=True,
                    elem_id="box",
                )
            pane = _html("pane")
            parts = library_parts(library, slim)
        script_data, parcel = _html("told"), _html("parcel")

        whole = [language, box, theme, new, library, head, turns, pane]
        arrived = page.load(handle.arrive, language, whole, js="() => inyong.language()", **at_once)
        language.input(handle.speak, [language, talk, place], whole, **at_once)
        answered = box.submit(
            handle.answer, [box, talk, language, within, ticket], [talk, turns, head],
            js="(...said) => inyong.asked(inyong.within_filters(said))", trigger_mode="once", **at_once,
        )  # fmt: skip
        for where in (transcript, pane, parts.rows):
            where.cite(
                handle.open, [talk, language], [pane, place], trigger_mode="multiple", **at_once
            ).then(None, js="() => inyong.show()", **at_once)
        plainly = transcript.plainly(
            handle.plainly, [talk, language], [talk, turns], trigger_mode="once", **at_once
        )
        pane.shut(lambda: "", None, place, trigger_mode="always_last", **at_once)
        theme.click(None, js="() => inyong.turn()", **at_once)
        new.click(handle.restart, language, [talk, turns, pane, place], **at_once)
        connect(page, LibraryPane(desk), parts, language, talk, filters, head, turns)
        places = Places(
            talk=talk,
            place=place,
            name=name,
            language=language,
            head=head,
            transcript=transcript,
            turns=turns,
            pane=pane,
            drawer=drawer,
            chips=chips,
            script_data=script_data,
            parcel=parcel,
            talks=talks,
            new=new,
        )
        converse(desk, handle, places, arrived, (answered, plainly), at_once)
        gr.events.api(handle.ask, api_name="ask")
    page.state_session_capacity = PAGES_KEPT  # else 10,000, and nothing else ever lets one go
    page.queue(default_concurrency_limit=None)  # questions take turns at the desk, all in one line
    return page


def mount(application: Server, page: gr.Blocks, *, has_login: bool = False) -> Server:
    """Return a FastAPI application with the page and its looks at its root, everything unneeded off.

    has_login: the page offers to log out, and asks for a login when that has run out.
    """
    page.vibe_mode = False  # Gradio reads it from the environment, and offers to edit the code
    mounted: Server = gr.mount_gradio_app(
        application,
        page,
        path="/",
        server_name="127.0.0.1",
        theme=gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace")),
        head="".join(_looks()) + (LOGGED_IN if has_login else ""),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        root_path="",
        allowed_paths=[],
        max_file_size="1kb",
        favicon_path=str(Path(__file__).parent / "icon.svg"),
    )
    return mounted


def _looks() -> Iterator[str]:
    """Yield the styles and scripts of the parts, as they stand in the head of the page."""
    for suffix, tag in (("css", "style"), ("js", "script")):
        for part in PARTS:
            text = (Path(__file__).parent / f"{part}.{suffix}").read_text("utf-8")
            yield f"<{tag}>{text}</{tag}>"
