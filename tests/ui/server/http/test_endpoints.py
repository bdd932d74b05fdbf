"""The endpoints for programs, over the real server on this computer."""

import json
import socket
import time
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
from conftest import QUESTION, SHORT_ANSWER
from web import fetch

from index.errors import LibraryBusy
from ui.filtering import passes
from ui.page.desk import Desk
from ui.page.library.updating import State
from ui.server.http.endpoints import Endpoints, NotAllowed


def edit_token(url):
    """Open the page as a browser does, and return the cookie that lets it edit."""
    opened = fetch(url, Accept="text/html")
    given = [one.partition(";")[0] for one in opened.headers.get_all("Set-Cookie")]
    return next(one for one in given if one.startswith("inyong-edit-"))


FOLLOW_UP = "그럼 누가 참석했어?"


def test_a_question_is_answered_as_the_contract_has_it(server):
    posted = fetch(f"{server.url}ask", {"question": QUESTION, "hits": 2, "language": "ko"})
    got = fetch(f"{server.url}ask?question={quote(QUESTION)}&hits=2&language=ko")

    assert posted.status == got.status == 200
    record = posted.json
    assert record["quotes"][0]["short_answer"]["text"] == SHORT_ANSWER
    assert record["quotes"][0]["article"]["id"] == "starlight"
    assert [hit["rank"] for hit in record["hits"]] == [1, 2]
    assert {**record, "milliseconds": 0} == {**got.json, "milliseconds": 0}
    assert posted.headers["Cache-Control"] == "no-store"


def test_the_questions_before_complete_a_question(server):
    before = {"question": FOLLOW_UP, "history": [QUESTION]}
    address = f"ask?question={quote(FOLLOW_UP)}&history={quote(QUESTION)}"

    assert "별빛도서관" in fetch(f"{server.url}ask", before).json["searched_as"]
    assert "별빛도서관" in fetch(f"{server.url}{address}").json["searched_as"]
    plain = fetch(f"{server.url}ask", {**before, "complete": False})
    assert plain.json["searched_as"] == FOLLOW_UP


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "question"),
        ({"question": ""}, "0 characters"),
        ({"question": "x" * 1001}, "1001 characters"),
        ({"question": "?", "hits": 101}, "hits"),
        ({"question": "?", "hits": "many"}, "hits"),
        ({"question": "?", "since": "soon"}, "since"),
        ({"question": "?", "publisher": "x" * 201}, "filter"),
        ({"question": "?", "history": "no list"}, "history"),
        ({"question": "?", "languages": "ko"}, "languages"),
        ([], "body"),
        (b"{", "JSON"),
        (b"\xff\xfe", ""),
    ],
)
def test_what_is_wrong_is_told_in_one_line(server, data, said):
    reply = fetch(f"{server.url}ask", data)

    assert reply.status == 400
    assert list(reply.json) == ["error"]
    assert said in reply.json["error"]
    assert "\n" not in reply.json["error"]


def test_a_misspelt_parameter_is_told(server):
    reply = fetch(f"{server.url}articles?publishers=x")

    assert reply.status == 400
    assert "publisher" in reply.json["error"]
    assert fetch(f"{server.url}ask?question=a&lang=ko").status == 400


def test_articles_come_in_pages_newest_first(server):
    everything = fetch(f"{server.url}articles?limit=500").json
    pages = [fetch(f"{server.url}articles?limit=7&offset={at}").json for at in range(0, 50, 7)]

    listed = [article["id"] for page in pages for article in page["articles"]]
    assert listed == [article["id"] for article in everything["articles"]]
    assert everything["total"] == len(listed)
    days = [(article["published_at"] or "")[:10] for article in everything["articles"]]
    assert days == sorted(days, reverse=True)


def test_articles_can_be_filtered(server):
    address = (
        "articles?publisher=%ED%95%B4%EC%98%A8%EC%9D%BC%EB%B3%B4&since=2024-09-01&until=2024-09-01"
    )
    page = fetch(f"{server.url}{address}").json
    titled = fetch(f"{server.url}articles?title={quote('별빛도서관')}").json

    assert "starlight" in [article["id"] for article in page["articles"]]
    assert {article["publisher"] for article in page["articles"]} == {"해온일보"}
    assert [article["id"] for article in titled["articles"]] == ["starlight"]
    for wrong in (
        "limit=0",
        "limit=501",
        "offset=-1",
        "since=soon",
        "limit=x",
        "title=" + "x" * 201,
    ):
        assert fetch(f"{server.url}articles?{wrong}").status == 400


def test_an_article_is_whole_and_quotes_stand_in_it(server):
    quoted = fetch(f"{server.url}ask", {"question": QUESTION}).json["quotes"][0]

    article = fetch(f"{server.url}article?id={quote(quoted['article']['id'])}").json

    assert article["body"][quoted["start"] : quoted["end"]] == quoted["text"]
    assert fetch(f"{server.url}article?id=none").status == 404
    assert fetch(f"{server.url}article?id={'x' * 1001}").status == 400


def test_an_update_is_started_and_watched(server):
    token = edit_token(server.url)
    begun = fetch(f"{server.url}update", {}, "POST", Cookie=token)
    assert begun.status == 202
    deadline = time.monotonic() + 60
    while (state := fetch(f"{server.url}update").json)["running"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    assert state["error"] is None
    assert state["summary"]["articles"] == fetch(f"{server.url}health").json["articles"]


def test_without_the_token_that_the_page_gives_nothing_is_changed(server):
    for method in ("POST", "DELETE"):
        reply = fetch(f"{server.url}update", {}, method)
        assert (reply.status, "token" in reply.json["error"]) == (403, True)
    assert fetch(f"{server.url}upload?name=a.txt", b"text", "POST").status == 403
    forged = edit_token(server.url).partition("=")[0] + "=" + "A" * 43
    assert fetch(f"{server.url}update", {}, "POST", Cookie=forged).status == 403


def test_only_who_may_edit_is_told_where_an_article_lies(server):
    token = edit_token(server.url)
    for address in (
        "article?id=starlight",
        f"ask?question={quote(QUESTION)}",
        "articles?limit=500",
    ):
        told = fetch(f"{server.url}{address}", Cookie=token).text
        shown = fetch(f"{server.url}{address}").text
        assert f'"path":"{server.articles}/page.jsonl' in told
        assert '"path":"page.jsonl' in shown
        assert str(server.articles.parent) not in shown


def test_who_may_not_edit_starts_and_stops_no_update():
    class Nothing:
        def __getattr__(self, name):
            raise AssertionError(f"{name} was used")

    endpoints = Endpoints(Desk(Nothing(), Nothing(), may_edit=False))

    for deed in (endpoints.start_update, endpoints.stop_update):
        with pytest.raises(NotAllowed, match="--allow-edit"):
            deed(is_editor=True)


def test_an_update_that_failed_is_told_as_text():
    failed = State(running=False, error=LibraryBusy("cannot update", "another does", "Wait"))
    endpoints = Endpoints(Desk(SimpleNamespace(), SimpleNamespace(state=failed)))

    assert json.loads(json.dumps(endpoints.update_state()))["error"] == str(failed.error)


def test_health_is_for_load_balancers(server):
    reply = fetch(f"{server.url}health")

    assert reply.json["ok"] is True
    assert set(reply.json) == {"ok", "generation", "articles"}
    assert (fetch(f"{server.url}health", method="HEAD").status, reply.status) == (200, 200)


def test_metrics_count_and_hold_no_question(server):
    def found():
        text = fetch(f"{server.url}metrics").text
        line = next(line for line in text.splitlines() if 'outcome="found"' in line)
        return float(line.split()[1]), text

    before, _ = found()
    fetch(f"{server.url}ask", {"question": QUESTION})
    after, text = found()

    assert after == before + 1
    assert "도서관" not in text
    kind = fetch(f"{server.url}metrics").headers["Content-Type"]
    assert kind == "text/plain; version=0.0.4; charset=utf-8"


def test_the_description_names_every_endpoint_and_nothing_outside(server):
    described = fetch(f"{server.url}openapi.json")

    assert set(described.json["paths"]) == {
        "/ask", "/articles", "/article", "/update", "/health", "/metrics",
    }  # fmt: skip
    assert "http" not in json.dumps(described.json["paths"])
    for page in ("docs", "redoc"):
        assert "cdn" not in fetch(f"{server.url}{page}").text


PATHS = ("", "ask", "articles", "article?id=starlight", "update", "health", "metrics", "openapi.json",
         "config", "gradio_api/info", "login", "mcp", "assets/x")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_answers_foreign_hosts_and_origins(server, path):
    assert fetch(f"{server.url}{path}", Host="evil.example").status == 403
    assert fetch(f"{server.url}{path}", Origin="http://evil.example").status == 403
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert fetch(f"{server.url}{path}", **foreign).status == 403


def raw(server, *parts):
    """Send bytes as they are, and return what comes back until the server closes."""
    host, port = urlsplit(server.url).netloc.split(":")
    got = b""
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            while piece := connection.recv(65536):
                got += piece
        except (BrokenPipeError, ConnectionResetError):
            pass
    return got.decode("latin-1")


def test_a_hundred_megabytes_are_cut_off_early(server):
    head = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    started = time.monotonic()

    announced = raw(server, head + b"Content-Length: 100000000\r\n\r\n", b"x" * 1000)
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    streamed = raw(server, head + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 100)

    assert announced.startswith("HTTP/1.1 413")
    assert "More than 1,048,576 bytes" in announced
    assert streamed.startswith("HTTP/1.1 413") or not streamed  # a reset may overtake the answer
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("sent", [b"\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
                                  b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n"])  # fmt: skip
def test_what_is_no_request_harms_nothing(server, sent):
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent + b"\r\n" * 3)

    assert fetch(f"{server.url}health").status == 200


def test_an_article_without_a_day_passes_no_filter_of_days():
    from datetime import date

    from index.article import Source
    from qa.answer import Filters

    assert not passes(Source("1", "a"), Filters(until=date(2030, 1, 1)))
