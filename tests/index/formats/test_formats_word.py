from pathlib import Path

import pytest
import samples

from index.formats.docx import parse_docx
from index.formats.format_error import FormatError


def parse(*blocks):
    return parse_docx(samples.word(*blocks), Path("다리.docx"))


def kinds(article):
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def test_styles_tell_title_headings_and_captions_and_tables_become_rows():
    article = parse(
        ("Title", samples.TITLE),
        "홍길동 기자",
        "2025.10.28 13:55",
        samples.KOREAN,
        ("Heading 1", "통행 요금"),
        [["구분", "요금"], ["승용차", "1,000원"]],
        ("Caption", "표 1. 요금"),
        "무단 전재 및 재배포 금지",
    )

    assert kinds(article) == [
        ("title", samples.TITLE),
        ("byline", "홍길동 기자"),
        ("date", "2025.10.28 13:55"),
        ("paragraph", samples.KOREAN),
        ("heading", "통행 요금"),
        ("table", "| 구분 | 요금 |\n| 승용차 | 1,000원 |"),
        ("caption", "표 1. 요금"),
        ("notice", "무단 전재 및 재배포 금지"),
    ]
    source = article.source
    assert (source.title, source.byline) == (samples.TITLE, "홍길동 기자")
    assert source.published_at == samples.MOMENT


def test_the_head_is_read_without_styles_too():
    source = parse("한솔일보", samples.TITLE, "입력 2025.10.28 13:55", samples.KOREAN).source

    assert (source.title, source.publisher) == (samples.TITLE, "한솔일보")
    assert source.published_at == samples.MOMENT


def test_properties_of_the_file_are_not_heard():
    source = parse(samples.KOREAN).source

    assert (source.byline, source.published_at) == (None, None)


def test_a_table_of_one_column_only_frames_its_text():
    assert kinds(parse([[samples.KOREAN], [samples.MORE]])) == [
        ("paragraph", samples.KOREAN),
        ("paragraph", samples.MORE),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (samples.word("a")[:-500], "cut off"),
        (b"text", "no Word file"),
        (samples.archive({"a.txt": b"a"}), "no Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word file"),
        (samples.word(""), "no text"),
        (
            samples.archive({f"{n}.xml": bytes(60 * 2**20) for n in range(1)}),
            "more than a document",
        ),
    ],
    ids=["cut", "text", "zip", "doc", "empty", "bomb"],
)
def test_what_is_no_sound_file_is_refused(data, reason):
    with pytest.raises(FormatError, match=reason.replace("(", r"\(")):
        parse_docx(data, Path("a.docx"))
