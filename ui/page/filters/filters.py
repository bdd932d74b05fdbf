"""Filters beside the box: the fields, what a browser sends of them, and how an answer tells them."""

import json
from collections.abc import Sequence
from datetime import date

from index.errors import BadSettings
from qa.answer import Filters
from ui.page.markup import page_html
from ui.strings import Strings
from ui.strings.language_names import language_name

NAME_CHARACTERS = 1_000  # of a publisher or a language: longer is none that an article has


def filters_to_html(
    publishers: Sequence[tuple[str, int]], languages: Sequence[tuple[str, int]], strings: Strings
) -> str:
    """Return the quiet button, the fields that it unfolds, and a place for what is set."""
    return page_html("filters/filters.html", strings, publishers=publishers, languages=languages)


def filters_from(text: str, strings: Strings) -> Filters:
    """Return the filters that a browser sends as JSON; "" is none.

    Raises BadSettings if they are no filters, or if the first day is after the last.
    """
    try:
        said = json.loads(text) if text else {}
        since, until = (
            date.fromisoformat(said[name]) if said.get(name) else None
            for name in ("since", "until")
        )
        publisher, language = (
            str(said.get(name) or "")[:NAME_CHARACTERS] for name in ("publisher", "language")
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as cause:
        raise BadSettings("cannot ask", "the filters are not readable", "Set them again") from cause
    if since and until and since > until:
        raise Swapped(strings.since_after_until)
    return Filters(since, until, publisher, language)


def filters_to_json(filters: Filters) -> dict[str, str]:
    """Return filters as `filters_from` reads them; what is not set is left out."""
    given = {
        "since": filters.since and str(filters.since),
        "until": filters.until and str(filters.until),
        "publisher": filters.publisher,
        "language": filters.language,
    }
    return {name: value for name, value in given.items() if value}


class Swapped(BadSettings):
    """The first day is after the last; it is told in the page's language."""

    def __init__(self, said: str) -> None:
        super().__init__(said, "since is after until", "Swap the two days")
        self.said = said

    def __str__(self) -> str:
        return self.said


def filters_said(filters: Filters, strings: Strings) -> str:
    """Return filters in words, for a quiet line; "" where none is set."""
    said = []
    if filters.since:
        said.append(strings.since_day.format(day=filters.since))
    if filters.until:
        said.append(strings.until_day.format(day=filters.until))
    if filters.publisher:
        said.append(filters.publisher)
    if filters.language:
        said.append(language_name(filters.language, strings))
    return " · ".join(said)
