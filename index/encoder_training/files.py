"""Reading the two kinds of files that the training folder has, and cutting text into sentences."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")


def split_sentences(text: str) -> list[str]:
    """Cut at ends of sentences and lines: rough, but the same for every language."""
    return [part.strip() for part in SENTENCE_END.split(text) if part and part.strip()]


def read_tsv(folder: Path, file: str, with_header: bool = False) -> Iterator[list[str]]:
    """Read rows as wide as the header; none where the file is absent."""
    path = folder / f"{file}.tsv.gz"
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        if with_header:
            yield header
        for line in lines:
            row = [_unquoted(cell) for cell in line.rstrip("\n").split("\t")]
            if len(row) == len(header):
                yield row


def _unquoted(cell: str) -> str:
    """Undo the quoting of CSV writers; some of the files have it, some have bare quotation marks."""
    inner = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Read objects line by line; none where the file is absent."""
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
