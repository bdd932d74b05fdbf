"""Dates of publication as newspapers write them, to ISO 8601. What is not written is not guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

SEOUL = timezone(timedelta(hours=9))
"""The zone of a time that names none."""

LONGEST = 100  # characters; "Published on Wednesday, 28th of September 2025 at 12:55:00 p.m. UTC+09:00" is 73

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY_NAME = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_WEEKDAY = (
    rf"(?:\s?,?\s?\(?(?:[월화수목금토일](?:요일)?(?![가-힣])|[月火水木金土日](?:曜日?)?(?![0-9])"
    rf"|(?:星期|周|週)[一二三四五六日天]|{_WEEKDAY_NAME})\)?)?"
)
_DAYS = (
    r"(?P<year>[0-9]{4})\s?(?P<mark>[-./])\s?(?P<month>[0-9]{1,2})\s?(?P=mark)\s?(?P<day>[0-9]{1,2})(?:\.(?![0-9]))?",
    r"(?P<year>[0-9]{4})\s?[년年]\s?(?P<month>[0-9]{1,2})\s?[월月]\s?(?P<day>[0-9]{1,2})\s?[일日号號]",
    r"(?P<era>令和|平成|昭和|民[國国])\s?(?P<year>[0-9]{1,3}|元)年\s?(?P<month>[0-9]{1,2})月\s?(?P<day>[0-9]{1,2})日",
    rf"(?:{_WEEKDAY_NAME},?\s)?(?P<name>{_MONTH})\s?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{{4}})",
    rf"(?:{_WEEKDAY_NAME},?\s)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<name>{_MONTH}),?\s(?P<year>[0-9]{{4}})",
)
_HALF = r"오전|오후|午前|午後|上午|下午|[AaPp]\.?[Mm]\b\.?"
_CLOCK = (
    rf"(?:(?P<half>{_HALF})\s?)?"
    r"(?:(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"|(?P<hour_>[0-9]{1,2})\s?[시時时点點](?:\s?(?P<minute_>[0-9]{1,2})\s?[분分](?:\s?(?P<second_>[0-9]{1,2})\s?[초秒])?)?"
    r"|(?P<hour__>[0-9]{1,2})(?=\s?[AaPp]\.?[Mm]\b))"
    rf"(?:\s?(?P<half_>{_HALF}))?"
)
_ZONE = (
    r"(?:\s?\(?(?P<zone>Z(?![A-Za-z])|(?:UTC|GMT)?\s?[+-][0-9]{1,2}(?::?[0-9]{2})?(?![0-9])"
    r"|(?-i:[A-Z]{2,5}(?![A-Za-z]))|한국\s?시[간각]|日本時間|北京时间|현지\s?시[간각]|現地時間|local\stime)\)?(?:\s\([A-Z]{2,5}\))?)?"
)
_FORMS = (
    *(
        re.compile(
            rf"(?<![0-9]){day}(?![0-9]){_WEEKDAY}"
            rf"(?:(?:\s?,\s?|\s?T|\s?|\sat\s)(?<![0-9]){_CLOCK}{_ZONE})?(?![0-9])",
            re.IGNORECASE if "name" in day else 0,
        )
        for day in _DAYS
    ),
    re.compile(
        r"(?<![0-9])(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
        rf"(?:T?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})?{_ZONE})?(?![0-9])"
    ),
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_HOURS = {
    **dict.fromkeys(("Z", "UTC", "GMT"), 0),
    **dict.fromkeys(("KST", "JST", "한국시간", "한국시각", "日本時間"), 9),
    **dict.fromkeys(("HKT", "SGT", "北京时间"), 8),
    **{"EST": -5, "EDT": -4, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2},
}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?")
_NARROW = {
    ord("０") + digit: str(digit) for digit in range(10)
} | str.maketrans("：（）／．－，　", ":()/.-, ")  # fmt: skip

_LABEL = (
    r"(?:기사\s?)?(?:(?P<first>(?:최초\s?)?(?:입력|등록|승인|작성|발행|게시|송고|게재|보도|배포|출고|날짜|일자|일시)"
    r"|published|posted|date|first\spublished|公開|配信|掲載|投稿|发布|發布|发表|發表)"
    r"|(?:최종\s?)?(?:수정|업데이트|갱신|편집)|(?:last\s)?(?:updated|modified)|更新|最終更新)"
    r"(?:일시|일자|일|시간|시각|날짜|日時|日|时间|時間)?(?:\son|\sat)?"
)
_LABEL_BEFORE = re.compile(rf"(?:^|(?<=[\s|·(\[]))(?:{_LABEL})\s?:?\s?$", re.IGNORECASE)
_LABEL_AFTER = re.compile(rf"\s?(?:{_LABEL})(?=\s|[|)\]]|$)", re.IGNORECASE)
_PARTING = re.compile(r"\s*[|ㅣ│·•\t]\s*|\s+/\s+|\s{2,}")
_VAGUE = re.compile(
    rf"(?:{_LABEL}\s?:?\s?)?"
    r"(?:[0-9]{1,2}\s?[월月]\s?[0-9]{1,2}\s?[일日]|'?[0-9]{2}[-./]\s?[0-9]{1,2}[-./]\s?[0-9]{1,2}\.?"
    rf"|[0-9]{{1,2}}[-./][0-9]{{1,2}}[-./][0-9]{{4}}|{_MONTH}\s[0-9]{{1,2}}"
    r"|[0-9]{1,2}\s?(?:분|시간|일)\s?전|[0-9]{1,2}\s(?:minutes?|hours?|days?)\sago)"
    rf"{_WEEKDAY}(?:,?\s?{_CLOCK}{_ZONE})?",
    re.IGNORECASE,
)

_ZONE_NAME = re.compile(r"(?<=[0-9Z])\[[A-Za-z_/+-]{1,40}\]$")  # of Java, after the offset
_PROGRAM = re.compile(
    rf"{_WEEKDAY_NAME}\s({_MONTH})\s([0-9]{{1,2}})\s([0-9:]{{8}})\s(?:([A-Z]{{2,5}}|[+-][0-9]{{4}})\s)?([0-9]{{4}})"
)

FIRST_YEAR = "1600"
"""Earlier than the first newspapers: a program wrote such a date where it knew none."""

_NOT_SET = frozenset(
    {
        "1970-01-01",
        "1970-01-01T00:00:00+00:00",
        "1970-01-01T00:00:00+09:00",
        "1970-01-01T09:00:00+09:00",
    }
)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that tells when an article appeared.

    published_at is None if the line only tells of a change, or of no day that can be known. rest is what
    else stands on it (a byline, a section); is_parted says whether marks such as | set the rest apart;
    is_sure, that a label or a time of day makes it more than a day.
    """

    published_at: str | None
    rest: tuple[str, ...]
    is_parted: bool
    is_sure: bool


def parse_date(text: str) -> str | None:
    """Return the one date or time that text is, in ISO 8601; None for anything else.

    A time carries its zone, Asia/Seoul unless the text names one; where it names one that is not known
    (CST, local time) the day alone is returned. Impossible and year-less dates are None.
    """
    if len(text) > LONGEST:
        return None
    narrow = " ".join(text.translate(_NARROW).split())
    matches = (form.fullmatch(narrow) for form in _FORMS)
    return next((_to_iso(match) for match in matches if match), None)


def read_given_date(text: str) -> str | None:
    """Return the date of publication that a field of a file gives, in ISO 8601, None for none.

    Takes what parse_date takes, that with a label ("입력 2025.10.28 13:55"), and the forms of programs
    (Tue Oct 28 13:55:00 KST 2025). Days before newspapers, which programs write for "not set", are none.
    """
    text = _ZONE_NAME.sub("", " ".join(text.split()))
    if program := _PROGRAM.fullmatch(text):
        month, day, clock, zone, year = program.groups(default="")
        text = f"{day} {month} {year} {clock} {zone}"
    found = parse_date(text)
    if found is None:
        line = read_date_line(text)
        found = line.published_at if line and line.is_sure and not line.rest else None
    return found if found and found[:4] >= FIRST_YEAR and found not in _NOT_SET else None


def read_date_line(text: str) -> DateLine | None:
    """Return what a line says of the day of publication, or None if it holds no date."""
    if len(text) > LONGEST:
        return None
    narrow = text.translate(_NARROW).strip()
    if _VAGUE.fullmatch(narrow):
        return DateLine(None, (), False, True)
    matches = list(_dates(narrow))
    if not matches:
        return None
    rest: list[str] = []
    published: list[str | None] = []
    is_labelled = False
    start = 0
    for number, match in enumerate(matches):
        before = narrow[start : match.start()]
        label = _LABEL_BEFORE.search(before)
        before = before[: label.start()] if label else before
        start = match.end()
        if label is None and (after := _label_after(narrow, matches, number)) is not None:
            label, start = after, after.end()
        if label is None or label["first"]:
            published.insert(0 if label else number, _to_iso(match))
        is_labelled = is_labelled or label is not None
        rest.append(before)
    rest.append(narrow[start:])
    pieces = (_PARTING.split(part) for part in rest)
    kept = tuple(word for part in pieces for piece in part if (word := piece.strip(" ,()[]-–—")))
    return DateLine(
        next(iter(published), None),
        kept,
        _PARTING.search(narrow) is not None,
        is_labelled or any(_is_timed(match) for match in matches),
    )


def _label_after(text: str, dates: list[re.Match[str]], number: int) -> re.Match[str] | None:
    """Return the label that follows a date, unless it is that of the next: "10.28 업데이트 10.29"."""
    label = _LABEL_AFTER.match(text, dates[number].end())
    if label is None or number + 1 == len(dates):
        return label
    is_between = not text[label.end() : dates[number + 1].start()].strip(" :")
    return None if is_between and not _LABEL_AFTER.match(text, dates[-1].end()) else label


def _dates(text: str) -> Iterator[re.Match[str]]:
    """Yield the dates within a short text from left to right, none overlapping."""
    start = 0
    while found := [match for form in _FORMS if (match := form.search(text, start))]:
        match = min(found, key=lambda match: (match.start(), -match.end()))
        yield match
        start = match.end()


def _is_timed(match: re.Match[str]) -> bool:
    """Say whether a matched date has a time of day."""
    return any(value for name, value in match.groupdict().items() if name.startswith("hour"))


def _to_iso(match: re.Match[str]) -> str | None:
    """Return a matched date in ISO 8601, or None if there is no such day or time."""
    groups: dict[str, str] = {
        name.rstrip("_"): value for name, value in match.groupdict().items() if value
    }
    try:
        day = _day(groups)
        if "hour" not in groups:
            return day.isoformat()
        moment = _moment(groups)
        zone = _zone(groups.get("zone"))
    except ValueError:
        return None
    return datetime.combine(day, moment, zone).isoformat() if zone else day.isoformat()


def _day(groups: dict[str, str]) -> date:
    """Return the day; raises ValueError if there is none such."""
    year = 1 if groups["year"] == "元" else int(groups["year"])
    month = groups.get("month")
    number = int(month) if month else _MONTHS.index(groups["name"][:3].lower()) + 1
    return date(year + _ERAS.get(groups.get("era", ""), 0), number, int(groups["day"]))


def _moment(groups: dict[str, str]) -> time:
    """Return the time of day; 12 a.m. is midnight and 12 p.m. noon. Raises ValueError for 13 a.m."""
    hour = int(groups["hour"])
    half = groups.get("half", "").replace(".", "").lower()
    is_morning = half in ("오전", "午前", "上午", "am")
    if is_morning and hour > 12:
        raise ValueError(f"no hour {hour} in the morning")
    if half and hour == 12:
        hour = 0
    if half and not is_morning and hour < 12:
        hour += 12
    return time(hour, int(groups.get("minute", 0)), int(groups.get("second", 0)))


def _zone(name: str | None) -> timezone | None:
    """Return the zone of that name, Seoul for no name, None for one that is not known."""
    if name is None:
        return SEOUL
    name = name.replace(" ", "")
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()]))
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        total = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if total > timedelta(hours=14):
            raise ValueError(f"no zone {name}")
        return timezone(-total if sign == "-" else total)
    return None
