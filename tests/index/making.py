"""Small real things that the tests of this folder are made of: articles by hand, files, libraries."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article, Block, Kind, Passage, Source, Span
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit, Identity, PreparedArticle, PreparedPassage
from index.text.terms import bigrams

DIMENSION = 8
IDENTITY = Identity('{"digest": "0", "dimension": 8, "name": "by hand"}', "by hand", "1-2")
AT = "2025-10-28T13:55:00+09:00"


def vector_of(text: str) -> np.ndarray:
    """A unit vector (fp16) that depends on the letters of text alone, so that like texts lie close."""
    counts = np.zeros(DIMENSION, dtype=np.float32)
    for character in text:
        counts[ord(character) * 7 % DIMENSION] += 1
    counts[0] += 0.5
    return (counts / np.linalg.norm(counts)).astype(np.float16)


def by_hand(
    article_id: str, title: str, paragraphs: Sequence[str], **source: str | None
) -> PreparedArticle:
    """An article ready to commit: each paragraph a passage of one sentence, its words the terms."""
    body = "\n".join(paragraphs)
    spans = []
    start = 0
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 1
    blocks = tuple(Block(Kind.PARAGRAPH, span) for span in spans)
    article = Article(Source(article_id, title, **{"language": "en", **source}), body, blocks)
    passages = tuple(_passage(title, span, span.of(body)) for span in spans)
    return PreparedArticle(article, article.content_hash, tuple(title.lower().split()), passages)


def _passage(title: str, span: Span, text: str) -> PreparedPassage:
    terms = tuple(text.lower().split())
    return PreparedPassage(
        Passage(span, text, (span.start, span.end), (" ".join(terms),)),
        np.stack([vector_of(text), vector_of(text)]),
        len(title.split()) + len(terms),
        len(bigrams(f"{title}\n{text}")),
    )


def new_ledger(home: Path) -> LedgerWriter:
    return LedgerWriter(ledger_path(home), IDENTITY)


def put(writer: LedgerWriter, *articles: PreparedArticle, removed: Sequence[str] = ()) -> int:
    return writer.commit(Commit(articles, tuple(removed)), AT)


@dataclass(frozen=True, slots=True)
class Live:
    """A live passage as a plain scan of the ledger gives it."""

    id: int
    source: Source
    title: str
    text: str
    terms: tuple[str, ...]
    vector: np.ndarray


def live_passages(ledger: Ledger) -> list[Live]:
    """Every live passage, by id, read article by article: what the oracles search."""
    found = []
    for article in ledger.articles():
        ids = ledger.passage_ids(article.source.id)
        for stored in ledger.passages(ids, ledger.generation):
            own = [term for sentence in stored.passage.sentences for term in sentence.terms]
            terms = (*stored.title_terms, *own)
            text, vector = stored.passage.text, stored.vectors[0]
            found.append(Live(stored.id, stored.source, article.source.title, text, terms, vector))
    return sorted(found, key=lambda live: live.id)


# --- files, and what a library made of them holds

TOPICS = ("harbour", "bakery", "tramway", "hospital", "theatre", "orchard", "stadium", "museum")


def story(topic: str, hour: str = "nine") -> str:
    """A short article about a place of an invented town; topic and hour make it like no other."""
    return (
        f"The {topic} of Haeon opens again\n\n"
        f"The {topic} of Haeon opens at {hour} on Monday. Its doors were shut for two years.\n\n"
        f"Visitors of the {topic} pay 3.5 crowns. Children under seven pay nothing.\n"
    )


def write_stories(folder: Path, topics: Iterable[str] = TOPICS[:4]) -> dict[str, Path]:
    files = {topic: folder / f"{topic}.txt" for topic in topics}
    for topic, path in files.items():
        path.write_text(story(topic))
    return files


def rewrite(path: Path, text: str) -> None:
    """Change a file, and its time by a second more: a test must not depend on the clock's grain."""
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before + 10**9, before + 10**9))


Contents = dict[str, tuple[str, tuple[tuple[int, int, str], ...]]]


def contents(home: Path) -> Contents:
    """What the library in home holds: by article id its hash and its passages. Checks each passage."""
    ledger = Ledger.open(ledger_path(home))
    try:
        found: Contents = {}
        for article_id, digest in sorted(ledger.article_hashes().items()):
            body = ledger.article(article_id).body
            stored = ledger.passages(ledger.passage_ids(article_id), ledger.generation)
            assert all(s.passage.span.of(body) == s.passage.text for s in stored)
            spans = [(s.passage.span.start, s.passage.span.end, s.passage.text) for s in stored]
            found[article_id] = (digest, tuple(spans))
        return found
    finally:
        ledger.close()


def write_many(folder: Path, count: int = 150) -> None:
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(story("harbour", f"{number} past nine"))


def dump(home: Path) -> list[str]:
    """Return every row of the ledger but the time of its last commit and the name of its line, which is drawn."""
    connection = sqlite3.connect(ledger_path(home))
    drawn = ("'indexed_at'", "'lineage'")
    lines = [line for line in connection.iterdump() if not any(one in line for one in drawn)]
    connection.close()
    return lines
