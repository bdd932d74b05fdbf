"""Filters beside the box: what a browser sends of them, and how they are told."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_answers import ANSWER, nothing

from index.errors import BadSettings
from qa.answer import Filters
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.filters.filters import filters_from, filters_said, filters_to_html
from ui.strings import ENGLISH, KOREAN

WHOLE = Filters(date(2024, 9, 1), date(2024, 9, 30), "<b>해온일보", "ko")


def test_filters_come_as_json():
    sent = {
        "since": "2024-09-01",
        "until": "2024-09-30",
        "publisher": "<b>해온일보",
        "language": "ko",
    }

    assert filters_from(json.dumps(sent), KOREAN) == WHOLE
    assert filters_from("", KOREAN) == filters_from("{}", KOREAN) == Filters()
    assert filters_from('{"since": "", "publisher": ""}', KOREAN) == Filters()


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", '"x"', "null", '{"since": "soon"}', '{"until": 5}']
)
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(BadSettings):
        filters_from(text, KOREAN)


@given(st.text(max_size=50) | st.dictionaries(
    st.sampled_from(["since", "until", "publisher", "language"]),
    st.none() | st.integers() | st.text(max_size=12) | st.dates().map(str)).map(json.dumps))  # fmt: skip
def test_whatever_a_browser_sends_is_filters_or_refused(text):
    try:
        filters = filters_from(text, ENGLISH)
    except BadSettings:
        return
    assert isinstance(filters, Filters)


@pytest.mark.parametrize("strings", [KOREAN, ENGLISH])
def test_days_the_wrong_way_round_are_told_in_the_pages_language(strings):
    with pytest.raises(BadSettings) as raised:
        filters_from('{"since": "2025-02-01", "until": "2025-01-01"}', strings)

    assert str(raised.value) == strings.since_after_until


def test_an_answer_tells_the_filters_it_was_asked_with_and_how_to_undo_them():
    html = talk_to_html((Exchange("?", ANSWER, filters=WHOLE),), (), KOREAN)

    assert "2024-09-01부터 · 2024-09-30까지 · &lt;b&gt;해온일보 · 한국어" in html
    assert 'data-plainly="0" data-without="filters"' in html
    assert "data-without" not in talk_to_html((Exchange("?", ANSWER),), (), KOREAN)


def test_why_nothing_was_found_is_told_beside_the_filters():
    exchange = Exchange("?", nothing(), filters=replace(WHOLE), note="<i>매체</i>")

    assert "&lt;i&gt;매체&lt;/i&gt;" in talk_to_html((exchange,), (), KOREAN)


def test_the_fields_offer_what_the_library_has_escaped():
    html = filters_to_html([('"><script>', 3)], [("ko", 12), ("xx", 1)], KOREAN)

    assert "&quot;&gt;&lt;script&gt; (3)" in html
    assert "한국어 (12)" in html
    assert "<script" not in html
    assert filters_said(Filters(), KOREAN) == ""
