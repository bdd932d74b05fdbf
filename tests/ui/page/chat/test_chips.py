import html
from dataclasses import replace
from types import SimpleNamespace

import pytest
from markup_reader import Reader
from sample_answers import found, nothing, quote_of

from index.article import Article, Block, Kind, Source, Span
from index.errors import NotFound
from qa.answer import Confidence
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.chat.suggesting import CHIPS, TRIED_FOR_EXAMPLES, Suggesting, chips_to_html
from ui.page.history.drawer import drawer_to_html, script_data
from ui.strings import ENGLISH, KOREAN

SENTENCES = (
    "별무리도에는 173명이 산다.",
    "별무리도에는 학교가 3곳 있다.",
    "별무리도 뱃길은 2025년 5월 1일에 열렸다.",
    "별무리도 막배는 오후 6시 25분이다.",
    "별무리도 뱃삯은 2,000원이다.",
)
BODY = " ".join(SENTENCES)
HOW_MANY, SCHOOLS, WHEN, HOUR, COST = (
    "별무리도에는 몇 명이 사는가?", "별무리도에는 학교가 몇 곳 있나?", "별무리도 뱃길은 언제 열렸나?",
    "별무리도 막배는 몇 시인가?", "별무리도 뱃삯은 얼마인가?",
)  # fmt: skip
ANSWERED = {
    HOW_MANY: (0, "173명"), SCHOOLS: (1, "3곳"), WHEN: (2, "2025년 5월 1일"),
    HOUR: (3, "오후 6시 25분"), COST: (4, "2,000원"),
}  # fmt: skip


class Island:
    """Stand-in for the pipeline: articles with the same sentences, each question answered by its own."""

    def __init__(self, articles=1, unanswered=(), confidence=Confidence.HIGH):
        sources = [Source(f"a{at}", "별무리도 새 뱃길", language="ko") for at in range(articles)]
        self.by_id = {source.id: source for source in sources}
        self.unanswered, self.confidence, self.asked = unanswered, confidence, []
        self.generation = 1

    def articles(self):
        return list(self.by_id.values())

    def summary(self):
        return SimpleNamespace(generation=self.generation)

    def article(self, article_id):
        if article_id not in self.by_id:
            raise NotFound("cannot show it", "it is not there", "See the list")
        blocks = (Block(Kind.PARAGRAPH, Span(0, len(BODY))),)
        return Article(self.by_id[article_id], BODY, blocks)

    def ask(self, question, options=None):
        self.asked.append(question)
        if question not in ANSWERED or question in self.unanswered:
            return nothing(question=question)
        at, short = ANSWERED[question]
        return replace(answer(at, short), question=question, confidence=self.confidence)


def answer(at, short=None):
    source = Source("a0", "별무리도 새 뱃길", language="ko")
    return found(quote_of(BODY, SENTENCES[at], short, source=source))


def talk(*questions):
    island = Island()
    return tuple(Exchange(each, island.ask(each)) for each in questions)


def test_chips_ask_what_the_library_answers_by_another_sentence():
    chips = Suggesting(Island()).chips(talk(HOW_MANY))

    assert chips == [SCHOOLS, WHEN, HOUR]  # of each kind the first
    assert len(chips) == CHIPS


@pytest.mark.parametrize(
    "island",
    [Island(unanswered=(WHEN, COST)), Island(confidence=Confidence.LOW)],
    ids=["unanswered", "unsure"],
)
def test_what_is_not_answered_surely_is_no_chip(island):
    assert set(Suggesting(island).chips(talk(HOW_MANY))) <= {HOUR, SCHOOLS}
    assert island.confidence is Confidence.HIGH or not Suggesting(island).chips(talk(HOW_MANY))


def test_what_was_asked_or_shown_is_no_chip():
    assert Suggesting(Island()).chips(talk(HOW_MANY, WHEN, HOUR)) == [SCHOOLS, COST]


@pytest.mark.parametrize(
    "talk", [(), (Exchange("?", nothing()),), (Exchange("?", error="disk"),)], ids=repr
)
def test_where_nothing_was_quoted_there_are_no_chips(talk):
    assert Suggesting(Island()).chips(talk) == []


def test_an_article_that_is_gone_has_no_chips():
    assert Suggesting(Island(articles=0)).chips(talk(HOW_MANY)) == []


def test_an_article_is_asked_once_a_generation():
    island = Island()
    suggesting = Suggesting(island)
    first = suggesting.chips(talk(HOW_MANY))
    asked = len(island.asked)

    assert suggesting.chips(talk(HOW_MANY)) == first
    again = len(island.asked) - asked
    assert again == CHIPS  # only whether they hold after this talk
    island.generation = 2
    suggesting.chips(talk(HOW_MANY))
    assert len(island.asked) - asked - again == asked


def test_nothing_is_suggested_while_people_wait():
    island = Island()

    assert Suggesting(island, lambda: True).chips(talk(HOW_MANY)) == []
    assert island.asked == []


def test_examples_are_found_once_a_generation_by_a_bounded_number_of_questions():
    island = Island(articles=9)
    suggesting = Suggesting(island)
    suggesting.look().join(10)
    asked = len(island.asked)
    suggesting.look().join(10)

    assert suggesting.examples("ko") == (
        HOW_MANY,
    )  # the other articles' is answered by the first's
    assert suggesting.examples("en") == suggesting.examples("ko")  # for want of English ones
    assert len(island.asked) == asked <= 9 * TRIED_FOR_EXAMPLES


def test_a_library_in_neither_language_of_the_page_has_examples_in_its_own():
    body, question = "朝市には店が128軒ある。", "朝市には店が何軒あるか？"
    source = Source("a0", "海穏市の朝市が再開", language="ja")
    island = Island(articles=0)
    island.by_id = {"a0": source}
    island.article = lambda _: Article(source, body, (Block(Kind.PARAGRAPH, Span(0, len(body))),))
    island.ask = lambda asked: found(quote_of(body, body, "128軒", source=source), question=asked)
    suggesting = Suggesting(island)
    suggesting.look().join(10)

    assert suggesting.examples("ko") == suggesting.examples("en") == (question,)


def test_a_library_without_questions_has_no_examples():
    suggesting = Suggesting(Island(articles=0))
    suggesting.look().join(10)

    assert suggesting.examples("ko") == ()
    assert chips_to_html((), "?", KOREAN) == ""


HOSTILE = '"><script>x</script> <b>'


def test_nothing_of_a_question_is_markup():
    markup = chips_to_html([HOSTILE], KOREAN.ask_next, KOREAN)
    read = Reader(markup)

    assert "<script" not in markup
    assert read.texts[".chip"] == [HOSTILE]
    assert dict(read.tags)["button"]["data-ask"] == HOSTILE


@pytest.mark.parametrize("strings", [KOREAN, ENGLISH], ids=["ko", "en"])
@pytest.mark.parametrize("kind", ["off", "browser", "disk"])
def test_the_drawer_is_whole_in_both_languages(kind, strings):
    markup = drawer_to_html(kind, True, strings)

    assert dict(Reader(markup).tags)["aside"]["data-kind"] == kind
    assert strings.past_talks in markup


def test_what_the_script_is_told_is_no_markup():
    markup = script_data({"text": HOSTILE})

    assert "<script" not in markup
    assert html.unescape(markup.split('"')[1]) == '{"text": "\\"><script>x</script> <b>"}'


def test_a_turn_can_be_changed_and_judged_and_a_failed_one_asked_again():
    turns = (*talk(HOW_MANY), Exchange(HOSTILE, error="disk"), Exchange("?", nothing()))
    read = Reader(talk_to_html((replace(turns[0], verdict="down"), *turns[1:]), (), KOREAN))
    buttons = [attributes for tag, attributes in read.tags if tag == "button"]

    assert [each["data-edit"] for each in buttons if "data-edit" in each] == ["0", "1", "2"]
    assert [each["data-again"] for each in buttons if "data-again" in each] == ["1"]
    pressed = {each["data-judge"]: each["aria-pressed"] for each in buttons if "data-judge" in each}
    assert pressed == {"up": "false", "down": "true"}
    assert read.texts[".asked"] == [HOW_MANY, HOSTILE, "?"]


def test_a_kept_answer_that_lost_its_quotes_says_so_and_not_that_nothing_was_found():
    markup = talk_to_html((Exchange("?", nothing(), dropped=2),), (), KOREAN)

    assert KOREAN.quotes_dropped in markup
    assert KOREAN.not_found not in markup
    partly = talk_to_html((Exchange("?", answer(0), dropped=1),), (), KOREAN)
    assert KOREAN.quotes_dropped in partly
    assert SENTENCES[0] in partly
