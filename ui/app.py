"""The chat page: Gradio components, what they do, and the server that shows them on this computer."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI

from index.errors import InyongError
from index.update import update
from qa.pipeline import Inyong
from ui import talk as talking
from ui.guard import Guard
from ui.html import Exchange, talk_to_html
from ui.listening import listen
from ui.strings import KOREAN, LANGUAGES, Strings, strings_for
from ui.talk import QUESTION_CHARACTERS, TURNS_KEPT, Talk
from ui.updating import Update, Updater, update_to_html

log = logging.getLogger(__name__)

ASKING_AT_ONCE = 8  # more would only share the same cores
WAITING_AT_MOST = 64  # beyond this a question is refused rather than kept for minutes
WAIT_SECONDS = 30  # for a turn to ask; then the page says that it is busy
TALK_SECONDS = 12 * 3600  # an untouched talk is forgotten after a day's work
WATCH_SECONDS = 0.25  # between two pictures of an update

SANS = (
    "system-ui", "-apple-system", "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic",
    "Noto Sans KR", "Noto Sans CJK KR", "sans-serif",
)  # fmt: skip
"""Fonts that computers have; none is fetched."""

Changes = tuple[Any, ...]
"""What a handler hands to Gradio, one for each output."""


def serve(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    on_ready: Callable[[str], None] = lambda url: None,
    opened: Callable[[Path], Inyong] = Inyong.open,
    update: Update = update,
) -> None:
    """Show the page over the library in home until the process is interrupted.

    port None takes the first free one from 7860. on_ready is called with the page's URL once
    browsers can connect. opened opens what is asked, update is what the update button does. Raises BadSettings if host is not this computer or the port is taken, and
    what Inyong.open raises. Ctrl-C ends it with KeyboardInterrupt.
    """
    listener = listen(host, port)
    try:
        inyong = opened(home)
        updater = Updater(home, update, inyong.refresh)
        application = _application(build(inyong, updater))
        # What is open when the server ends are the pages' endless event streams: no waiting.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it reports cut streams
        config = uvicorn.Config(
            application, log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        at, taken = listener.getsockname()[:2]
        on_ready(f"http://{f'[{at}]' if ':' in at else at}:{taken}/")
        threading.Thread(target=_warm, args=(inyong,), name="warm", daemon=True).start()
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            updater.cancel()
            updater.wait(seconds=10)
            inyong.close()
    finally:
        listener.close()


def build(inyong: Inyong, updater: Updater) -> gr.Blocks:
    """Return the page over an open library; updater is what its update button starts."""
    handle, said = _Handlers(inyong, updater), KOREAN
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # Past the queue: Gradio 6.31 never answers an event that joins it just as its stream closes.
    at_once = {"queue": False, **private}
    page = gr.Blocks(title="인용 · Inyong", analytics_enabled=False, fill_width=True)
    with page:
        talk = gr.State((), time_to_live=TALK_SECONDS)
        place = gr.State("", time_to_live=TALK_SECONDS)
        with gr.Row(elem_id="top"):
            head = _html("head")
            choices = [(strings.own_name, code) for code, strings in LANGUAGES.items()]
            language = gr.Radio(choices, value=said.code, label=said.language, elem_id="language")
            theme = gr.Button(said.theme, elem_id="theme", size="sm")
            new = gr.Button(said.new_chat, elem_id="new", size="sm")
            renew = gr.Button(said.update, elem_id="renew", size="sm")
        panel = _html("panel")
        with gr.Row(elem_id="stage"):
            with gr.Column(elem_id="chat"):
                transcript = _html("transcript")
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

        whole = [language, box, theme, new, renew, head, transcript, pane]
        page.load(handle.arrive, language, whole, js="() => inyong.language()", **at_once)
        language.input(handle.speak, [language, talk, place], whole, **at_once)
        box.submit(
            handle.answer, [box, talk, language], [talk, transcript, head],
            js="(...said) => inyong.asked(said)", trigger_mode="once", **at_once,
        )  # fmt: skip
        transcript.cite(
            handle.open, [talk, language], [pane, place], trigger_mode="always_last", **at_once
        ).then(None, js="() => inyong.show()", **at_once)
        transcript.plainly(
            handle.plainly, [talk, language], [talk, transcript], trigger_mode="once", **at_once
        )
        pane.shut(lambda: "", None, place, trigger_mode="always_last", **at_once)
        theme.click(None, js="() => inyong.turn()", **at_once)
        new.click(handle.restart, language, [talk, transcript, pane, place], **at_once)
        renew.click(
            handle.update, [talk, language], [panel, head, transcript],
            trigger_mode="once", **private,
        )  # fmt: skip
        panel.stop(updater.cancel, None, None, **at_once)
        gr.events.api(handle.ask, api_name="ask")
    page.queue(max_size=WAITING_AT_MOST, default_concurrency_limit=ASKING_AT_ONCE)
    return page


class _Handlers:
    """What happens when something is done on the page. A talk is its session's, never kept here."""

    def __init__(self, inyong: Inyong, updater: Updater) -> None:
        self.inyong, self.updater = inyong, updater
        self.asking = threading.BoundedSemaphore(ASKING_AT_ONCE)

    def arrive(self, code: str) -> Changes:
        """Greet a browser in its language, with the newest generation of the library."""
        try:
            self.inyong.refresh()
        except InyongError as error:
            log.warning("the page goes on with the generation at hand: %s", error)
        return self.speak(code, (), "")

    def speak(self, code: str, talk: Talk, place: str) -> Changes:
        """Say the whole page in a language: itself, box, buttons, head, transcript, pane."""
        strings = strings_for(code)
        return (
            gr.Radio(value=strings.code, label=strings.language),
            gr.Textbox(placeholder=strings.placeholder, label=strings.box_label),
            gr.Button(value=strings.theme),
            gr.Button(value=strings.new_chat),
            gr.Button(value=strings.update),
            talking.head(self.inyong, strings),
            talking.transcript(self.inyong, talk, strings),
            talking.pane(self.inyong, place, talk, strings) if place else "",
        )

    def answer(self, question: str, talk: Talk, code: str) -> Changes:
        """Answer a question of a talk, in talk, transcript and head; an empty one changes nothing."""
        strings, question = strings_for(code), question.strip()
        if not question:
            return gr.skip(), gr.skip(), gr.skip()
        talk = talk[-TURNS_KEPT + 1 :]
        talk = (*talk, self._exchange(question, talk, strings))
        return talk, talk_to_html(talk, (), strings), talking.head(self.inyong, strings)

    def plainly(self, event: gr.EventData, talk: Talk, code: str) -> Changes:
        """Ask a question of the talk again just as it was written, in talk and transcript."""
        strings, number = strings_for(code), str(event.exchange)
        if not (number.isdecimal() and int(number) < len(talk)):  # it came from a browser
            return gr.skip(), gr.skip()
        before, again, after = talk[: int(number)], talk[int(number)], talk[int(number) + 1 :]
        talk = (*before, self._exchange(again.question, (), strings), *after)
        return talk, talk_to_html(talk, (), strings)

    def _exchange(self, question: str, talk: Talk, strings: Strings) -> Exchange:
        """Answer a question after a talk when it is its turn."""
        if not self.asking.acquire(timeout=WAIT_SECONDS):
            return Exchange(question, error=strings.busy)
        try:
            return talking.answered(self.inyong, question, talk, strings)
        finally:
            self.asking.release()

    def open(self, event: gr.EventData, talk: Talk, code: str) -> Changes:
        """Open what was clicked in the transcript, in pane and place."""
        place = str(event.place)
        return talking.pane(self.inyong, place, talk, strings_for(code)), place

    def restart(self, code: str) -> Changes:
        """Begin a new talk: talk, transcript, pane, place."""
        return (), talking.transcript(self.inyong, (), strings_for(code)), "", ""

    def update(self, talk: Talk, code: str) -> Iterator[Changes]:
        """Update the library, showing how far it is, in panel, head and transcript."""
        strings = strings_for(code)
        self.updater.start()
        while not self.updater.wait(WATCH_SECONDS):
            yield update_to_html(self.updater.state, strings), gr.skip(), gr.skip()
        welcome = gr.skip() if talk else talking.transcript(self.inyong, (), strings)
        panel = update_to_html(self.updater.state, strings)
        yield panel, talking.head(self.inyong, strings), welcome

    def ask(
        self,
        question: str,
        hits: int = 0,
        since: str = "",
        until: str = "",
        publisher: str = "",
        language: str = "",
        history: list[str] | None = None,
        complete: bool = True,
    ) -> dict[str, Any]:
        """Answer a question over the articles by quotations, as `inyong ask --json` prints it.

        history: the questions asked before it, oldest first; complete false asks it just as written.
        """
        try:
            filters = talking.filters_of(since, until, publisher, language)
            return talking.answered_as_json(
                self.inyong, question, hits, filters, history or (), complete
            )
        except InyongError as error:
            raise gr.Error(str(error), print_exception=False) from error


def _html(name: str) -> gr.HTML:
    """Return a place of the page that page.js looks after and our own HTML fills."""
    script = (
        f"inyong.look.{name}(element, trigger, props, watch); // 'cite' 'plainly' 'shut' 'stop'"
    )
    return gr.HTML(elem_id=name, js_on_load=script, apply_default_css=False, padding=False)


def _application(page: gr.Blocks) -> Guard:
    """Return the server's application: the page with its looks, everything unneeded off, guarded."""
    files = Path(__file__).parent
    style = (files / "page.css").read_text("utf-8")
    script = (files / "page.js").read_text("utf-8")
    page.vibe_mode = False  # Gradio reads it from the environment, and offers to edit the code
    application = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        page,
        path="/",
        server_name="127.0.0.1",
        theme=gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace")),
        head=f"<style>{style}</style><script>{script}</script>",
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
        favicon_path=str(files / "icon.svg"),
    )
    return Guard(application)


def _warm(inyong: Inyong) -> None:
    """Ask once, so that what loads at the first question is there before anyone asks."""
    try:
        inyong.ask("인용")
    except InyongError as error:
        log.warning("the first question failed: %s", error)
