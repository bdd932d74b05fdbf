"""A talk as a file to keep: Markdown to read, JSON to work with, CSV for a table."""

import csv
import io
import json
import re
from collections.abc import Iterator

from qa.answer import Answer, Quote
from ui.page.chat.answers import Exchange
from ui.page.chat.card import cut
from ui.page.chat.talk import Talk
from ui.page.history.saved_talk import shortened
from ui.page.markup import web_address
from ui.render import answer_to_json, citation_to_text
from ui.shown_paths import ShownPaths
from ui.strings import Strings

COLUMNS = (
    "number", "question", "searched_as", "found", "confidence", "probability", "error", "quote_number",
    "quote", "short_answer", "title", "publisher", "byline", "published_at", "url", "article_id",
    "start", "end",
)  # fmt: skip
"""Of the table: one row a quote; a question without one has a row of its own."""

_FORMULA = re.compile(r"[\s\0]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]")
"""What a spreadsheet would run (OWASP, CSV injection), in narrow and wide letters."""

_MARKUP = re.compile(r"[\\`*_\[\]<>~$|&#]")
_START = re.compile(r"^(\s*)([-+=:]|[0-9]+(?=[.)]))", re.MULTILINE)
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def exported(
    talk: Talk, form: str, title: str, strings: Strings, paths: ShownPaths = ShownPaths()
) -> tuple[str, str, str]:
    """Return the file's name, its media type and its text, in a form "markdown", "json" or "csv".

    paths: how the files of articles are shown.
    """
    title = shortened(title)
    name = " ".join(_NO_NAME.sub(" ", title).split()).strip(". ") or strings.conversation
    if form == "json":
        return f"{name}.json", "application/json", _as_json(talk, title, paths)
    if form == "csv":
        return f"{name}.csv", "text/csv", "\ufeff" + _as_csv(talk)  # the mark tells Excel: UTF-8
    return f"{name}.md", "text/markdown", _as_markdown(talk, title, strings)


def _as_json(talk: Talk, title: str, paths: ShownPaths) -> str:
    turns = [
        answer_to_json(each.answer)
        if each.answer
        else {"question": each.question, "error": each.error}
        for each in talk
    ]
    whole = {"title": title, "turns": paths.record(turns)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _as_csv(talk: Talk) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for number, exchange in enumerate(talk, start=1):
        for row in _rows(exchange):
            table.writerow([_cell(value) for value in (number, *row)])
    return text.getvalue()


def _rows(exchange: Exchange) -> Iterator[tuple[object, ...]]:
    answer, nothing = exchange.answer, ("",) * 11
    if answer is None:
        yield exchange.question, "", "", "", "", exchange.error, *nothing
        return
    head = (
        exchange.question, answer.searched_as, answer.found, answer.confidence.value,
        round(answer.probability, 4), "",
    )  # fmt: skip
    for quote in answer.quotes:
        source, span = quote.citation.source, quote.citation.span
        short = quote.short_answer.text if quote.short_answer else ""
        yield (
            *head, quote.citation.number, quote.text, short, source.title, source.publisher,
            source.byline, source.published_at, source.url, source.id, span.start, span.end,
        )  # fmt: skip
    if not answer.quotes:
        yield *head, *nothing


def _cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else value
    if isinstance(text, str) and _FORMULA.match(text):
        return f"'{text}"
    return text


def _as_markdown(talk: Talk, title: str, strings: Strings) -> str:
    parts = [f"# {_plain(title)}"]
    for exchange in talk:
        parts.append(f"## {_plain(' '.join(exchange.question.split()))}")
        answer = exchange.answer
        if answer is None:
            parts.append(_plain(strings.failed.format(error=exchange.error)))
        elif answer.is_help:
            parts.append(strings.help)
        else:
            parts += _answer(answer, strings)
    return "\n\n".join(parts) + "\n"


def _answer(answer: Answer, strings: Strings) -> Iterator[str]:
    if answer.searched_as != answer.question:
        yield _plain(strings.searched_as.format(question=answer.searched_as))
    if not answer.found:
        yield strings.not_found
    for quote in answer.quotes:
        yield _quote(quote)
    if answer.found:
        yield strings.confidence.format(word=strings.word(answer.confidence))


def _quote(quote: Quote) -> str:
    """Return a quote with the short answer in bold, and its citation below."""
    before, short, after = cut(quote)
    bold = f"**{_plain(short)}**" if short else ""
    text = f"{_plain(before)}{bold}{_plain(after)}"
    lines = "\n".join(f"> {line}" for line in text.splitlines())
    source = quote.citation.source
    cited = _plain(" ".join(citation_to_text(source).split()))
    address = web_address(source)
    link = f" · <{address}>" if address and not re.search(r"[\s<>]", address) else ""
    return f"{lines}\n>\n> [{quote.citation.number}] {cited}{link}"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))
