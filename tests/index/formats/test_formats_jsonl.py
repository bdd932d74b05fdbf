import gzip
import json

import pytest

from index.article import Article
from index.errors import Unreadable
from index.formats import jsonl, read

GOOD = {"id": "a", "title": "한솔대교", "text": "다리가 열렸다.\n\n무단 전재 및 재배포 금지"}


def read_lines(tmp_path, *lines, name="기사.jsonl", encoding="utf-8", end="\n"):
    path = tmp_path / name
    path.write_bytes(end.join(lines).encode(encoding))
    return list(read(path))


def dump(**fields):
    return json.dumps(GOOD | fields, ensure_ascii=False)


def test_a_line_is_an_article_with_the_id_it_brings(tmp_path):
    [article] = read_lines(
        tmp_path,
        dump(
            publisher="한솔일보",
            byline="홍길동 기자",
            published_at="2025년 10월 28일 오후 1:55",
            url="https://example.com/a",
            language="ko",
            other=1,
        ),
    )

    source = article.source
    assert (source.id, source.title, source.publisher) == ("a", "한솔대교", "한솔일보")
    assert (source.byline, source.published_at) == ("홍길동 기자", "2025-10-28T13:55:00+09:00")
    assert (source.url, source.language) == ("https://example.com/a", "ko")
    assert article.body == GOOD["text"]
    assert [str(block.kind) for block in article.blocks] == ["paragraph", "notice"]


def test_the_first_line_of_a_text_is_text(tmp_path):
    [article] = read_lines(tmp_path, dump(text="한솔일보\n한솔대교 열려\n2025.10.28\n길다."))

    assert article.source.published_at is None
    assert {str(block.kind) for block in article.blocks} == {"paragraph"}


def test_a_number_is_an_id_too_and_a_missing_title_comes_from_the_text(tmp_path):
    [article] = read_lines(tmp_path, dump(id=7, title=None))

    assert (article.source.id, article.source.title) == ("7", "다리가 열렸다.")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_line_ends_and_encodings_make_no_difference(tmp_path, end, encoding):
    articles = read_lines(tmp_path, dump(), dump(id="b"), end=end, encoding=encoding)

    assert [(one.source.id, one.body) for one in articles] == [
        ("a", GOOD["text"]),
        ("b", GOOD["text"]),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "text": ', "not JSON"),
        ("[1, 2]", "a list"),
        ('"text"', "a bare value"),
        (dump(text=None), 'no "text"'),
        (dump(text=" \u200b\n"), 'no "text"'),
        (dump(text=["a"]), "type list"),
        (dump(title=3), "type int"),
        (dump(publisher={"name": "a"}), "type dict"),
        (dump(id=None), 'no "id"'),
        (dump(id=""), 'no "id"'),
        (dump(id=True), 'wrong (bool) "id"'),
        (dump(id=1.5), 'wrong (float) "id"'),
        ("[" * 100_000, "too deep"),
        ("1" * 5_000, "too large"),
        (dump(text="a" + "\u0301" * 500), "combining"),
        ("\0\0\0", "binary"),
    ],
)
def test_a_bad_line_is_reported_with_its_number_and_the_rest_is_read(tmp_path, line, reason):
    first, problem, last = read_lines(tmp_path, dump(), line, dump(id="b"))

    assert (first.source.id, last.source.id) == ("a", "b")
    assert isinstance(problem, Unreadable)
    assert problem.what.endswith("기사.jsonl, line 2")
    assert reason in problem.why
    assert problem.mend
    assert "\n" not in str(problem)


def test_an_id_may_stand_twice_only_for_the_same_article(tmp_path):
    first, problem = read_lines(tmp_path, dump(), dump(), dump(text="다른 글이다."))

    assert isinstance(first, Article)
    assert problem.what.endswith("line 3")
    assert '"a" stands above already' in problem.why


def test_what_no_database_can_hold_is_replaced(tmp_path):
    [article] = read_lines(tmp_path, '{"id": "a", "title": "t", "text": "가\\u0000나\\ud800다"}')

    assert article.body == "가\ufffd나\ufffd다"


def test_a_line_over_the_limit_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 2**20)
    long = dump(id="long", text="가" * 2**20)

    first, problem, last = read_lines(tmp_path, dump(), long, dump(id="b"))

    assert (first.source.id, last.source.id) == ("a", "b")
    assert "longer than 1 MB" in problem.why


def test_a_line_may_be_longer_than_what_is_read_at_a_time(tmp_path):
    text = ("다리가 열렸다. " * 50 + "\r\n") * (jsonl.CHUNK // 400)

    [article] = read_lines(tmp_path, dump(text=text))

    assert article.body == text


def test_a_gzipped_file_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(f"{dump()}\n{dump(id='b')}\n".encode(), mtime=0))

    assert [article.source.id for article in read(path)] == ["a", "b"]


def test_what_stands_before_the_cut_of_a_gzipped_file_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = [dump(id=str(n), text=f"{n * n}번째 글이다.") for n in range(3_000)]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0)[:-2_000])

    *articles, problem = read(path)

    assert len(articles) > 1_000
    assert "cut off" in problem.why


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jsonl.gz", dump().encode(), "gzip"),
        ("a.jsonl.gz", gzip.compress(dump().encode(), mtime=0)[:12] + b"\xff" * 40, "gzip"),
        ("a.jsonl", gzip.compress(dump().encode(), mtime=0), "packed with gzip"),
        ("a.jsonl", b"\x89PNG\0\0\0", "binary"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.jsonl.gz", b"", "empty"),
        ("a.jsonl", dump().encode("utf-16")[:-1], "cut off"),
    ],
)
def test_a_damaged_file_is_one_problem(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)

    [problem] = read(path)

    assert isinstance(problem, Unreadable)
    assert reason in problem.why
