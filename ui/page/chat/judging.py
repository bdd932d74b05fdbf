"""What happens when a person says whether an answer was right."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from index.article import clean_text
from qa.answer import Answer
from qa.evaluation.feedback import judged
from ui.page.chat.talk import Talk
from ui.page.desk import Desk
from ui.page.visitor import visitor_of

WORD_CHARACTERS = 500


class Judging:
    """Takes what a person thinks of an answer; refuses where the server keeps none."""

    def __init__(self, desk: Desk) -> None:
        self._feedback = desk.feedback

    def judge(self, event: gr.EventData, talk: Talk, request: gr.Request) -> Talk | dict[str, Any]:
        """Keep a verdict with an optional word, and the talk that remembers it."""
        unchanged: dict[str, Any] = gr.skip()
        number, verdict = str(event.exchange), str(event.verdict)
        known = number.isdecimal() and int(number) < len(talk) and verdict in ("up", "down", "")
        answer = talk[int(number)].answer if known else None  # it came from a browser
        if self._feedback is None or answer is None or not answer.found:
            return unchanged
        word = clean_text(str(getattr(event, "word", ""))).strip()[:WORD_CHARACTERS]
        who = visitor_of(request) or str(request.session_hash)
        line = judged(answer, verdict, word, _name(who, answer), datetime.now(UTC))
        if not self._feedback.add(line):
            return unchanged
        at = int(number)
        return (*talk[:at], replace(talk[at], verdict=verdict), *talk[at + 1 :])


def _name(who: str, answer: Answer) -> str:
    """Return what one person's verdicts of one answer share, so that the last of them counts."""
    first = answer.quotes[0].citation
    about = (who, answer.question, answer.searched_as, first.source.id, first.span.start)
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]
