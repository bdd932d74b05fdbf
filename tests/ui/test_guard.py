import asyncio

import pytest

from ui.server.guard import Guard


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

    async def run():
        await Guard(page)({"type": kind, "path": path, "headers": headers}, None, send)

    asyncio.run(run())
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
     "/monitoring/summary"],
)  # fmt: skip
def test_ways_in_that_the_page_does_not_use_are_shut(path):
    assert answer(path=path)[0]["status"] == 404


def test_every_answer_carries_the_policy():
    for sent in (answer(), answer(host="evil.example")):
        headers = dict(sent[0]["headers"])
        assert b"default-src 'self'" in headers[b"content-security-policy"]
        assert headers[b"referrer-policy"] == b"no-referrer"


def test_websockets_are_closed():
    assert answer(kind="websocket") == [{"type": "websocket.close", "code": 1008}]
