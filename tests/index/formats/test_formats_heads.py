"""Heads as newspapers have them, all invented, and what must come out of each."""

from pathlib import Path
from typing import NamedTuple

import pytest

from index.formats.plain_text import parse_text

TEXT = "한솔강을 건너는 새 다리가 열렸다. 길이는 480미터이고 보행로가 따로 있다. 시는 오는 봄에 꽃길도 만든다."
ENGLISH = "The new bridge over the Hansol opened to traffic. It is 480 metres long and has a footpath. The city plans flower beds."
JAPANESE = (
    "韓松川に架かる新しい橋が開通した。長さは480メートルで、歩道が別にある。市は春に花壇も作る。"
)
MOMENT = "2025-10-28T13:55:00+09:00"
DAY = "2025-10-28"


class Out(NamedTuple):
    title: str
    publisher: str | None = None
    byline: str | None = None
    published_at: str | None = None


KO = "한솔대교, 6년 공사 끝에 열렸다"
EN = "Hansol bridge opens after six years of work"
JA = "韓松大橋が開通、6年の工事終え"

HEADS = [
    (f"한솔일보\n\n{KO}\n\n2025년 10월 28일 오후 1:55\n{TEXT}", Out(KO, "한솔일보", None, MOMENT)),
    (f"{KO}\n\n2025년 10월 28일 오후 1:55\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n입력 2025.10.28 13:55\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n입력 2025.10.28 13:55 수정 2025.10.29 08:00\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n홍길동 기자\n입력 2025.10.28 13:55\n\n{TEXT}", Out(KO, None, "홍길동 기자", MOMENT)),
    (f"{KO}\n홍길동 기자 | 입력 2025.10.28 13:55\n\n{TEXT}", Out(KO, None, "홍길동 기자", MOMENT)),
    (f"{KO}\n2025-10-28 13:55\n홍길동 기자 hong@example.com\n{TEXT}", Out(KO, None, "홍길동 기자", MOMENT)),
    (f"{KO}\n한솔일보 2025.10.28 13:55\n\n{TEXT}", Out(KO, "한솔일보", None, MOMENT)),
    (f"{KO}\n한솔일보\n2025.10.28.\n\n{TEXT}", Out(KO, "한솔일보", None, DAY)),
    (f"사회\n{KO}\n2025.10.28.\n\n{TEXT}", Out(KO, None, None, DAY)),
    (f"한솔일보\n사회\n{KO}\n2025.10.28.\n\n{TEXT}", Out(KO, "한솔일보", None, DAY)),
    (f"[한솔일보]\n{KO}\n2025.10.28.\n\n{TEXT}", Out(KO, "한솔일보", None, DAY)),
    (f"강마을 소식\n\n{KO}\n\n2025.10.28.\n\n{TEXT}", Out(KO, "강마을 소식", None, DAY)),
    (f"{KO}\n주민 “이제 돌아가지 않아도 돼”\n2025.10.28.\n\n{TEXT}", Out(KO, None, None, DAY)),
    (f"한솔일보\n{KO}\n보행로 따로 두고 조명도 달아\n2025.10.28.\n{TEXT}", Out(KO, "한솔일보", None, DAY)),
    (f"2025.10.28\n{KO}\n\n{TEXT}", Out(KO, None, None, DAY)),
    (f"제목: {KO}\n매체: 한솔일보\n날짜: 2025.10.28 13:55\n기자: 홍길동\n\n{TEXT}", Out(KO, "한솔일보", "홍길동", MOMENT)),
    (f"한솔일보\n{KO}\n승인 2025.10.28 13:55 | 댓글 0\n{TEXT}", Out(KO, "한솔일보", None, MOMENT)),
    (f"{KO}\n홍길동·김서라 기자\n\n{TEXT}", Out(KO, None, "홍길동·김서라 기자", None)),
    (f"{KO}\n[한솔=홍길동 기자]\n\n{TEXT}", Out(KO, None, "홍길동 기자", None)),
    (f"{KO}\n2025.10.28.\n(한솔=한솔통신) 홍길동 기자 = {TEXT}", Out(KO, None, "홍길동 기자", DAY)),
    (f"{KO}\n\n{TEXT}\n\n홍길동 기자 hong@example.com", Out(KO, None, "홍길동 기자", None)),
    (f"{KO}\n10월 28일 오후 1:55\n\n{TEXT}", Out(KO, None, None, None)),
    (f"{KO}\n2025년 13월 40일\n\n{TEXT}", Out(KO, None, None, None)),
    (f"{KO}\n최종수정 2025.10.28 13:55\n\n{TEXT}", Out(KO, None, None, None)),
    (f"{KO}\n\n2025년 10월 28일 열린 개통식에는 주민 300명이 왔다. {TEXT}", Out(KO)),
    (f"{KO}\n\n{TEXT}", Out(KO)),
    (f"{KO}\n{TEXT}", Out(KO)),
    (f"{KO} | 한솔일보\n\n{TEXT}", Out(KO, "한솔일보")),
    (f"한솔일보\n{KO}\n\n{TEXT}", Out(KO, "한솔일보")),
    (f"한솔강의 역사\n\n1998년 3월 2일\n첫 삽을 떴다.\n\n2004년 5월 1일\n다리가 열렸다.\n\n{TEXT}", Out("한솔강의 역사")),
    (f"\ufeff\n  {KO}  \n\n  2025년 10월 28일  \n{TEXT}", Out(KO, None, None, DAY)),
    (f"한솔일보\n사회 > 사건·사고\n{KO}\n\n기자명 홍길동 기자\n입력 2025.10.28 13:55\n수정 2025.10.28 15:00\n댓글 0\n\n{TEXT}", Out(KO, "한솔일보", "홍길동 기자", MOMENT)),
    (f"{KO}\n[한솔일보=홍길동 기자] {TEXT}", Out(KO, None, "홍길동 기자", None)),
    (f"{KO}\n한솔=홍길동 기자\n승인 2025.10.28 13:55\n\n{TEXT}", Out(KO, None, "홍길동 기자", MOMENT)),
    (f"[단독] {KO}\n홍길동 기자 hong@example.com\n등록 2025-10-28 13:55:00\n\n{TEXT}", Out(f"[단독] {KO}", None, "홍길동 기자", MOMENT)),
    (f"{KO}\n송고 2025-10-28 13:55\n(한솔=한솔통신) 홍길동 기자 = {TEXT}", Out(KO, None, "홍길동 기자", MOMENT)),
    (f"{KO}\n글·사진 홍길동 기자\n2025년 10월 28일(화)\n\n{TEXT}", Out(KO, None, "홍길동 기자", DAY)),
    (f"{KO}\n발행일 : 2025.10.28 / A3 면\n홍길동 기자\n\n{TEXT}", Out(KO, None, "홍길동 기자", DAY)),
    (f"{KO}\n등록 :2025-10-28 13:55수정 :2025-10-28 18:00\n홍길동기자\n\n{TEXT}", Out(KO, None, "홍길동기자", MOMENT)),
    (f"{KO}\n홍길동 선임기자·김서라 기자\n2025.10.28 13:55 업데이트 2025.10.28 14:00\n{TEXT}", Out(KO, None, "홍길동 선임기자·김서라 기자", MOMENT)),
    (f"{KO}\n2025.10.28 13:55 입력 2025.10.28 14:55 수정\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n2025.10.28 13:55 입력\n2025.10.28 14:55 수정\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n2025.10.28 14:55 수정 2025.10.28 13:55 입력\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"보도자료\n{KO}\n배포일시 2025. 10. 28.(화) 13:55\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"한솔TV\n{KO}\n홍길동 앵커\n2025-10-28 20:01\n\n{TEXT}", Out(KO, "한솔TV", "홍길동 앵커", "2025-10-28T20:01:00+09:00")),
    (f"{KO}\n1시간 전\n홍길동 기자\n\n{TEXT}", Out(KO, None, "홍길동 기자", None)),
    (f"{KO}\n기사입력 2025-10-28 오후 1:55:00\n최종수정 2025-10-29 오전 8:00:00\n\n{TEXT}", Out(KO, None, None, MOMENT)),
    (f"{KO}\n\n{TEXT}\n\n/홍길동 기자 hong@example.com", Out(KO, None, "홍길동 기자", None)),
    (f"Hansol Herald\n\n{EN}\n\nOctober 28, 2025 1:55 p.m.\n{ENGLISH}", Out(EN, "Hansol Herald", None, MOMENT)),
    (f"{EN}\nBy Jane Doe\nOct. 28, 2025\n\n{ENGLISH}", Out(EN, None, "Jane Doe", DAY)),
    (f"{EN}\nBy Jane Doe | October 28, 2025\n\n{ENGLISH}", Out(EN, None, "Jane Doe", DAY)),
    (f"{EN}\n\nBy JANE DOE and JOHN ROE, Staff Writers\n\n{ENGLISH}", Out(EN, None, "JANE DOE and JOHN ROE", None)),
    (f"{EN}\nJane Doe, City Reporter\nPublished: October 28, 2025\nUpdated: October 30, 2025\n{ENGLISH}", Out(EN, None, "Jane Doe", DAY)),
    (f"The Hansol\n{EN}\n28 October 2025 13:55 GMT\n{ENGLISH}", Out(EN, "The Hansol", None, "2025-10-28T13:55:00+00:00")),
    (f"Title: {EN}\nPublisher: Hansol Herald\nDate: 2025-10-28T13:55:00+09:00\n\n{ENGLISH}", Out(EN, "Hansol Herald", None, MOMENT)),
    (f"{EN}\n\n{ENGLISH}", Out(EN)),
    (f"{EN}\nUpdated October 28, 2025\n\n{ENGLISH}", Out(EN)),
    (f"韓松新聞\n\n{JA}\n\n2025年10月28日 午後1時55分\n{JAPANESE}", Out(JA, "韓松新聞", None, MOMENT)),
    (f"{JA}\n2025年10月28日 13時55分 公開\n\n{JAPANESE}", Out(JA, None, None, MOMENT)),
    (f"{JA}\n2025年10月28日（火）\n山田花子記者\n\n{JAPANESE}", Out(JA, None, "山田花子記者", DAY)),
    (f"{JA}\n配信 2025/10/28 13:55\n記者 山田花子\n\n{JAPANESE}", Out(JA, None, "山田花子", MOMENT)),
    (f"{JA}\n令和7年10月28日\n\n{JAPANESE}", Out(JA, None, None, DAY)),
    (f"{JA}\n\n{JAPANESE}", Out(JA)),
]  # fmt: skip


def parse(text):
    return parse_text(text, Path("articles/다리.txt"))


def kinds(article):
    return [(block.kind, block.span.of(article.body)) for block in article.blocks]


@pytest.mark.parametrize(("text", "out"), HEADS)
def test_a_head_gives_title_publisher_byline_and_date(text, out):
    source = parse(text).source

    assert (source.title, source.publisher, source.byline, source.published_at) == out


@pytest.mark.parametrize(("text", "out"), HEADS)
def test_the_text_under_a_head_can_be_quoted(text, out):
    article = parse(text)

    body = next(part for part in (TEXT, ENGLISH, JAPANESE) if part in text)
    quotable = [part for kind, part in kinds(article) if kind == "paragraph"]
    assert any(part.endswith(body) for part in quotable)
    assert out.title not in quotable


def test_a_labelled_head_gives_address_and_language():
    text = f"제목: {KO}\n링크: https://example.com/a\n언어: ko-KR\n\n{TEXT}"

    source = parse(text).source

    assert (source.url, source.language) == ("https://example.com/a", "ko")


def test_a_file_of_one_line_is_its_own_title_and_can_be_quoted():
    article = parse("다리가 열렸다")

    assert article.source.title == "다리가 열렸다"
    assert kinds(article) == [("paragraph", "다리가 열렸다")]


def test_a_long_first_paragraph_is_quoted_and_gives_a_title_cut_at_a_word():
    article = parse(f"{TEXT} 다리 이름은 주민이 정했다.\n\n{TEXT}")

    assert article.source.title == (
        "한솔강을 건너는 새 다리가 열렸다. 길이는 480미터이고 보행로가 따로 있다. 시는 오는 봄에 꽃길도…"
    )
    assert [kind for kind, _ in kinds(article)] == ["paragraph", "paragraph"]


def test_a_first_line_that_is_a_sentence_can_be_quoted_although_it_is_the_title():
    article = parse("한솔대교가 열렸다.\n주민들이 반겼다.")

    assert article.source.title == "한솔대교가 열렸다."
    assert kinds(article)[0] == ("paragraph", "한솔대교가 열렸다.")


def test_a_head_with_nothing_under_it_can_still_be_found():
    article = parse(f"{KO}\n2025.10.28")

    assert kinds(article) == [("paragraph", KO), ("date", "2025.10.28")]


def test_a_text_without_words_is_called_by_its_file():
    assert parse("※※※").source.title == "다리"


def test_a_subtitle_between_title_and_date_can_be_quoted():
    article = parse(f"{KO}\n주민 “이제 돌아가지 않아도 돼”\n2025.10.28.\n\n{TEXT}")

    assert ("paragraph", "주민 “이제 돌아가지 않아도 돼”") in kinds(article)
