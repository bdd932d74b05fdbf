"""Articles to what the ledger keeps: analyse, split, encode."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from index.analyzer import Analyzer
from index.article import Article, Passage
from index.encoders import Encoder
from index.language import detect_language
from index.records import PreparedArticle, PreparedPassage, Vectors
from index.splitter import PassageSize, split
from index.terms import bigrams


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
    hashes = [article.content_hash for article in articles]
    articles = [_with_language(article) for article in articles]
    runs = analyzer.analyse(articles)
    passages = [
        split(article.body, found, PassageSize())
        for article, found in zip(articles, runs, strict=True)
    ]
    texts = [
        text
        for article, found in zip(articles, passages, strict=True)
        for passage in found
        for text in texts_to_encode(article.source.title, passage)
    ]
    rows = encoder.encode_passages(texts, on_encoded).astype(np.float16)
    prepared = []
    position = 0
    for article, found, digest in zip(articles, passages, hashes, strict=True):
        language = (article.source.language,) if article.source.language else ()
        title_terms = tuple(analyzer.terms(article.source.title, language))
        of_article = []
        for passage in found:
            count = 1 + len(passage.sentences)
            of_article.append(
                _passage(
                    article.source.title, title_terms, passage, rows[position : position + count]
                )
            )
            position += count
        prepared.append(PreparedArticle(article, digest, title_terms, tuple(of_article)))
    return prepared


def texts_to_encode(title: str, passage: Passage) -> list[str]:
    """Return what a passage's rows of vectors are made of: itself, then each of its sentences."""
    sentences = [passage.sentence_text(number) for number in range(len(passage.sentences))]
    return [f"{title}\n{text}" for text in (passage.text, *sentences)]


def _with_language(article: Article) -> Article:
    if article.source.language:
        return article
    sample = article.body or article.source.title
    return replace(article, source=replace(article.source, language=detect_language(sample)))


def _passage(
    title: str, title_terms: Sequence[str], passage: Passage, vectors: Vectors
) -> PreparedPassage:
    return PreparedPassage(
        passage,
        vectors,
        len(title_terms) + sum(len(sentence.terms) for sentence in passage.sentences),
        len(bigrams(f"{title}\n{passage.text}")),
    )
