"""Articles and what is prepared of them as bytes, to be sent between processes (no pickle)."""

import json
from collections.abc import Sequence
from dataclasses import astuple, replace

import numpy as np

from index.article import Article, Block, Kind, Passage, Source, Span
from index.store.records import PreparedArticle, PreparedPassage


def articles_to_bytes(articles: Sequence[Article]) -> bytes:
    """Return the articles as JSON."""
    return json.dumps(
        [
            [
                astuple(article.source),
                article.body,
                [[block.kind, block.span.start, block.span.end] for block in article.blocks],
            ]
            for article in articles
        ]
    ).encode()


def articles_of(data: bytes) -> list[Article]:
    """Return the articles that articles_to_bytes was given."""
    return [
        Article(
            Source(*source),
            body,
            tuple(Block(Kind(kind), Span(start, end)) for kind, start, end in blocks),
        )
        for source, body, blocks in json.loads(data)
    ]


def prepared_to_bytes(articles: Sequence[PreparedArticle]) -> bytes:
    """Return what was prepared of articles, without them, as a line of JSON and the bytes of all vectors."""
    head = [
        [
            prepared.article.source.language,
            prepared.hash,
            prepared.title_terms,
            [
                [
                    one.passage.span.start,
                    one.passage.span.end,
                    one.passage.bounds,
                    one.passage.terms,
                    one.term_count,
                    one.bigram_count,
                    one.vectors.shape[1],
                ]
                for one in prepared.passages
            ],
        ]
        for prepared in articles
    ]
    rows = [one.vectors.tobytes() for prepared in articles for one in prepared.passages]
    return b"".join((json.dumps(head).encode(), b"\n", *rows))


def prepared_of(data: bytes, articles: Sequence[Article]) -> list[PreparedArticle]:
    """Return what prepared_to_bytes was given. articles: those that were sent to be prepared."""
    end = data.index(b"\n")
    numbers = np.frombuffer(data, np.float16, offset=end + 1)
    place = 0
    found = []
    for article, (language, digest, title_terms, passages) in zip(
        articles, json.loads(data[:end]), strict=True
    ):
        of_article = []
        for start, stop, bounds, terms, term_count, bigram_count, dimension in passages:
            count = (1 + len(terms)) * dimension
            vectors = numbers[place : place + count].reshape(1 + len(terms), dimension)
            place += count
            span = Span(start, stop)
            passage = Passage(span, span.of(article.body), tuple(bounds), tuple(terms))
            of_article.append(PreparedPassage(passage, vectors, term_count, bigram_count))
        known = replace(article, source=replace(article.source, language=language))
        found.append(PreparedArticle(known, digest, tuple(title_terms), tuple(of_article)))
    return found
