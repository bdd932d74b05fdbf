"""Real Korean text, varied to any number of articles: the corpus of the programs that measure size.

Articles are those of the data folder's Korean texts, as they are, while they last; further ones are
made of the sentences of two neighbours, their numbers changed, so that no two are equal. The same
number always gives the same article.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from answers import records

_FILES = (
    "title_body_wikinews_bookreview_ko.jsonl.gz",
    "title_body_easylaw_ko.jsonl.gz",
    "qa_welfare_ko.jsonl.gz",
    "qa_kobest_boolq_train_ko.jsonl.gz",
)
_LEAST = 80  # characters; a shorter text is a line of a table
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"[0-9]+")


def corpus(folder: Path, count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the articles first, first + 1, … as JSON Lines hold them. folder: the data's train/."""
    real = _real(folder)
    for number in range(first, first + count):
        title, text = real[number] if number < len(real) else _varied(real, number)
        day = f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield {
            "id": f"a{number}",
            "title": title,
            "text": text,
            "publisher": f"신문 {number % 20}",
            "published_at": day,
            "language": "ko",
        }


def _real(folder: Path) -> list[tuple[str, str]]:
    """Return the titles and texts of the data, without repetition, in an order of chance."""
    found: dict[str, str] = {}
    for name in _FILES:
        for record in records(folder / name):
            title = " ".join(filter(None, (record["title"], record.get("subtitle"))))
            text = str(record.get("body") or record.get("passage") or "")
            if len(text) >= _LEAST:
                found.setdefault(text, title or text[:30])
    pairs = [(title, text) for text, title in found.items()]
    random.Random(0).shuffle(pairs)
    return pairs


def _varied(real: list[tuple[str, str]], number: int) -> tuple[str, str]:
    """Return an article of the sentences of two others, its numbers changed."""
    chance = random.Random(number)
    title, text = real[chance.randrange(len(real))]
    _, other = real[chance.randrange(len(real))]
    own, theirs = _SENTENCE.split(text), _SENTENCE.split(other)
    kept = chance.sample(own, max(1, (len(own) + 1) // 2))
    mixed = [*kept, *chance.sample(theirs, max(1, len(theirs) // 2))]
    chance.shuffle(mixed)

    def changed(match: re.Match[str]) -> str:
        return str(chance.randrange(10 ** len(match[0]))).zfill(len(match[0]))[:8]

    return title, _NUMBER.sub(changed, " ".join(mixed)) + f" ({number})"
