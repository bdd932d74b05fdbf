"""Which articles may answer, as a person says it, and what to say when no article is among them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from index.article import Source
from index.errors import BadSettings
from qa.answer import Filters
from ui.strings import Strings

_NAMED = 12  # publishers or languages in a hint; more would hide it


class ArticleLists(Protocol):
    """What a library holds, for a hint: qa.pipeline.Inyong."""

    def articles(self) -> list[Source]:
        """Return the sources of all articles."""

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of all articles, sorted."""

    def languages(self) -> tuple[str, ...]:
        """Return the languages of all articles, sorted."""


def filters_for(
    since: date | None, until: date | None, publisher: str | None, language: str | None
) -> Filters:
    """Return the filters; "" is none. Raises BadSettings if since is after until."""
    if since and until and since > until:
        raise BadSettings(
            "cannot ask", f"--since {since} is after --until {until}", "Swap the two days"
        )
    return Filters(since, until, publisher, language)


def hint(library: ArticleLists, filters: Filters, strings: Strings) -> str:
    """Return a line that says why no article passes the filters and what there is; "" if some do."""
    lines = []
    publishers, languages = library.publishers(), library.languages()
    if filters.publisher and filters.publisher not in publishers:
        known = _some(publishers)
        lines.append(strings.unknown_publisher.format(name=filters.publisher, known=known))
    if filters.language and filters.language not in languages:
        known = _some(languages)
        lines.append(strings.unknown_language.format(name=filters.language, known=known))
    if lines or not filters:
        return " ".join(lines)
    sources = library.articles()
    if any(passes(source, filters) for source in sources):
        return ""
    days = sorted(source.published_at[:10] for source in sources if source.published_at)
    if days and not any(passes(s, Filters(filters.since, filters.until)) for s in sources):
        return strings.nothing_between.format(first=days[0], last=days[-1])
    return strings.nothing_matches


def _some(names: Sequence[str]) -> str:
    more = " …" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more if names else "—"


def passes(source: Source, filters: Filters) -> bool:
    """Say whether an article may answer; one without a day passes no filter of days."""
    day = source.published_at[:10] if source.published_at else None
    conditions: Iterable[bool] = (
        not filters.since or (day is not None and day >= filters.since.isoformat()),
        not filters.until or (day is not None and day <= filters.until.isoformat()),
        not filters.publisher or source.publisher == filters.publisher,
        not filters.language or source.language == filters.language,
    )
    return all(conditions)
