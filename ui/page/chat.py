"""What happens on the page when a person asks, opens, switches, begins anew or updates."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.errors import InyongError
from ui.page import talk as talking
from ui.page.answers import Exchange, talk_to_html
from ui.page.desk import Desk
from ui.page.halting import Halting
from ui.page.talk import QUESTION_CHARACTERS, TURNS_KEPT, Talk
from ui.page.updating import update_to_html
from ui.strings import Strings, strings_for

log = logging.getLogger(__name__)

ASKING_AT_ONCE = 8  # more would only share the same cores
WAIT_SECONDS = 30  # for a turn to ask; then the page says that it is busy
WATCH_SECONDS = 0.25  # between two pictures of an update

Changes = tuple[Any, ...]
"""What a handler hands to Gradio, one for each output."""


class Chat:
    """What happens when something is done on the page. A talk is its session's, never kept here."""

    def __init__(self, desk: Desk) -> None:
        self.inyong, self.updater = desk.inyong, desk.updater
        self.asking = threading.BoundedSemaphore(ASKING_AT_ONCE)
        self.halting = Halting()

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

    def answer(
        self, question: str, talk: Talk, code: str, ticket: str, request: gr.Request
    ) -> Changes:
        """Answer a question of a talk, in talk, transcript and head.

        An empty one changes nothing, nor does one that is halted by its ticket, which the browser gave.
        """
        strings, question = strings_for(code), question.strip()
        if not question:
            return gr.skip(), gr.skip(), gr.skip()
        talk = talk[-TURNS_KEPT + 1 :]
        key = f"{request.session_hash}:{ticket}"
        exchange = self.halting.run(key, lambda: self._exchange(question, talk, strings))
        if exchange is None:
            return gr.skip(), gr.skip(), gr.skip()
        talk = (*talk, exchange)
        return talk, talk_to_html(talk, (), strings), talking.head(self.inyong, strings)

    def edit(self, event: gr.EventData, talk: Talk, code: str, request: gr.Request) -> Changes:
        """Ask a question of the talk otherwise, in talk, transcript and head; what came after it goes."""
        number, question = str(event.exchange), str(event.question)[:QUESTION_CHARACTERS]
        if not (number.isdecimal() and int(number) < len(talk)):  # it came from a browser
            return gr.skip(), gr.skip(), gr.skip()
        return self.answer(question, talk[: int(number)], code, str(event.ticket), request)

    def halt(self, event: gr.EventData, request: gr.Request) -> None:
        """Give up the question with a ticket; its late answer is not shown."""
        self.halting.halt(f"{request.session_hash}:{str(event.ticket)[:100]}")

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
