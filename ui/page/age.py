"""How old an article is, in words; the day that counts as today is handed in."""

from datetime import date

from index.article import Source
from ui.strings import Strings

_MONTHS = 12


def age_of(source: Source, today: date | None, strings: Strings) -> str | None:
    """Return how long ago a source was published, in whole days, months or years.

    None where its day is unknown or still to come, or today is None.
    """
    if today is None or not source.published_at:
        return None
    try:
        published = date.fromisoformat(source.published_at[:10])
    except ValueError:
        return None
    days = (today - published).days
    if days < 0:
        return None
    months = _MONTHS * (today.year - published.year) + today.month - published.month
    months -= today.day < published.day
    if months >= _MONTHS:
        return _counted(months // _MONTHS, strings.a_year_old, strings.years_old)
    if months:
        return _counted(months, strings.a_month_old, strings.months_old)
    return strings.of_today if days == 0 else _counted(days, strings.of_yesterday, strings.days_old)


def _counted(count: int, one: str, several: str) -> str:
    return one if count == 1 else several.format(count=count)
