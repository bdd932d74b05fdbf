import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sample_answers import ANSWER, ARTICLE, BODY, SENTENCE, SHORT, SOURCE, found, nothing, quote_of

from index.article import Passage, Span
from index.errors import NotFound
from qa.answer import Confidence, Hit
from qa.pipeline import LibrarySummary
from qa.question.dates import Period
from ui.render import answer_to_json, answer_to_text, freshness, verified
from ui.strings import ENGLISH, KOREAN

CONTRACT = {
    "question", "searched_as", "found", "confidence", "probability", "quotes", "nearest", "period", "is_help",
    "generation", "milliseconds",
}  # fmt: skip


def library(article_id):
    if article_id != SOURCE.id:
        raise NotFound("cannot show the article", "there is none", "See the list")
    return ARTICLE


def test_json_holds_exactly_what_the_contract_names():
    record = answer_to_json(ANSWER)

    assert record.keys() == CONTRACT
    assert record["quotes"][0].keys() == {
        "number", "text", "start", "end", "article", "short_answer", "score"
    }  # fmt: skip
    assert record["quotes"][0]["article"].keys() == {
        "id", "title", "publisher", "byline", "published_at", "url", "path", "language"
    }  # fmt: skip
    assert json.loads(json.dumps(record)) == record


def test_json_offsets_are_code_points_of_the_body():
    quote = answer_to_json(ANSWER)["quotes"][0]

    assert BODY[quote["start"] : quote["end"]] == quote["text"] == SENTENCE
    short = quote["short_answer"]
    assert BODY[short["start"] : short["end"]] == short["text"] == SHORT


def test_json_of_nothing_found_lists_the_nearest_and_no_quotes():
    record = answer_to_json(nothing(quote_of(BODY, SENTENCE)))

    assert (record["found"], record["confidence"], record["quotes"]) == (False, "none", [])
    assert record["nearest"][0]["short_answer"] is None


def test_json_has_hits_only_when_the_answer_carries_them():
    start = BODY.index(SENTENCE)
    span = Span(start, start + len(SENTENCE))
    passage = Passage(span, SENTENCE, (span.start, span.end), ("다리",))
    answer = replace(ANSWER, hits=(Hit(1, 2.5, 7, passage, SOURCE),))

    assert answer_to_json(answer, with_hits=True)["hits"] == [
        {"rank": 1, "article_id": "a1", "start": span.start, "end": span.end, "score": 2.5}
    ]


def test_text_gives_the_quote_and_its_citation_plainly():
    text = answer_to_text(ANSWER, KOREAN)

    assert SENTENCE in text
    assert "[1] 새 다리 열려 · 해온일보 · 2025-05-02" in text
    assert SOURCE.url in text
    assert "확신 높음" in text
    assert "\x1b" not in text


def test_text_emphasises_the_short_answer_on_a_terminal_only():
    assert f"\x1b[1m{SHORT}\x1b[0m" in answer_to_text(ANSWER, KOREAN, terminal=True)


def test_text_names_the_path_where_there_is_no_url():
    source = replace(SOURCE, url=None)

    assert source.path in answer_to_text(found(quote_of(BODY, SENTENCE, source=source)), KOREAN)


def test_text_of_nothing_found_sets_the_nearest_apart():
    text = answer_to_text(nothing(quote_of(BODY, SENTENCE)), ENGLISH)

    assert text.index(ENGLISH.not_found) < text.index("not an answer") < text.index(SENTENCE)
    assert "Confidence" not in text


def test_text_says_how_a_follow_up_was_completed():
    answer = found(quote_of(BODY, SENTENCE), question="길이는?", searched_as="새 다리 길이는?")

    assert "Searched as: 새 다리 길이는?" in answer_to_text(answer, ENGLISH)


def test_the_period_and_help_are_told_in_text_and_json():
    dated = replace(ANSWER, period=Period(date(2025, 5, 1), date(2025, 6, 1)))
    greeted = replace(nothing(question="hi"), is_help=True)

    assert "Period 2025-05-01 ~ 2025-05-31" in answer_to_text(dated, ENGLISH)
    assert answer_to_json(dated)["period"] == {"since": "2025-05-01", "until": "2025-05-31"}
    assert answer_to_json(ANSWER)["period"] is None
    assert answer_to_text(greeted, ENGLISH) == f"{ENGLISH.help}\n{ENGLISH.help_detail}"
    assert answer_to_json(greeted)["is_help"] is True


def test_no_article_steers_the_terminal():
    body = "막대\x1b[2J가 \x9b3m다\u202e."
    source = replace(SOURCE, title="\x1b]0;owned\x07", url=None)

    text = answer_to_text(found(quote_of(body, body, source=source)), KOREAN)

    assert not set(text) & set("\x1b\x07\x9b\u202e")


def test_a_quote_that_stands_in_its_article_is_shown():
    assert verified(ANSWER, library) == ANSWER


def test_a_quote_that_does_not_stand_in_its_article_is_dropped_and_logged(caplog):
    false = quote_of(BODY.replace("5월", "6월"), SENTENCE.replace("5월", "6월"), number=2)

    answer = verified(found(*ANSWER.quotes, false), library)

    assert answer.quotes == ANSWER.quotes
    assert "a1" in caplog.text


def test_an_answer_that_loses_all_its_quotes_has_found_nothing():
    false = quote_of("x" + BODY, SENTENCE)

    answer = verified(found(false), library)

    assert (answer.found, answer.confidence, answer.quotes) == (False, Confidence.NONE, ())


def test_a_quote_of_an_article_that_is_gone_is_dropped():
    gone = quote_of(BODY, SENTENCE, source=replace(SOURCE, id="gone"))

    assert verified(nothing(gone), library).nearest == ()


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "방금 색인"),
        (timedelta(minutes=5), "5분 전 색인"),
        (timedelta(hours=3), "3시간 전 색인"),
        (timedelta(days=2), "2일 전 색인"),
    ],
)
def test_the_head_says_how_fresh_the_library_is(ago, said):
    now = datetime(2025, 10, 30, 12, tzinfo=UTC)
    summary = LibrarySummary(24, 90, "2025-10-28", (now - ago).isoformat(), 3)

    assert freshness(summary, KOREAN, now) == f"기사 24건 · 최신 2025-10-28 · {said}"


def test_the_head_says_that_a_library_is_empty():
    assert freshness(LibrarySummary(0, 0, None, None, 0), ENGLISH, datetime.now(UTC)) == (
        "No articles are indexed yet"
    )


def test_the_page_of_a_quote_is_told_where_there_are_pages():
    quote = quote_of(BODY, SENTENCE, SHORT)
    paged = found(replace(quote, citation=replace(quote.citation, page=12)))

    assert "해온일보 · 2025-05-02 · 12쪽\n" in answer_to_text(paged, KOREAN)
    assert " · p. 12\n" in answer_to_text(paged, ENGLISH)
    assert answer_to_json(paged)["quotes"][0]["page"] == 12
    assert "쪽" not in answer_to_text(ANSWER, KOREAN)
