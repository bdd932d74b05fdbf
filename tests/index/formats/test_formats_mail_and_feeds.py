import pytest
import samples

from index.errors import Unreadable
from index.formats import read


def read_bytes(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path))


def kinds(article):
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def test_a_mail_gives_subject_sender_day_and_text(tmp_path):
    text = f"{samples.KOREAN}\r\n\r\n{samples.MORE}\r\n"

    [article] = read_bytes(tmp_path, "a.eml", samples.mail(text, charset="euc-kr"))

    source = article.source
    assert (source.title, source.byline, source.published_at) == (
        "Bridge",
        "Jane Doe",
        samples.MOMENT,
    )
    assert kinds(article) == [("paragraph", samples.KOREAN), ("paragraph", samples.MORE)]


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?B?64uk66as?=", "다리"), ("=?euc-kr?B?tNm4rg==?=", "다리"), ("=?ks_c_5601-1987?B?tNm4rg==?=", "다리"),
        ("=?utf-8?Q?=EB=8B=A4?= =?utf-8?Q?=EB=A6=AC?=", "다리"), ("a\r\n b", "a b"), ("=?none?B?tNm4rg==?=", None),
    ],
)  # fmt: skip
def test_a_subject_in_any_coding_is_a_title(tmp_path, subject, title):
    [article] = read_bytes(tmp_path, "a.eml", samples.mail(samples.KOREAN, subject=subject))

    assert article.source.title == title or (title is None and article.source.title)


@pytest.mark.parametrize(
    ("sender", "date", "byline", "published_at"),
    [
        ("a@example.com", "", None, None),
        ("=?utf-8?B?7ZmN6ri464+Z?= <a@example.com>", "Tue, 28 Oct 2025 04:55:00 +0000 (UTC)", "홍길동", "2025-10-28T04:55:00+00:00"),
        ('"a@b.kr" <a@b.kr>', "yesterday", None, None),
        ("Jane Doe <a@example.com>", "28 Oct", "Jane Doe", None),
    ],
)  # fmt: skip
def test_a_sender_without_a_name_and_a_day_that_is_none_are_unknown(
    tmp_path, sender, date, byline, published_at
):
    data = samples.mail(samples.KOREAN, sender=sender, date=date)

    [article] = read_bytes(tmp_path, "a.eml", data)

    assert (article.source.byline, article.source.published_at) == (byline, published_at)


def test_a_mail_in_html_is_read_as_it_shows_itself(tmp_path):
    html = f"<html><body><p>{samples.KOREAN}</p><p>{samples.MORE}</p></body></html>"

    [article] = read_bytes(tmp_path, "a.eml", samples.mail(html, kind="html"))

    assert article.body == f"{samples.KOREAN}\n\n{samples.MORE}"


def test_what_is_attached_to_a_mail_is_not_its_text(tmp_path):
    data = (
        b"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
        b"--B\nContent-Type: text/plain; charset=utf-8\n\n%s\n"
        b"--B\nContent-Type: text/plain\nContent-Disposition: attachment\n\nattached words\n--B--\n"
        % samples.KOREAN.encode()
    )

    [article] = read_bytes(tmp_path, "a.eml", data)

    assert article.body == samples.KOREAN


ITEM = (
    "<title>다리</title><link>https://example.com/1</link><guid>https://example.com/1</guid>"
    "<pubDate>Tue, 28 Oct 2025 13:55:00 +0900</pubDate><dc:creator>홍길동 기자</dc:creator>"
)
WHOLE = (
    f"<content:encoded><![CDATA[<p>{samples.KOREAN}</p><p>{samples.MORE}</p>]]></content:encoded>"
)


@pytest.mark.parametrize("suffix", [".rss", ".xml"])
def test_each_item_of_a_feed_with_a_text_is_an_article(tmp_path, suffix):
    teaser = "<title>둘</title><description>짧은 소개</description>"
    cut = f"<title>셋</title><description>{samples.KOREAN[:40]}...</description>"

    [article] = read_bytes(tmp_path, f"a{suffix}", samples.feed(ITEM + WHOLE, teaser, cut))

    source = article.source
    assert (source.title, source.publisher, source.byline) == ("다리", "한솔일보", "홍길동 기자")
    assert (source.published_at, source.url) == (samples.MOMENT, "https://example.com/1")
    assert source.language == "ko"
    assert kinds(article) == [("paragraph", samples.KOREAN), ("paragraph", samples.MORE)]


@pytest.mark.parametrize(
    ("title", "publisher"),
    [("한솔일보", "한솔일보"), ("한솔일보 | 전체기사", "한솔일보"), ("정치 - 한솔일보", "한솔일보"), ("전체기사", None), ("최신 글", None)],
)  # fmt: skip
def test_a_feed_names_a_publisher_only_where_its_title_does(tmp_path, title, publisher):
    [article] = read_bytes(tmp_path, "a.rss", samples.feed(ITEM + WHOLE, title=title))

    assert article.source.publisher == publisher


def test_an_entry_of_an_atom_feed_is_an_article_of_the_day_it_appeared(tmp_path):
    entry = (
        f"<title>다리</title><link href='https://example.com/1'/><updated>2025-11-01T00:00:00Z</updated>"
        f"%s<author><name>홍길동 기자</name></author><content type='html'>&lt;p&gt;{samples.KOREAN}&lt;/p&gt;</content>"
    )
    published = f"<published>{samples.MOMENT}</published>"

    [first] = read_bytes(tmp_path, "a.atom", samples.atom(entry % published))
    [second] = read_bytes(tmp_path, "a.atom", samples.atom(entry % ""))

    assert (first.source.published_at, second.source.published_at) == (samples.MOMENT, None)
    assert (first.source.byline, first.source.url) == ("홍길동 기자", "https://example.com/1")
    assert first.body == samples.KOREAN


def test_a_feed_that_is_not_quite_xml_is_read(tmp_path):
    item = f"<title>다리 & 길&nbsp;\x0b&middot; 숲 &lt;끝&gt;</title><description>{samples.KOREAN}</description>"

    [article] = read_bytes(tmp_path, "a.rss", samples.feed(item))

    assert article.source.title == "다리 & 길 · 숲 <끝>"
    assert article.body == samples.KOREAN


def test_a_feed_in_cp949_is_read(tmp_path):
    text = samples.feed(ITEM + WHOLE).decode().replace("utf-8", "euc-kr")

    [article] = read_bytes(tmp_path, "a.rss", text.encode("cp949"))

    assert article.source.title == "다리"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xml", b"<svg/>", "no RSS or Atom"),
        ("a.xml", b"<rss", "no XML"),
        ("a.xml", b"", "empty"),
        ("a.rss", b'<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "entities"),
        ("a.rss", samples.feed("<title>a</title>"), "a text of its own"),
        ("a.rss", b"<rss>" + b"<a>" * 100_000, "no XML"),
        ("a.eml", b"", "empty"),
        ("a.eml", b"Subject: a\n\n", "no text"),
        ("a.eml", samples.mail("", kind="html"), "no text"),
        ("a.mhtml", samples.mail("text"), "no web page"),
        ("a.eml", b"Subject: a\n\n" + b"a\n" * 500_000, "400000 lines"),
        ("a.rss", b"<rss>" + b"<a/>" * 1_000_000 + b"</rss>", "too many elements"),
    ],
    ids=range(12),
)
def test_what_is_no_mail_or_feed_is_one_line(tmp_path, name, data, reason):
    [problem] = read_bytes(tmp_path, name, data)

    assert isinstance(problem, Unreadable)
    assert reason in problem.why
