"""The server as others reach it: https, a login, tools for language models, no right to edit."""

import base64
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from asgi import run
from conftest import PATIENCE_MS, QUESTION, SHORT_ANSWER
from web import fetch, served

from ui.strings import ENGLISH, KOREAN

ONE, TWO = ("하나", "나무가 자라는 소리"), ("two", "a quiet river bend")


def command(environment, *words, said="", status=0):
    """Run `inyong serve` with words that end at once; return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "serve", *map(str, words)],
        env=environment, input=said, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for this computer, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return paths


@pytest.fixture(scope="module")
def users(tmp_path_factory, child_environment):
    """A file of two users, made by the command."""
    path = tmp_path_factory.mktemp("users") / "users"
    for name, password in (ONE, TWO):
        said = command(
            child_environment(), "--add-user", name, "--auth-file", path, said=f"{password}\n"
        )
        assert f"added {name}" in said
        assert password not in said
    return path


@pytest.fixture(scope="module")
def mcp_folder():
    """Where the package mcp is installed; None if it is not."""
    try:
        import mcp.server.mcpserver
    except ImportError:
        return None
    return Path(mcp.__file__).parent.parent


@pytest.fixture(scope="module")
def guarded(served_library, child_environment, certificate, users, mcp_folder):
    """The URL of a server with all of it."""
    tls = ("--tls-cert", certificate[0], "--tls-key", certificate[1])
    more = ("--mcp",) if mcp_folder else ()
    host = ("--allow-host", "127.0.0.1", "--port", "0")
    environment = child_environment()
    environment["PYTHONPATH"] += f":{mcp_folder}" if mcp_folder else ""
    with served(served_library[0], environment, "--auth-file", users, *tls, *host, *more) as url:
        yield url


@pytest.fixture
def window(browser, guarded):
    """A function that opens a browser window of its own."""
    contexts = []

    def open_window(**options):
        given = {"locale": "ko-KR", "ignore_https_errors": True, **options}
        contexts.append(browser.new_context(**given))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.outside = []
        page.on("request", lambda one: page.outside.append(one.url))
        page.goto(guarded)
        return page

    yield open_window
    for context in contexts:
        context.close()


def enter(page, name, password):
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


@pytest.mark.browser
def test_two_people_log_in_ask_and_leave(window, guarded):
    one, two = window(), window(locale="en-GB", java_script_enabled=True)
    assert one.url.endswith("/login")
    assert one.locator("h1").text_content() == KOREAN.name
    assert two.locator("button").text_content() == ENGLISH.login
    assert one.evaluate("document.activeElement.id") == "name"

    enter(one, *ONE)
    one.wait_for_selector(".welcome")
    enter(two, *TWO)
    two.wait_for_selector(".welcome")
    one.fill("#box textarea", QUESTION)
    one.press("#box textarea", "Enter")
    one.wait_for_selector(".answer")

    assert one.locator(".exchange mark").first.text_content() == SHORT_ANSWER
    assert two.locator(".exchange").count() == 0
    assert [url for url in one.outside if not url.startswith(guarded)] == []
    cookies = {cookie["name"]: cookie for cookie in one.context.cookies()}
    session = cookies["__Host-inyong-session"]
    assert (session["httpOnly"], session["secure"], session["sameSite"]) == (True, True, "Strict")
    one.click(".leave")
    assert KOREAN.logged_in_as.format(name=ONE[0]) in one.locator("form").text_content()
    one.click("button")
    one.wait_for_url("**/login")
    one.goto(guarded)
    assert one.url.endswith("/login")
    two.reload()
    two.wait_for_selector(".welcome")


@pytest.mark.browser
def test_a_login_that_ran_out_leads_back_to_the_form(window):
    page = window()
    enter(page, *TWO)
    page.wait_for_selector(".welcome")
    page.context.clear_cookies()

    from playwright.sync_api import Error

    with suppress(Error):  # what the page asks by itself may have led there before
        page.fill("#box textarea", QUESTION, timeout=5000)
        page.press("#box textarea", "Enter", timeout=5000)

    page.wait_for_url("**/login")


@pytest.mark.browser
def test_a_link_from_another_site_needs_no_second_login(window, guarded):
    page = window()
    enter(page, *TWO)
    page.wait_for_selector(".welcome")
    page.route(
        "https://elsewhere.example/",
        lambda route: route.fulfill(body=f'<a href="{guarded}">x</a>', content_type="text/html"),
    )
    page.goto("https://elsewhere.example/")

    page.click("a")

    page.wait_for_selector(".welcome")


@pytest.mark.browser
def test_the_login_works_without_script_on_a_phone(window):
    page = window(java_script_enabled=False, viewport={"width": 360, "height": 640})

    enter(page, "하나", "not the password")

    assert page.locator("[role=alert]").text_content() == KOREAN.login_wrong
    assert page.locator("#name").input_value() == "하나"
    wide = page.locator("main").bounding_box()
    assert wide["x"] >= 0
    assert wide["x"] + wide["width"] <= 360


@pytest.fixture(scope="module")
def placed(served_library, child_environment, certificate, users):
    """The URL of a server under a path, which one other site may frame."""
    tls = ("--tls-cert", certificate[0], "--tls-key", certificate[1], "--port", "0")
    place = ("--root-path", "/news", "--frame-ancestor", "https://intranet.example")
    how = ("--auth-file", users, "--allow-host", "127.0.0.1", *tls, *place)
    with served(served_library[0], child_environment(), *how) as url:
        yield url


@pytest.mark.browser
def test_the_page_works_under_a_path_and_within_another_sites_frame(browser, placed):
    assert placed.endswith("/news/")
    assert fetch(f"{placed}upload?name=a.txt", b"text", user=ONE).json == {"refused": "right"}
    assert fetch(f"{placed}update", {}, "POST", user=ONE).status == 403
    with browser.new_context(locale="ko-KR", ignore_https_errors=True) as context:
        context.grant_permissions(
            ["local-network-access"]
        )  # for a site elsewhere to frame one here
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        site = f'<iframe src="{placed}" width="1200" height="800"></iframe>'
        for host in ("intranet", "elsewhere"):
            page.route(
                f"https://{host}.example/",
                lambda route: route.fulfill(body=site, content_type="text/html"),
            )
        page.goto("https://intranet.example/")
        frame = page.frame_locator("iframe")

        frame.locator("#name").fill(ONE[0])
        frame.locator("#password").fill(ONE[1])
        frame.locator("#password").press("Enter")
        frame.locator(".welcome").wait_for()
        frame.locator("#box textarea").fill(QUESTION)
        frame.locator("#box textarea").press("Enter")
        frame.locator(".answer").wait_for()
        frame.locator(".exchange [data-open]").first.click()
        frame.locator("#pane article").wait_for()

        assert frame.locator(".exchange mark").first.text_content() == SHORT_ANSWER
        local = [url for url in asked if url.startswith("https://127.0.0.1")]
        assert [url for url in local if not url.startswith(placed)] == []
        frame.locator(".leave").click()
        frame.locator("form button").click()
        frame.locator("#name").wait_for()
        page.goto("https://elsewhere.example/")
        page.wait_for_timeout(1000)
        assert not page.frame_locator("iframe").locator("#name").count()


def test_a_program_logs_in_by_basic(guarded):
    assert fetch(f"{guarded}ask", {"question": QUESTION}).status == 401
    assert fetch(f"{guarded}metrics").status == 401
    assert fetch(f"{guarded}gradio_api/info").status == 401
    assert fetch(f"{guarded}gradio_api/queue/join", {}).status == 401
    assert fetch(f"{guarded}health").status == 200

    reply = fetch(f"{guarded}ask", {"question": QUESTION}, user=ONE)

    assert reply.json["quotes"][0]["short_answer"]["text"] == SHORT_ANSWER
    assert fetch(f"{guarded}metrics", user=TWO).status == 200


def test_nobody_here_may_update(guarded):
    for method in ("POST", "DELETE"):
        reply = fetch(f"{guarded}update", {}, method, user=ONE)
        assert reply.status == 403
        assert "--allow-edit" in reply.json["error"]
    assert fetch(f"{guarded}update", user=ONE).json["running"] is False


@pytest.mark.parametrize(
    "path", ["", "login", "logout", "ask", "mcp", "update", "health", "config"]
)
def test_foreign_hosts_and_origins_are_refused_with_a_login_too(guarded, path):
    assert fetch(f"{guarded}{path}", user=ONE, Host="evil.example").status == 403
    assert fetch(f"{guarded}{path}", {}, user=ONE, Origin="https://evil.example").status == 403


def test_plain_http_gets_nothing(guarded):
    with pytest.raises(OSError):
        fetch(guarded.replace("https:", "http:"))


def test_wrong_passwords_are_slowed_down(guarded):
    replies = [fetch(f"{guarded}ask", {}, user=("nobody", "a wrong password")) for _ in range(5)]

    assert [reply.status for reply in replies] == [401, 401, 401, 401, 429]
    assert "try again" in replies[-1].json["error"]


def tool_calls(url, user):
    """Call each tool by the package's own client; return the tools' names and the answers."""
    import httpx2
    from mcp.client import Client
    from mcp.client.streamable_http import streamable_http_client

    credentials = base64.b64encode(":".join(user).encode()).decode()

    async def call():
        headers = {"Authorization": f"Basic {credentials}"}
        http = httpx2.AsyncClient(verify=False, headers=headers, timeout=30, trust_env=False)
        async with http, Client(streamable_http_client(f"{url}mcp", http_client=http)) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            asked = await client.call_tool("ask", {"question": QUESTION})
            article = await client.call_tool("get_article", {"id": "starlight"})
            listed = await client.call_tool("list_articles", {"limit": 3})
            wrong = await client.call_tool("get_article", {"id": "none"})
        return names, asked, article, listed, wrong

    return run(call())


def test_a_client_of_the_model_context_protocol_uses_the_tools(guarded, mcp_folder):
    if mcp_folder is None:
        pytest.skip("the package mcp is not installed")
    assert fetch(f"{guarded}mcp", {}).status == 401

    names, asked, article, listed, wrong = tool_calls(guarded, ONE)

    assert names == ["ask", "get_article", "list_articles"]
    quote = asked.structured_content["quotes"][0]
    body = article.structured_content["body"]
    assert body[quote["start"] : quote["end"]] == quote["text"]
    assert len(listed.structured_content["articles"]) == 3
    assert wrong.is_error
    assert "no article 'none'" in wrong.content[0].text


def test_without_the_extra_one_line_names_it(served_library, child_environment, tmp_path):
    (tmp_path / "mcp.py").write_text("raise ImportError('not installed')\n")
    environment = child_environment()
    environment["PYTHONPATH"] = f"{tmp_path}:{environment['PYTHONPATH']}"
    environment["INYONG_HOME"] = str(served_library[0])

    said = command(environment, "--mcp", "--port", "0", status=2)

    assert "pip install 'inyong[mcp]'" in said
    assert len(said.strip().splitlines()) == 1


def test_it_does_not_begin_where_it_is_not_safe(served_library, child_environment, users):
    environment = {**child_environment(), "INYONG_HOME": str(served_library[0])}

    assert "--auth-file" in command(environment, "--host", "0.0.0.0", status=2)
    with_login = command(environment, "--host", "0.0.0.0", "--auth-file", users, status=2)
    assert "--tls-cert" in with_login


def test_a_user_is_removed_by_the_command(child_environment, tmp_path):
    path = tmp_path / "users"
    command(child_environment(), "--add-user", "a", "--auth-file", path, said="long enough\n")
    short = command(
        child_environment(), "--add-user", "b", "--auth-file", path, said="short\n", status=2
    )
    assert "5 characters" in short

    command(child_environment(), "--remove-user", "a", "--auth-file", path)

    assert path.read_text() == ""


def test_a_server_that_is_ended_leaves_nothing_behind(served_library, child_environment, tmp_path):
    environment = {**child_environment(), "TMPDIR": str(tmp_path)}
    with served(served_library[0], environment, "--port", "0", "--no-edit") as url:
        assert len(list(tmp_path.glob("inyong-*"))) == 1
        assert fetch(f"{url}update", {}, "POST").status == 403

    assert list(tmp_path.glob("inyong-*")) == []
