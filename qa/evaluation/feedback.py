"""What people thought of answers: the lines that the page writes, and the questions they make.

A line is {"id", "at", "question", "searched_as", "verdict": "up" | "down" | "", "word",
"article_id", "start", "end", "quote", "short_answer"}. The last line of an id counts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qa.answer import Answer

KIND = "feedback"
"""The kind of the questions that come from feedback, so that a report can tell them apart."""


def judged(answer: Answer, verdict: str, word: str, name: str, at: datetime) -> dict[str, Any]:
    """Return the line that says what a person thought of an answer that was found; verdict "" takes it back."""
    first = answer.quotes[0]
    source, span = first.citation.source, first.citation.span
    return {
        "id": name,
        "at": at.isoformat(timespec="seconds"),
        "question": answer.question,
        "searched_as": answer.searched_as,
        "verdict": verdict,
        "word": word,
        "article_id": source.id,
        "start": span.start,
        "end": span.end,
        "quote": first.text,
        "short_answer": first.short_answer.text if first.short_answer else None,
    }


def is_feedback(record: object) -> bool:
    """Say whether a JSON line tells what a person thought of an answer."""
    return isinstance(record, dict) and "verdict" in record and "searched_as" in record


def as_question(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of feedback as a line of questions.

    What was right is what the question is to be answered by; what was wrong, or taken back, says
    nothing to judge by.
    """
    question: dict[str, Any] = {"id": record.get("id"), "question": record["searched_as"]}
    if record["verdict"] != "up":
        return question
    short, article_id = record.get("short_answer"), record.get("article_id")
    return question | {
        "kind": KIND,
        "answerable": True,
        "article_ids": [article_id] if article_id else [],
        "answers": [{"text": short}] if short else [],
    }
