"""The page's style sheets: what one pane looks like is not decided by another's."""

import re
from collections.abc import Iterator
from pathlib import Path

import ui.page
from ui.page.app import PARTS

PAGE = Path(ui.page.__file__).parent
GRADIO = {"gradio-container", "main", "block", "form", "html-container", "wrap"}
"""Classes of Gradio's own."""

SHARED = {"bar", "open", "unseen", "ways"}
"""Looks alike in every pane; frame.css says how."""


def selectors(part: str) -> Iterator[str]:
    """The selectors of a sheet, one by one."""
    text = re.sub(r"/\*.*?\*/", "", (PAGE / f"{part}.css").read_text("utf-8"), flags=re.DOTALL)
    for match in re.finditer(r"([^{}]+)\{", text):
        listed = match[1].rpartition(";")[2].strip()
        if not listed.startswith("@"):
            yield from (one.strip() for one in re.split(r",(?![^(]*\))", listed))


def classes(text: str) -> set[str]:
    return set(re.findall(r"\.([A-Za-z][\w-]*)", text)) - GRADIO


def roots(part: str) -> set[str]:
    """The classes that a sheet styles wherever they stand: what a selector without an id begins with."""
    found = set()
    for selector in selectors(part):
        bare = selector.removeprefix(".gradio-container").strip()
        if "#" not in selector and not bare.startswith("body"):
            first = re.split(r"[\s>+~](?![^(]*\))", bare)[0]
            named = re.findall(r"\.([A-Za-z][\w-]*)", first)
            found |= set(named if first.startswith(":") else named[:1])
    return found - GRADIO


def used(room: str) -> set[str]:
    """The classes that templates and scripts of a room give to elements."""
    found = set()
    for path in (PAGE / room).glob("*.html"):
        for match in re.finditer(r'class="([^"{]*)', path.read_text("utf-8")):
            found |= set(match[1].split())
    for path in (PAGE / room).glob("*.js"):
        for match in re.finditer(r'make\("\w+", "([^"]*)"', path.read_text("utf-8")):
            found |= set(match[1].split())
    return found


def room(part: str) -> str:
    return part.rpartition("/")[0]


def test_what_all_panes_share_is_styled_in_one_sheet():
    assert roots("frame") == SHARED


def test_no_class_is_defined_in_two_sheets():
    styled = {part: set().union(*map(classes, selectors(part))) for part in PARTS}

    clashes = {
        (part, name)
        for part in PARTS
        if part != "frame"
        for name in roots(part)
        for other in PARTS
        if other != part and name in styled[other] and room(other) != room(part)
    }
    assert clashes == set()


def test_no_sheet_styles_what_another_pane_shows():
    rooms = {room(part) for part in PARTS} - {""}

    clashes = {
        (part, name)
        for part in PARTS
        if part != "frame"
        for other in rooms - {room(part)}
        for name in roots(part) & used(other)
    }
    assert clashes == set()
