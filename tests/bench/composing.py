"""Libraries of any size, composed of the sentences of one that was really indexed.

To analyse a million passages takes half an hour on two cores; what is asked of a library does not
depend on who analysed it. A composed article has the title of a real one and three to six sentences of
the whole library, with their own terms and vectors; its passage's vector is their mean. So it is as
heavy to store, to follow and to search as a real one, its words a little more even.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article, Block, Kind, Passage, Sentence, Source, Span
from index.encoding.encoders import EncoderIdentity
from index.search.library import catch_up
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit, PreparedArticle, PreparedPassage
from index.text.terms import bigram_count

_BATCH = 2000  # articles to a commit
_AT = "2026-01-01T00:00:00+09:00"


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences and titles of a library, with what the ledger holds of them."""

    sentences: Sequence[tuple[str, tuple[str, ...], np.ndarray]]
    titles: Sequence[tuple[str, tuple[str, ...]]]


def pool_of(home: Path) -> Pool:
    """Return what the library in home has to compose others of."""
    ledger = Ledger.open(ledger_path(home))
    sentences: list[tuple[str, tuple[str, ...], np.ndarray]] = []
    titles: dict[str, tuple[str, ...]] = {}
    for article_id in ledger.article_hashes():
        for stored in ledger.passages(ledger.passage_ids(article_id), ledger.generation):
            titles[stored.source.title] = stored.title_terms
            for number, sentence in enumerate(stored.passage.sentences):
                text = stored.passage.sentence_text(number)
                if 15 <= len(text) <= 200:
                    sentences.append((text, sentence.terms, stored.vectors[number + 1]))
    ledger.close()
    return Pool(sentences, sorted(titles.items()))


def compose(home: Path, base: Path, count: int) -> None:
    """Make a library of count articles of one passage in home, out of the one in base."""
    ledger = Ledger.open(ledger_path(base))
    identity = ledger.identity()
    ledger.close()
    pool = pool_of(base)
    with writing(home):
        writer = LedgerWriter(ledger_path(home), identity)
        batch: list[PreparedArticle] = []
        for article in _articles(pool, count):
            batch.append(article)
            if len(batch) == _BATCH:
                writer.commit(Commit(tuple(batch)), _AT)
                batch = []
        writer.commit(Commit(tuple(batch)), _AT)
        catch_up(home, writer.ledger, EncoderIdentity.from_json(identity.encoder).dimension)
        writer.close()


def _articles(pool: Pool, count: int) -> Iterator[PreparedArticle]:
    chance = random.Random(0)
    for number in range(count):
        title, title_terms = chance.choice(pool.titles)
        chosen = chance.choices(pool.sentences, k=chance.randint(3, 6))
        yield _article(number, title, title_terms, chosen)


def _article(
    number: int,
    title: str,
    title_terms: tuple[str, ...],
    chosen: Sequence[tuple[str, tuple[str, ...], np.ndarray]],
) -> PreparedArticle:
    body = " ".join(text for text, _, _ in chosen)
    sentences, start = [], 0
    for text, terms, _ in chosen:
        sentences.append(Sentence(Span(start, start + len(text)), terms))
        start += len(text) + 1
    rows = np.stack([row for _, _, row in chosen]).astype(np.float32)
    mean = rows.mean(axis=0)
    vectors = np.vstack([mean / (np.linalg.norm(mean) or 1.0), rows]).astype(np.float16)
    day = f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}"
    source = Source(f"c{number}", title, f"신문 {number % 20}", None, day, None, None, "ko")
    span = Span(0, len(body))
    article = Article(source, body, (Block(Kind.PARAGRAPH, span),))
    passage = PreparedPassage(
        Passage.of(body, sentences),
        vectors,
        len(title_terms) + sum(len(sentence.terms) for sentence in sentences),
        bigram_count(f"{title}\n{body}"),
    )
    return PreparedArticle(article, article.content_hash, title_terms, (passage,))


if __name__ == "__main__":
    import sys

    compose(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
