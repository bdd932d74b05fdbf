"""How dates are written in Korean, English, Japanese and Chinese, and the days that each means.

Each form is a pattern, a reader of its matches, and strings of which a text (in lower case) with a match
holds one at least, since looking for those is much faster; none where there are none. Absolute dates need no clock; words like "last
week", and a month without a year, are counted back from a day that the caller gives.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from start until before end."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a period must have start < end, got {self.start} and {self.end}")

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - _DAY

    def holds(self, other: "Period") -> bool:
        """Say whether every day of other is within this period."""
        return self.start <= other.start and other.end <= self.end


Reader = Callable[[re.Match[str], date | None], Period | None]
"""Reads a match on a day (None: no clock); None if it is no period, ValueError if no calendar has it."""


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _month(year: int, month: int) -> Period:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    return Period(date(year, month, 1), date(*after, 1))


def _day(day: date) -> Period:
    return Period(day, day + _DAY)


def _shifted(today: date, months: int) -> Period:
    count = today.year * 12 + today.month - 1 + months
    return _month(count // 12, count % 12 + 1)


def _week(today: date, weeks: int) -> Period:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return Period(monday, monday + timedelta(days=7))


# --- words that count from today: (kind, how many from this one)

_RELATIVE: dict[str, tuple[str, int]] = {}
for _kind, _table in {
    "day": "-2 그저께 그제 엊그제 一昨日 おととい 前天|-1 어제 어저께 yesterday 昨日 昨天 きのう|0 오늘 today 今日 今天 きょう"
    "|1 내일 tomorrow 明日 明天 あした|2 모레 明後日 あさって 后天",
    "week": "-2 지지난주 先々週 上上周|-1 지난주 저번주 last_week 先週 上周 上星期 上礼拜|0 이번주 금주 this_week 今週 本周 这周 这星期 这个星期"
    "|1 다음주 내주 next_week 来週 下周 下星期 下礼拜",
    "month": "-2 지지난달 先々月 上上个月|-1 지난달 저번달 전달 last_month 先月 上月 上个月|0 이번달 이달 금월 this_month 今月 本月 这个月"
    "|1 다음달 내달 next_month 来月 下月 下个月",
    "year": "-2 재작년 지지난해 一昨年 おととし 前年|-1 작년 지난해 last_year 去年 昨年|0 올해 금년 this_year 今年|1 내년 next_year 来年 明年",
}.items():  # fmt: skip
    for _line in _table.split("|"):
        _count, *_words = _line.split()
        _RELATIVE |= {word.replace("_", " "): (_kind, int(_count)) for word in _words}


def _alternatives(kinds: tuple[str, ...]) -> str:
    """Return a pattern for the relative words of some kinds, with or without their space."""
    words = sorted(
        (w for w, (kind, _) in _RELATIVE.items() if kind in kinds), key=len, reverse=True
    )
    shown = []
    for word in words:
        spaced = re.sub(r"(?<=[난번음])(?=[주달해])", r"\\s?", word).replace(" ", r"\s")
        shown.append(rf"\b{spaced}\b" if word[0].isascii() else spaced)
    firsts = "".join(sorted({word[0] for word in words}))
    return rf"(?=[{firsts}])(?:{'|'.join(shown)})"  # the look ahead makes it three times as fast


def _relative(word: str, today: date) -> Period:
    key = " ".join(word.lower().split())
    kind, count = _RELATIVE[key if key in _RELATIVE else key.replace(" ", "")]
    if kind == "day":
        return _day(today + timedelta(days=count))
    if kind == "week":
        return _week(today, count)
    return _shifted(today, count) if kind == "month" else _year(today.year + count)


_WEEKDAYS = {
    letter: number
    for number, letters in enumerate(
        ("월月一", "화火二", "수水三", "목木四", "금金五", "토土六", "일日天")
    )
    for letter in letters
}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
_HAN_NUMBERS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
                "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}  # fmt: skip
_KOREAN_NUMBERS = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7,
                   "여덟": 8, "아홉": 9, "열": 10, "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5,
                   "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}  # fmt: skip
_ENGLISH_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
                    "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_NUMBERS = _HAN_NUMBERS | _KOREAN_NUMBERS | _ENGLISH_NUMBERS
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text.lower()]


def _ended(year: int | None, month: int, day: int | None, today: date | None) -> Period | None:
    """Return a day or month; without a year it is the latest that has begun by today."""
    if year is None:
        if today is None:
            return None
        year = today.year - ((month, day or 1) > (today.month, today.day))
    return _day(date(year, month, day)) if day else _month(year, month)


def _cjk_date(match: re.Match[str], today: date | None) -> Period | None:
    """Read 2025년 10월 28일, 작년 10월, 지난 10월, 令和7年3月, 十月."""
    month, day = match["month"], match["day"]
    year: int | None = None
    if match["year"]:
        year = int(match["year"]) + _ERAS.get(match["era"] or "", 0)
    elif match["relative"]:
        if today is None:
            return None
        year = _relative(match["relative"], today).start.year
    if month is None:
        return _year(year) if year is not None else None
    return _ended(year, _number(month), int(day) if day else None, today)


def _iso(match: re.Match[str], today: date | None) -> Period:
    year, month, day = int(match["y"]), int(match["m"]), match["d"]
    return _day(date(year, month, int(day))) if day else _month(year, month)


def _english_date(match: re.Match[str], today: date | None) -> Period | None:
    """Read October 28, 2025; 28 Oct 2025; October 2025; last October; in March."""
    month = _ENGLISH_MONTHS.index(match["month"][:3].lower()) + 1
    day, year = match["before"] or match["after"], match["year"]
    lead = (match["lead"] or "").lower()
    if not (year or day or lead) and match["month"][0].islower():
        return None
    if lead.startswith(("next", "last")) and today is not None and not year:
        return _english_nearest(lead, month, today)
    if match["month"].lower() in ("may", "march") and not (year or day or lead):
        return None  # a verb as often as a month
    return _ended(int(year) if year else None, month, int(day) if day else None, today)


def _english_nearest(lead: str, month: int, today: date) -> Period:
    if lead.startswith("next"):
        return _month(today.year + (month <= today.month), month)
    return _month(today.year - (month >= today.month), month)


def _counted_back(match: re.Match[str], today: date | None) -> Period | None:
    """Read 3일 전, two weeks ago, 三个月前: the day, week, month or year that lies so far back."""
    if today is None:
        return None
    count, unit = _number(match["n"]), match["unit"].lower()
    if unit.startswith(("일", "날", "day", "日", "天")) or unit == "":
        return _day(today - timedelta(days=count))
    if unit.startswith(("주", "week", "週", "周", "星")):
        return _week(today, -count)
    if unit.startswith(("개", "달", "month", "か", "ヶ", "カ", "个", "個")):
        return _shifted(today, -count)
    return _year(today.year - count)


def _weekday(match: re.Match[str], today: date | None) -> Period | None:
    """Read 지난 금요일, 지난주 금요일, last Friday, 先週の金曜日, 上周五."""
    if today is None:
        return None
    lead = "".join(match["lead"].lower().split())
    name = match["day"].lower()
    number = _ENGLISH_DAYS.index(name[:3]) if name[0].isascii() else _WEEKDAYS[name[0]]
    weeks = {"지난주": -1, "저번주": -1, "先週": -1, "上周": -1, "上星期": -1, "上": -1, "이번주": 0, "今週": 0,
             "这周": 0, "本周": 0, "this": 0, "이번": 0, "다음주": 1, "来週": 1, "下周": 1, "下星期": 1, "next": 1,
             "다음": 1}.get(lead)  # fmt: skip
    if weeks is None:  # the last such day before today
        return _day(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1))
    return _day(_week(today, weeks).start + timedelta(days=number))


def _bare_day(match: re.Match[str], today: date | None) -> Period | None:
    """Read 지난 21일: the latest such day before today."""
    if today is None:
        return None
    month = _shifted(today, 0 if int(match["day"]) < today.day else -1).start
    return _day(month.replace(day=int(match["day"])))


def _part_of_year(match: re.Match[str], today: date | None) -> Period | None:
    """Read 2025년 상반기, 올해 3분기, 2010년대."""
    if match["decade"]:
        start = int(match["decade"])
        return Period(date(start, 1, 1), date(start + 10, 1, 1))
    if match["relative"]:
        if today is None:
            return None
        year = _relative(match["relative"], today).start.year
    else:
        year = int(match["year"])
    length = 6 if match["half"] else 3
    part = (
        {"상": 1, "하": 2, "上": 1, "下": 2}[match["half"][0]]
        if match["half"]
        else int(match["quarter"])
    )
    first = _month(year, (part - 1) * length + 1)
    return Period(first.start, _shifted(first.start, length - 1).end)


def _word(match: re.Match[str], today: date | None) -> Period | None:
    return None if today is None else _relative(match.group(), today)


def _plain_year(match: re.Match[str], today: date | None) -> Period:
    return _year(int(match["year"]))


_YEARS = _alternatives(("year",))
_YEAR_LETTERS = "".join(
    sorted({word[0] for word, (kind, _) in _RELATIVE.items() if kind == "year"})
)
_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
FORMS: tuple[tuple[re.Pattern[str], Reader, tuple[str, ...]], ...] = (
    (re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<s>[-./])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?![\d%])"), _iso, ()),
    (
        re.compile(
            rf"(?=[\d令平昭一二三四五六七八九十{_YEAR_LETTERS}])"
            rf"(?:(?:(?:(?P<era>令和|平成|昭和)(?=\d)|(?<!\d))(?P<year>(?:(?<=和)|(?<=成))\d{{1,2}}|1\d{{3}}|20\d\d)\s?[년年]"
            rf"(?!대|代|\s?전(?:에|부터|의)?(?=[\s?.,]|$)|前|간|間)도?|(?P<relative>{_YEARS}))(?:의|の)?\s?)?"
            r"(?:(?<![\d.개個个か])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?[월月](?!요|曜|대)"
            r"(?:(?:\s|의|の)?(?P<day>3[01]|[12]\d|0?[1-9])\s?[일日号號](?!간|間))?)?"
        ),
        _cjk_date,
        (),
    ),
    (
        re.compile(
            rf"(?:\b(?P<lead>last|next|this|in|since|during|of|by|until|from|before|after)\s+)?(?:\b(?P<before>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
            rf"\b(?P<month>{_MONTH_NAME})\b\.?(?:\s+(?P<after>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?!\s*(?:people|percent|%)))?(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
        ),
        _english_date,
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ),
    (re.compile(r"(?<![\d.,$€£-])\b(?P<year>(?:19|20)\d\d)\b(?![\d,.]\d|-\d|%|\s?(?:[년年원명개건석세명그톤만천억]|people|won|dollars|seats|km|tons?|m\b|kg))", re.I), _plain_year, ()),
    (re.compile(rf"(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s?[년年]|(?P<relative>{_YEARS}))\s?(?P<half>[상하]반기|[上下]半[期年])"
                r"|(?!)(?P<quarter>)(?P<decade>)"), _part_of_year, ("반기", "半")),
    (re.compile(rf"(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s?[년年]|(?P<relative>{_YEARS}))\s?(?P<quarter>[1-4])(?:분기|四半期|季度)"
                r"|(?!)(?P<half>)(?P<decade>)"), _part_of_year, ("분기", "四半期", "季度")),
    (re.compile(r"(?<!\d)(?P<decade>(?:1\d|20)\d0)(?:\s?년대|年代|s\b)|(?!)(?P<half>)(?P<quarter>)(?P<year>)(?P<relative>)"), _part_of_year, ("년대", "年代", "s")),
    (re.compile(r"(?P<lead>지난\s?주|저번\s?주|이번\s?주|다음\s?주|지난|이번|다음)\s(?P<day>[월화수목금토일])요일"), _weekday, ("요일",)),
    (re.compile(r"(?P<lead>先週|今週|来週|上周|上星期|这周|本周|下周|下星期)の?(?P<day>[月火水木金土日一二三四五六天])(?:曜日?)?"), _weekday, ("周", "週", "上", "下")),
    (re.compile(r"\b(?P<lead>last|this|next|on)\s(?P<day>mon|tues?|wednes|thurs?|fri|satur|sun)day\b", re.I), _weekday, ("day",)),
    (re.compile(r"지난\s?(?P<day>3[01]|[12]\d|0?[1-9])일(?!\s?(?:간|동안))"), _bare_day, ("지난",)),
    (re.compile(r"지난\s(?P<month>1[0-2]|[1-9])월(?:\s?(?P<day>3[01]|[12]\d|[1-9])일)?(?P<year>)(?P<era>)(?P<relative>)"), _cjk_date, ("지난",)),
    (re.compile(rf"(?<!\d)(?P<n>\d{{1,3}}|{'|'.join(sorted(_KOREAN_NUMBERS, key=len, reverse=True))})\s?(?P<unit>일|날|주일?|개월|달|년|)\s?전(?=에|부터|의|까지|쯤|\s|[?.,]|$)"), _counted_back, ("전",)),
    (re.compile(rf"\b(?P<n>\d{{1,3}}|{'|'.join(_ENGLISH_NUMBERS)})\s(?P<unit>days?|weeks?|months?|years?)\sago\b", re.I), _counted_back, ("ago",)),
    (re.compile(r"(?<!\d)(?P<n>\d{1,3}|十[一二]?|[一二两兩三四五六七八九])\s?(?P<unit>日|天|週間?|周|个?星期|[かヶカ]月|个月|個月|年)(?:前|之前|以前)"), _counted_back, ("前",)),
    (re.compile(_alternatives(("day", "week", "month")), re.I), _word, ()),
)  # fmt: skip
