"""The lines of a body, each with its place, and what can be told from a line alone."""

import re
import unicodedata
from dataclasses import dataclass

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")

TITLE_LIMIT = 120
"""Characters of the longest line that can be a title; headlines of wire services stay under 100."""

_CLOSING = "\"'”’»」』)）]】》〉*_ "
_ENDING = frozenset(".!?。！？…｡")
_SENTENCE_END = re.compile(
    r"[가-힣][.!?][\"'”’)]{0,3}(?:\s|$)"
    r"|[。！？](?![」』）)])"
    r"|[a-zà-ÿ)]{2}[.!?][\"'”’)]{0,3}(?:\s+[A-ZÀ-Þ\"“‘']|$)"
)
_RULE = re.compile(r"[-=_*─━~#·•.＝－\s]{3,}")
_SYLLABLES = re.compile("[가-힣]+")
_BULLET = re.compile(r"(?:[-*+•·▲△▶▷►■□◆◇●○◦☞※]|[(（]?[0-9]{1,2}[.)）])\s*\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body without the white space around it: body[start:end] == text, never empty."""

    start: int
    end: int
    text: str
    after_blank: bool  # an empty line, or nothing, stands before it
    is_indented: bool


def split_lines(body: str, start: int = 0) -> list[Line]:
    """Return the lines of body from start on that are not blank; any usual line end will do."""
    lines: list[Line] = []
    after_blank = True
    while start < len(body):
        found = LINE_BREAK.search(body, start)
        stop, following = found.span() if found else (len(body), len(body))
        raw = body[start:stop]
        text = raw.strip()
        if text:
            offset = start + len(raw) - len(raw.lstrip())
            is_indented = raw[:1] in ("\u3000", "\t") or raw.startswith("  ")
            lines.append(
                Line(
                    start=offset,
                    end=offset + len(text),
                    text=text,
                    after_blank=after_blank,
                    is_indented=is_indented,
                )
            )
        after_blank = not text
        start = following
    return lines


def ends_sentence(text: str) -> bool:
    """Say whether text ends as a sentence does, closing quotation marks and brackets aside."""
    return text[-20:].rstrip(_CLOSING)[-1:] in _ENDING


def is_running(text: str) -> bool:
    """Say whether a line is running text rather than a headline: long, or several sentences."""
    return len(text) > TITLE_LIMIT or sum(1 for _ in _SENTENCE_END.finditer(text)) > 1


def is_statement(text: str) -> bool:
    """Say whether a line ends in a full stop, as a sentence of the text does and a headline does not."""
    return text[-20:].rstrip(_CLOSING)[-1:] in (".", "。", "｡")


def is_silent(text: str) -> bool:
    """Say whether a line says nothing: a drawn rule, or characters that cannot be seen."""
    if _RULE.fullmatch(text):
        return True
    return len(text) < 100 and all(unicodedata.category(character) == "Cf" for character in text)


def is_blank(text: str) -> bool:
    """Say whether a text has nothing that can be seen: white space and formatting characters only."""
    return all(character.isspace() or not character.isprintable() for character in text)


def is_item(text: str) -> bool:
    """Say whether a line starts as an item of a list does."""
    return _BULLET.match(text) is not None


def is_row(text: str) -> bool:
    """Say whether a line is a row of a table: cells between tabs, or between two bars or more."""
    return "\t" in text or text.count("|") > 1


def columns(text: str) -> int:
    """Return how many columns text takes in a terminal: two for a Hangul, Han or kana character."""
    rest = _SYLLABLES.sub("", text)  # most of a Korean text, and told apart much faster
    wide = len(text) - len(rest)
    if not rest.isascii():
        wide += sum(unicodedata.east_asian_width(character) in "WF" for character in rest)
    return len(text) + wide


def shorten(text: str, limit: int) -> str:
    """Return text on one line, cut at a word boundary to about limit characters, with an ellipsis."""
    text = " ".join(text[: limit * 8].split())
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit + 1)
    return text[: cut if cut > 0 else limit].rstrip() + "…"
