"""The head of the page: its name, and how fresh the library is."""

from ui.page.markup import page_html
from ui.strings import Strings


def head_to_html(state: str, strings: Strings) -> str:
    """Return the page's name and the line that says how fresh the library is."""
    return page_html("page_head.html", strings, state=state)
