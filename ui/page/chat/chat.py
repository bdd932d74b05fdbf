"""What happens on the page when a person asks, opens, switches or begins anew."""

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr

from index.errors import BadSettings, InyongError
from qa.answer import AskOptions, Filters
from ui.page.chat import talk as talking
from ui.page.chat.answers import Exchange
from ui.page.chat.cancellable import Cancelling
from ui.page.chat.talk import QUESTION_CHARACTERS, TURNS_KEPT, TURNS_LEAVING, Talk
from ui.page.desk import Desk
from ui.page.filters.filters import filters_from
from ui.page.limiter import Overloaded
from ui.strings import Strings, strings_for

Changes = tuple[Any, ...]
"""What a handler hands to Gradio, one for each output."""

Run = TypeVar("Run")


class Chat:
    """What happens when something is done on the page. A talk is its session's, never kept here."""

    def __init__(self, desk: Desk) -> None:
        self.inyong = desk.inyong
        self.desk = desk
        self.cancelling = Cancelling(desk.asking)

    def arrive(self, code: str, request: gr.Request) -> Changes:
        """Greet a browser in its language; a newer generation of the library is there for what it asks next."""
        self.inyong.refresh_soon()
        return self.speak(code, (), "", request)

    def speak(self, code: str, talk: Talk, place: str, request: gr.Request) -> Changes:
        """Say the whole page in a language: itself, box, buttons, head, transcript, pane."""
        strings = strings_for(code)
        return (
            gr.Radio(value=strings.code, label=strings.language),
            gr.Textbox(placeholder=strings.placeholder, label=strings.box_label),
            gr.Button(value=strings.theme),
            gr.Button(value=strings.new_chat),
            gr.Button(value=strings.library),
            talking.head(self.inyong, strings),
            talking.transcript(self.inyong, talk, strings),
            self._pane(place, talk, strings, request) if place else "",
        )

    def answer(
        self, question: str, talk: Talk, code: str, within: str, ticket: str, request: gr.Request
    ) -> Changes:
        """Answer a question of a talk, in talk, transcript and head.

        An empty one changes nothing, nor does one that is stopped by its ticket, which the browser gave.
        within: the filters as the browser has them.
        """
        strings, question = strings_for(code), question.strip()
        if not question:
            return gr.skip(), gr.skip(), gr.skip()
        since = len(talk)  # the browser has what is before
        if len(talk) >= TURNS_KEPT:
            talk, since = talk[TURNS_LEAVING - TURNS_KEPT :], 0
        try:
            filters = filters_from(within, strings)
        except BadSettings as error:
            refused = Exchange(question, error=str(error))
            return self._grown((*talk, refused), since, strings)
        return self._asked(question, talk, since, filters, strings, ticket, request)

    def _asked(
        self,
        question: str,
        talk: Talk,
        since: int,
        filters: Filters,
        strings: Strings,
        ticket: str,
        request: gr.Request,
    ) -> Changes:
        key, options = f"{request.session_hash}:{ticket}", AskOptions(filters=filters)

        def run(work: Callable[[], Exchange]) -> Exchange | None:
            return self.cancelling.run(key, work)

        exchange = self._exchange(question, talk, strings, options, run)
        if exchange is None:
            return gr.skip(), gr.skip(), gr.skip()
        return self._grown((*talk, exchange), since, strings)

    def _grown(self, talk: Talk, since: int, strings: Strings) -> Changes:
        shown = talking.transcript(self.inyong, talk, strings, since)
        return talk, shown, talking.head(self.inyong, strings)

    def edit(self, event: gr.EventData, talk: Talk, code: str, request: gr.Request) -> Changes:
        """Ask a question of the talk otherwise, in talk, transcript and head; what came after it goes."""
        number, question = str(event.exchange), str(event.question)[:QUESTION_CHARACTERS]
        if not (number.isdecimal() and int(number) < len(talk)):  # it came from a browser
            return gr.skip(), gr.skip(), gr.skip()
        if not (question := question.strip()):
            return gr.skip(), gr.skip(), gr.skip()
        before, again = talk[: int(number)], talk[int(number)]
        ticket, since = str(event.ticket), len(before)
        return self._asked(
            question, before, since, again.filters, strings_for(code), ticket, request
        )

    def stop(self, event: gr.EventData, request: gr.Request) -> None:
        """Give up the question with a ticket; its late answer is not shown."""
        self.cancelling.stop(f"{request.session_hash}:{str(event.ticket)[:100]}")

    def plainly(self, event: gr.EventData, talk: Talk, code: str) -> Changes:
        """Ask a question of the talk again without a part of how it was understood, in talk and transcript.

        That part is its completion from the talk, its period, or the filters.
        """
        strings, number = strings_for(code), str(event.exchange)
        if not (number.isdecimal() and int(number) < len(talk)):  # it came from a browser
            return gr.skip(), gr.skip()
        before, again, after = talk[: int(number)], talk[int(number)], talk[int(number) + 1 :]
        answer, without = again.answer, getattr(event, "without", None)
        completed = answer is not None and answer.searched_as != again.question
        options = AskOptions(
            filters=Filters() if without == "filters" else again.filters,
            dated=without != "period",
        )
        talked = before if completed and without != "completion" else ()
        exchange = self._exchange(again.question, talked, strings, options, self.desk.asking.run)
        talk = (*before, exchange, *after)
        return talk, talking.transcript(self.inyong, talk, strings, len(before))

    def _exchange(
        self,
        question: str,
        talk: Talk,
        strings: Strings,
        options: AskOptions,
        run: Callable[[Callable[[], Exchange]], Run],
    ) -> Run | Exchange:
        """Answer a question after a talk; run does the work when it is its turn."""

        def work() -> Exchange:
            with self.desk.metrics.question() as asked:
                exchange = talking.answered(self.inyong, question, talk, strings, options)
                asked.answered(exchange.answer)
                return exchange

        try:
            return run(work)
        except Overloaded:
            return Exchange(question, error=strings.busy, filters=options.filters)

    def open(self, event: gr.EventData, talk: Talk, code: str, request: gr.Request) -> Changes:
        """Open what was clicked in the transcript, in pane and place."""
        place = str(event.place)
        return self._pane(place, talk, strings_for(code), request), place

    def _pane(self, place: str, talk: Talk, strings: Strings, request: gr.Request) -> str:
        paths = self.desk.shown_paths(whole=self.desk.lets_edit(request))
        return talking.pane(self.inyong, place, talk, strings, paths)

    def restart(self, code: str) -> Changes:
        """Begin a new talk: talk, transcript, pane, place."""
        return (), talking.transcript(self.inyong, (), strings_for(code)), "", ""

    async def ask(
        self,
        request: gr.Request,
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

        def work() -> dict[str, Any]:
            with self.desk.metrics.question() as asked:
                record = talking.answered_as_json(self.inyong, question, options, history or ())
                asked.answered_as_json(record)
                return record

        try:
            filters = talking.filters_of(since, until, publisher, language)
            options = AskOptions(filters=filters, hits=hits, complete=complete)
            paths = self.desk.shown_paths(whole=self.desk.lets_edit(request))
            return dict(paths.record(await self.desk.asking.take(work)))
        except InyongError as error:
            raise gr.Error(str(error), print_exception=False) from error
