"""The head of the page: its name, and how fresh the library is."""

from ui.page.markup import escaped
from ui.strings import Strings


def head_to_html(state: str, strings: Strings) -> str:
    """Return the page's name and the line that says how fresh the library is."""
    return (
        f'<div class="name" lang="{strings.code}" data-language="{strings.code}" '
        f'data-send="{strings.send}" data-searching="{strings.searching}…">'
        f'<h1>{strings.name}</h1><p class="state">{escaped(state)}</p>'
        f'<a class="leave" href="logout">{strings.logout}</a></div>'
    )
