from pathlib import Path

import pytest

from index.formats.markdown import parse_markdown

FRONT = """---
title: "한솔대교, 열렸다"
publisher: 한솔일보
author: [홍길동, 김서라]
date: 2025-10-28 13:55:00
url: https://example.com/a
lang: ko-KR
---
"""


def parse(text):
    return parse_markdown(text, Path("articles/다리.md"))


def kinds(text):
    article = parse(text)
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def test_front_matter_becomes_the_source_and_stays_in_the_body():
    article = parse(f"{FRONT}\n# 한솔대교, 열렸다\n\n길이는 480미터이다.\n")

    source = article.source
    assert (source.title, source.publisher) == ("한솔대교, 열렸다", "한솔일보")
    assert (source.byline, source.published_at) == ("홍길동, 김서라", "2025-10-28T13:55:00+09:00")
    assert (source.url, source.language) == ("https://example.com/a", "ko")
    assert [(str(b.kind), b.span.of(article.body)) for b in article.blocks] == [
        ("metadata", FRONT.strip()),
        ("title", "# 한솔대교, 열렸다"),
        ("paragraph", "길이는 480미터이다."),
    ]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("site: 한솔일보", "publisher", "한솔일보"),
        ("source: 한솔일보", "publisher", "한솔일보"),
        ("매체: 한솔일보", "publisher", "한솔일보"),
        ("authors:\n  - name: 홍길동\n  - 김서라", "byline", "홍길동, 김서라"),
        ("author: {name: 홍길동}", "byline", "홍길동"),
        ("byline: By Jane Doe", "byline", "Jane Doe"),
        ("published: 2025-10-28", "published_at", "2025-10-28"),
        ("date: 20251028", "published_at", "2025-10-28"),
        ("published_at: 2025-10-28T13:55:00Z", "published_at", "2025-10-28T13:55:00+00:00"),
        ("published_at: 2025-10-28T13:55:00+02:00", "published_at", "2025-10-28T13:55:00+02:00"),
        ("date: 2025년 10월 28일 오후 1:55", "published_at", "2025-10-28T13:55:00+09:00"),
        ("date: 2025-13-40", "published_at", None),
        ("date: 10월 28일", "published_at", None),
        ("url: javascript:alert(1)", "url", None),
        ("url: ftp://example.com/a", "url", None),
        ("language: zh-TW", "language", "zh-Hant"),
        ("language: zh_CN", "language", "zh-Hans"),
        ("language: Korean", "language", None),
        ("publisher: ~", "publisher", None),
        ("publisher: null", "publisher", None),
        ("title: 2025", "title", "2025"),
        ("title: yes", "title", "yes"),
        ("title: 다리: 열렸다", "title", "다리: 열렸다"),
        ("title: [broken\npublisher: 한솔일보", "publisher", "한솔일보"),
    ],
)
def test_each_field_is_read_as_it_is_written(line, field, value):
    source = parse(f"---\n{line}\n---\n\n길이는 480미터이다.").source

    assert getattr(source, field) == value


def test_rules_around_a_text_are_no_front_matter():
    text = "---\n다리가 열렸다.\n---\n\n길이는 480미터이다."

    assert [kind for kind, _ in kinds(text)] == ["metadata", "paragraph", "metadata", "paragraph"]


def test_front_matter_that_never_ends_is_text():
    text = "---\ntitle: 다리\n\n길이는 480미터이다."

    assert [part for _, part in kinds(text)] == ["---", "title: 다리", "길이는 480미터이다."]


def test_the_first_heading_is_the_title_and_a_head_under_it_is_read():
    article = parse(
        "# 한솔대교, 열렸다\n\n한솔일보 | 2025.10.28 13:55 | 홍길동 기자\n\n길이는 480미터이다."
    )

    source = article.source
    assert (source.title, source.publisher) == ("한솔대교, 열렸다", "한솔일보")
    assert (source.byline, source.published_at) == ("홍길동 기자", "2025-10-28T13:55:00+09:00")


def test_a_file_without_heading_is_read_as_text():
    article = parse("한솔대교, 열렸다\n\n길이는 480미터이다.")

    assert article.source.title == "한솔대교, 열렸다"
    assert [str(block.kind) for block in article.blocks] == ["title", "paragraph"]


def test_headings_of_both_kinds_are_headings():
    text = "제목이다\n===\n\n글이다.\n\n## 길이\n\n480미터이다.\n\n너비\n---\n\n20미터이다."

    assert kinds(text) == [
        ("title", "제목이다"),
        ("metadata", "==="),
        ("paragraph", "글이다."),
        ("heading", "## 길이"),
        ("paragraph", "480미터이다."),
        ("heading", "너비"),
        ("metadata", "---"),
        ("paragraph", "20미터이다."),
    ]


def test_a_table_is_one_block_with_its_rule():
    text = "# 요금\n\n| 구분 | 요금 |\n|---|---:|\n| 어른 | 3,000원 |\n| 어린이 | 1,000원 |\n\n오늘부터다."

    assert kinds(text)[1:] == [
        ("table", "| 구분 | 요금 |\n|---|---:|\n| 어른 | 3,000원 |\n| 어린이 | 1,000원 |"),
        ("paragraph", "오늘부터다."),
    ]


def test_a_picture_gives_its_caption_and_hides_its_address():
    text = "# 제목\n\n![강 위에 놓인 새 다리](https://example.com/a_(1).jpg)\n\n글이다."

    assert kinds(text)[1:] == [
        ("metadata", "!["),
        ("caption", "강 위에 놓인 새 다리"),
        ("metadata", "](https://example.com/a_(1).jpg)"),
        ("paragraph", "글이다."),
    ]


def test_items_are_paragraphs_of_their_own_and_a_sentence_is_not_cut_at_a_line_end():
    text = "# 제목\n\n한솔대교가\n열렸다.\n\n- 길이 480미터\n- 너비\n  20미터\n1. 보행로"

    assert [part for _, part in kinds(text)[1:]] == [
        "한솔대교가\n열렸다.",
        "- 길이 480미터",
        "- 너비\n  20미터",
        "1. 보행로",
    ]


def test_fences_and_comments_are_hidden_and_code_stays():
    text = "# 제목\n\n```python\n# 주석이다\n```\n\n<!-- 감춘\n말 -->\n\n글이다."

    assert kinds(text)[1:] == [
        ("metadata", "```python"),
        ("paragraph", "# 주석이다"),
        ("metadata", "```"),
        ("metadata", "<!-- 감춘"),
        ("metadata", "말 -->"),
        ("paragraph", "글이다."),
    ]


def test_notices_and_bylines_are_marked_as_in_text():
    text = "# 제목\n\n글이다.\n\n홍길동 기자\n\n무단 전재 및 재배포 금지"

    assert [kind for kind, _ in kinds(text)][2:] == ["byline", "notice"]
    assert parse(text).source.byline == "홍길동 기자"


def test_a_file_with_only_front_matter_is_an_article_without_text():
    article = parse("---\ntitle: 다리\n---\n")

    assert article.source.title == "다리"
    assert [str(block.kind) for block in article.blocks] == ["metadata"]
