import copy
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_answers import ARTICLE, BODY, PARAGRAPH, SENTENCE, SOURCE, found, nothing, quote_of

from index.errors import NotFound
from qa.answer import Confidence, Filters
from qa.question.dates import Period
from ui.page.chat.answers import Exchange
from ui.page.history.saved_talk import (
    TITLE_CHARACTERS,
    BadRecord,
    kept,
    kept_from_json,
    kept_to_json,
    shortened,
    talk_of,
    title_of,
)

COPY = replace(SOURCE, id="a2", publisher="물결신문")
NAME = "0123456789abcdef"
AT = "2025-11-01T09:00:00+00:00"


def article(article_id):
    """Two articles with the same body."""
    for source in (SOURCE, COPY):
        if source.id == article_id:
            return replace(ARTICLE, source=source)
    raise NotFound("cannot show it", "it is not there", "See the list")


ANSWERS = (
    found(quote_of(BODY, SENTENCE, "5월 2일", copies=(COPY,)), quote_of(BODY, PARAGRAPH, number=2)),
    found(quote_of(BODY, SENTENCE), question="그럼?", searched_as="다리는 그럼?"),
    nothing(quote_of(BODY, SENTENCE)),
    nothing(),
    replace(nothing(), is_help=True),
)
TALK = (*(Exchange(each.question, each) for each in ANSWERS), Exchange("왜?", error="disk"))


def written(talk):
    return json.loads(json.dumps(kept_to_json(kept(talk, NAME, AT))))


def read(record, library=article):
    return talk_of(kept_from_json(record), library)


def test_a_talk_comes_back_as_it_was():
    assert read(written(TALK)) == TALK


QUESTIONS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)


@given(
    st.lists(
        st.tuples(st.sampled_from(ANSWERS), QUESTIONS, st.sampled_from(["", "up", "down"])),
        min_size=1,
        max_size=5,
    ),
    st.dates(),
)
def test_any_talk_comes_back_as_it_was(turns, day):
    from datetime import date, timedelta

    from index.article import clean_text

    until = min(day, date.max - timedelta(days=40)) + timedelta(days=30)
    when = Period(min(day, until - timedelta(days=1)), until)
    talk = tuple(
        Exchange(
            clean_text(text),
            replace(answer, question=clean_text(text), period=when),
            verdict=verdict,
        )
        for answer, text, verdict in turns
    )

    assert read(written(talk)) == talk


def test_what_is_shown_of_a_source_comes_from_the_library():
    record = written(TALK)
    told = record["turns"][0]["answer"]["quotes"][0]["article"]
    told |= {"title": "거짓", "publisher": "거짓", "url": "https://evil.example/"}

    quote = read(record)[0].answer.quotes[0]

    assert quote.citation.source == SOURCE


def test_a_quote_that_no_longer_stands_is_dropped_and_counted():
    def changed(article_id):
        return replace(article(article_id), body="x" + BODY)

    first, _, silent, *_ = read(written(TALK), changed)

    assert (first.dropped, first.answer.found, first.answer.confidence) == (
        2,
        False,
        Confidence.NONE,
    )
    assert first.answer.quotes == first.answer.nearest == ()
    assert silent.dropped == 1
    assert read(written((first,)))[0].dropped == 2


def test_a_quote_of_an_article_that_is_gone_is_dropped():
    def gone(article_id):
        raise NotFound("cannot show it", "it is not there", "See the list")

    assert [each.dropped for each in read(written(TALK), gone)] == [2, 1, 1, 0, 0, 0]


def spoilt(record, path, value):
    record = copy.deepcopy(record)
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


QUOTE = ("turns", 0, "answer", "quotes", 0)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 9),
        (("id",), "../../../../etc/pass"),
        (("id",), 5),
        (("turns",), []),
        (("turns",), {}),
        (("turns",), [1]),
        (("turns",), [{"question": "?"}] * 51),
        (("title",), None),
        (("at",), "x" * 99),
        (("turns", 0, "question"), "가" * 1001),
        (("turns", 0, "answer"), []),
        (("turns", 0, "verdict"), "<b>"),
        (("turns", 0, "dropped"), -1),
        (("turns", 5, "error"), None),
        (("turns", 0, "answer", "confidence"), "certain"),
        (("turns", 0, "answer", "probability"), 7),
        (("turns", 0, "answer", "probability"), float("nan")),
        (("turns", 0, "answer", "probability"), True),
        (("turns", 0, "answer", "quotes"), "x"),
        (("turns", 0, "answer", "period"), {"since": "2025-01-02", "until": "2025-01-01"}),
        (("turns", 0, "answer", "period"), {"since": "soon", "until": "2025-01-01"}),
        ((*QUOTE, "start"), -1),
        ((*QUOTE, "end"), 0),
        ((*QUOTE, "number"), "1"),
        ((*QUOTE, "score"), float("inf")),
        ((*QUOTE, "article"), None),
        ((*QUOTE, "article", "id"), 3),
        ((*QUOTE, "copies"), "a2"),
        ((*QUOTE, "copies"), [3]),
        ((*QUOTE, "short_answer", "start"), 0),
        ((*QUOTE, "short_answer", "text"), "5월 3일"),
    ],
)
def test_a_record_that_was_tampered_with_is_refused(path, value):
    with pytest.raises(BadRecord):
        read(spoilt(written(TALK), path, value))


@pytest.mark.parametrize("record", [None, [], "x", 3, {}])
def test_what_is_no_record_is_refused(record):
    with pytest.raises(BadRecord):
        kept_from_json(record)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
PATHS = st.sampled_from(
    [
        ("turns", 0), ("turns", 0, "answer"), ("turns", 0, "answer", "quotes"), QUOTE,
        *((*QUOTE, name) for name in ("text", "start", "end", "article", "short_answer", "copies")),
        *(("turns", 0, "answer", name) for name in ("found", "is_help", "nearest", "searched_as")),
    ]
)  # fmt: skip


@given(PATHS, JSON)
def test_whatever_stands_in_a_record_a_shown_quote_stands_in_its_article(path, value):
    try:
        talk = read(spoilt(written(TALK), path, value))
    except BadRecord:
        return

    for exchange in talk:
        for quote in (*exchange.answer.quotes, *exchange.answer.nearest) if exchange.answer else ():
            assert quote.stands_in(article(quote.citation.source.id).body)


def test_a_title_is_one_line_and_short():
    assert title_of(TALK) == "언제 열렸나?"
    assert shortened("가 \n 나") == "가 나"
    assert len(shortened("가" * 500)) == TITLE_CHARACTERS


def test_the_filters_of_a_question_come_back_with_it():
    filters = Filters(date(2025, 1, 1), None, "해온일보", "ko")
    talk = (
        Exchange("언제?", ANSWERS[0], filters=filters),
        Exchange("왜?", error="x", filters=filters),
    )

    assert [one.filters for one in read(written(talk))] == [filters, filters]


def test_filters_that_are_none_are_refused():
    record = written((Exchange("언제?", ANSWERS[0]),))
    record["turns"][0]["filters"] = {"since": "gestern"}

    with pytest.raises(BadRecord):
        read(record)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("version",), 2, "it is no conversation of this version"),
        (("turns",), [], "it has no turns, or too many"),
        (("turns", 0, "answer", "probability"), 7, "answer.probability: "),
        ((*QUOTE, "end"), 0, "a span ends before it starts"),
        (("turns", 5, "error"), None, "it has neither an answer nor an error"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(path, value, said):
    with pytest.raises(BadRecord, match=said):
        read(spoilt(written(TALK), path, value))


# As it was written when conversations were first kept; later fields are missing.
FIRST_KEPT = """
{"version": 1, "id": "0123456789abcdef", "title": "언제 열렸나?", "at": "2025-11-01T09:00:00+00:00",
 "turns": [
  {"question": "언제 열렸나?", "error": null, "verdict": "up", "answer": {
   "question": "언제 열렸나?", "searched_as": "언제 열렸나?", "found": true, "confidence": "high",
   "probability": 1, "nearest": [], "generation": 3, "milliseconds": 12, "quotes": [
    {"number": 1, "text": "새 다리는 5월 2일 열렸다.", "start": 17, "end": 33, "score": 0.5,
     "article": {"id": "a1", "title": "새 다리 열려", "language": "ko"}, "unknown": {"x": 1},
     "short_answer": {"text": "5월 2일", "start": 23, "end": 28}}]}},
  {"question": "왜?", "error": "disk"}]}
"""


def test_a_conversation_kept_by_an_earlier_version_opens():
    first, second = read(json.loads(FIRST_KEPT))

    assert [quote.text for quote in first.answer.quotes] == [SENTENCE]
    assert first.answer.quotes[0].short_answer.text == "5월 2일"
    assert (first.dropped, first.verdict, first.answer.period) == (0, "up", None)
    assert second == Exchange("왜?", error="disk")
