"""Heads of web pages as newspapers have them, all invented, and what must come out of each."""

from pathlib import Path
from typing import NamedTuple

import pytest
import samples

from index.formats.html import parse_html

TEXT = f"<p>{samples.KOREAN}</p><p>{samples.MORE}</p>"
ENGLISH = (
    "<p>The new bridge over the Hansol opened to traffic on Tuesday. It is 480 metres long.</p>"
    "<p>The city plans flower beds along its footpath, which is open day and night.</p>"
)
JAPANESE = "<p>韓松川に架かる新しい橋が開通した。長さは480メートルで、歩道が別にある。</p><p>市は春に花壇も作る。</p>"
CHINESE = (
    "<p>横跨韩松江的新桥星期二通车。桥长480米，另设人行道。</p><p>市政府计划明年春天种花。</p>"
)
MOMENT = samples.MOMENT
DAY = "2025-10-28"
KO = samples.TITLE
EN = "Hansol bridge opens after six years of work"
JA = "韓松大橋が開通、6年の工事終え"
ZH = "韩松大桥历时六年建成通车"


class Out(NamedTuple):
    title: str
    publisher: str | None = None
    byline: str | None = None
    published_at: str | None = None


def meta(**names):
    """Meta elements; __ in a name stands for a colon, _ for a dot at the start of dc."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in names.items()
    )


def data(text):
    return f'<script type="application/ld+json">{text}</script>'


def h1(title=KO, *info):
    return f"<h1>{title}</h1>" + "".join(f"<div class='info'>{line}</div>" for line in info)


OG = meta(og__title=KO, og__site_name="한솔일보")
LD = '{"@context":"https://schema.org","@type":"NewsArticle","headline":"%s"%s}'
HEADS = [
    # JSON-LD
    (data(LD % (KO, f',"datePublished":"{MOMENT}","author":{{"@type":"Person","name":"홍길동 기자"}},"publisher":{{"name":"한솔일보"}}')), h1(), Out(KO, "한솔일보", "홍길동 기자", MOMENT)),
    (data(LD % (KO, ',"datePublished":"2025-10-28T04:55:00Z"')), h1(), Out(KO, None, None, "2025-10-28T04:55:00+00:00")),
    (data(LD % (KO, ',"datePublished":"2025-10-28T13:55:00.000+0900"')), h1(), Out(KO, None, None, MOMENT)),
    (data(LD % (KO, ',"datePublished":"2025-10-28"')), h1(), Out(KO, None, None, DAY)),
    (data(LD % (KO, ',"datePublished":"Tue Oct 28 13:55:00 KST 2025"')), h1(), Out(KO, None, None, MOMENT)),
    (data(LD % (KO, ',"datePublished":"2025-10-28T13:55:00+09:00[Asia/Seoul]"')), h1(), Out(KO, None, None, MOMENT)),
    (data(LD % (KO, ',"dateModified":"2025-10-29T08:00:00+09:00"')), h1(), Out(KO)),
    (data(LD % (KO, ',"datePublished":"0001-01-01T00:00:00"')), h1(), Out(KO)),
    (data(LD % (KO, ',"datePublished":"1970-01-01T00:00:00Z"')), h1(), Out(KO)),
    (data(LD % (KO, ',"datePublished":"어제"')), h1(), Out(KO)),
    (data(LD % (KO, ',"author":[{"name":"홍길동"},{"name":"김서라"}]')), h1(), Out(KO, None, "홍길동, 김서라")),
    (data(LD % (KO, ',"author":"홍길동 기자"')), h1(), Out(KO, None, "홍길동 기자")),
    (data(LD % (KO, ',"author":{"name":"한솔일보"},"publisher":{"name":"한솔일보"}')), h1(), Out(KO, "한솔일보")),
    (data(LD % (KO, ',"author":{"name":"https://example.com/hong"}')), h1(), Out(KO)),
    (data('{"@graph":[{"@type":"WebSite","name":"x"},' + LD % (KO, f',"datePublished":"{MOMENT}"') + "]}"), h1(), Out(KO, None, None, MOMENT)),
    (data("[" + LD % (KO, f',"datePublished":"{MOMENT}"') + "]"), h1(), Out(KO, None, None, MOMENT)),
    (data(LD % ("한솔대교\n열렸다", f',"datePublished":"{MOMENT}"')), "", Out("한솔대교 열렸다", None, None, MOMENT)),
    (data(LD % ("한솔대교 &quot;열렸다&quot;", "")), "", Out('한솔대교 "열렸다"')),
    (data(LD % (KO, f',"datePublished":"{MOMENT}"') + ";"), h1(), Out(KO, None, None, MOMENT)),
    (data('{"@type":"NewsArticle","headline":') + OG, h1(), Out(KO, "한솔일보")),
    (data('{"@type":"Organization","name":"한솔일보","datePublished":"2020-01-01"}'), h1(), Out(KO)),
    (data(LD % ("다른 기사", ',"datePublished":"2024-01-01"')) + data(LD % (KO, f',"datePublished":"{MOMENT}"')) + OG, h1(), Out(KO, "한솔일보", None, MOMENT)),
    (data(LD % ("첫 기사", ',"datePublished":"2024-01-01"')) + data(LD % ("둘째 기사", ',"datePublished":"2024-02-02"')), h1(), Out(KO)),
    # meta
    (OG + meta(article__published_time=MOMENT, article__author="홍길동 기자"), h1(), Out(KO, "한솔일보", "홍길동 기자", MOMENT)),
    (OG + meta(article__published_time="2025-10-28T13:55:00"), h1(), Out(KO, "한솔일보", None, MOMENT)),
    (OG + meta(article__published_time="2025-10-28 13:55:00"), h1(), Out(KO, "한솔일보", None, MOMENT)),
    (OG + meta(article__modified_time=MOMENT), h1(), Out(KO, "한솔일보")),
    (OG + meta(og__updated_time=MOMENT), h1(), Out(KO, "한솔일보")),
    (OG + meta(dd__published_time="20251028135500", dd__author="홍길동"), h1(), Out(KO, "한솔일보", "홍길동", MOMENT)),
    (OG + meta(dable__author="홍길동 기자", pubdate="20251028"), h1(), Out(KO, "한솔일보", "홍길동 기자", DAY)),
    (OG + "<meta name='author' content='홍길동 기자 hong@example.com'>", h1(), Out(KO, "한솔일보", "홍길동 기자")),
    (OG + "<meta name='author' content='한솔일보'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='author' content='admin'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='author' content='관리자'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='author' content='webmaster@example.com'>", h1(), Out(KO, "한솔일보")),
    (OG + meta(article__author="https://example.com/hong"), h1(), Out(KO, "한솔일보")),
    (OG + "<meta itemprop='datePublished' content='2025-10-28T13:55:00+09:00'>", h1(), Out(KO, "한솔일보", None, MOMENT)),
    (OG + "<meta name='date' content='2020-01-01'><meta name='build' content='2019-01-01'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='pubdate' content='28/10/2025'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='pubdate' content='10월 28일'>", h1(), Out(KO, "한솔일보")),
    (OG + "<meta name='DC.date.issued' content='2025-10-28'>", h1(), Out(KO, "한솔일보", None, DAY)),
    # titles
    (f"<title>{KO} - 한솔일보</title>" + meta(og__site_name="한솔일보"), "", Out(KO, "한솔일보")),
    (f"<title>{KO} | 한솔일보</title>" + meta(og__site_name="한솔일보"), "", Out(KO, "한솔일보")),
    (f"<title>한솔일보 :: {KO}</title>" + meta(og__site_name="한솔일보"), "", Out(KO, "한솔일보")),
    (f"<title>{KO} < 사회 < 한솔일보</title>", h1(), Out(KO, "한솔일보")),
    ("<title>다리 - 강 - 한솔일보</title>" + meta(og__site_name="한솔일보"), "", Out("다리 - 강", "한솔일보")),
    (f"<title>{KO}</title>", "<h1>한솔일보</h1><h1>다른 기사</h1>", Out(KO)),
    (meta(og__title=f"{KO} : 한솔일보", og__site_name="한솔일보"), h1(), Out(KO, "한솔일보")),
    ("", h1(), Out(KO)),
    # what stands on the page
    ("", h1(KO, "입력 2025.10.28 13:55"), Out(KO, None, None, MOMENT)),
    ("", h1(KO, "홍길동 기자", "입력 2025.10.28 13:55", "수정 2025.10.29 08:00"), Out(KO, None, "홍길동 기자", MOMENT)),
    ("", h1(KO, "<span>홍길동 기자</span><span>입력 2025.10.28 13:55</span>"), Out(KO, None, "홍길동 기자", MOMENT)),
    ("", h1(KO, "<span>등록 2025-10-28 13:55</span> | <span>수정 2025-10-29 08:00</span>"), Out(KO, None, None, MOMENT)),
    ("", h1(KO, "기사입력 2025.10.28. 오후 1:55", "최종수정 2025.10.29. 오전 8:00"), Out(KO, None, None, MOMENT)),
    ("", h1(KO, "승인 2025.10.28 13:55", "댓글 0"), Out(KO, None, None, MOMENT)),
    ("", h1(KO, "송고시간2025-10-28 13:55"), Out(KO, None, None, MOMENT)),
    ("", h1(KO, "수정 2025.10.28 13:55"), Out(KO)),
    ("", h1(KO, "10월 28일 13:55"), Out(KO)),
    ("", h1(KO, "3시간 전"), Out(KO)),
    ("", h1(KO, "한솔=홍길동 기자 hong@example.com"), Out(KO, None, "홍길동 기자")),
    ("", f"<div><span class='publisher'>한솔일보</span></div>{h1(KO, '2025년 10월 28일 오후 1시 55분')}", Out(KO, "한솔일보", None, MOMENT)),
    ("", h1(KO, "<time datetime='2025-10-28T13:55:00+09:00'>어제</time>"), Out(KO, None, None, MOMENT)),
    # time elements count within the article only, and only if they agree
    ("", f"<article>{h1()}<time datetime='{MOMENT}'>10월 28일</time>{TEXT}</article>", Out(KO, None, None, MOMENT)),
    ("", f"<article>{h1()}<time datetime='{MOMENT}' class='updated'>10월 28일</time>{TEXT}</article>", Out(KO)),
    ("", f"<article>{h1()}<p>수정 <time datetime='{MOMENT}'>10월 28일</time></p>{TEXT}</article>", Out(KO)),
    ("", f"<article>{h1()}<time datetime='{MOMENT}'>a</time><time datetime='2024-01-01'>b</time>{TEXT}</article>", Out(KO)),
    ("", f"<article>{h1()}<time pubdate datetime='{MOMENT}'>a</time><time datetime='2024-01-01'>b</time>{TEXT}</article>", Out(KO, None, None, MOMENT)),
    ("", f"<article>{h1()}{TEXT}</article><aside><time datetime='2024-01-01'>b</time></aside>", Out(KO)),
]  # fmt: skip
FOREIGN = [
    ("en", meta(og__title=EN, og__site_name="Hansol Herald", article__published_time="2025-10-28T13:55:00-04:00") + "<meta name='author' content='Jane Doe'>", h1(EN), ENGLISH, Out(EN, "Hansol Herald", "Jane Doe", "2025-10-28T13:55:00-04:00")),
    ("en", "", h1(EN, "By Jane Doe", "October 28, 2025 1:55 p.m. GMT"), ENGLISH, Out(EN, None, "Jane Doe", "2025-10-28T13:55:00+00:00")),
    ("en", "", h1(EN, "By Jane Doe | Oct. 28, 2025"), ENGLISH, Out(EN, None, "Jane Doe", DAY)),
    ("en", "", h1(EN, "Updated October 28, 2025"), ENGLISH, Out(EN)),
    ("en", "", h1(EN, "Oct 28"), ENGLISH, Out(EN)),
    ("en", f"<title>{EN} | Hansol Herald</title>" + meta(og__site_name="Hansol Herald"), "", ENGLISH, Out(EN, "Hansol Herald")),
    ("ja", meta(og__title=JA, og__site_name="韓松新聞"), h1(JA, "2025年10月28日 13時55分"), JAPANESE, Out(JA, "韓松新聞", None, MOMENT)),
    ("ja", "", h1(JA, "配信 2025/10/28 13:55", "記者 山田花子"), JAPANESE, Out(JA, None, "山田花子", MOMENT)),
    ("ja", "", h1(JA, "更新 2025/10/28 13:55"), JAPANESE, Out(JA)),
    ("ja", "", h1(JA, "令和7年10月28日"), JAPANESE, Out(JA, None, None, DAY)),
    ("zh-CN", meta(og__title=ZH, og__site_name="韩松日报"), h1(ZH, "2025-10-28 13:55"), CHINESE, Out(ZH, "韩松日报", None, MOMENT)),
    ("zh-CN", "", h1(ZH, "发布时间：2025年10月28日 13:55"), CHINESE, Out(ZH, None, None, MOMENT)),
]  # fmt: skip


def facts(head, body, language="ko"):
    source = parse_html(
        samples.page(body, head, language=language), Path("articles/다리.html")
    ).source
    return Out(source.title, source.publisher, source.byline, source.published_at)


@pytest.mark.parametrize(("head", "body", "out"), HEADS)
def test_a_page_gives_title_publisher_byline_and_date(head, body, out):
    text = body if TEXT in body else f"{body}<div id='articleBody'>{TEXT}</div>"

    assert facts(head, text) == out


@pytest.mark.parametrize(("language", "head", "body", "text", "out"), FOREIGN)
def test_a_page_in_another_language_gives_them_too(language, head, body, text, out):
    assert facts(head, f"{body}<div class='story'>{text}</div>", language) == out


def test_there_are_eighty_heads_of_pages():
    assert len(HEADS) + len(FOREIGN) >= 80


@pytest.mark.parametrize(
    ("language", "out"), [("ko-KR", "ko"), ("zh-TW", "zh-Hant"), ("en", "en"), ("Korean", None)]
)
def test_a_page_tells_its_language(language, out):
    source = parse_html(samples.page(TEXT, language=language), Path("a.html")).source

    assert source.language == out


@pytest.mark.parametrize(
    ("head", "out"),
    [
        ("<link rel='canonical' href='https://example.com/a'>", "https://example.com/a"),
        ("<meta property='og:url' content='https://example.com/b'>", "https://example.com/b"),
        ("<link rel='canonical' href='javascript:alert(1)'>", None),
        ("<link rel='canonical' href='/a'>", None),
    ],
)
def test_a_page_tells_its_address(head, out):
    assert parse_html(samples.page(TEXT, head), Path("a.html")).source.url == out
