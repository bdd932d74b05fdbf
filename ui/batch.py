"""A file of questions to a file of answers, in order."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from index.article import clean_text
from index.errors import BadSettings, NotFound, StorageFailed
from qa.answer import Filters
from qa.pipeline import Inyong
from ui.render import answer_to_json, verified

_MEND = 'Each line is an object like {"id": "1", "question": "…"}'


def answer_file(
    inyong: Inyong, questions: Path, output: Path | None, filters: Filters, hits: int
) -> None:
    """Answer each line {"id", "question"} of a file by a line {"id", …answer}, in order.

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
        for question_id, question in asked:
            _write(stream, question_id, inyong, question, filters, hits)
    finally:
        if output is not None:
            stream.close()


def _write(
    stream: TextIO, question_id: object, inyong: Inyong, question: str, filters: Filters, hits: int
) -> None:
    answer = inyong.ask(question, filters=filters, hits=hits)
    answer = verified(answer, inyong.article)
    record = {"id": question_id} | answer_to_json(answer, with_hits=hits > 0)
    stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")


def _questions(path: Path) -> Iterator[tuple[object, str]]:
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
            question = record["question"]
        except (ValueError, TypeError, KeyError, RecursionError) as cause:
            raise BadSettings(
                f"cannot read line {number} of {path}", "no question in it", _MEND
            ) from cause
        if not isinstance(question, str):
            raise BadSettings(
                f"cannot read line {number} of {path}", "the question is no text", _MEND
            )
        yield record.get("id"), clean_text(question)
