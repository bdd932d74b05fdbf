"""The laws of every reader: nothing lost, nothing raised, whatever the input."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import Unreadable
from index.formats import read
from index.formats.export_record import article_of, record_of
from index.formats.front_matter import read_front_matter
from index.formats.lines import split_lines
from index.formats.markdown import parse_markdown
from index.formats.plain_text import parse_text
from index.formats.published_dates import parse_date, read_date_line

PIECES = [
    "한솔일보", "한솔대교, 6년 만에 열렸다", "2025년 10월 28일 오후 1:55", "입력 2025.10.28 13:55", "홍길동 기자",
    "(한솔=한솔통신) 홍길동 기자 = 글이다.", "By Jane Doe", "다리가 28일 열렸다. 길이는 480미터이다.", " | ", "| 한솔일보",
    "강변에서 시장과 어린이들이 오색 줄을 자르고 있다.", "[사진=한솔시]", "*홍길동 기자가 이 기사에 기여했습니다.",
    "무단 전재 및 재배포 금지", "관련 기사", "- 밤에도 걷는 다리", "---", "```", "# 제목", "## 길이", "| 구분 | 요금 |",
    "|---|---|", "![다리](a.jpg)", "<!--", "-->", "title: 다리", "\t", "\n", "\n\n", "\r\n", "\r", "\u2028", "\u3000", " ",
    "\ufeff", "\u200b", "👩‍👩‍👧", "🇰🇷", "大橋", "\u1112\u119e\u11ab", "\u1100\u1161", "e\u0301", "\ud7b0", "\0", "\ud800", "\x1c",
    "The new bridge over the river opened on Tuesday after\n", "years of work and many people walked across before\n",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def assert_lawful(article):
    covered = [0] * len(article.body)
    for block in article.blocks:
        text = block.span.of(article.body)
        assert text == text.strip()
        for place in range(block.span.start, block.span.end):
            covered[place] += 1
    assert [block.span for block in article.blocks] == sorted(b.span for b in article.blocks)
    assert all(
        count == 1 or (count == 0 and character.isspace())
        for count, character in zip(covered, article.body, strict=True)
    )
    assert unicodedata.is_normalized("NFC", article.body)
    assert article.source.title.strip()
    assert "\n" not in article.source.title
    assert_exported_alike(article)


def assert_exported_alike(article):
    """Say that the article comes back whole from the line that it is exported as."""
    article = replace(article, source=replace(article.source, id="a"))
    line = json.dumps(record_of(article, article.content_hash), ensure_ascii=False).encode()
    assert article_of(json.loads(line), Path(article.source.path)) == article


def read_bytes(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    found = list(read(path))
    for one in found:
        if isinstance(one, Article):
            assert_lawful(one)
        else:
            assert isinstance(one, Unreadable)
            assert "\n" not in str(one)
    return found


@many
@given(TEXTS)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_every_character_of_a_file_lies_in_one_block(tmp_path, suffix, text):
    data = text.encode(errors="ignore").replace(b"\0", b"")

    found = read_bytes(tmp_path, f"a{suffix}", data)

    assert len(found) == 1
    if isinstance(found[0], Article):
        body = unicodedata.normalize("NFC", data.decode())
        assert found[0].body in (body, body.removeprefix("\ufeff"))


@many
@given(TEXTS)
def test_every_character_of_a_record_lies_in_one_block(tmp_path, text):
    data = json.dumps({"id": "a", "title": "t", "text": text}).encode()

    assert len(read_bytes(tmp_path, "a.jsonl", data)) == 1


@many
@given(TEXTS)
def test_nfd_and_utf16_files_give_the_article_that_utf8_gives(tmp_path, text):
    sane = "".join(c for c in text if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    text = "다리가 열렸다. 길이는 480미터이다.\n" + sane
    [plain] = read_bytes(tmp_path, "a.txt", text.encode())

    [apart] = read_bytes(tmp_path, "a.txt", unicodedata.normalize("NFD", text).encode())
    [wide] = read_bytes(tmp_path, "a.txt", text.encode("utf-16"))

    assert apart == plain == wide


@many
@given(st.text(st.characters(codec="cp949", exclude_categories=["Cc"])))
def test_cp949_files_give_the_article_that_utf8_gives(tmp_path, text):
    text = (
        "다리가 28일에 열렸다. 시는 이 다리의 길이를 480미터라고 밝히고 주민에게 알렸다.\n" * 3
        + text[:20]
    )
    [plain] = read_bytes(tmp_path, "a.txt", text.encode())

    [legacy] = read_bytes(tmp_path, "a.txt", text.encode("cp949"))

    assert isinstance(plain, Article)
    assert legacy == plain


@many
@given(st.binary(max_size=300))
@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl", ".jsonl.gz"])
def test_no_bytes_are_ever_raised_at(tmp_path, suffix, data):
    assert read_bytes(tmp_path, f"a{suffix}", data)


@many
@given(TEXTS)
def test_dates_and_front_matter_take_any_text(text):
    parse_date(text)
    read_date_line(text)
    body = f"---\n{text}\n---\n"
    read_front_matter(body, split_lines(body))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "가 | 나 ", "가", "사진 제공: ", "홍길동·", "By Jane ", "열렸다. ", "2025.10.28 ", "|", "-", "# ", "![a](", "a@b.",
        "[", "(", "무단 전재 ", "ⓒ", "a\tb\n", "관련 기사\n", "```\n", "<!--\n", "가나 | 다라\n", "\r", "[a]: b\n", "다\u0301",
        "The new bridge over the river opened on Tuesday after\n", "강변에서 시장과 어린이들이 오색 줄을 자른다 | 연합",
    ],
)  # fmt: skip
@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
def test_a_megabyte_of_anything_repeated_is_read_at_once(unit, parse):
    size = (
        2**18 if "\n" in unit else 2**20
    )  # many lines take long on a slow machine, and are no danger
    body = unicodedata.normalize("NFC", unit * (size // len(unit)))

    article = parse(body, Path("a.txt"))

    assert article.body == body
