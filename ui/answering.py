"""A question from asking to what may be shown: asked, its quotes checked, and a word about its filters."""

from dataclasses import dataclass
from typing import Protocol

from index.article import Article
from index.text.scripts import main_script
from qa.answer import Answer, AskOptions
from ui.filtering import ArticleLists, hint
from ui.render import verified
from ui.strings import ENGLISH, KOREAN, Strings


class Answering(ArticleLists, Protocol):
    """What answers questions: qa.pipeline.Inyong."""

    def ask(self, question: str, options: AskOptions) -> Answer:
        """Answer a question by quotations, or say that nothing was found."""

    def article(self, article_id: str) -> Article:
        """Return an article with its whole body. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose quotes stand in their articles; note says why no article passes the filters, or ""."""

    answer: Answer
    note: str = ""


def answer_question(
    inyong: Answering, question: str, options: AskOptions, strings: Strings
) -> Reply:
    """Ask a question, check every quote against its article, and say why none could answer."""
    answer = verified(inyong.ask(question, options), inyong.article)
    if answer.found or not options.filters:
        return Reply(answer)
    return Reply(answer, hint(inyong, options.filters, strings))


def strings_of(question: str) -> Strings:
    """Return the texts in the language of a question: Korean, or English for any other."""
    return KOREAN if main_script(question) == "Hang" else ENGLISH
