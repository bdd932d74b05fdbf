"""Articles to what the ledger keeps: analyse, split, encode."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from index.article import Article, Passage
from index.encoding.encoders import Encoder
from index.store.records import PreparedArticle, PreparedPassage
from index.text.analyzer import Analyzer
from index.text.language import detect_language
from index.text.splitter import PassageSize, split
from index.text.terms import bigram_count


def prepare(
    articles: Sequence[Article],
    analyzer: Analyzer,
    encoder: Encoder,
    on_encoded: Callable[[int, int], None] = lambda done, total: None,
) -> list[PreparedArticle]:
    """Return the articles with their languages, title terms, passages and vectors, in order.

    A passage's vector is that of its title and text; a sentence's that of its title and itself,
    since a sentence alone often does not name what it is about. on_encoded is told (done, total) texts.
    """
    return with_vectors(without_vectors(articles, analyzer), encoder, on_encoded)


def without_vectors(articles: Sequence[Article], analyzer: Analyzer) -> list[PreparedArticle]:
    """Return the same but for the vectors, which have no columns yet."""
    hashes = [article.content_hash for article in articles]
    articles = [_with_language(article) for article in articles]
    prepared = []
    runs = analyzer.analyse(articles)
    for article, found, digest in zip(articles, runs, hashes, strict=True):
        source = article.source
        language = (source.language,) if source.language else ()
        title_terms = tuple(analyzer.terms(source.title, language))
        passages = tuple(
            _passage(source.title, title_terms, passage)
            for passage in split(article.body, found, PassageSize())
        )
        prepared.append(PreparedArticle(article, digest, title_terms, passages))
    return prepared


def with_vectors(
    articles: Sequence[PreparedArticle],
    encoder: Encoder,
    on_encoded: Callable[[int, int], None] = lambda done, total: None,
) -> list[PreparedArticle]:
    """Return what was prepared without vectors with them."""
    texts = [
        text
        for prepared in articles
        for one in prepared.passages
        for text in texts_to_encode(prepared.article.source.title, one.passage)
    ]
    rows = encoder.encode_passages(texts, on_encoded).astype(np.float16)
    position = 0
    complete = []
    for prepared in articles:
        passages = []
        for one in prepared.passages:
            count = 1 + len(one.passage.terms)
            passages.append(replace(one, vectors=rows[position : position + count]))
            position += count
        complete.append(replace(prepared, passages=tuple(passages)))
    return complete


def texts_to_encode(title: str, passage: Passage) -> list[str]:
    """Return what a passage's rows of vectors are made of: itself, then each of its sentences."""
    sentences = [passage.sentence_text(number) for number in range(len(passage.terms))]
    return [f"{title}\n{text}" for text in (passage.text, *sentences)]


def _with_language(article: Article) -> Article:
    if article.source.language:
        return article
    sample = article.body or article.source.title
    return replace(article, source=replace(article.source, language=detect_language(sample)))


def _passage(title: str, title_terms: Sequence[str], passage: Passage) -> PreparedPassage:
    return PreparedPassage(
        passage,
        np.empty((1 + len(passage.terms), 0), np.float16),
        len(title_terms) + sum(passage.term_counts),
        bigram_count(f"{title}\n{passage.text}"),
    )
