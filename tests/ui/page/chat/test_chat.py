"""What the page sends and keeps as a talk grows, without a browser."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest
from conftest import QUESTION
from fastapi import FastAPI
from markup_reader import Reader
from test_talk import SmallInyong

from ui.page.app import PAGES_KEPT, build, mount
from ui.page.chat.chat import Chat
from ui.page.chat.talk import TURNS_KEPT, TURNS_LEAVING
from ui.page.desk import Desk
from ui.page.library.updating import Updater
from ui.page.limiter import Limiter
from ui.strings import KOREAN

REQUEST = SimpleNamespace(session_hash="s")


@pytest.fixture
def desk(tmp_path):
    library = SmallInyong()
    library.articles = list  # none to ask about
    return Desk(library, Updater(tmp_path, lambda *said: None, lambda: None))


@pytest.fixture
def chat(desk):
    return Chat(desk)


def asked(chat, count, talk=()):
    """Ask so many questions; the talk then, and what was sent at each answer."""
    sent = []
    for _ in range(count):
        talk, shown, _ = chat.answer(QUESTION, talk, "ko", "", "", REQUEST)
        sent.append(shown)
    return talk, sent


def turns(markup):
    """The numbers of the turns in a piece of the talk, and from which on it is said to be."""
    attributes = [dict(attributes) for _, attributes in Reader(markup).tags]
    since = next(one["data-since"] for one in attributes if "data-since" in one)
    return [int(one["data-edit"]) for one in attributes if "data-edit" in one], int(since)


def test_an_answer_is_sent_without_the_turns_before_it(chat):
    _, sent = asked(chat, 3)

    assert [turns(shown) for shown in sent] == [([0], 0), ([1], 1), ([2], 2)]


def test_a_talk_in_another_language_is_sent_whole(chat):
    talk, _ = asked(chat, 3)

    *_, shown, _ = chat.speak("en", talk, "", REQUEST)

    assert turns(shown) == ([0, 1, 2], 0)


def test_a_question_asked_otherwise_is_sent_from_its_own_turn_on(chat):
    talk, _ = asked(chat, 3)
    event = gr.EventData(None, {"exchange": "1", "question": "언제?", "ticket": "t"})

    talk, shown, _ = chat.edit(event, talk, "ko", REQUEST)

    assert [each.question for each in talk] == [QUESTION, "언제?"]
    assert turns(shown) == ([1], 1)


def test_the_oldest_turns_of_a_long_talk_leave_together(chat):
    talk, sent = asked(chat, TURNS_KEPT + 2)
    left = TURNS_KEPT - TURNS_LEAVING

    assert turns(sent[TURNS_KEPT - 1]) == ([TURNS_KEPT - 1], TURNS_KEPT - 1)
    assert turns(sent[TURNS_KEPT]) == (list(range(left + 1)), 0)
    assert turns(sent[TURNS_KEPT + 1]) == ([left + 1], left + 1)
    assert len(talk) == left + 2


def test_who_gets_no_turn_is_told_that_many_ask(desk):
    event = threading.Event()
    desk = replace(desk, asking=Limiter(1, waiting=0))
    desk.asking.begin(lambda: event.wait(10))

    talk, _ = asked(Chat(desk), 1)

    event.set()
    assert talk[0].error == KOREAN.busy


# Gradio leaves event loops open, which Python tells of when they are collected
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_the_pages_left_alone_longest_are_let_go(desk):
    page = build(desk)
    mount(FastAPI(), page)

    for number in range(PAGES_KEPT + 5):
        page.state_holder[f"page{number}"]
        page.state_holder["page0"]  # it is in use

    kept = page.state_holder.session_data
    assert len(kept) == PAGES_KEPT
    assert "page0" in kept and "page1" not in kept
