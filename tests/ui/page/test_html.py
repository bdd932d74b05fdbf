import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup_reader import Reader
from sample_answers import ANSWER, ARTICLE, BODY, SENTENCE, SHORT, SOURCE, found, nothing, quote_of

from index.article import Article, Block, Kind, Span
from qa.question.dates import Period
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.markup import link_to
from ui.page.page_head import head_to_html
from ui.page.reader.reader import article_to_html, note_to_html
from ui.strings import ENGLISH, KOREAN

# What an article can hold: anything but NUL and lone surrogates (index.article.clean_text).
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def shown(answer, strings=KOREAN):
    return Reader(talk_to_html((Exchange(answer.question, answer),), (), strings))


@given(before=st.text("가 <&", max_size=5), text=TEXT, data=st.data())
def test_the_words_shown_are_the_quote_letter_for_letter(before, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = quote_of(before + text, text)
    short = quote_of(before + text, text, text[start:end])

    for each in (quote, short):
        assert shown(found(each)).texts[".words"] == [each.text]


@given(question=TEXT, title=TEXT, publisher=TEXT, language=TEXT, url=TEXT, path=TEXT, id=TEXT)
def test_no_text_from_outside_becomes_markup(question, title, publisher, language, url, path, id):
    source = replace(
        SOURCE, id=id, title=title, publisher=publisher, language=language, url=url, path=path
    )
    answer = found(quote_of(BODY, SENTENCE, SHORT, source), question=question, searched_as=title)
    article = replace(ARTICLE, source=source)
    usual = {tag for tag, _ in shown(ANSWER).tags} | {"a", "bdi", "p"}
    tools = {"article", "div", "h2", "h3", "input", "li", "p", "section", "ul"}

    page = shown(answer)
    pane = Reader(article_to_html(article, KOREAN, answer.quotes[0], (), title, (source,)))

    assert {tag for tag, _ in page.tags} <= usual
    assert {tag for tag, _ in pane.tags} <= usual | tools
    assert page.texts[".asked"] == [question]
    assert page.texts[".what"] == [title]
    for _, attributes in (*page.tags, *pane.tags):
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


@given(text=TEXT)
def test_the_body_of_an_article_is_there_letter_for_letter(text):
    body = f"머리\r\n\n{text}끝"
    blocks = (Block(Kind.TITLE, Span(0, 2)), Block(Kind.PARAGRAPH, Span(5, len(body))))
    article = Article(SOURCE, body, blocks)

    assert Reader(article_to_html(article, KOREAN)).texts[".body"] == [body]


def test_the_short_answer_is_marked_in_the_quote():
    assert f"<mark>{SHORT}</mark>" in talk_to_html((Exchange("?", ANSWER),), (), KOREAN)


def test_a_quote_names_its_language_and_its_source():
    page = shown(ANSWER)

    assert ("blockquote", {"lang": "ko", "dir": "auto"}) in page.tags
    assert page.texts[".cited"] == ["새 다리 열려 · 해온일보 · 2025-05-02 · 이기자"]
    assert page.texts[".badge"] == ["1"]


def test_links_go_to_the_web_only_and_tell_nothing_of_the_page():
    link = Reader(link_to(SOURCE, "원문"))

    assert link.tags == [
        ("a", {"href": SOURCE.url, "target": "_blank", "rel": "noopener noreferrer"})
    ]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "http://",
     "http://[::1", " javascript:alert(1)", "ftp://a/b", "", None],
)  # fmt: skip
def test_other_addresses_are_no_links(url):
    assert link_to(replace(SOURCE, url=url), "원문") == ""


def test_further_quotes_are_folded():
    page = shown(found(quote_of(BODY, SENTENCE), quote_of(BODY, "길이는 3~5km다.", number=2)))

    assert "details" in [tag for tag, _ in page.tags]
    assert page.texts[".badge"] == ["1", "2"]


def test_copies_of_a_text_can_be_opened_too():
    copy = replace(SOURCE, id="a2", publisher="물결신문")

    page = shown(found(quote_of(BODY, SENTENCE, copies=(copy,))))

    places = [attributes["data-open"] for _, attributes in page.tags if "data-open" in attributes]
    assert places == ["0:quotes:0", "0:quotes:0", "0:quotes:0:0"]


def test_nothing_found_is_said_and_the_nearest_are_labelled_as_no_answer():
    page = shown(nothing(quote_of(BODY, SENTENCE)), ENGLISH)

    assert page.texts[".nothing"] == [ENGLISH.not_found]
    assert "not an answer" in page.texts[".nearest"][0]
    assert SENTENCE in page.texts[".nearest"][0]
    assert ".confidence" not in page.texts


def test_a_question_says_how_it_was_searched_only_where_that_differs():
    assert ".searched" not in shown(ANSWER).texts
    completed = found(quote_of(BODY, SENTENCE), question="길이는?", searched_as="다리 길이는?")
    assert "다리 길이는?" in shown(completed).texts[".searched"][0]


def test_a_completed_question_can_be_searched_as_written():
    completed = found(quote_of(BODY, SENTENCE), question="길이는?", searched_as="다리 길이는?")

    buttons = [a["data-plainly"] for _, a in shown(completed).tags if "data-plainly" in a]

    assert buttons == ["0"]
    assert not [a for _, a in shown(ANSWER).tags if "data-plainly" in a]


def test_the_period_is_shown_with_its_last_day():
    may = replace(ANSWER, period=Period(date(2025, 5, 1), date(2025, 6, 1)))
    day = replace(ANSWER, period=Period(date(2025, 5, 2), date(2025, 5, 3)))

    undo = KOREAN.search_undated
    assert shown(may).texts[".searched"] == [f"기간 2025-05-01 ~ 2025-05-31 {undo}"]
    assert shown(day).texts[".searched"] == [f"기간 2025-05-02 {undo}"]


def test_help_is_not_an_answer_that_found_nothing():
    page = shown(replace(nothing(question="안녕"), is_help=True), ENGLISH)

    assert page.texts[".help"] == [ENGLISH.help]
    assert ".nothing" not in page.texts


def test_an_error_is_one_line_in_its_place():
    page = Reader(talk_to_html((Exchange("?", error="<b>disk</b>"),), (), ENGLISH))

    assert page.texts[".error"] == ["This could not be answered: <b>disk</b>"]


def test_the_quote_is_marked_in_its_article():
    pane = Reader(article_to_html(ARTICLE, KOREAN, ANSWER.quotes[0]))

    assert "".join(pane.texts[".focus"]) == SENTENCE
    assert pane.texts[".short"] == [SHORT]
    assert len(pane.texts["#quoted"]) == 1
    assert SENTENCE.startswith(pane.texts["#quoted"][0])


def test_a_quote_over_two_blocks_is_marked_in_both():
    text = f"{PARAGRAPH_END}\n\n사진 설명"

    pane = Reader(article_to_html(ARTICLE, KOREAN, quote_of(BODY, text)))

    assert pane.texts[".focus"] == [PARAGRAPH_END, "사진 설명"]
    assert pane.texts["#quoted"] == [PARAGRAPH_END]


PARAGRAPH_END = "길이는 3~5km다."


def test_other_quotes_of_the_answer_are_marked_lighter():
    other = quote_of(BODY, PARAGRAPH_END, number=2)

    pane = Reader(article_to_html(ARTICLE, KOREAN, ANSWER.quotes[0], (other,)))

    assert pane.texts[".other"] == [PARAGRAPH_END]


def test_a_quote_that_no_longer_stands_is_not_marked():
    pane = Reader(article_to_html(ARTICLE, KOREAN, quote_of("x" + BODY, SENTENCE)))

    assert "mark" not in [tag for tag, _ in pane.tags]


def test_an_article_is_shown_by_its_blocks():
    pane = Reader(article_to_html(ARTICLE, KOREAN))

    assert pane.texts[".publisher"] == ["해온시 소식"]
    assert pane.texts[".title"] == ["새 다리 열려"]
    assert pane.texts[".caption"] == ["사진 설명"]
    assert pane.texts[".notice"] == ["*끝."]
    assert pane.texts[".facts"] == ["이기자 · 2025-05-02"]


def test_what_repeats_or_is_metadata_is_there_but_hidden():
    blocks = (Block(Kind.METADATA, Span(0, 6)), Block(Kind.REPEAT, Span(6, 13)))
    article = replace(ARTICLE, body="title: 되풀이된 말", blocks=blocks)

    pane = Reader(article_to_html(article, KOREAN))

    hidden = [attrs["class"] for _, attrs in pane.tags if "hidden" in attrs and "class" in attrs]
    assert hidden == ["metadata", "repeat"]


def test_an_article_without_a_title_in_its_body_gets_one_above_it():
    article = Article(SOURCE, "본문.", (Block(Kind.PARAGRAPH, Span(0, 3)),))

    assert Reader(article_to_html(article, KOREAN)).texts[".title"] == [SOURCE.title]


def test_the_first_screen_offers_articles_to_open():
    page = Reader(talk_to_html((), (replace(SOURCE, id='a"1'),), KOREAN))

    assert [a["data-open"] for _, a in page.tags if "data-open" in a] == ['article:a"1']


@pytest.mark.parametrize("markup", [head_to_html("기사 1건", KOREAN), note_to_html("<", ENGLISH)])
def test_the_small_parts_are_well_formed(markup):
    assert not re.search(r"<(?![a-z/])", markup)
    Reader(markup)
