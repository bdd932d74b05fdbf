"""What a kept conversation must look like. It was out of our hands, so all of it is checked.

A record that differs is refused whole, with the place of the first difference. What a record holds beside
these fields is left alone: it is of an older version, or is what the library itself knows better.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    model_validator,
)

from index.article import Span, clean_text
from index.errors import BadSettings
from qa.answer import Confidence, Filters
from ui.page.chat.talk import QUESTION_CHARACTERS, TURNS_KEPT
from ui.page.filters.filters import filters_from
from ui.strings import KOREAN

VERSION = 1
TITLE_CHARACTERS = 60  # one line of the list
QUOTES_AT_MOST = 50  # of one answer; the pipeline gives far fewer
QUOTE_CHARACTERS = 20_000
ERROR_CHARACTERS = 2_000
NAME = re.compile(r"[0-9a-f]{16}")
"""What a conversation is filed under; nothing else is ever part of a path or a key."""


class BadRecord(ValueError):
    """A record that is not one of ours."""


def _cleaned(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _filters(value: object) -> Filters:
    try:
        return filters_from(json.dumps(value or {}), KOREAN)
    except BadSettings as cause:
        raise ValueError("they are no filters") from cause


Text = Annotated[str, BeforeValidator(_cleaned)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Id = Annotated[str, Field(max_length=500)]
Day = Annotated[date, BeforeValidator(_day)]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class _SpanRecord(_Record):
    start: Count
    end: Count

    @model_validator(mode="after")
    def _is_forward(self) -> "_SpanRecord":
        if self.start >= self.end:
            raise ValueError("a span ends before it starts")
        return self

    @property
    def span(self) -> Span:
        """The place in the body."""
        return Span(self.start, self.end)


class ShortAnswerRecord(_SpanRecord):
    """The short answer of a quote."""

    text: Annotated[str, Field(max_length=QUOTE_CHARACTERS)]


class ArticleRecord(_Record):
    """Of a quoted article, what is believed: which one it is."""

    id: Id


class QuoteRecord(_SpanRecord):
    """A quote: its words, its place, and the ids of articles with the same words."""

    text: Annotated[str, Field(max_length=QUOTE_CHARACTERS)]
    number: Annotated[int, Field(ge=0, le=QUOTES_AT_MOST)]
    score: float
    article: ArticleRecord
    short_answer: ShortAnswerRecord | None = None
    copies: Annotated[list[Id], Field(max_length=QUOTES_AT_MOST)] = []


class PeriodRecord(_Record):
    """The days that a question spoke of, both included."""

    since: Day
    until: Day

    @model_validator(mode="after")
    def _is_forward(self) -> "PeriodRecord":
        if not self.since <= self.until < date.max:
            raise ValueError("a period ends before it starts")
        return self


Quotes = Annotated[list[QuoteRecord], Field(max_length=QUOTES_AT_MOST)]


class AnswerRecord(_Record):
    """An answer, as ui.render.answer_to_json writes it."""

    searched_as: Annotated[Text, Field(max_length=4 * QUESTION_CHARACTERS)]
    found: bool = False
    confidence: Annotated[Confidence, Field(strict=False)]
    probability: Annotated[float, Field(ge=0, le=1)]
    quotes: Quotes
    nearest: Quotes
    period: PeriodRecord | None = None
    is_help: bool = False
    generation: Count
    milliseconds: float


class TurnRecord(_Record):
    """A question, and its answer or its error."""

    question: Annotated[Text, Field(max_length=QUESTION_CHARACTERS)]
    answer: AnswerRecord | None = None
    error: Annotated[Text, Field(max_length=ERROR_CHARACTERS)] | None = None
    filters: Annotated[InstanceOf[Filters], BeforeValidator(_filters)] = Filters()
    verdict: Literal["", "up", "down"] = ""
    dropped: Annotated[int, Field(ge=0, le=10 * QUOTES_AT_MOST)] = 0

    @model_validator(mode="after")
    def _came_to_something(self) -> "TurnRecord":
        if self.answer is None and self.error is None:
            raise ValueError("it has neither an answer nor an error")
        return self


class TalkRecord(_Record):
    """A conversation; its turns are checked when it is opened, for a list shows none of them."""

    version: Literal[1]
    id: Annotated[str, Field(pattern=rf"^{NAME.pattern}$")]
    title: Annotated[Text, Field(max_length=10 * TITLE_CHARACTERS)]
    is_named: bool = False
    at: Annotated[str, Field(max_length=40)]
    turns: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=TURNS_KEPT)]


SomeRecord = TypeVar("SomeRecord", bound=_Record)


def checked(kind: type[SomeRecord], record: object) -> SomeRecord:
    """Return a record of a kind. Raises BadRecord, which says what stands where it should not."""
    try:
        return kind.model_validate(dict(record) if isinstance(record, Mapping) else record)
    except ValidationError as error:
        raise BadRecord(_said(error)) from error


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    if place in ("version", "id"):
        return "it is no conversation of this version"
    if place == "turns":
        return "it has no turns, or too many"
    return f"{place}: {first['msg']}" if place else first["msg"]
