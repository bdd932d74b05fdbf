"""Who is let in, under which name: the login, programs, and browsers where there is no login."""

import base64
import re

import pytest
from asgi import echo, request

from ui.server.auth import accounts
from ui.server.auth.accounts import Account, Accounts, add_account, remove_account
from ui.server.auth.login import Login
from ui.server.auth.login_page import again_to_html, leave_to_html, login_to_html
from ui.server.auth.visitors import Visitors
from ui.server.http.guard import Guard, Trust
from ui.strings import ENGLISH, KOREAN

PASSWORD = "correct horse"
FORM = {"content_type": "application/x-www-form-urlencoded"}
BROWSER = {"accept": "text/html,*/*", "sec_fetch_mode": "navigate"}


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "COST", 2**4)
    monkeypatch.setattr(accounts, "STRANGER", Account("", 2**4, 8, 1, b"salt", bytes(32)))
    add_account(tmp_path / "users", Account.of("one", PASSWORD))
    return tmp_path / "users"


@pytest.fixture
def login(path):
    return Login(echo, Accounts(path), secure=False)


def enter(login, name="one", password=PASSWORD, place="", **headers):
    """Send the login form."""
    body = f"name={name}&password={password.replace(' ', '+')}&next={place}".encode()
    return request(login, "POST", "/login", body, **FORM, **headers)


def basic(name="one", password=PASSWORD):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_a_browser_is_led_to_the_login_and_from_there_to_where_it_wanted(login):
    led = request(login, path="/article", **BROWSER)
    assert (led.status, led.headers["location"]) == (303, "/login?next=/article")
    form = request(login, path="/login", query=b"next=/article", **BROWSER)
    assert '<input type="hidden" name="next" value="/article">' in form.body

    entered = enter(login, place="/article")

    assert (entered.status, entered.headers["location"]) == (303, "/article")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly; SameSite=Strict; Max-Age=43200" in cookie
    said = request(login, cookie=cookie.partition(";")[0])
    assert said.body.startswith("one http")


@pytest.mark.parametrize("place", ["//evil.example", "/\\evil.example", "http://evil.example",
                                   "/%0d%0aset-cookie:a=b", "evil", "/a b", "/%C2%85"])  # fmt: skip
def test_the_login_leads_nowhere_else(login, place):
    assert enter(login, place=place).headers["location"] == "/"


def test_a_program_is_told_what_to_do_and_a_script_opens_no_window(login):
    program = request(login, path="/ask")
    script = request(login, path="/ask", sec_fetch_mode="cors", sec_fetch_site="same-origin")

    assert program.status == script.status == 401
    assert "Basic" in program.headers["www-authenticate"]
    assert "www-authenticate" not in script.headers
    assert program.body == '{"error": "Log in: at /login, or by HTTP Basic"}\n'


def test_a_program_sends_name_and_password(login):
    assert request(login, path="/ask", authorization=basic()).body.startswith("one ")
    for wrong in (basic("one", "wrong password"), basic("two"), "Basic !", "Bearer x", "Basic"):
        assert request(login, path="/ask", authorization=wrong).status == 401


def test_a_programs_password_is_hashed_once_in_a_while(login, monkeypatch):
    checked, check = [], login.accounts.check

    def counted(name, password):
        checked.append(name)
        return check(name, password)

    monkeypatch.setattr(login.accounts, "check", counted)
    for _ in range(30):
        assert request(login, authorization=basic()).status == 200

    assert checked == ["one"]
    remove_account(login.accounts._path, "one")
    assert request(login, authorization=basic()).status == 401


def test_wrong_passwords_are_told_alike_and_slowed_down(login):
    wrong, unknown = enter(login, password="wrong password"), enter(login, "nobody")
    assert (wrong.status, unknown.status) == (401, 401)
    assert KOREAN.login_wrong in wrong.body
    assert wrong.body.replace('value="one"', "") == unknown.body.replace('value="nobody"', "")

    replies = [enter(login, password="wrong password") for _ in range(4)]

    assert [reply.status for reply in replies] == [401, 401, 401, 429]
    assert replies[-1].headers["retry-after"] == "1"
    assert KOREAN.login_slow.format(count=1) in replies[-1].body
    assert enter(login).status == 429  # not even the right one is heard now
    assert request(login, authorization=basic("one ")).status == 429  # nor typed otherwise
    assert request(login, authorization=basic()).status == 429


def test_the_login_speaks_the_browsers_language(login):
    english = request(login, path="/login", accept_language="en-GB,ko;q=0.5", **BROWSER)
    korean = request(login, path="/login", accept_language="ko-KR", **BROWSER)

    assert '<html lang="en">' in english.body
    assert ENGLISH.login_password in english.body
    assert KOREAN.login_password in korean.body


def test_the_login_page_runs_and_loads_nothing(login):
    reply = request(Guard(login), path="/login", **BROWSER)

    policies = [value for name, value in reply.every if name == "content-security-policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in reply.body
    assert not re.search(r"https?:", reply.body)


def test_what_is_typed_is_escaped(login):
    reply = enter(login, name="%3Cscript%3E%22", password="wrong password")

    assert "<script" not in reply.body
    assert 'value="&lt;script&gt;&quot;"' in reply.body


def test_logging_out_asks_first_and_ends_the_session(login):
    cookie = enter(login).headers["set-cookie"].partition(";")[0]
    asked = request(login, path="/logout", cookie=cookie, **BROWSER)
    assert KOREAN.logged_in_as.format(name="one") in asked.body
    assert request(login, cookie=cookie).status == 200

    left = request(login, "POST", "/logout", cookie=cookie)

    assert (left.status, left.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert request(login, cookie=cookie).status == 401


def test_a_removed_or_changed_user_is_logged_out(login, path):
    cookie = enter(login).headers["set-cookie"].partition(";")[0]
    assert request(login, cookie=cookie).status == 200

    add_account(path, Account.of("one", "another password"))

    assert request(login, cookie=cookie).status == 401


def test_a_cookie_of_someones_own_making_is_none(login):
    for cookie in ("inyong-session=", "inyong-session=one", "inyong-visitor=" + "a" * 43):
        assert request(login, cookie=cookie).status == 401


def test_under_https_the_cookie_is_for_https_only(path):
    login = Login(echo, Accounts(path), secure=True)

    assert enter(login).status == 400  # through a proxy that forgot to say so, or past it
    reply = enter(Guard(login, trust=proxied()), x_forwarded_proto="https", host="chat.example.org")

    assert reply.headers["set-cookie"].startswith("__Host-inyong-session=")
    assert reply.headers["set-cookie"].endswith("; Secure")


def proxied():
    from ui.server.http.guard import Trust

    return Trust(frozenset({"chat.example.org"}), behind_proxy=True)


def test_a_link_from_another_site_asks_again_from_here(login):
    abroad = {**BROWSER, "sec_fetch_site": "cross-site"}

    for application in (login, Visitors(echo, secure=False)):
        reply = request(application, **abroad)
        assert reply.status == 200
        assert '<meta http-equiv="refresh" content="0">' in reply.body
        assert "set-cookie" not in reply.headers


def test_a_load_balancer_needs_no_login(login):
    assert request(login, path="/health").body.startswith(" http")


@pytest.mark.parametrize("body", [b"", b"\xff=\xfe", b"a" * 9000, b"&".join([b"a=b"] * 20)])
def test_a_form_that_is_none_is_a_wrong_login(login, body):
    assert request(login, "POST", "/login", body, **FORM).status == 401


def test_without_a_login_two_browsers_are_told_apart():
    visitors = Visitors(echo, secure=False)
    cookies = [request(visitors, **BROWSER).headers["set-cookie"] for _ in range(2)]

    said = [request(visitors, cookie=cookie.partition(";")[0]) for cookie in cookies * 2]

    names = [reply.body.split()[0] for reply in said]
    assert names[:2] == names[2:]
    assert names[0] != names[1]
    assert all(name not in cookie for name, cookie in zip(names, cookies, strict=False))
    assert all("set-cookie" not in reply.headers for reply in said)
    assert "HttpOnly; SameSite=Strict" in cookies[0]


def test_a_visitors_cookie_is_ours_or_none():
    strange = request(Visitors(echo, secure=False), cookie="inyong-visitor=../../etc", **BROWSER)

    assert "set-cookie" in strange.headers
    assert re.fullmatch("[0-9a-f]{32}", strange.body.split()[0])


def test_in_a_frame_the_cookie_is_that_sites_alone():
    given = request(Visitors(echo, secure=True, framed=True), **BROWSER).headers["set-cookie"]

    assert "HttpOnly; SameSite=None; Partitioned; Max-Age=" in given
    assert given.endswith("; Secure")


def test_who_may_frame_the_page_is_for_the_guard_to_say():
    pages = login_to_html(KOREAN), leave_to_html(KOREAN, "minji"), again_to_html()

    assert all(b"frame-ancestors" not in value for _, headers in pages for _, value in headers)
    framed = Guard(Visitors(echo, secure=True), Trust(frames=("https://intranet.example.org",)))
    again = request(framed, **BROWSER | {"sec_fetch_site": "cross-site"})
    assert "frame-ancestors 'self' https://intranet.example.org" in str(again.every)
