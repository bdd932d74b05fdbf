"""What stands on a web page: the article and its parts, and nothing of the page around it."""

from pathlib import Path

import pytest
import samples

from index.formats.format_error import FormatError
from index.formats.html import parse_html
from index.formats.mail import parse_mhtml

TEXT = f"<p>{samples.KOREAN}</p><p>{samples.MORE}</p>"


def parse(data):
    return parse_html(data, Path("다리.html"))


def kinds(article):
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def test_a_page_is_read_as_its_article_and_nothing_around_it():
    article = parse(samples.article_page())

    assert kinds(article) == [
        ("title", samples.TITLE),
        ("date", "홍길동 기자 입력 2025.10.28 13:55"),
        ("caption", "강변에서 시장이 줄을 자르고 있다."),
        ("credit", "[사진=한솔시]"),
        ("paragraph", samples.KOREAN),
        ("paragraph", samples.MORE),
        ("heading", "통행 요금"),
        ("table", "| 구분 | 요금 |\n| 승용차 | 1,000원 |"),
        ("notice", "무단 전재 및 재배포 금지"),
        ("notice", "관련 기사"),
        ("notice", "밤에도 걷는 다리"),
        ("notice", "다리 이름 공모"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>가나 <b>다라</b>마바.</p>", ["가나 다라마바."]),
        ("<p>가나.<br>다라.</p>", ["가나.", "다라."]),
        ("<div>가나.<br><br>다라.</div>", ["가나.", "다라."]),
        ("<p>가나.</p>\n\n<p>&nbsp;</p><p>다라.</p>", ["가나.", "다라."]),
        ("<ul><li>가나다.</li><li>라마바.</li></ul>", ["가나다.", "라마바."]),
        ("<p>가<script>alert('나')</script>다.</p>", ["가다."]),
        ("<p>가나.</p><p hidden>숨은 글.</p><div style='display:none'>숨은 글.</div>", ["가나."]),
        ("<pre>가나.\n다라.</pre>", ["가나.", "다라."]),
        ("<table><tr><td><p>가나.</p><p>다라.</p></td></tr></table>", ["가나.", "다라."]),
        ("<p>1 &lt; 2 &amp; 3.</p>", ["1 < 2 & 3."]),
        ("<p>가나.</p><button>공유</button><select><option>글꼴</option></select>", ["가나."]),
    ],
)  # fmt: skip
def test_text_is_taken_as_a_browser_shows_it(body, expected):
    article = parse(samples.page(f"<h1>제목</h1><div>{body}{TEXT}</div>"))

    paragraphs = [text for kind, text in kinds(article) if kind == "paragraph"]
    assert paragraphs[: len(expected)] == expected
    assert paragraphs[-2:] == [samples.KOREAN, samples.MORE]


@pytest.mark.parametrize(
    "aside",
    [
        "<div class='related-articles'><p>밤에도 걷는 다리가 생겼다.</p></div>",
        "<div id='relatedNews'><p>밤에도 걷는 다리가 생겼다.</p></div>",
        "<p>관련 기사</p><p>밤에도 걷는 다리</p>",
        "<ul><li><a href='1'>밤에도 걷는 다리</a></li><li><a href='2'>다리 이름 공모</a></li></ul>",
        "<div class='copyright'>한솔일보의 글을 함부로 옮길 수 없다.</div>",
        "<p>저작권자 ⓒ 한솔일보, 무단 전재 및 재배포 금지</p>",
    ],
)
def test_what_is_not_the_article_is_kept_and_never_quoted(aside):
    article = parse(samples.page(f"<article><h1>제목</h1>{TEXT}{aside}</article>"))

    quotable = [text for kind, text in kinds(article) if kind in ("paragraph", "table", "caption")]
    assert quotable == [samples.KOREAN, samples.MORE]
    assert len(kinds(article)) > 3


def test_a_page_that_names_all_its_parts_oddly_can_still_be_quoted():
    article = parse(samples.page(f"<div class='banner'><div class='share'>{TEXT}</div></div>"))

    assert ("paragraph", samples.KOREAN) in kinds(article)


def test_a_picture_without_a_credit_keeps_its_caption():
    figure = "<figure><img src='a'><figcaption>새 다리의 야경</figcaption></figure>"

    article = parse(samples.page(f"<article>{TEXT}{figure}</article>"))

    assert ("caption", "새 다리의 야경") in kinds(article)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("euc-kr", "cp949"), ("utf-8", "cp949"), ("iso-8859-1", "cp949"), ("none", "cp949"), ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-8", "utf-16"), ("shift_jis", "utf-8"),
    ],
)  # fmt: skip
def test_a_korean_page_is_read_whatever_it_says_its_encoding_is(declared, written):
    text = samples.page(TEXT * 3).decode().replace("utf-8", declared)

    assert samples.KOREAN in parse(text.encode(written)).body


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("shift_jis", "韓松川に架かる新しい橋が開通した。"), ("euc-jp", "韓松川に架かる新しい橋が開通した。"),
        ("iso-2022-jp", "韓松川に架かる新しい橋が開通した。"), ("gb2312", "横跨韩松江的新桥星期二通车。"),
        ("big5", "橫跨韓松江的新橋星期二通車。"), ("windows-1252", "Le pont enjambe la rivière à Hansol."),
        ("koi8-r", "Новый мост через реку открыт."),
    ],
)  # fmt: skip
def test_a_page_in_another_encoding_is_read_as_it_says(charset, text):
    assert text in parse(samples.page(f"<p>{text}</p>", charset=charset)).body


def test_a_page_saved_as_one_file_is_read_with_its_address():
    article = parse_mhtml(samples.saved_page(samples.article_page()), Path("다리.mhtml"))

    assert article.source.title == samples.TITLE
    assert article.source.url == "https://example.com/a"
    assert ("paragraph", samples.KOREAN) in kinds(article)


@pytest.mark.parametrize(
    "body",
    ["", "<script>go()</script>", "<div></div>", "<div hidden>글이다.</div>", "<p>\u200b</p>"],
)
def test_a_page_without_text_is_refused(body):
    with pytest.raises(FormatError, match="no text"):
        parse(samples.page(body))


MENU = "<div id='gnb'><ul><li><a>정치</a></li><li><a>경제</a></li><li><a>사회</a></li></ul></div>"
MOST_READ = (
    f"<div><h3>많이 본 뉴스</h3><ol>{'<li><a>많이 읽힌 기사의 제목</a></li>' * 5}</ol></div>"
)
FOOTER = "<div id='footer'><p>한솔일보 | 대표이사 홍길동 | 등록번호 서울 아00000</p></div>"


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='head'><h2>{samples.TITLE}</h2><p>홍길동 기자 | 입력 : 2025-10-28 13:55</p></div>"
        "<div class='con'><p>다리가 28일 열렸다.</p><p>모두 480미터이다.</p></div>",
        f"<table><tr><td><table><tr><td><b>{samples.TITLE}</b><br><br>홍길동 기자<br>2025-10-28 13:55<br><br>"
        "다리가 28일 열렸다.<br><br>모두 480미터이다.</td></tr></table></td></tr></table>",
        f"<main><section><h1>{samples.TITLE}</h1><div><em>입력</em> <span>2025.10.28 13:55</span></div>"
        "<em>홍길동 기자</em></section><section><p>다리가 28일 열렸다.</p><p>모두 480미터이다.</p></section></main>",
    ],
    ids=["short", "tables", "sections"],
)
def test_a_short_article_is_found_whole_in_pages_of_any_build(body):
    head = f"<meta property='og:title' content='{samples.TITLE}'>"

    article = parse(samples.page(MENU + body + MOST_READ + FOOTER, head))

    source = article.source
    assert (source.title, source.byline) == (samples.TITLE, "홍길동 기자")
    assert source.published_at == samples.MOMENT
    assert [text for kind, text in kinds(article) if kind == "paragraph"] == [
        "다리가 28일 열렸다.",
        "모두 480미터이다.",
    ]


def test_a_subtitle_beside_the_headline_is_kept():
    head = f"<header><h1>{samples.TITLE}</h1><h2>주민 “이제 돌아가지 않아도 돼”</h2></header>"

    article = parse(
        samples.page(f"{head}<div class='ad'>광고</div><div id='body'>{TEXT * 3}</div>")
    )

    assert kinds(article)[:2] == [
        ("title", samples.TITLE),
        ("heading", "주민 “이제 돌아가지 않아도 돼”"),
    ]


def test_a_page_that_lists_articles_has_the_day_of_none_of_them():
    items = "".join(
        f"<div><h4><a href='{n}'>{n}번째 기사</a></h4><p>{samples.KOREAN}</p><span>2025.10.{n}</span></div>"
        for n in range(10, 25)
    )

    source = parse(samples.page(f"<h1>전체기사</h1><div>{items}</div>")).source

    assert (source.title, source.published_at) == ("전체기사", None)
