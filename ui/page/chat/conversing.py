"""What of the page belongs to a conversation, and what happens when it goes on, is kept or opened again."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.page.chat.chat import Chat
from ui.page.chat.judging import Judging
from ui.page.chat.suggesting import Suggesting, chips_to_html
from ui.page.chat.talk import Talk
from ui.page.desk import Desk
from ui.page.history.history import History
from ui.strings import strings_for

EXAMPLES_SECONDS = 20  # for a visitor to wait who comes before they are found
LOOK_SECONDS = 0.1  # between two looks whether they are

BUSY = 2  # questions being answered, by anyone; then no next ones are looked for


@dataclass(frozen=True, slots=True)
class Places:
    """The page's states and components that a conversation changes."""

    talk: gr.State
    place: gr.State
    name: gr.State
    language: gr.Radio
    head: gr.HTML
    transcript: gr.HTML
    turns: gr.HTML
    pane: gr.HTML
    drawer: gr.HTML
    chips: gr.HTML
    script_data: gr.HTML
    parcel: gr.HTML
    talks: gr.Button
    new: gr.Button


def converse(
    desk: Desk,
    handle: Chat,
    on: Places,
    arrived: gr.events.Dependency,
    answered: Iterable[gr.events.Dependency],
    at_once: dict[str, Any],
) -> None:
    """Tie the conversation's events; call it within the page's context.

    arrived, answered: the events after which a browser has come, and after which a talk has grown.
    """
    history, judging = History(desk), Judging(desk)
    next_ones = SuggestedQuestions(Suggesting(desk.inyong, lambda: desk.asking.count() >= BUSY))
    suggest = (next_ones.suggest, [on.talk, on.language], on.chips)
    keep = (history.keep, [on.talk, on.name], [on.name, on.script_data])
    # Not "always_last": what Gradio defers by it, it sends with the data of the event before.
    each = {"trigger_mode": "multiple", **at_once}

    arrived.then(
        history.arrive, on.language, [on.drawer, on.talks, on.script_data], **at_once
    ).then(*suggest, **at_once)
    on.language.input(history.speak, on.language, [on.drawer, on.talks], **at_once).then(
        *suggest, **at_once
    )
    edited = on.transcript.edit(
        handle.edit, [on.talk, on.language], [on.talk, on.turns, on.head],
        trigger_mode="once", **at_once,
    )  # fmt: skip
    for grown in (*answered, edited):
        grown.then(None, js="() => inyong.ended()", **at_once)
        grown.then(*keep, **at_once)
        grown.then(*suggest, **at_once)
    on.transcript.stop(handle.stop, None, None, **each)
    on.transcript.judge(judging.judge, on.talk, on.talk, **each).then(*keep, **at_once)
    on.talks.click(None, js="() => inyong.drawer()", **at_once)
    on.new.click(
        lambda: ("", ""), None, [on.name, on.chips], js="() => inyong.renew()", **at_once
    ).then(*suggest, **at_once)
    on.drawer.reopen(
        history.reopen, on.language,
        [on.talk, on.name, on.turns, on.pane, on.place, on.script_data], **each,
    ).then(*suggest, **at_once)  # fmt: skip
    on.drawer.alter(history.change, None, on.script_data, **at_once)
    on.drawer.save(history.export, [on.talk, on.language], on.parcel, **at_once)


class SuggestedQuestions:
    """The questions beside the box: to begin with, or to ask next. Never on the path of an answer."""

    def __init__(self, suggesting: Suggesting) -> None:
        self._suggesting = suggesting
        suggesting.look()  # so that the first visitor finds them

    async def suggest(self, talk: Talk, code: str) -> str:
        """Return the questions that fit the talk as it stands; who waits for them holds up no thread."""
        strings = strings_for(code)
        if talk:
            chips = await asyncio.to_thread(self._suggesting.chips, talk)
            return chips_to_html(chips, strings.ask_next, strings)
        looking = self._suggesting.look()
        for _ in range(round(EXAMPLES_SECONDS / LOOK_SECONDS)):
            if not looking.is_alive():
                break
            await asyncio.sleep(LOOK_SECONDS)
        return chips_to_html(self._suggesting.examples(code), strings.ask_first, strings)
