"""YAML front matter: the lines between two --- at the top of a Markdown file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from index.formats.labels import FIELDS, language_code, web_address
from index.formats.line_kinds import byline
from index.formats.lines import Line
from index.formats.metadata import Metadata
from index.formats.published_dates import parse_date

LONGEST = 32_768
"""Characters of the longest front matter; PyYAML takes seconds for more, and none is written so long."""

_NOTHING = frozenset({"", "~", "null", "none"})
_PLAIN_LINE = re.compile(r"([^\W\d][\w-]{1,20})\s*:\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter of a file tells, and how many lines (not blank) it takes, 0 for none."""

    metadata: Metadata = Metadata()
    lines: int = 0


NONE = FrontMatter()


def read_front_matter(body: str, lines: list[Line]) -> FrontMatter:
    """Return the front matter at the top of body, NONE if there is none.

    Every value is taken as it is written. Where it is not YAML (an unquoted colon in a title), its
    "key: value" lines are read one by one; where no key is known either, it is text between two rules.
    """
    if not lines or lines[0].text != "---":
        return NONE
    closing = next((n for n, line in enumerate(lines[1:], 1) if line.text in ("---", "...")), None)
    if closing is None or lines[closing].start > LONGEST:
        return NONE
    table = _load(body[lines[0].end : lines[closing].start]) or _load_lines(lines[1:closing])
    if not table and closing > 1:
        return NONE
    fields = _known_fields(table)
    author = fields.get("byline")
    metadata = Metadata(
        title=fields.get("title"),
        publisher=fields.get("publisher"),
        byline=(byline(author) or author) if author else None,
        published_at=parse_date(fields.get("published_at", "")),
        url=web_address(fields.get("url")),
        language=language_code(fields.get("language")),
    )
    return FrontMatter(metadata, closing + 1)


def _load(text: str) -> Mapping[str, object] | None:
    """Return the mapping that a YAML text is, every scalar as its text; None if it is no such thing."""
    try:
        loaded = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, OverflowError):
        return None
    if not isinstance(loaded, dict):
        return None
    return {key: value for key, value in loaded.items() if isinstance(key, str)}


def _load_lines(lines: list[Line]) -> dict[str, object]:
    """Return what the lines of the form "key: value" say, for the keys that are known."""
    matches = (_PLAIN_LINE.fullmatch(line.text) for line in lines if not line.is_indented)
    return {
        match[1]: match[2].strip("\"'") for match in matches if match and match[1].lower() in FIELDS
    }


def _known_fields(table: Mapping[str, object]) -> dict[str, str]:
    """Return the attributes of Source that a front matter gives; of two keys for one, the first."""
    fields: dict[str, str] = {}
    for key, value in table.items():
        name = FIELDS.get(key.lower())
        if name and (text := _text_of(value)):
            fields.setdefault(name, text)
    return fields


def _text_of(value: object) -> str | None:
    """Return a value on one line: a list with commas, of a mapping its name; None for nothing."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return None if text.lower() in _NOTHING else text
    if isinstance(value, dict):
        return _text_of(value["name"]) if isinstance(value.get("name"), str) else None
    if isinstance(value, list):
        items = (_text_of(item) for item in value[:20] if isinstance(item, str | dict))
        return ", ".join(item for item in items if item) or None
    return None
