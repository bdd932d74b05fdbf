"""The pages of the login: a form, a question before leaving. No script, nothing from outside."""

import base64
import hashlib
from pathlib import Path

from ui.server.http.requests import Headers
from ui.strings import Strings
from ui.templates import Markup, rendered

_STYLE = (Path(__file__).parent / "login.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'"  # who may frame the page, the guard adds
)
_HEADERS: Headers = (
    (b"content-security-policy", _POLICY.encode()),
    # Under "no-referrer" a browser sends the form with "Origin: null", as a stranger's would be.
    (b"referrer-policy", b"same-origin"),
)

Page = tuple[str, Headers]
"""The HTML of a page, and the headers that it wants."""


def login_to_html(strings: Strings, *, name: str = "", place: str = "/", error: str = "") -> Page:
    """Return the form that asks for name and password; place is where it leads to."""
    return _page("login", strings=strings, name=name, place=place, error=error)


def leave_to_html(strings: Strings, name: str) -> Page:
    """Return the form that asks whether the one logged in wants to leave."""
    return _page("leave", strings=strings, name=name)


def again_to_html() -> Page:
    """Return a page that asks for itself again, now from this site, so that cookies come along."""
    return _page("again")


def _page(template: str, **values: object) -> Page:
    return rendered(f"server/auth/{template}.html", style=Markup(_STYLE), **values), _HEADERS
