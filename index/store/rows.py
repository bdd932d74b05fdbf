"""Rows of the ledger to values. What makes no sense is raised as it comes: the ledger translates it."""

import json
from typing import Any

import numpy as np

from index.article import Article, Block, Kind, Passage, Source, Span
from index.store.records import StoredPassage


def article_of(row: tuple[Any, ...]) -> Article:
    """Return the article of a row: its source, its body, its blocks."""
    blocks = tuple(Block(Kind(kind), Span(start, end)) for kind, start, end in json.loads(row[9]))
    return Article(Source(*row[:8]), row[8], blocks)


def stored_passage_of(row: tuple[Any, ...]) -> StoredPassage:
    """Return the passage of a row: its article's source and title terms, then all that is kept of it."""
    (
        title_terms,
        passage_id,
        start,
        end,
        text,
        sentences,
        terms,
        vectors,
        term_count,
        bigram_count,
    ) = row[8:]
    passage = Passage(
        Span(start, end), text, tuple(json.loads(sentences)), tuple(terms.split("\n"))
    )
    matrix = np.frombuffer(vectors, dtype=np.float16).reshape(1 + len(passage.terms), -1)
    return StoredPassage(
        id=passage_id,
        source=Source(*row[:8]),
        passage=passage,
        title_terms=tuple(title_terms.split()),
        vectors=matrix,
        term_count=term_count,
        bigram_count=bigram_count,
    )
