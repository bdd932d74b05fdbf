"""Questions whose answers are known, read from JSON lines or from SQuAD's and KorQuAD 1.0's JSON.

Lines may be what people thought of answers on the page (qa/evaluation/feedback.py); of each the last one counts.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import clean_text
from index.errors import BadSettings, NotFound, Unreadable
from index.text.scripts import language_of_script, main_script
from qa.evaluation.feedback import as_question, is_feedback

_MEND = (
    'A line is an object like {"id": "1", "question": "…", "article_ids": ["a1"], '
    '"answers": [{"text": "…"}], "answerable": true}'
)
_MEND_SQUAD = "It is to be as SQuAD writes it: data[].paragraphs[].qas[]"
_UNKNOWN = "und"  # BCP 47 for a language that nothing tells


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what is known of its answer.

    article_ids and files name the articles that answer it (a file by the end of its path); answers are
    gold answers, any of which will do. An answerable question may lack either: it is then left out of
    what cannot be judged. kind groups questions; language is a BCP 47 code, "und" when nothing tells.
    history: the questions asked before, oldest first.
    """

    id: str
    text: str
    answerable: bool
    article_ids: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    kind: str = "answerable"
    language: str = _UNKNOWN
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A paragraph that a file of questions brings along, as an article of its own."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionsFile:
    """What a file of questions holds. sha256 (hex) is that of its bytes.

    unlabelled: the numbers of the lines that hold a question and nothing to judge an answer by; they
    are not among the questions.
    """

    path: Path
    sha256: str
    questions: tuple[GoldQuestion, ...]
    articles: tuple[GoldArticle, ...] = ()
    unlabelled: tuple[int, ...] = ()


def read_questions(path: Path) -> QuestionsFile:
    """Read a file of questions: JSON lines (.jsonl, .jsonl.gz) or SQuAD 1.1, 2.0, KorQuAD 1.0 JSON.

    Raises NotFound, Unreadable (not gzip, not UTF-8), BadSettings (which line is wrong, or nothing to ask).
    """
    data, text = _text_of(path)
    squad = _squad(path, text)
    if squad is not None:
        articles, questions = _paragraphs(path, squad)
        file = QuestionsFile(path, data, questions, articles)
    else:
        file = QuestionsFile(path, data, *_lines(path, text))
    if file.questions:
        return file
    if file.unlabelled:
        raise BadSettings(
            f"cannot evaluate {path}:{file.unlabelled[0]}",
            "no question in the file has answers, article_ids or answerable",
            _MEND,
        )
    raise BadSettings(f"cannot evaluate {path}", "it holds no question", _MEND)


def _text_of(path: Path) -> tuple[str, str]:
    """Return the SHA-256 of a file's bytes, and its text."""
    try:
        data = path.read_bytes()
    except OSError as cause:
        raise NotFound(
            f"cannot read {path}", cause.strerror or str(cause), "Check the path"
        ) from cause
    digest = hashlib.sha256(data).hexdigest()
    try:
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        return digest, data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as cause:
        raise Unreadable(
            f"cannot read {path}", "its gzip data is damaged", "Copy the whole file again"
        ) from cause
    except UnicodeDecodeError as cause:
        number = data[: cause.start].count(b"\n") + 1
        raise Unreadable(
            f"cannot read {path}:{number}", "it is not UTF-8", "Save it as UTF-8"
        ) from cause


def _squad(path: Path, text: str) -> Mapping[str, Any] | None:
    """Return the object of a SQuAD file; None when the text is JSON lines."""
    first = text.lstrip().split("\n", 1)[0]
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        record = None
        if "{" in first and ".json" in path.suffixes:  # one object over many lines
            try:
                record = json.loads(text)
            except json.JSONDecodeError as cause:
                raise BadSettings(
                    f"cannot read {path}:{cause.lineno}", f"broken JSON ({cause.msg})", _MEND_SQUAD
                ) from cause
            except RecursionError as cause:
                raise BadSettings(
                    f"cannot read {path}", "JSON nested too deep", _MEND_SQUAD
                ) from cause
    return record if isinstance(record, dict) and "data" in record else None


def _lines(path: Path, text: str) -> tuple[tuple[GoldQuestion, ...], tuple[()], tuple[int, ...]]:
    read: dict[int, GoldQuestion | None] = {}
    judged: dict[str, int] = {}  # the line of what was said last
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if is_feedback(record):
                read.pop(judged.get(str(record.get("id")), 0), None)
                judged[str(record.get("id"))] = number
                record = as_question(record)
            read[number] = _of_record(record, str(number))
        except json.JSONDecodeError as cause:
            why = f"broken JSON ({cause.msg})"
            raise BadSettings(f"cannot read {path}:{number}", why, _MEND) from cause
        except (_QuestionError, RecursionError) as cause:
            why = str(cause) if isinstance(cause, _QuestionError) else "JSON nested too deep"
            raise BadSettings(f"cannot read {path}:{number}", why, _MEND) from cause
    questions = tuple(question for question in read.values() if question is not None)
    return questions, (), tuple(number for number, question in read.items() if question is None)


class _QuestionError(Exception):
    """What is wrong with a record, for the error that names its line."""


def _of_record(record: object, number: str) -> GoldQuestion | None:
    """Return the question of one JSON line; None when it has nothing to judge an answer by."""
    if not isinstance(record, dict):
        raise _QuestionError("it is no object")
    text = _text(record, "question")
    if text is None:
        raise _QuestionError("no question in it")
    answers = tuple(_answers(record))
    article_ids, files = _texts(record, "article_ids"), _texts(record, "files")
    answerable = record.get("answerable")
    if answerable is None:
        if not (answers or article_ids or files):
            return None
        answerable = True
    if not isinstance(answerable, bool):
        raise _QuestionError("answerable is neither true nor false")
    name = record.get("id")
    return GoldQuestion(
        id=number if name is None else str(name),
        text=text,
        answerable=answerable,
        article_ids=article_ids,
        files=files,
        answers=answers,
        kind=_text(record, "kind") or ("answerable" if answerable else "unanswerable"),
        language=_text(record, "language") or _language(text),
        history=_texts(record, "history"),
    )


def _text(record: Mapping[str, Any], name: str) -> str | None:
    """Return a text of a record without blanks around it, None when it is not there or blank."""
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise _QuestionError(f"{name} is no text")
    return clean_text(value).strip() or None if value else None


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = record.get(name) or ()
    if not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
        raise _QuestionError(f"{name} is no list of texts")
    return tuple(clean_text(each) for each in values)


def _answers(record: Mapping[str, Any]) -> Iterator[str]:
    values = record.get("answers") or []
    if not isinstance(values, list):
        raise _QuestionError("answers is no list")
    for value in values:
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise _QuestionError("an answer has no text")
        if text := clean_text(value["text"]).strip():
            yield text


def _language(text: str) -> str:
    return language_of_script(main_script(text)) or _UNKNOWN


def _paragraphs(
    path: Path, squad: Mapping[str, Any]
) -> tuple[tuple[GoldArticle, ...], tuple[GoldQuestion, ...]]:
    """Return each paragraph of a SQuAD file as an article, and its questions.

    A paragraph that stands again under the same title is the article of its first place.
    """
    articles: dict[tuple[str, str], GoldArticle] = {}
    questions: list[GoldQuestion] = []
    for at, article in enumerate(_objects(path, squad, "data", "")):
        title = str(article.get("title") or "").replace("_", " ").strip()
        for below, paragraph in enumerate(_objects(path, article, "paragraphs", f"data[{at}].")):
            place = f"data[{at}].paragraphs[{below}]"
            context = paragraph.get("context")
            if not isinstance(context, str) or not context.strip():
                raise BadSettings(f"cannot read {path}", f"{place}.context is no text", _MEND_SQUAD)
            made = GoldArticle(f"{at}-{below}", title or f"{at}-{below}", context)
            stored = articles.setdefault((made.title, context), made)
            for asked in _objects(path, paragraph, "qas", f"{place}."):
                questions.append(_of_squad(path, asked, stored.id, place))
    return tuple(articles.values()), tuple(questions)


def _of_squad(path: Path, asked: Mapping[str, Any], article_id: str, place: str) -> GoldQuestion:
    impossible = bool(asked.get("is_impossible"))
    record = {
        "id": asked.get("id"),
        "question": asked.get("question"),
        "article_ids": [] if impossible else [article_id],
        "answers": [] if impossible else asked.get("answers"),
        "answerable": not impossible,
    }
    try:
        question = _of_record(record, article_id)
    except _QuestionError as cause:
        name = f"{place}, question {asked.get('id')!r}"
        raise BadSettings(f"cannot read {path}", f"{name}: {cause}", _MEND_SQUAD) from cause
    if question is None:
        raise ValueError("a question of SQuAD always says whether it can be answered")
    return question


def _objects(
    path: Path, record: Mapping[str, Any], name: str, place: str
) -> Sequence[Mapping[str, Any]]:
    values = record.get(name)
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise BadSettings(
            f"cannot read {path}", f"{place}{name} is no list of objects", _MEND_SQUAD
        )
    return values
