"""Files that are made to hang, crash or fill the memory: a line each, soon, and the next file is read."""

import json
import os
import signal
import time
import zlib
from pathlib import Path

import pytest
import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import broken_law, splits_well
from mutations import SEEDS, mutate

from index import child_process
from index.article import Article
from index.formats import read, sandbox, sandbox_process

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 15.0
"""The readers stop after 4; the rest is for a machine that is busy."""


def read_bytes(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    start = time.monotonic()
    found = list(read(path))
    assert time.monotonic() - start < SECONDS
    assert broken_law(found) is None
    return found


def pdf_of(content, filters=b""):
    """A PDF whose first stream (the map of its letters) is content."""
    whole = samples.pdf([[samples.KOREAN]])
    start = whole.index(b"<< /Length")
    end = whole.index(b"endstream", start)
    head = b"<< %s /Length %d >>\nstream\n" % (filters, len(content))
    return whole[:start] + head + content + b"\n" + whole[end:]


HOSTILE = {
    "deep.html": samples.page("<div>" * 100_000 + samples.KOREAN),
    "deep_table.html": samples.page("<table><tr><td>" * 20_000 + samples.KOREAN),
    "attributes.html": samples.page("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</p>"),
    "links.html": samples.page("<ul>" + "<li><a>가</a></li>" * 100_000 + "</ul>"),
    "line.html": samples.page(samples.KOREAN * 20_000),
    "data.html": samples.page(
        f"<script type='application/ld+json'>{'[' * 500_000}</script>글이다."
    ),
    "deep.json": b'{"a":' * 200_000,
    "deep_eml.eml": b"Subject: x\n"
    + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3_000)
    ),
    "words.eml": b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nhello there.",
    "deep.xml": b"<rss>" + b"<a>" * 200_000,
    "bomb.pdf": pdf_of(zlib.compress(b"q " * 50_000_000, 9), b"/Filter /FlateDecode"),
    "brackets.pdf": pdf_of(b"[" * 200_000),
    "loop.pdf": samples.pdf([["a"]]).replace(b"/Kids [", b"/Kids [2 0 R "),
    "many.csv": b"text" + b"," * 1_000_000 + b"\n1",
    "fields.jsonl": json.dumps({"id": "a", "text": "가" * 100_000}).encode() * 2,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_and_the_next_one_is_read(tmp_path, name):
    read_bytes(tmp_path, name, HOSTILE[name])

    [article] = read_bytes(tmp_path, "next.html", samples.article_page())
    assert article.source.title == samples.TITLE


@pytest.mark.slow
def test_a_reader_that_hangs_is_stopped_and_the_next_file_is_read(tmp_path, monkeypatch):
    read_bytes(tmp_path, "a.html", samples.article_page())
    monkeypatch.setattr(sandbox, "START_SECONDS", 0.2)
    os.kill(sandbox._idle[-1]._child.pid, signal.SIGSTOP)

    [problem] = read_bytes(tmp_path, "a.html", samples.article_page())
    monkeypatch.undo()
    [article] = read_bytes(tmp_path, "a.html", samples.article_page())

    assert "takes longer than" in problem.why
    assert isinstance(article, Article)


@pytest.mark.slow
def test_a_reader_that_crashed_or_went_idle_is_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr(child_process, "END_SECONDS", 60)  # on a machine that is busy
    read_bytes(tmp_path, "a.html", samples.article_page())
    sandbox._idle[-1]._child.kill()

    [crashed] = read_bytes(tmp_path, "a.html", samples.article_page())
    [article] = read_bytes(tmp_path, "a.html", samples.article_page())
    status = sandbox._idle[-1]._child.end()
    [again] = read_bytes(tmp_path, "a.html", samples.article_page())

    assert status == 0
    assert "brings its reader down" in crashed.why
    assert isinstance(article, Article)
    assert isinstance(again, Article)


@pytest.mark.slow
def test_a_reader_that_wants_more_memory_than_it_may_take_is_told_in_a_line(tmp_path):
    [problem] = read_bytes(tmp_path, "a.html", samples.page("<br>" * 3_500_000))

    assert problem.why
    assert sandbox_process.MEMORY <= 2**30


@pytest.mark.parametrize(
    "path", sorted(CORPUS.iterdir()) if CORPUS.is_dir() else [], ids=lambda p: p.name
)
def test_what_once_broke_the_law_no_longer_does(tmp_path, path):
    read_bytes(tmp_path, f"a{''.join(path.suffixes[-2:])}", path.read_bytes())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.randoms(use_true_random=False))
@pytest.mark.parametrize("suffix", sorted(SEEDS))
def test_spoilt_files_are_read_or_refused(tmp_path, suffix, chance):
    read_bytes(tmp_path, f"a{suffix}", mutate(suffix, chance))


@pytest.mark.parametrize("suffix", sorted(SEEDS))
def test_sound_files_give_articles_whose_sentences_stand_in_them(tmp_path, analyzer, suffix):
    for data in SEEDS[suffix]:
        articles = [
            one for one in read_bytes(tmp_path, f"a{suffix}", data) if isinstance(one, Article)
        ]

        assert articles
        assert [splits_well(article, analyzer) for article in articles] == [None] * len(articles)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text())
@pytest.mark.parametrize("form", ["page", "json", "csv", "feed", "mail", "word", "pdf"])
def test_any_text_may_stand_in_any_format(tmp_path, form, text):
    writable = "".join(c for c in text if c.isprintable() or c in "\n ") + samples.KOREAN
    safe = writable.replace("<", " ").replace("&", " ").replace("]]>", " ")
    name, data = {
        "page": lambda: ("a.html", samples.page(f"<p>{writable}</p>")),
        "json": lambda: ("a.json", json.dumps({"text": text + samples.KOREAN}).encode()),
        "csv": lambda: (
            "a.csv",
            ('text\n"' + text.replace('"', '""') + '가."')
            .encode(errors="ignore")
            .replace(b"\0", b""),
        ),
        "feed": lambda: (
            "a.rss",
            samples.feed(f"<title>a</title><description>{safe}</description>"),
        ),
        "mail": lambda: ("a.eml", samples.mail(writable)),
        "word": lambda: ("a.docx", samples.word(writable)),
        "pdf": lambda: (
            "a.pdf",
            samples.pdf([[line for line in writable.splitlines() if line.isprintable()]]),
        ),
    }[form]()

    assert read_bytes(tmp_path, name, data)
