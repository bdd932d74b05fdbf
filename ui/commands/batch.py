"""A file of questions to a file of answers, in order."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from index.article import clean_text
from index.errors import BadSettings, NotFound, StorageFailed
from qa.answer import AskOptions
from qa.pipeline import Inyong
from ui.answering import answer_question, strings_of
from ui.render import answer_to_json

_MEND = 'Each line is an object like {"id": "1", "question": "…", "history": ["…"]}'


@dataclass(frozen=True, slots=True)
class _AskedLine:
    """A line of the file: a question, the questions before it, and whether they may complete it."""

    id: object
    question: str
    history: tuple[str, ...]
    complete: bool


def answer_file(inyong: Inyong, questions: Path, output: Path | None, options: AskOptions) -> None:
    """Answer each line {"id", "question"} of a file by a line {"id", …answer}, in order.

    A line may have a "history" of the questions before it, and "complete": false to leave it as it is.

    output None writes to standard output. The whole file is looked at before the first answer.
    Raises NotFound, BadSettings (which line is wrong), StorageFailed.
    """
    asked = list(_questions(questions))
    try:
        stream = sys.stdout if output is None else output.open("w", encoding="utf-8")
    except OSError as cause:
        raise StorageFailed(
            f"cannot write {output}", str(cause.strerror), "Name another file"
        ) from cause
    try:
        for line in asked:
            _write(stream, line, inyong, options)
    finally:
        if output is not None:
            stream.close()


def _write(stream: TextIO, line: _AskedLine, inyong: Inyong, options: AskOptions) -> None:
    history = inyong.turns(line.history) if line.complete else ()
    options = replace(options, history=history, complete=line.complete)
    reply = answer_question(inyong, line.question, options, strings_of(line.question))
    record = {"id": line.id} | answer_to_json(reply.answer, with_hits=options.hits > 0)
    stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")


def _questions(path: Path) -> Iterator[_AskedLine]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as cause:
        raise NotFound(f"cannot read {path}", str(cause.strerror), "Check the path") from cause
    except UnicodeDecodeError as cause:
        raise BadSettings(f"cannot read {path}", "it is not UTF-8", "Save it as UTF-8") from cause
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            question, history = record["question"], record.get("history", [])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
            raise BadSettings(
                f"cannot read line {number} of {path}", "no question in it", _MEND
            ) from cause
        if not isinstance(history, list) or not all(
            isinstance(text, str) for text in (question, *history)
        ):
            raise BadSettings(
                f"cannot read line {number} of {path}", "the question is no text", _MEND
            )
        earlier = tuple(map(clean_text, history))
        complete = record.get("complete", True) is not False
        yield _AskedLine(record.get("id"), clean_text(question), earlier, complete)
