from dataclasses import replace

import pytest
from sample_answers import ANSWER, ARTICLE, BODY, SENTENCE, SOURCE, found, nothing, quote_of

from index.article import Article, Block, Kind, Span
from index.errors import BadSettings, LibraryDamaged, NotFound
from qa.answer import AskOptions, Turn
from qa.pipeline import LibrarySummary
from ui.page.chat import talk as talking
from ui.page.chat.answers import Exchange
from ui.strings import KOREAN

COPY = replace(SOURCE, id="a2", publisher="물결신문")
COPY_BODY = f"물결신문\n\n{BODY}"
TALK = (
    Exchange("언제?", found(quote_of(BODY, SENTENCE, "5월 2일", copies=(COPY,)))),
    Exchange("금리는?", nothing(quote_of(BODY, SENTENCE))),
    Exchange("?", error="disk"),
)


class SmallInyong:
    """Stand-in for the pipeline: two articles, one answer; remembers what it was asked."""

    def __init__(self, answer=ANSWER):
        self.answer, self.asked, self.refreshed = answer, [], 0

    def ask(self, question, options):
        self.asked.append((question, options))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def turns(self, questions):
        return tuple(Turn(question, question) for question in questions)

    def refresh_soon(self):
        self.refreshed += 1

    def held(self):
        return self

    def article(self, article_id):
        if article_id == SOURCE.id:
            return ARTICLE
        if article_id == COPY.id:
            return Article(COPY, COPY_BODY, (Block(Kind.PARAGRAPH, Span(0, len(COPY_BODY))),))
        raise NotFound("cannot show it", "it is not there", "See the list")

    def neighbours(self, article_id):
        return [COPY] if article_id == SOURCE.id else []

    def newest(self, count):
        return [COPY, SOURCE][:count]

    def summary(self):
        return LibrarySummary(3, 9, "2025-05-02", None, 3)


@pytest.fixture
def inyong():
    return SmallInyong()


def test_a_question_is_asked_with_the_turns_before_it(inyong):
    exchange = talking.answered(inyong, "길이는?", TALK, KOREAN)

    assert exchange == Exchange("길이는?", ANSWER)
    assert inyong.asked[0][1].history == (
        Turn("언제?", "언제 열렸나?", SOURCE.title),
        Turn("금리는?", "금리는?"),
    )


def test_the_endpoint_completes_from_the_questions_before_unless_told_not_to(inyong):
    talking.answered_as_json(inyong, "길이는?", AskOptions(), ["언제?"])
    talking.answered_as_json(inyong, "길이는?", AskOptions(complete=False), ["언제?"])

    assert [options.history for _, options in inyong.asked] == [(Turn("언제?", "언제?"),), ()]


@pytest.mark.parametrize("history", ["언제?", [1], {"a": 1}, 3])
def test_a_history_that_is_no_list_of_questions_is_refused(inyong, history):
    with pytest.raises(BadSettings, match="history"):
        talking.answered_as_json(inyong, "길이는?", AskOptions(), history)


def test_a_failure_that_can_be_mended_becomes_a_line():
    inyong = SmallInyong(LibraryDamaged("cannot read", "torn", "Run check"))

    assert talking.answered(inyong, "언제?", (), KOREAN).error == "cannot read: torn. Run check"


def test_a_slip_of_ours_becomes_a_line_too_and_is_logged(caplog):
    inyong = SmallInyong(ZeroDivisionError("secret"))

    assert talking.answered(inyong, "언제?", (), KOREAN).error == KOREAN.unexpected
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    "place", ["0:quotes:0", "1:nearest:0", "article:a1", "article:a2", "0:quotes:0:0"]
)
def test_every_place_on_the_page_opens_its_article(inyong, place):
    assert "<article" in talking.pane(inyong, place, TALK, KOREAN)


def test_a_copy_opens_at_the_same_words(inyong):
    pane = talking.pane(inyong, "0:quotes:0:0", TALK, KOREAN)

    assert COPY.publisher in pane
    assert '<mark id="quoted"' in pane


@pytest.mark.parametrize(
    "place",
    ["", "x", "0:quotes", "0:quotes:9", "0:quotes:-1", "9:quotes:0", "2:quotes:0", "0:hits:0",
     "0:quotes:0:5", "0:quotes:0:-1", "0:quotes:0:0:0", "-1:quotes:0", "article:gone", "article:"],
)  # fmt: skip
def test_a_place_that_is_not_there_is_answered_kindly(inyong, place):
    pane = talking.pane(inyong, place, TALK, KOREAN)

    assert KOREAN.article_gone in pane
    assert "<article" not in pane


def test_an_article_that_changed_opens_without_a_mark_and_says_so(inyong):
    inyong.article = lambda article_id: replace(ARTICLE, body="x" * len(BODY))

    pane = talking.pane(inyong, "0:quotes:0", TALK, KOREAN)

    assert KOREAN.article_changed in pane
    assert "<mark" not in pane


def test_the_first_screen_shows_the_newest_articles_only(inyong):
    screen = talking.transcript(inyong, (), KOREAN)

    assert screen.count("data-open") == 2
    assert screen.index("article:a2") < screen.index("article:a1")


def test_the_head_tells_the_state_of_the_library(inyong):
    assert "기사 3건 · 최신 2025-05-02" in talking.head(inyong, KOREAN)


def test_the_endpoint_takes_filters(inyong):
    filters = talking.filters_of("2025-01-01", "", "해온일보", "ko")
    record = talking.answered_as_json(inyong, " 언제? ", AskOptions(filters=filters, hits=2))

    question, options = inyong.asked[0]
    filters = options.filters
    assert (question, options.hits) == ("언제?", 2)
    assert (filters.since.isoformat(), filters.until) == ("2025-01-01", None)
    assert (filters.publisher, filters.language) == ("해온일보", "ko")
    assert record["quotes"][0]["text"] == SENTENCE


@pytest.mark.parametrize(
    ("question", "hits", "since"),
    [("", 0, ""), ("가" * 1001, 0, ""), ("?", -1, ""), ("?", 0, "어제")],
)
def test_the_endpoint_refuses_what_it_cannot_use(inyong, question, hits, since):
    with pytest.raises(BadSettings):
        options = AskOptions(filters=talking.filters_of(since, "", "", ""), hits=hits)
        talking.answered_as_json(inyong, question, options)

    assert inyong.asked == []


def test_each_question_is_asked_of_the_newest_generation():
    library = SmallInyong()

    talking.answered(library, "물음?", (), KOREAN)
    talking.answered_as_json(library, "물음?", AskOptions())

    assert library.refreshed == 2
