"""Who may change the library where nobody logs in: a token that the page gets when it is opened."""

import os
import socket

import pytest
from asgi import request

from ui.page.visitor import EDITOR, VISITOR
from ui.server.auth import editors
from ui.server.auth.editors import Editors
from ui.server.auth.peer import TABLES, account_of

BROWSER = {"accept": "text/html", "sec_fetch_mode": "navigate"}
US, STRANGER = os.geteuid(), 12345


async def right(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(scope[EDITOR]).encode()})


def opened(application, account, monkeypatch):
    """Open the page from an account; return whether it may edit, and the cookie that it got."""
    monkeypatch.setattr(editors, "account_of", lambda peer, here: account)
    reply = request(application, **BROWSER)
    return reply.body == "True", reply.headers.get("set-cookie")


@pytest.mark.parametrize("account", [US, 0, None])
def test_who_started_the_server_may_edit_once_the_page_is_opened(account, monkeypatch):
    application = Editors(right, has_login=False)
    assert request(application, "POST", "/update").body == "False"

    may, given = opened(application, account, monkeypatch)

    assert may
    assert given.startswith("inyong-edit-7860=")
    assert "HttpOnly; SameSite=Strict" in given
    token = given.partition(";")[0]
    assert request(application, "POST", "/update", cookie=token).body == "True"
    assert request(application, "POST", "/update", cookie=token[:-1]).body == "False"
    assert "set-cookie" not in request(application, cookie=token, **BROWSER).headers


@pytest.mark.parametrize("account", [STRANGER, -1])
def test_another_account_of_this_computer_reads_and_gets_no_token(account, monkeypatch):
    assert opened(Editors(right, has_login=False), account, monkeypatch) == (
        account == US, None,
    )  # fmt: skip


def test_where_everyone_may_edit_every_browser_gets_the_token(monkeypatch):
    application = Editors(right, has_login=False, everyone=True)

    assert opened(application, STRANGER, monkeypatch)[0]
    assert request(application, "POST", "/update").body == "False"


def test_the_token_of_another_server_is_none(monkeypatch):
    one, two = (Editors(right, has_login=False) for _ in range(2))
    _, given = opened(one, US, monkeypatch)

    assert request(two, "POST", cookie=given.partition(";")[0]).body == "False"


@pytest.mark.parametrize(("visitor", "may"), [("minji", "True"), ("", "False")])
def test_with_a_login_whoever_is_logged_in_may(visitor, may):
    async def named(scope, receive, send):
        await Editors(right, has_login=True)({**scope, VISITOR: visitor}, receive, send)

    reply = request(named, **BROWSER)
    assert (reply.body, "set-cookie" in reply.headers) == (may, False)


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_the_account_of_a_connection_is_told(family, host):
    if not TABLES[0].exists():
        pytest.skip("this system keeps no table of connections")
    with socket.socket(family) as listener:
        try:
            listener.bind((host, 0))
        except OSError:
            pytest.skip(f"no {host} here")
        listener.listen()
        here = listener.getsockname()[:2]
        with socket.create_connection(here) as ours, listener.accept()[0]:
            assert account_of(ours.getsockname()[:2], here) == US
            assert account_of((host, 1), here) == -1


def test_an_address_of_ipv4_is_found_among_those_of_ipv6():
    if not TABLES[0].exists() or not socket.has_dualstack_ipv6():
        pytest.skip("no addresses of both kinds here")
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as ours, listener.accept()[0]:
            assert account_of(ours.getsockname(), ("::ffff:127.0.0.1", port)) == US
