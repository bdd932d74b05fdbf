"""A talk as HTML: each question with its answer, and the welcome before the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.article import Source
from qa.answer import Answer, Filters
from ui.page.age import age_of
from ui.page.chat.card import cut
from ui.page.chat.citing import as_markdown, as_reference, as_text
from ui.page.filters.filters import filters_said
from ui.page.markup import page_html
from ui.render import days_of
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands on the page, and what came of it: an answer or an error.

    filters are those it was asked with; note says why nothing was found within them.
    verdict: what the person thought of the answer, "up", "down" or "". dropped: how many quotes of a
    conversation that was kept no longer stand in the library.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    filters: Filters = Filters()
    note: str = ""
    verdict: str = ""
    dropped: int = 0

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("an exchange has either an answer or an error")


def talk_to_html(
    exchanges: Sequence[Exchange],
    recent: Sequence[Source],
    strings: Strings,
    today: date | None = None,
    since: int = 0,
) -> str:
    """Return the talk from turn since on; where none has begun, a welcome with recent articles to open.

    today: the day that the ages of articles count from; None tells no ages.
    """
    return page_html(
        "chat/talk.html",
        strings,
        exchanges=exchanges,
        recent=recent,
        since=since,
        today=today,
        age_of=age_of,
        as_markdown=as_markdown,
        as_reference=as_reference,
        as_text=as_text,
        cut=cut,
        days_of=days_of,
        filters_said=filters_said,
    )
