import asyncio

import pytest
from asgi import echo, request, run

from ui.server.http import guard
from ui.server.http.guard import BODY_BYTES, Guard, Trust


async def page(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
    await send({"type": "http.response.body", "body": b"page"})


def answer(path="/", host="localhost:7860", origin=None, kind="http", hosts=1):
    """Send one request through the guard; return the messages that come back."""
    headers = [(b"host", host.encode())] * hosts
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    sent = []

    async def send(message):
        sent.append(message)

    async def through():
        scope = {"type": kind, "path": path, "headers": headers, "scheme": "http"}
        await Guard(page)(scope, None, send)

    run(through())
    return sent


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:7860", "127.0.0.1:9", "[::1]", "[::1]:80", "LOCALHOST:1"]
)
def test_this_computers_names_are_trusted(host):
    assert answer(host=host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1.evil.example",
     "127.0.0.1@evil.example", "evil.example#localhost", "", "localhost:x", "[::1", "0.0.0.0",
     "localhost/", "localhost evil"],
)  # fmt: skip
def test_other_hosts_are_refused(host):
    assert answer(host=host)[0]["status"] == 403


@pytest.mark.parametrize("hosts", [0, 2])
def test_a_request_names_one_host(hosts):
    assert answer(hosts=hosts)[0]["status"] == 403


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:3000", "https://localhost.evil.example", ""],
)
def test_pages_from_elsewhere_are_refused(origin):
    assert answer(origin=origin)[0]["status"] == 403


def test_the_page_itself_may_ask():
    assert answer(origin="http://localhost:7860")[0]["status"] == 200


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://a",
     "/gradio_api/upload/", "/gradio_api/stream/a", "/gradio_api/dev/reload", "/monitoring/summary",
     "/gradio_api/what-a-later-version-adds", "/later", "/askme", "//ask", "/ask//"],
)  # fmt: skip
def test_what_is_not_listed_is_shut(path):
    assert answer(path=path)[0]["status"] == 404


@pytest.mark.parametrize(
    "path", ["/", "/ask", "/ask/", "/assets/index.js", "/gradio_api/run/predict", "/config"]
)
def test_what_page_and_programs_use_is_open(path):
    assert answer(path=path)[0]["status"] == 200


def test_every_answer_carries_the_policy():
    for sent in (answer(), answer(host="evil.example")):
        headers = dict(sent[0]["headers"])
        assert b"default-src 'self'" in headers[b"content-security-policy"]
        assert headers[b"referrer-policy"] == b"no-referrer"


def test_websockets_are_closed():
    assert answer(kind="websocket") == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_scripts_and_pictures_are_refused_and_its_links_are_not(site):
    guarded = Guard(echo)

    assert request(guarded, sec_fetch_site=site, sec_fetch_mode="no-cors").status == 403
    assert request(guarded, sec_fetch_site=site, sec_fetch_mode="navigate").status == 200
    assert request(guarded, sec_fetch_site="same-origin", sec_fetch_mode="cors").status == 200


PROXY = Trust(frozenset({"localhost", "chat.example.org"}), behind_proxy=True)
FORWARDED = {
    "x_forwarded_proto": "https", "x_forwarded_host": "chat.example.org",
    "x_forwarded_for": "203.0.113.5, 198.51.100.7",
}  # fmt: skip


def test_a_proxy_that_was_named_is_believed():
    reply = request(Guard(echo, PROXY), origin="https://chat.example.org", **FORWARDED)

    assert reply.body == "None https chat.example.org 198.51.100.7 0"


def test_a_proxy_that_was_not_named_is_not():
    reply = request(Guard(echo), **FORWARDED)

    assert reply.body == "None http localhost:7860 192.0.2.1 0"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"x_forwarded_host": "evil.example"}, 403),
        ({"host": "evil.example"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://chat.example.org:443"}, 200),
        ({"host": "chat.example.org:8443", "x_forwarded_host": ""}, 200),
        ({"origin": "https://chat.example.org:8443"}, 403),
    ],
)
def test_behind_a_proxy_foreign_hosts_and_origins_are_refused_too(given, status):
    assert request(Guard(echo, PROXY), **{**FORWARDED, **given}).status == status


def test_a_body_that_is_too_large_is_refused_before_it_is_read():
    reply = request(Guard(echo), "POST", content_length=str(BODY_BYTES + 1), chunks=[])

    assert (reply.status, reply.headers["connection"]) == (413, "close")
    assert request(Guard(echo), "POST", content_length="many").status == 413


def test_a_body_that_grows_too_large_is_cut_off():
    chunks = [b"x" * (BODY_BYTES // 4)] * 5
    assert request(Guard(echo), "POST", chunks=chunks[:4]).status == 200

    assert request(Guard(echo), "POST", chunks=chunks).status == 413


def test_where_files_are_sent_more_is_allowed(monkeypatch):
    monkeypatch.setattr(guard, "ALLOWANCES", {"/ask": BODY_BYTES * 2})

    assert request(Guard(echo), "POST", "/ask", chunks=[b"x" * BODY_BYTES] * 2).status == 200
    assert request(Guard(echo), "POST", "/ask", chunks=[b"x" * BODY_BYTES] * 3).status == 413


def test_a_path_that_begins_like_the_uploads_is_allowed_no_more(monkeypatch):
    chunks = [b"x" * BODY_BYTES] * 2
    monkeypatch.setattr(guard, "PLACES", guard.PLACES | {"/uploadX"})

    assert request(Guard(echo), "POST", "/upload", chunks=chunks).status == 200
    assert request(Guard(echo), "POST", "/uploadX", chunks=chunks).status == 413


@pytest.mark.parametrize(("wait", "size", "status"), [(5, 1, 408), (0.01, 1, 408), (0, 9999, 413)])
def test_a_body_that_is_sent_too_slowly_is_given_up(monkeypatch, wait, size, status):
    """Also one that trickles: the time is that of the whole body."""
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)
    sent = []

    async def receive():
        await asyncio.sleep(wait)
        return {"type": "http.request", "body": b"x" * size, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "scheme": "http", "query_string": b"",
             "headers": [(b"host", b"localhost")], "client": ("192.0.2.1", 1)}  # fmt: skip
    run(Guard(echo)(scope, receive, send))

    assert sent[0]["status"] == status


def test_a_large_body_may_take_longer(monkeypatch):
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.1)
    sent, parts = [], 30

    async def receive():
        nonlocal parts
        parts -= 1
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": parts > 0}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/ask", "scheme": "http",
             "headers": [(b"host", b"localhost")], "client": ("192.0.2.1", 1)}  # fmt: skip
    run(Guard(echo)(scope, receive, send))

    assert sent[0]["status"] == 200


ROOTED = Trust(frozenset({"localhost"}), root="/news")


async def whereabouts(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send(
        {"type": "http.response.body", "body": f"{scope['root_path']} {scope['path']}".encode()}
    )


@pytest.mark.parametrize("path", ["/news/ask", "/ask"])
def test_a_proxy_may_take_the_root_away_or_leave_it(path):
    assert request(Guard(whereabouts, ROOTED), path=path).body == "/news /ask"


def test_the_root_itself_is_the_page():
    reply = request(Guard(whereabouts, ROOTED), path="/news")

    assert (reply.status, reply.headers["location"]) == (308, "/news/")
    assert request(Guard(whereabouts, ROOTED), path="/news/").body == "/news /"
    assert request(Guard(whereabouts, ROOTED), path="/newsX/ask").status == 404


def test_only_the_sites_that_are_named_may_frame_the_page():
    framed = Guard(echo, Trust(frames=("https://intranet.example.org",)))

    policy = request(framed).headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'self' https://intranet.example.org")
    assert "frame-ancestors 'none'" in request(Guard(echo)).headers["content-security-policy"]


def test_an_answers_own_policy_is_kept():
    async def strict(scope, receive, send):
        headers = [(b"content-security-policy", b"default-src 'none'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    policies = [v for name, v in request(Guard(strict)).every if name.endswith("policy")]
    assert policies[0] == "default-src 'none'; frame-ancestors 'none'"
    assert not any("unsafe-inline" in policy for policy in policies)
