"""The stretch of days that a question or a text speaks of: "2025년 10월", "지난주", "in March", "上周".

Soft evidence for ranking, never a filter: most dates in questions are those of an event, not of a
publication. Pure: the day that relative words count from is given.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from qa.question.date_forms import FORMS, Period, Reader

__all__ = ["Period", "nearness", "period", "periods"]

SLACK = timedelta(days=7)  # news of an event comes out days after it, or announces it days before
_ABOUT_THEN = timedelta(days=400)  # within which texts leave the year away
NEAR = 0.5  # what an article published within that slack counts


def period(text: str, today: date | None) -> Period | None:
    """Return the period that a text speaks of first; None if it names none.

    Two dates joined by a word of range ("3월부터 5월까지", "between 2019 and 2021") are one period.
    today None: words that count from today, and months without a year, are no period.
    """
    found = list(_mentions(text, today))
    if not found:
        return None
    (_, end, first), *others = found
    if others:
        start, last_end, last = others[0]
        between, after = text[end:start], text[last_end : last_end + 3]
        if _RANGE.fullmatch(between) and (
            _JOINED.fullmatch(between) is None or _RANGE_END.match(after) or _BETWEEN.search(text)
        ):
            low, high = min(first.start, last.start), max(first.end, last.end)
            return Period(low, high)
    return first


def periods(text: str, today: date | None) -> list[Period]:
    """Return every period that a text speaks of, in order."""
    return [found for _, _, found in _mentions(text, today)]


def nearness(period: Period, published_at: str | None, text: str) -> float:
    """Return how near an article is to a period, 0..1.

    1 if it was published within the period or its text speaks of a date within it; NEAR if it was
    published a little before or after. An unknown day of publication (None) is near nothing.
    """
    published = date.fromisoformat(published_at[:10]) if published_at else None
    if published and period.start <= published < period.end:
        return 1.0
    if _may_speak_of(period, published, text) and any(
        period.holds(spoken) for spoken in periods(text, published)
    ):
        return 1.0
    if published and period.start - SLACK <= published < period.end + SLACK:
        return NEAR
    return 0.0


def _may_speak_of(period: Period, published: date | None, text: str) -> bool:
    """Say whether reading a text's dates is worth half a millisecond: it names the year, or is of about then."""
    if published and abs(published - period.start) < _ABOUT_THEN:
        return True
    if period.last.year - period.start.year > 1:  # a decade: any of its years
        return True
    return str(period.start.year) in text or str(period.last.year) in text


_RANGE = re.compile(
    r"\s*(?:부터|에서|와|과|~|–|—|-|to|until|till|through|and|から|到|至|和|、)\s*", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:와|과|and|和|、|-)\s*", re.IGNORECASE)
_RANGE_END = re.compile(r"\s*(?:사이|之间|の間)")
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)


def _mentions(text: str, today: date | None) -> Iterator[tuple[int, int, Period]]:
    """Yield (start, end, period) of every date in a text; of two that overlap the first and longest."""
    found = []
    lowered = text.lower()
    for form, read, needs in FORMS:
        if needs and not any(need in lowered for need in needs):
            continue
        for match in form.finditer(text):
            if match.group().strip() and (meant := _safely(read, match, today)):
                found.append((match.start(), -match.end(), meant))
    end = 0
    for start, negative, meant in sorted(found, key=lambda each: each[:2]):
        if start >= end:
            end = -negative
            yield start, end, meant


def _safely(read: Reader, match: re.Match[str], today: date | None) -> Period | None:
    """Read a match; a day that no calendar has (2월 30일) is no period."""
    try:
        return read(match, today)
    except (ValueError, OverflowError):
        return None
