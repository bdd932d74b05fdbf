"""The list of past conversations beside the chat, and what the server tells it, as HTML.

The list itself is filled in by history.js, from the browser's storage or from what is told here.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ui.page.markup import page_html
from ui.strings import Strings
from ui.templates import rendered

EXPORTS = {"markdown": "Markdown", "json": "JSON", "csv": "CSV"}
"""Forms in which a conversation can be saved, with their names in any language."""


def drawer_to_html(kind: str, judged: bool, strings: Strings) -> str:
    """Return the drawer where conversations are kept in a way: "off", "browser" or "disk".

    judged: whether people are asked what they think of answers.
    """
    where = {
        "off": strings.kept_nowhere,
        "browser": strings.kept_in_browser,
        "disk": strings.kept_on_disk,
    }[kind]
    words = {
        "rename": strings.rename,
        "remove": strings.remove_talk,
        "sure": strings.remove_sure,
        "surely": strings.clear_sure,
        "yes": strings.remove_yes,
        "cancel": strings.cancel,
        "title": strings.talk_title,
        "full": strings.storage_full,
        "refused": strings.storage_refused,
        "offer": strings.go_on_with,
        "halt": strings.stop_answer,
        "again": strings.ask_again,
        "question": strings.box_label,
    }
    return page_html(
        "history/drawer.html",
        strings,
        kind=kind,
        judged=judged,
        words=json.dumps(words, ensure_ascii=False),
        where=where,
        exports=EXPORTS,
    )


def script_data(facts: Mapping[str, Any]) -> str:
    """Return what the page's own script is told; it is read, never shown."""
    return rendered("page/history/script_data.html", facts=json.dumps(facts))


def entries(conversations: Sequence[Any]) -> list[dict[str, str]]:
    """Return what the list shows of kept conversations."""
    return [{"id": one.id, "title": one.title, "at": one.at} for one in conversations]
