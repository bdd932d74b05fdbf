"""What happens on the page when a person asks, opens, switches, begins anew or updates."""

import logging
from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.errors import InyongError
from ui.page import talk as talking
from ui.page.answers import Exchange
from ui.page.desk import WAIT_SECONDS, Desk
from ui.page.talk import TURNS_KEPT, Talk
from ui.page.updating import update_to_html
from ui.strings import Strings, strings_for

log = logging.getLogger(__name__)

WATCH_SECONDS = 0.25  # between two pictures of an update

Changes = tuple[Any, ...]
"""What a handler hands to Gradio, one for each output."""


class Chat:
    """What happens when something is done on the page. A talk is its session's, never kept here."""

    def __init__(self, desk: Desk) -> None:
        self.inyong, self.updater = desk.inyong, desk.updater
        self.desk, self.asking = desk, desk.asking

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
        shown = talking.transcript(self.inyong, talk, strings)
        return talk, shown, talking.head(self.inyong, strings)

    def plainly(self, event: gr.EventData, talk: Talk, code: str) -> Changes:
        """Ask a question of the talk again without a part of how it was understood, in talk and transcript.

        That part is its completion from the talk, its period, or the filters.
        """
        strings, number = strings_for(code), str(event.exchange)
        if not (number.isdecimal() and int(number) < len(talk)):  # it came from a browser
            return gr.skip(), gr.skip()
        before, again, after = talk[: int(number)], talk[int(number)], talk[int(number) + 1 :]
        answer = again.answer
        completed = answer is not None and answer.searched_as != again.question
        left = before if completed and event.without != "completion" else ()
        dated = event.without != "period"
        talk = (*before, self._exchange(again.question, left, strings, dated), *after)
        return talk, talking.transcript(self.inyong, talk, strings)

    def _exchange(
        self, question: str, talk: Talk, strings: Strings, dated: bool = True
    ) -> Exchange:
        """Answer a question after a talk when it is its turn."""
        if not self.asking.acquire(timeout=WAIT_SECONDS):
            return Exchange(question, error=strings.busy)
        try:
            with self.desk.tally.question() as asked:
                exchange = talking.answered(self.inyong, question, talk, strings, dated)
                asked.answered(exchange.answer)
                return exchange
        finally:
            self.asking.release()

    def stop(self) -> None:
        """Stop the running update."""
        if self.desk.may_edit:
            self.updater.cancel()

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
        if not self.desk.may_edit:  # the button is hidden; this is for who asks without it
            yield gr.skip(), gr.skip(), gr.skip()
            return
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
            with self.desk.tally.question() as asked:
                record = talking.answered_as_json(
                    self.inyong, question, hits, filters, history or (), complete
                )
                asked.answered_as_json(record)
                return record
        except InyongError as error:
            raise gr.Error(str(error), print_exception=False) from error
