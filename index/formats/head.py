"""The head of a newspaper article in plain text: publisher, title, date, byline."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.article import Kind
from index.formats.captions import split_caption
from index.formats.labels import language_code, read_label, web_address
from index.formats.line_kinds import byline, is_named_publisher, is_notice, may_be_publisher
from index.formats.lines import Line, is_item, is_running, is_silent, is_statement, shorten
from index.formats.metadata import Metadata
from index.formats.published_dates import DateLine, parse_date, read_date_line
from index.formats.wrapping import group_lines

DEPTH = 10
"""Lines from the top within which a head ends: publisher, section, title, two subtitles, date, byline …"""

MOST_PLAIN = 5
"""Lines before the date that are neither date nor byline; more of them are a text, not a head."""

CHRONOLOGY = 200
"""Lines searched for other bare dates: where there are some, the text is a chronology."""

TITLE_FROM_TEXT = 60
"""Characters of a title that is cut from the first paragraph."""

_SECTIONS = frozenset(
    {
        "정치",
        "경제",
        "사회",
        "문화",
        "국제",
        "세계",
        "스포츠",
        "연예",
        "지역",
        "전국",
        "산업",
        "금융",
        "증권",
    }
    | {
        "보도자료",
        "부동산",
        "교육",
        "과학",
        "생활",
        "오피니언",
        "사설",
        "칼럼",
        "IT",
        "政治",
        "経済",
        "社会",
        "国際",
        "文化",
    }
    | {
        "スポーツ",
        "地域",
        "经济",
        "国际",
        "Politics",
        "Business",
        "World",
        "Sports",
        "Culture",
        "Local",
        "Opinion",
    }
)
_BRACKETS = "[](){}<>【】〈〉《》「」 "
_SITE = re.compile(r"(.{4,}?)\s[|ㅣ–—-]\s([^|]{2,40})")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines of a text tell, and by the start of each what these lines are."""

    metadata: Metadata = Metadata()
    kinds: Mapping[int, Kind] = field(default_factory=dict)


def read_head(lines: Sequence[Line], title: Line | None = None) -> Head:
    """Return the head of the text that these lines are.

    title is the line of the title where mark-up tells it. The title of the head is None if the
    text starts at once: title_from_text then makes one.
    """
    known = [
        _Known(Kind.TITLE, "title", line.text) if line is title else _read_line(line)
        for line in lines[:DEPTH]
    ]
    if any(_is_bare(one.date) for one in known) and _is_chronology(lines):
        known = [_PLAIN if _is_bare(one.date) else one for one in known]
    anchor = _anchor(lines, known)
    return _headed(lines, known, anchor) if anchor else _untitled_or_titled(lines)


def without_days(lines: Sequence[Line], every: Sequence[Line]) -> list[Line]:
    """Return the lines of a head without bare days, if every line of the text shows a chronology or a list."""
    if not _is_chronology(every):
        return list(lines)
    return [line for line in lines if not _is_bare(read_date_line(line.text))]


def title_from_text(text: str) -> str:
    """Return a title cut from the first paragraph of a text that has none."""
    return shorten(text, TITLE_FROM_TEXT)


@dataclass(frozen=True, slots=True)
class _Known:
    """What one line is by itself; plain lines (title, publisher, text) have no kind."""

    kind: Kind | None = None
    name: str = ""  # the attribute of Source that value is for
    value: str | None = None
    date: DateLine | None = None


_PLAIN = _Known()


def _read_line(line: Line) -> _Known:
    """Return what a line of a head is, seen by itself."""
    text = line.text
    if is_silent(text):
        return _Known(Kind.METADATA)
    if (date := read_date_line(text)) and _is_date_line(date):
        return _Known(Kind.DATE, date=date)
    if name := byline(text):
        return _Known(Kind.BYLINE, "byline", name)
    if label := read_label(text):
        return _labelled(*label)
    if is_notice(text):
        return _Known(Kind.NOTICE)
    return _PLAIN


def _is_date_line(date: DateLine) -> bool:
    """Say whether nothing stands beside the date but what heads have there."""
    return all(
        byline(rest) or is_named_publisher(rest) or (date.is_parted and len(rest) <= 30)
        for rest in date.rest
    ) and not any(is_statement(rest) for rest in date.rest)


def _labelled(name: str, value: str) -> _Known:
    """Return what a line with a label is, such as "제목: 다리 개통"."""
    match name:
        case "title":
            return _Known(Kind.TITLE, name, value)
        case "publisher":
            return _Known(Kind.PUBLISHER, name, value)
        case "byline":
            return _Known(Kind.BYLINE, name, byline(value) or value)
        case "published_at":
            return _Known(Kind.DATE, name, parse_date(value))
        case "url":
            return _Known(Kind.METADATA, name, web_address(value))
        case _:
            return _Known(Kind.METADATA, name, language_code(value))


def _anchor(lines: Sequence[Line], known: Sequence[_Known]) -> int | None:
    """Return how many lines the head takes if a date, a label or a byline shows that there is one."""
    end: int | None = None
    plain, has_date, has_title = 0, False, False
    for number, one in enumerate(known):
        if one.kind is None:
            text = lines[number].text
            if split_caption(text):
                continue
            plain += 1
            is_text = is_running(text) or (has_date and plain + has_title > 1)
            if is_text or plain > MOST_PLAIN:
                break
        elif one.kind is Kind.BYLINE and plain > MOST_PLAIN - 2:
            break  # further down it closes a short text
        else:
            has_date = has_date or one.kind is Kind.DATE
            has_title = has_title or one.kind is Kind.TITLE
            end = number + 1 if one.name or one.date else end
    return end


def _is_bare(date: DateLine | None) -> bool:
    """Say whether a line is a day and nothing else: no label, no time, no byline."""
    return date is not None and not date.is_sure and not date.rest


def _is_chronology(lines: Sequence[Line]) -> bool:
    """Say whether bare days stand over the parts of a text, so that none is the day it appeared."""
    dates = (read_date_line(line.text) for line in lines[:CHRONOLOGY])
    return len({date.published_at for date in dates if date and _is_bare(date)}) > 1


def _headed(lines: Sequence[Line], known: Sequence[_Known], end: int) -> Head:
    """Return the head of end lines that a date, a label or a byline has shown."""
    found: dict[str, str] = {}
    kinds: dict[int, Kind] = {}
    for line, one in zip(lines[:end], known, strict=False):
        if one.kind:
            kinds[line.start] = one.kind
        for name, value in _values(one):
            found.setdefault(name, value)
    plain = [
        line
        for line, one in zip(lines[:end], known, strict=False)
        if one.kind is None and split_caption(line.text) is None
    ]
    if not plain and "title" not in found and end < len(lines):
        following = lines[end]
        if not is_running(following.text) and not is_statement(following.text):
            plain = [following]
    _name_plain(plain, found, kinds)
    return Head(Metadata(**found), kinds)


def _values(one: _Known) -> list[tuple[str, str]]:
    """Return the attributes of Source that a line gives."""
    values = [(one.name, one.value)] if one.name else []
    if one.date:
        values.append(("published_at", one.date.published_at))
        for rest in one.date.rest:
            name = byline(rest)
            publisher = rest if is_named_publisher(rest) else None
            values += [("byline", name), ("publisher", publisher)]
    return [(name, value) for name, value in values if value]


def _name_plain(plain: list[Line], found: dict[str, str], kinds: dict[int, Kind]) -> None:
    """Find publisher, section and title among the plain lines of a head; the others are its text."""
    for line in list(plain):
        section = line.text.strip(_BRACKETS).partition(" > ")[0]  # "사회 > 사건·사고"
        if section in _SECTIONS and len(line.text) <= 30 and len(plain) > 1:
            kinds[line.start] = Kind.METADATA
            plain.remove(line)
    publisher = _publisher(plain, "title" in found) if "publisher" not in found else None
    if publisher:
        kinds[publisher.start] = Kind.PUBLISHER
        found["publisher"] = publisher.text.strip(_BRACKETS)
        plain.remove(publisher)
    if "title" not in found and plain:
        kinds[plain[0].start] = Kind.TITLE
        found["title"] = shorten(plain[0].text, 4 * TITLE_FROM_TEXT)


def _publisher(plain: Sequence[Line], has_title: bool) -> Line | None:
    """Return the line among those of a head that names the publisher."""
    if len(plain) < 2 and not has_title:
        return None
    for line in plain:
        if is_named_publisher(line.text.strip(_BRACKETS)):
            return line
    if has_title:
        return None
    first, second = plain[0], plain[1]
    is_much_shorter = 9 * len(first.text) <= 5 * len(second.text)
    return first if is_much_shorter and may_be_publisher(first.text.strip(_BRACKETS)) else None


def _untitled_or_titled(lines: Sequence[Line]) -> Head:
    """Return the head of a text without date, label and byline: at most a publisher and a title."""
    if len(lines) < 2 or len(group_lines(lines[:DEPTH])[0]) > 1:
        return Head()
    first, second = lines[0], lines[1]
    if is_named_publisher(first.text) and len(lines) > 2 and _is_title(second):
        title = shorten(second.text, 4 * TITLE_FROM_TEXT)
        kinds = {first.start: Kind.PUBLISHER, second.start: Kind.TITLE}
        return Head(Metadata(title=title, publisher=first.text), kinds)
    if not _is_title(first):
        return Head()
    site = _SITE.fullmatch(first.text)
    if site and is_named_publisher(site[2]):
        metadata = Metadata(title=site[1], publisher=site[2])
    else:
        metadata = Metadata(title=shorten(first.text, 4 * TITLE_FROM_TEXT))
    return Head(metadata, {first.start: Kind.TITLE})


def _is_title(line: Line) -> bool:
    """Say whether a line reads as a headline: short, no sentence of the text, no list, no notice."""
    text = line.text
    return not (
        is_running(text)
        or is_statement(text)
        or is_item(text)
        or is_silent(text)
        or is_notice(text)
        or byline(text)
    )
