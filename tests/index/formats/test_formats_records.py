"""Several articles from one file: JSON and tables."""

import json

import pytest
import samples

from index.article import Article
from index.errors import Unreadable
from index.formats import read, record


def read_bytes(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path))


def read_json(tmp_path, found):
    return read_bytes(tmp_path, "기사.json", json.dumps(found, ensure_ascii=False).encode())


def facts(article):
    source = article.source
    return {
        name: getattr(source, name)
        for name in ("id", "title", "publisher", "byline", "published_at", "url", "language")
    }


FULL = {
    "id": "a1",
    "title": "다리",
    "publisher": "한솔일보",
    "byline": "홍길동 기자",
    "published_at": samples.MOMENT,
    "url": "https://example.com/1",
    "language": "ko",
}


@pytest.mark.parametrize(
    "found",
    [
        FULL | {"text": samples.KOREAN},
        {"id": "a1", "headline": "다리", "source": "한솔일보", "author": "홍길동 기자", "date": "2025-10-28 13:55",
         "link": FULL["url"], "lang": "ko-KR", "body": samples.KOREAN},
        {"id": "a1", "headline": "다리", "publisher": {"name": "한솔일보"}, "author": [{"name": "홍길동 기자"}],
         "datePublished": samples.MOMENT, "url": FULL["url"], "inLanguage": "ko", "articleBody": samples.KOREAN},
        {"ID": "a1", "Title": "다리", "Publisher": "한솔일보", "Byline": "홍길동 기자", "Published At": "2025.10.28 13:55",
         "URL": FULL["url"], "Language": "ko", "Content": samples.KOREAN},
        {"기사ID": "a1", "제목": "다리", "언론사": "한솔일보", "기자": "홍길동 기자", "일자": "2025년 10월 28일 오후 1:55",
         "링크": FULL["url"], "언어": "ko", "본문": samples.KOREAN},
        {"id": "a1", "title": {"rendered": "다리"}, "publisher": "한솔일보", "byline": "홍길동 기자",
         "date": "입력 2025.10.28 13:55", "link": FULL["url"], "lang": "ko", "content": {"rendered": samples.KOREAN}},
    ],
)  # fmt: skip
def test_usual_names_of_fields_are_understood(tmp_path, found):
    [article] = read_json(tmp_path, found)

    assert facts(article) == FULL
    assert article.body == samples.KOREAN


@pytest.mark.parametrize(
    ("date", "out"),
    [
        (1761627300, "2025-10-28T04:55:00+00:00"), (1761627300000, "2025-10-28T04:55:00+00:00"), (20251028, "2025-10-28"),
        ("20251028", "2025-10-28"), ("Tue, 28 Oct 2025 13:55:00 +0900", samples.MOMENT), ("10월 28일", None), (2025, None),
        ("28/10/2025", None), ("25.10.28", None), (-1, None), (True, None), (0, None), ("", None), ([], None), ("수정 2025.10.28", None),
        ("0001-01-01T00:00:00Z", None), ("1970-01-01T00:00:00Z", None), (1e300, None), ("2025-10-28 홍길동", None),
    ],
)  # fmt: skip
def test_a_date_is_read_or_unknown(tmp_path, date, out):
    [article] = read_json(tmp_path, {"text": samples.KOREAN, "date": date})

    assert article.source.published_at == out


@pytest.mark.parametrize("name", ["articles", "items", "data", "results", "posts"])
def test_a_list_of_articles_may_stand_within_an_object(tmp_path, name):
    records = [{"title": "하나", "text": samples.KOREAN}, {"title": "둘", "text": samples.MORE}]

    plain = read_json(tmp_path, records)
    within = read_json(tmp_path, {"count": 2, name: records})

    assert [one.source.title for one in plain] == ["하나", "둘"]
    assert within == plain


def test_html_in_a_field_is_read_as_it_shows_itself(tmp_path):
    [article] = read_json(
        tmp_path, {"title": "t", "content": f"<p>{samples.KOREAN}</p><p>a &amp; b.</p>"}
    )

    assert article.body == f"{samples.KOREAN}\n\na & b."


def test_a_text_that_only_speaks_of_signs_stays_as_it_is(tmp_path):
    text = "1 < 2이고 3 > 2이다. <제목>을 쓴다."

    assert read_json(tmp_path, {"text": text})[0].body == text


def test_a_list_of_paragraphs_is_a_text(tmp_path):
    [article] = read_json(tmp_path, {"text": [samples.KOREAN, samples.MORE]})

    assert article.body == f"{samples.KOREAN}\n\n{samples.MORE}"


def test_a_bad_record_is_named_and_the_others_are_read(tmp_path):
    good = {"text": samples.KOREAN}
    found = read_json(tmp_path, [good, {"title": "t"}, 7, ["a"], {"text": samples.MORE}])

    assert [type(one) for one in found] == [Article, Unreadable, Unreadable, Unreadable, Article]
    assert found[1].what.endswith("기사.json, article 2")
    assert "no text" in found[1].why


def test_of_many_bad_records_the_first_are_named_and_the_rest_counted(tmp_path):
    found = read_json(tmp_path, [{"title": "t"}] * 500)

    assert len(found) == record.MOST_PROBLEMS + 1
    assert "490 more of its 500 records" in found[-1].why


def test_a_list_of_what_is_no_article_is_given_up_after_a_while(tmp_path):
    found = read_bytes(tmp_path, "a.json", b"[" + b"1," * 1_000_000 + b"1]")

    assert len(found) == record.MOST_PROBLEMS + 1
    assert "first 1000 records" in found[-1].why


def test_an_object_of_very_many_fields_is_no_article(tmp_path):
    [problem] = read_json(tmp_path, {str(number): "a" for number in range(5_000)})

    assert "fields" in problem.why


def test_an_id_may_stand_twice_only_for_the_same_article(tmp_path):
    same = {"id": 1, "text": samples.KOREAN}
    first, problem = read_json(tmp_path, [same, same, {"id": 1, "text": samples.MORE}])

    assert first.source.id == "1"
    assert '"1" stands above already' in problem.why


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"[]", "no articles"),
        (b"7", "a bare value"),
        (b"{}", "no text"),
        (b'{"text": "a"}\n{"text": "b"}\n', "one after another"),
        (b"[" * 100_000, "too deep"),
        (b"[" * 5_000_000, "too many parts"),
        (b'{"text": ' + b"1" * 5_000 + b"}", "too large"),
        (b"\x89PNG\0\0", "binary"),
    ],
    ids=range(10),
)
def test_a_file_that_holds_no_articles_is_one_line(tmp_path, data, reason):
    [problem] = read_bytes(tmp_path, "a.json", data)

    assert reason in problem.why
    assert "\n" not in str(problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.csv", "|")],
)
def test_a_table_is_read_whatever_parts_its_columns(tmp_path, name, delimiter, encoding):
    rows = [
        ["번호", "제목", "본문", "날짜"],
        ["1", "다리", f'"{samples.KOREAN}\n그는 ""길다""고 했다; 또, 넓다."', "2025-10-28"],
        ["2", "꽃길", samples.MORE.replace(",", ""), ""],
    ]  # fmt: skip
    text = "\r\n".join(delimiter.join(row) for row in rows)

    first, second = read_bytes(tmp_path, name, text.encode(encoding))

    assert first.body == f'{samples.KOREAN}\n그는 "길다"고 했다; 또, 넓다.'
    assert (first.source.title, first.source.published_at) == ("다리", "2025-10-28")
    assert (second.source.title, second.source.published_at) == ("꽃길", None)


def test_a_row_without_text_is_named_by_its_line(tmp_path):
    text = f'title,text\na,"{samples.KOREAN}\n{samples.MORE}"\nb,\nc,{samples.KOREAN}\n'

    found = read_bytes(tmp_path, "a.csv", text.encode())

    assert [type(one) for one in found] == [Article, Unreadable, Article]
    assert found[1].what.endswith("a.csv, the row of line 4")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column"),
        (b"title,text\n", "no articles"),
        (b'title,text\na,"' + b"a" * 10_000_000, "longer than"),
        (b'title,text\na,"' + b"a" * 10_000_000 + b'"\nb,c\n', "longer than"),
        (b"\0\1\2", "binary"),
    ],
    ids=range(6),
)
def test_a_table_that_cannot_be_read_is_one_line(tmp_path, data, reason):
    [problem] = read_bytes(tmp_path, "a.csv", data)

    assert reason in problem.why
