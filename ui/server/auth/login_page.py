"""The pages of the login: a form, a question before leaving. No script, nothing from outside."""

import base64
import hashlib
from pathlib import Path

from ui.page.markup import escaped
from ui.server.http.requests import Headers
from ui.strings import Strings

_STYLE = (Path(__file__).parent / "login.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'"
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
    said = f'<p class="error" role="alert">{escaped(error)}</p>' if error else ""
    at_name, at_password = (" autofocus", "") if not name else ("", " autofocus")
    return _page(
        strings,
        strings.login,
        f'<form method="post" action="login">{said}'
        f'<label for="name">{strings.login_name}</label>'
        f'<input id="name" name="name" value="{escaped(name)}" autocomplete="username"'
        f' autocapitalize="none" spellcheck="false" maxlength="64" required{at_name}>'
        f'<label for="password">{strings.login_password}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password"'
        f' maxlength="1024" required{at_password}>'
        f'<input type="hidden" name="next" value="{escaped(place)}">'
        f"<button>{strings.login}</button></form>",
    )


def leave_to_html(strings: Strings, name: str) -> Page:
    """Return the form that asks whether the one logged in wants to leave."""
    who = strings.logged_in_as.format(name=escaped(name))
    return _page(
        strings,
        strings.logout,
        f'<form method="post" action="logout"><p>{who}</p><button>{strings.logout}</button>'
        f'<p class="back"><a href="./">{strings.back_to_chat}</a></p></form>',
    )


def again_to_html() -> Page:
    """Return a page that asks for itself again, now from this site, so that cookies come along."""
    return (
        '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0"><title>인용</title>',
        _HEADERS,
    )


def _page(strings: Strings, title: str, inner: str) -> Page:
    page = (
        f'<!doctype html><html lang="{strings.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{title} · {strings.name}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{strings.name}</h1>{inner}</main></body></html>"
    )
    return page, _HEADERS
