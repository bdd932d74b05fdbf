from dataclasses import replace
from datetime import date

import pytest
from sample_answers import ANSWER, ARTICLE, BODY, SENTENCE, SOURCE, found, nothing, quote_of

from qa.answer import AskOptions, Filters
from ui.answering import answer_question, strings_of
from ui.strings import ENGLISH, KOREAN

LATER = AskOptions(filters=Filters(since=date(2030, 1, 1)))


class OneArticle:
    """Stand-in for the pipeline: one article and the answer that it is given."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def ask(self, question, options):
        self.asked.append((question, options))
        return self.answer

    def article(self, article_id):
        return ARTICLE

    def articles(self):
        return [SOURCE]

    def publishers(self):
        return (SOURCE.publisher,)

    def languages(self):
        return ("ko",)


def test_a_question_is_asked_once_with_its_options():
    inyong = OneArticle(ANSWER)

    reply = answer_question(inyong, "언제 열렸나?", LATER, KOREAN)

    assert (reply.answer, reply.note) == (ANSWER, "")
    assert inyong.asked == [("언제 열렸나?", LATER)]


def test_a_quote_that_is_not_in_its_article_is_not_shown():
    wrong = replace(quote_of(BODY, SENTENCE), text="x" * len(SENTENCE))

    reply = answer_question(OneArticle(found(wrong)), "언제?", AskOptions(), KOREAN)

    assert (reply.answer.found, reply.answer.quotes) == (False, ())


@pytest.mark.parametrize(
    ("options", "strings", "note"),
    [
        (AskOptions(), KOREAN, ""),
        (AskOptions(filters=Filters(language="ko")), KOREAN, ""),
        (LATER, KOREAN, KOREAN.nothing_between.format(first="2025-05-02", last="2025-05-02")),
        (LATER, ENGLISH, ENGLISH.nothing_between.format(first="2025-05-02", last="2025-05-02")),
    ],
)
def test_where_nothing_is_found_the_note_says_why_no_article_passes(options, strings, note):
    inyong = OneArticle(nothing(quote_of(BODY, SENTENCE)))

    assert answer_question(inyong, "언제?", options, strings).note == note


@pytest.mark.parametrize(
    ("question", "strings"),
    [("다리는 언제 열렸나?", KOREAN), ("When did it open?", ENGLISH), ("いつ開いた？", ENGLISH)],
)
def test_a_question_is_answered_in_its_language(question, strings):
    assert strings_of(question) is strings
