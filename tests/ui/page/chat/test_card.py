"""What stands around a quote: its card, why it was chosen, how the question was understood, what to try."""

from dataclasses import replace
from datetime import date

from markup_reader import Reader
from sample_answers import ANSWER, ARTICLE, BODY, SENTENCE, SOURCE, found, nothing, quote_of

from qa.answer import Filters, Reason
from qa.question.dates import Period
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.reader.reader import article_to_html
from ui.strings import ENGLISH, KOREAN

TODAY = date(2026, 11, 24)
REASON = Reason(("다리", "열리다"), ("해온시",), ("<b>언제</b>",), 1, 3, 42, 2.345, 0.61)
WHY = replace(quote_of(BODY, SENTENCE), reason=REASON)


def shown(answer, strings=KOREAN):
    return Reader(talk_to_html((Exchange(answer.question, answer),), (), strings, TODAY))


def test_a_card_tells_all_that_is_known_of_a_source():
    page = shown(replace(ANSWER, quotes=(replace(
        ANSWER.quotes[0], citation=replace(ANSWER.quotes[0].citation, page=12)),)))  # fmt: skip

    assert page.texts[".what"] == ["새 다리 열려"]
    assert page.texts[".facts"] == ["해온일보 · 2025-05-02 · 1년 전 · 이기자 · 12쪽"]
    assert page.texts[".confidence"] == ["확신 높음"]
    assert ("bdi", {"class": "what", "lang": "ko"}) in page.tags


def test_a_card_of_a_source_that_tells_nothing_has_its_title_only():
    bare = replace(SOURCE, publisher=None, byline=None, published_at=None, url=None, language=None)

    page = shown(found(quote_of(BODY, SENTENCE, source=bare)))

    assert ".facts" not in page.texts
    assert page.texts[".cited"] == ["새 다리 열려"]
    assert "a" not in [tag for tag, _ in page.tags]


def test_the_link_to_the_original_opens_it_at_the_quote():
    links = [attributes["href"] for tag, attributes in shown(ANSWER).tags if tag == "a"]

    assert len(links) == 1
    assert links[0].startswith("https://haeon.example/bridge?a=1&b=2#:~:text=%EC%83%88%20")


def test_a_citation_can_be_copied_in_three_forms():
    copied = [
        attributes["data-copy"] for _, attributes in shown(ANSWER).tags if "data-copy" in attributes
    ]

    assert len(copied) == 3
    assert all("새 다리 열려" in text for text in copied)


def test_why_tells_words_ranks_scores_and_the_probability():
    page = shown(replace(found(WHY), threshold=0.3))

    (told,) = page.texts[".why"]
    for said in (
        "90%",
        "30%",
        "42곳",
        "다리, 열리다",
        "해온시",
        "<b>언제</b>",
        "1위",
        "3위 (가까움 0.61)",
        "2.35",
    ):
        assert said in told, said


def test_why_is_left_out_where_the_pipeline_did_not_tell():
    assert ".why" not in shown(ANSWER).texts


def test_what_was_not_found_tells_why_not_and_what_to_try():
    page = shown(replace(nothing(WHY), threshold=0.3, filters=Filters(publisher="해온<일보>")))

    assert KOREAN.why_not in page.texts[".why"][0]
    tries = page.texts[".try"][0]
    assert "‘<b>언제</b>’" in tries
    assert "해온<일보>" in tries
    assert KOREAN.try_names in tries


def test_each_part_of_how_a_question_was_understood_can_be_left_away():
    answer = replace(
        found(quote_of(BODY, SENTENCE), question="길이는?", searched_as="다리 길이는?"),
        period=Period(date(2025, 5, 1), date(2025, 6, 1)),
    )
    filters = Filters(since=date(2025, 1, 1), language="ko")
    exchange = Exchange(answer.question, answer, filters=filters)

    page = Reader(talk_to_html((exchange,), (), ENGLISH, TODAY))

    undone = [a["data-without"] for _, a in page.tags if "data-without" in a]
    assert undone == ["completion", "period", "filters"]
    assert "2025-01-01" in page.texts[".searched"][1]


def test_marks_are_numbered_in_the_order_of_the_text():
    last = quote_of(BODY, "길이는 3~5km다.", number=1)
    first = quote_of(BODY, SENTENCE, "5월 2일", number=2)

    pane = Reader(article_to_html(ARTICLE, KOREAN, last, (first,)))

    marks = [(a["class"], a["data-mark"]) for tag, a in pane.tags if tag == "mark"]
    assert marks == [("other", "1"), ("focus", "2")]


def test_the_tools_of_the_reader_have_names_and_neighbours_can_be_opened():
    other = replace(SOURCE, id='b"2', title="다른 <다리>", language="en")

    pane = Reader(article_to_html(ARTICLE, KOREAN, ANSWER.quotes[0], neighbours=(other,)))

    buttons = [a for tag, a in pane.tags if tag == "button" and "data-step" in a]
    assert [a["aria-label"] for a in buttons] == [
        KOREAN.mark_before, KOREAN.mark_after, KOREAN.find_before, KOREAN.find_after,
    ]  # fmt: skip
    assert [a["data-open"] for _, a in pane.tags if "data-open" in a] == ['article:b"2']
    assert "다른 <다리>" in pane.texts[".alike"][0]
    assert ".steps" not in Reader(article_to_html(ARTICLE, KOREAN)).texts
