"""The chat page: Gradio components and what each does, and how it is mounted on a server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from ui.page.chat import ASKING_AT_ONCE, Chat
from ui.page.conversing import Places, connect
from ui.page.desk import Desk
from ui.page.talk import QUESTION_CHARACTERS
from ui.strings import KOREAN, LANGUAGES

WAITING_AT_MOST = 64  # beyond this a question is refused rather than kept for minutes
TALK_SECONDS = 12 * 3600  # an untouched talk is forgotten after a day's work
PARTS = ("frame", "answers", "reader", "library", "history", "turns")
"""Parts of the page with a style and a script of their own, in the order in which they are read."""

SANS = (
    "system-ui", "-apple-system", "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic",
    "Noto Sans KR", "Noto Sans CJK KR", "sans-serif",
)  # fmt: skip
"""Fonts that computers have; none is fetched."""

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
            renew = gr.Button(said.update, elem_id="renew", size="sm")
        panel = _html("panel")
        with gr.Row(elem_id="stage"):
            drawer = _html("drawer")
            with gr.Column(elem_id="chat"):
                transcript = _html("transcript")
                chips = _html("chips")
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
        told, parcel = _html("told"), _html("parcel")

        whole = [language, box, theme, new, renew, head, transcript, pane]
        arrived = page.load(handle.arrive, language, whole, js="() => inyong.language()", **at_once)
        language.input(handle.speak, [language, talk, place], whole, **at_once)
        answered = box.submit(
            handle.answer, [box, talk, language, ticket], [talk, transcript, head],
            js="(...said) => inyong.asked(said)", trigger_mode="once", **at_once,
        )  # fmt: skip
        transcript.cite(
            handle.open, [talk, language], [pane, place], trigger_mode="always_last", **at_once
        ).then(None, js="() => inyong.show()", **at_once)
        plainly = transcript.plainly(
            handle.plainly, [talk, language], [talk, transcript], trigger_mode="once", **at_once
        )
        pane.shut(lambda: "", None, place, trigger_mode="always_last", **at_once)
        theme.click(None, js="() => inyong.turn()", **at_once)
        new.click(handle.restart, language, [talk, transcript, pane, place], **at_once)
        renew.click(
            handle.update, [talk, language], [panel, head, transcript],
            trigger_mode="once", **private,
        )  # fmt: skip
        panel.stop(desk.updater.cancel, None, None, **at_once)
        places = Places(
            talk, place, name, language, head, transcript, pane, drawer, chips, told, parcel,
            talks, new,
        )  # fmt: skip
        connect(desk, handle, places, arrived, (answered, plainly), at_once)
        gr.events.api(handle.ask, api_name="ask")
    page.queue(max_size=WAITING_AT_MOST, default_concurrency_limit=ASKING_AT_ONCE)
    return page


def mount(application: Server, page: gr.Blocks) -> Server:
    """Return a FastAPI application with the page and its looks at its root, everything unneeded off."""
    page.vibe_mode = False  # Gradio reads it from the environment, and offers to edit the code
    mounted: Server = gr.mount_gradio_app(
        application,
        page,
        path="/",
        server_name="127.0.0.1",
        theme=gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace")),
        head="".join(_looks()),
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


def _html(name: str) -> gr.HTML:
    """Return a place of the page that page.js looks after and our own HTML fills."""
    script = (
        f"inyong.look.{name}(element, trigger, props, watch); // 'cite' 'plainly' 'shut' 'stop' "
        "'edit' 'halt' 'judge' 'reopen' 'alter' 'save'"
    )
    return gr.HTML(elem_id=name, js_on_load=script, apply_default_css=False, padding=False)


def _looks() -> Iterator[str]:
    """Yield the styles and scripts of the parts, as they stand in the head of the page."""
    for suffix, tag in (("css", "style"), ("js", "script")):
        for part in PARTS:
            text = (Path(__file__).parent / f"{part}.{suffix}").read_text("utf-8")
            yield f"<{tag}>{text}</{tag}>"
