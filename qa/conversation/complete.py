"""A talk: the question that a follow-up means, from the turns before it. No model guesses.

A follow-up leans on the talk in one of three ways (qa/conversation/follow_up.py); each language says in its own
module how its questions show it. What stands by itself is never touched.
"""

from collections.abc import Sequence
from typing import Protocol

from index.text.analyzer import Analyzer
from index.text.scripts import main_script
from qa.answer import Turn
from qa.conversation.east_asian import EastAsian
from qa.conversation.english import English
from qa.conversation.follow_up import Follow, Form
from qa.conversation.korean import Korean
from qa.question.small_talk import is_small_talk


class Grammar(Protocol):
    """What a language knows of follow-ups."""

    def follow(self, text: str) -> Follow:
        """Say how a question leans on what was said before it."""

    def lean(self, rest: str, subject: str) -> str:
        """Return a question with its subject said."""

    def subject(self, text: str, *, owner: bool = False) -> str:
        """Return what a question is about, "" if it does not say; owner: without a property."""

    def with_topic(self, text: str, topic: str) -> str:
        """Return a question asked of another topic."""

    def with_asking(self, text: str, asking: str) -> str:
        """Return a question that asks for something else of the same."""


def complete(text: str, history: Sequence[Turn], analyzer: Analyzer) -> str:
    """Return the question that a person means who asks text after the turns of history.

    history: oldest first; the newest turn that asked something is followed, as it was searched. A
    subject it lacks too comes from the turns before, at last from the title of the article that was
    quoted. Without turns, or standing by itself, the question is returned as it is.
    """
    text = text.strip()
    turns = [turn for turn in history if not is_small_talk(turn.question)]
    if not turns or is_small_talk(text):
        return text
    own = _grammar(text, analyzer)
    follow = own.follow(text)
    if follow.form is Form.WHOLE or not any(letter.isalnum() for letter in follow.rest):
        return text
    before = turns[-1].searched_as
    if follow.form is Form.TOPIC:
        return _grammar(before, analyzer).with_topic(before, follow.rest) or text
    if follow.form is Form.ASKING:
        return _grammar(before, analyzer).with_asking(before, follow.rest) or text
    subject = _subject(turns, analyzer, owner=follow.owner)
    return own.lean(follow.rest, subject) if subject else text


def turns(questions: Sequence[str], analyzer: Analyzer) -> tuple[Turn, ...]:
    """Return the turns of a talk of which only the questions are known, each completed in its place."""
    talk: tuple[Turn, ...] = ()
    for question in questions:
        talk = (*talk, Turn(question, complete(question, talk, analyzer)))
    return talk


def _subject(history: Sequence[Turn], analyzer: Analyzer, *, owner: bool) -> str:
    for turn in reversed(history):
        text = turn.searched_as
        if found := _grammar(text, analyzer).subject(text, owner=owner):
            return found
        if turn.title:
            return turn.title
    return ""


def _grammar(text: str, analyzer: Analyzer) -> Grammar:
    script = main_script(text)
    if script == "Hang":
        return Korean(analyzer)
    return EastAsian() if script in ("Hani", "Kana") else English()
