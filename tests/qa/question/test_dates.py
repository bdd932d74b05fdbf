"""Dates in questions, read on a fixed day: Thursday, 30 October 2025."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.dates import Period, nearness, period, periods

TODAY = date(2025, 10, 30)


def year(number):
    return date(number, 1, 1), date(number + 1, 1, 1)


def month(number, of=2025):
    return date(of, number, 1), date(of + number // 12, number % 12 + 1, 1)


def day(number, of=10, y=2025):
    start = date(y, of, number)
    return start, date.fromordinal(start.toordinal() + 1)


def week(monday, of=10):
    start = date(2025, of, monday)
    return start, date.fromordinal(start.toordinal() + 7)


PHRASES = [
    # Korean
    ("2025년 10월 28일에 누가 왔나?", day(28)),
    ("2025년 10월에 열린 회담은?", month(10)),
    ("2019년에 우승한 팀은?", year(2019)),
    ("2019년도 예산은?", year(2019)),
    ("2024년 등불축제에 온 사람은?", year(2024)),
    ("1961년 해일 때", year(1961)),
    ("2025-10-28 회담", day(28)),
    ("2025.10.28 회담", day(28)),
    ("2025/3 기사", month(3)),
    ("10월에 열린 축제는?", month(10)),
    ("12월에 열린 축제는?", month(12, 2024)),
    ("10월 28일에 무슨 일이 있었나?", day(28)),
    ("10월 31일 축제", day(31, 10, 2024)),
    ("지난 3월에", month(3)),
    ("올해 3월", month(3)),
    ("작년 10월에", month(10, 2024)),
    ("지난해 12월 25일", day(25, 12, 2024)),
    ("어제 누가 왔어?", day(29)),
    ("그저께 열린 회의", day(28)),
    ("오늘 기사", day(30)),
    ("내일 뭐 하나?", day(31)),
    ("지난주에 무슨 일이 있었나?", week(20)),
    ("지난 주에", week(20)),
    ("이번 주 행사", week(27)),
    ("다음 주 행사", week(3, 11)),
    ("지난달 화재", month(9)),
    ("지난 달 화재", month(9)),
    ("이달 들어", month(10)),
    ("올해 예산", year(2025)),
    ("작년 예산", year(2024)),
    ("재작년 예산", year(2023)),
    ("내년 예산", year(2026)),
    ("지난 21일 발표한 것", day(21)),
    ("지난 31일 발표한 것", None),  # September has none
    ("지난 금요일에", day(24)),
    ("지난주 금요일에", day(24)),
    ("이번 주 월요일", day(27)),
    ("3일 전에", day(27)),
    ("사흘 전에", day(27)),
    ("2주 전 기사", week(13)),
    ("두 달 전", month(8)),
    ("3개월 전에", month(7)),
    ("2년 전에", year(2023)),
    ("2025년 상반기 매출", (date(2025, 1, 1), date(2025, 7, 1))),
    ("작년 3분기", (date(2024, 7, 1), date(2024, 10, 1))),
    ("1990년대 부두", (date(1990, 1, 1), date(2000, 1, 1))),
    ("3월부터 5월까지", (date(2025, 3, 1), date(2025, 6, 1))),
    ("2019년에서 2021년 사이", (date(2019, 1, 1), date(2022, 1, 1))),
    # English
    ("What was signed in October 2025?", month(10)),
    ("What happened on October 28, 2025?", day(28)),
    ("What happened on 28 October 2025?", day(28)),
    ("the meeting of Oct. 28", day(28)),
    ("in 2025", year(2025)),
    ("How many were recorded in the 2025 survey?", year(2025)),
    ("in March", month(3)),
    ("last October", month(10, 2024)),
    ("What happened last week?", week(20)),
    ("last month's fire", month(9)),
    ("last year", year(2024)),
    ("Who came yesterday?", day(29)),
    ("three days ago", day(27)),
    ("2 weeks ago", week(13)),
    ("last Friday", day(24)),
    ("between 2019 and 2021", (date(2019, 1, 1), date(2022, 1, 1))),
    ("from March to May 2025", (date(2025, 3, 1), date(2025, 6, 1))),
    ("the 1990s", (date(1990, 1, 1), date(2000, 1, 1))),
    # Japanese
    ("2025年10月28日の会談", day(28)),
    ("2025年10月に", month(10)),
    ("10月の会談", month(10)),
    ("先月の火事", month(9)),
    ("先週の会議", week(20)),
    ("昨日誰が来ましたか", day(29)),
    ("去年10月に", month(10, 2024)),
    ("令和7年3月", month(3)),
    ("3日前に", day(27)),
    ("2か月前", month(8)),
    ("先週の金曜日", day(24)),
    # Chinese
    ("2025年10月28日谁来了", day(28)),
    ("10月28号", day(28)),
    ("上周发生了什么", week(20)),
    ("上个月的赤潮", month(9)),
    ("去年的损失", year(2024)),
    ("昨天谁来了", day(29)),
    ("十月的会议", month(10)),
    ("三个月前", month(7)),
    ("上周五", day(24)),
    # None
    ("급행버스 요금은 얼마야?", None),
    ("몇 월 며칠에 열렸어?", None),
    ("1년 동안 몇 명이 왔어?", None),
    ("10년간 얼마나 늘었나?", None),
    ("2000년 전의 유적", None),
    ("2025명이 왔다", None),
    ("좌석은 2,025석", None),
    ("2월 30일에 열린 축제", None),
    ("달의 무게는?", None),
    ("Who may march here?", None),
    ("How much is 2000 won?", None),
    ("version 3.10.2", None),
    ("", None),
    ("月曜日は休みですか", None),
    ("多少人", None),
]


@pytest.mark.parametrize(("text", "meant"), PHRASES)
def test_a_phrase_means_its_days(text, meant):
    assert period(text, TODAY) == (meant and Period(*meant))


@pytest.mark.parametrize(
    "text", ["2025년 10월 28일", "2019년", "in October 2025", "2025-10-28", "令和7年"]
)
def test_an_absolute_date_needs_no_clock(text):
    assert period(text, None) is not None
    assert period(text, None) == period(text, TODAY) == period(text, date(1999, 1, 1))


@pytest.mark.parametrize(
    "text",
    ["어제", "지난주", "10월에", "last week", "in March", "先月", "上周五", "3일 전", "작년 10월"],
)
def test_without_a_clock_a_relative_word_is_no_date(text):
    assert period(text, None) is None


def test_every_date_of_a_text_is_found_in_order():
    found = periods("2019년에 짓기 시작해 2021년 5월 3일에 열었다.", None)

    assert found == [Period(*year(2019)), Period(*day(3, 5, 2021))]


def test_a_period_without_days_cannot_be():
    with pytest.raises(ValueError, match="start < end"):
        Period(TODAY, TODAY)


OCTOBER = Period(*month(10))


@pytest.mark.parametrize(
    ("published", "text", "near"),
    [
        ("2025-10-28T13:55:00+09:00", "회담이 열렸다.", 1),
        ("2025-11-03", "회담이 열렸다.", 0.5),
        ("2025-09-27", "회담이 열린다.", 0.5),
        ("2025-12-01", "회담이 열렸다.", 0),
        ("2025-12-01", "회담은 지난 10월 28일 열렸다.", 1),
        ("2025-12-01", "2025년 10월에 열린 회담이다.", 1),
        (None, "2025년 10월에 열린 회담이다.", 1),
        (None, "지난달 열린 회담이다.", 0),
        (None, "", 0),
    ],
)
def test_an_article_is_near_when_it_came_out_or_speaks_of_then(published, text, near):
    assert nearness(OCTOBER, published, text) == near


WRITTEN = st.lists(
    st.sampled_from(["0", "1", "2", "3", "12", "31", "99", "2025", "1900", "년", " ", "월", "일", "-", ".", "/", "지난", "전", "年", "月",
                     "日", "十", "令和", "last ", "May", "ago", "week", "년대", "분기", "상반기", "작년", "부터"]), max_size=8
).map("".join)  # fmt: skip


@given(text=WRITTEN | st.text(max_size=20), today=st.dates() | st.none())
def test_any_text_has_a_period_or_none(text, today):
    assert all(found.start < found.end for found in periods(text, today))
    period(text, today)
