"""Files that visitors give: their names, their limits, and the way in for them."""

import asyncio
import json
import os
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from asgi import run as finish
from hypothesis import given
from hypothesis import strategies as st

from index.formats import is_readable
from ui.server.http.uploading import PATH, Uploading
from ui.uploads import NAME_BYTES, Refusal, Refused, Uploads, safe_name


@given(st.text(max_size=300), st.sampled_from([".txt", ".MD", ".jsonl.gz", ".pdf", ""]))
def test_any_name_becomes_one_part_of_a_path_or_is_refused(stem, suffix):
    try:
        name = safe_name(stem + suffix)
    except Refused as refused:
        assert refused.refusal is Refusal.KIND
        return

    assert Path(name).name == name
    assert not name.startswith((".", "~$", "#", " "))
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert not {unicodedata.category(one) for one in name} & {"Cc", "Cf", "Cs"}
    assert len(name.encode()) <= NAME_BYTES
    assert is_readable(Path(name))
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("기사.txt", "기사.txt"),
        (unicodedata.normalize("NFD", "기사.txt"), "기사.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\news.md", "news.md"),
        ("/absolute/a.jsonl.gz", "a.jsonl.gz"),
        ("..\\..\\.hidden.txt", "hidden.txt"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("a\0b\n.txt", "ab.txt"),
        ("  two   words .txt", "two words.txt"),
        ("con.txt", "_con.txt"),
        ("가" * 200 + ".txt", "가" * 58 + ".txt"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given_name, name):
    assert safe_name(given_name) == name


@pytest.mark.parametrize("name", ["", ".txt", "a.exe", "a", "..", "/", "a.txt/", "~$.txt", "a.gz"])
def test_a_name_that_is_no_articles_is_refused(name):
    with pytest.raises(Refused):
        safe_name(name)


def give(uploads, name, data=b"text"):
    with uploads.taking(name) as file:
        file.write(data)


def test_two_files_of_one_name_are_both_kept(home):
    uploads = Uploads(home)

    for data in (b"one", b"two", b"three"):
        give(uploads, "a.jsonl.gz", data)

    found = {path.name: path.read_bytes() for path in uploads.folder.iterdir()}
    assert found == {
        "a.jsonl.gz": b"one", "a (2).jsonl.gz": b"two", "a (3).jsonl.gz": b"three",
    }  # fmt: skip
    assert all(uploads.holds(str(uploads.folder / name)) for name in found)
    assert not uploads.holds(str(home / "a.txt"))


def test_a_file_that_is_empty_or_cut_short_leaves_nothing(home):
    uploads = Uploads(home)

    with pytest.raises(Refused):
        give(uploads, "a.txt", b"")
    with pytest.raises(EOFError), uploads.taking("b.txt") as file:
        file.write(b"half")
        raise EOFError

    assert list(uploads.folder.iterdir()) == []


def test_the_folder_has_room_for_so_many_files_and_bytes(home):
    few, small = Uploads(home, files=2), Uploads(home, file_bytes=100, bytes_=10)
    assert small.room() == 10
    give(few, "a.txt", b"123456")
    assert (few.room() > 0, small.room()) == (True, 4)
    give(few, "b.txt", b"1234")

    for full in (few, small):
        with pytest.raises(Refused):
            full.room()


async def rest(scope, receive, send):
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"null"})


def upload(uploads, name="a.txt", chunks=(b"some ", b"text"), *, may_edit=True, path=PATH,
           method="POST", headers=(), leaves=False):  # fmt: skip
    """Send one request; return its status and JSON."""
    sent = []
    parts = [
        {"type": "http.request", "body": chunk, "more_body": leaves or at < len(chunks) - 1}
        for at, chunk in enumerate(chunks)
    ]
    if leaves:
        parts.append({"type": "http.disconnect"})

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    async def run():
        scope = {"type": "http", "path": path, "method": method, "headers": list(headers),
                 "query_string": b"name=" + name.encode()}  # fmt: skip
        await Uploading(rest, uploads, lambda scope: may_edit)(scope, receive, send)

    finish(run())
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_a_file_is_streamed_into_the_folder(home):
    uploads = Uploads(home)

    assert upload(uploads, "%EA%B0%80.txt") == (201, {"name": "가.txt"})
    assert (uploads.folder / "가.txt").read_bytes() == b"some text"


@pytest.mark.parametrize(
    ("options", "status", "refused"),
    [
        ({"may_edit": False}, 403, "right"),
        ({"method": "GET"}, 405, "method"),
        ({"name": "a.exe"}, 415, "kind"),
        ({"name": ""}, 415, "kind"),
        ({"chunks": (b"",)}, 400, "empty"),
        ({"chunks": (b"x" * 60, b"y" * 60)}, 413, "large"),
        ({"headers": [(b"content-length", b"5000")]}, 413, "large"),
        ({"leaves": True}, 500, "failed"),
    ],
)
def test_what_is_not_taken_is_told_and_leaves_nothing(home, options, status, refused, caplog):
    uploads = Uploads(home, file_bytes=100)

    assert upload(uploads, **options) == (status, {"refused": refused})
    assert not uploads.folder.exists() or list(uploads.folder.iterdir()) == []


def test_without_the_right_not_even_the_folder_is_made(home):
    upload(Uploads(home), may_edit=False)

    assert not home.exists()


def test_everything_else_is_passed_on(home):
    assert upload(Uploads(home), path="/other", may_edit=False)[0] == 299


def test_leftovers_of_a_killed_server_are_tidied(home):
    uploads = Uploads(home)
    give(uploads, "a.txt")
    (uploads.folder / ".0011.part").write_bytes(b"half")

    Uploading(rest, uploads, lambda scope: True)

    assert [path.name for path in uploads.folder.iterdir()] == ["a.txt"]


def test_while_the_disk_takes_its_time_others_are_served(home, monkeypatch):
    slow, ticks = 0.3, []
    monkeypatch.setattr(os, "fsync", lambda number: time.sleep(slow))

    async def ticking():
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.01)

    async def receive():
        return {"type": "http.request", "body": b"text", "more_body": False}

    async def send(message):
        pass

    async def run():
        others = asyncio.create_task(ticking())
        scope = {"type": "http", "path": PATH, "method": "POST", "headers": [],
                 "query_string": b"name=a.txt"}  # fmt: skip
        await Uploading(rest, Uploads(home), lambda scope: True)(scope, receive, send)
        others.cancel()

    finish(run())
    assert len(ticks) > 5
    assert max(after - before for before, after in pairwise(ticks)) < slow / 2
