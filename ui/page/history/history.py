"""What happens with past conversations: kept, listed, opened again, renamed, forgotten, saved to a file."""

import json
import logging
import secrets
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

import gradio as gr

from index.errors import InyongError
from ui.page.chat import talk as talking
from ui.page.chat.talk import Talk
from ui.page.desk import Desk
from ui.page.history.disk_store import bounded
from ui.page.history.drawer import drawer_to_html, entries, script_data
from ui.page.history.exporting import exported
from ui.page.history.saved_talk import (
    Kept,
    kept,
    kept_from_json,
    kept_to_json,
    talk_of,
    title_of,
)
from ui.page.history.talk_record import NAME, BadRecord
from ui.page.visitor import visitor_of
from ui.strings import strings_for

log = logging.getLogger(__name__)

BROWSER_CHARACTERS = 400_000  # of one conversation; a browser keeps about five million in all
RECORD_CHARACTERS = 2_000_000  # that a browser may send back

Changes = tuple[Any, ...]


class History:
    """What the drawer of past conversations does; how they are kept is the desk's."""

    def __init__(self, desk: Desk) -> None:
        self.inyong, self.kind, self.disk_store = desk.inyong, desk.history, desk.disk_store
        self._paths = partial(desk.shown_paths, whole=False)  # a file goes where others read it
        self.asks_what_people_think = desk.feedback is not None

    def arrive(self, code: str, request: gr.Request) -> Changes:
        """Show a browser that arrives its conversations: drawer, its button, what its script is told."""
        return *self.speak(code), self._listed(request, arrived=True)

    def speak(self, code: str) -> Changes:
        """Say the drawer and its button in a language."""
        strings = strings_for(code)
        return (
            drawer_to_html(self.kind, self.asks_what_people_think, strings),
            gr.Button(value=strings.past_talks),
        )

    def keep(self, talk: Talk, name: str, request: gr.Request) -> Changes:
        """Keep a talk as it stands now: the name that it is kept under, and what the script is told."""
        if not talk or self.kind == "off":
            return gr.skip(), gr.skip()
        name = name or secrets.token_hex(8)
        conversation = kept(talk, name, datetime.now(UTC).isoformat(timespec="milliseconds"))
        if self.disk_store is None:
            short = bounded(conversation, BROWSER_CHARACTERS, len)
            return name, _script_data(open=name, record=self._paths().record(kept_to_json(short)))
        visitor = visitor_of(request)
        if not visitor:
            return gr.skip(), gr.skip()
        try:
            self.disk_store.put(visitor, conversation)
            conversation = self.disk_store.get(visitor, name)
        except InyongError as error:
            log.warning("a conversation was not kept: %s", error)
            return name, _script_data(trouble=True)
        return name, _script_data(open=name, entry=entries([conversation])[0])

    def reopen(self, event: gr.EventData, code: str, request: gr.Request) -> Changes:
        """Open a conversation again: talk, name, transcript, pane, place, and what the script is told.

        One that cannot be read changes nothing on the page, and goes from the list.
        """
        asked = str(getattr(event, "id", ""))
        try:
            conversation = self._kept(event, request)
            talk = talk_of(conversation, self.inyong.article)
        except (BadRecord, InyongError, RecursionError) as error:
            log.warning("a conversation was not opened: %s", error)
            skips = (gr.skip(),) * 5
            return *skips, _script_data(broken=asked if NAME.fullmatch(asked) else "")
        shown = talking.transcript(self.inyong, talk, strings_for(code))
        return talk, conversation.id, shown, "", "", _script_data(open=conversation.id)

    def change(self, event: gr.EventData, request: gr.Request) -> str:
        """Rename or forget a conversation on disk, or forget all; tell the script what is left."""
        visitor, action = visitor_of(request), str(getattr(event, "deed", ""))
        name, title = str(getattr(event, "id", "")), str(getattr(event, "title", ""))
        if self.disk_store is not None and visitor:
            try:
                if action == "rename":
                    self.disk_store.rename(visitor, name, title)
                elif action == "remove":
                    self.disk_store.remove(visitor, name)
                elif action == "clear":
                    self.disk_store.clear(visitor)
            except (InyongError, OSError) as error:
                log.warning("the conversations were not changed: %s", error)
        return self._listed(request)

    def export(self, event: gr.EventData, talk: Talk, code: str) -> str:
        """Give the browser the talk as a file to save."""
        if not talk:
            return ""
        title = str(getattr(event, "title", "")) or title_of(talk)
        name, kind, text = exported(talk, str(event.form), title, strings_for(code), self._paths())
        return _script_data(file=name, kind=kind, text=text)

    def _kept(self, event: gr.EventData, request: gr.Request) -> Kept:
        """Return the conversation that a browser asks for, or that it brings along."""
        if self.disk_store is not None:
            return self.disk_store.get(visitor_of(request), str(getattr(event, "id", "")))
        text = getattr(event, "record", None)
        if self.kind == "off" or not isinstance(text, str) or len(text) > RECORD_CHARACTERS:
            raise BadRecord("no conversation came along")
        try:
            return kept_from_json(json.loads(text))
        except json.JSONDecodeError as cause:
            raise BadRecord("it is no JSON") from cause

    def _listed(self, request: gr.Request, *, arrived: bool = False) -> str:
        on_disk = self.disk_store.all(visitor_of(request)) if self.disk_store else []
        return _script_data(arrived=arrived, list=entries(on_disk) if self.disk_store else None)


def _script_data(**facts: object) -> str:
    """Return facts for the script; no two are equal, so that each is noticed."""
    return script_data({**facts, "at": time.monotonic_ns()})
