"""Which articles are about the same as an article: those nearest to the mean of its pieces' vectors."""

import numpy as np

from index.article import Source
from index.errors import NotFound
from index.store.records import Restriction
from qa.library import Library

ALIKE = 0.3  # cosine; on the sample library what is below is about something else
_PIECE = 600  # characters, as long as a passage may be
_PIECES = 8  # of an article that are looked at: what it is about stands in its beginning
_PASSAGES = 8  # of an article that may be met before another article is


def neighbours(library: Library, article_id: str, limit: int) -> list[Source]:
    """Return at most limit other articles, nearest first, each by its nearest passage.

    Those of equal nearness stand in the order of their passages' ids. Empty where the article is not
    in the library, or nothing is alike.
    """
    try:
        article = library.article(article_id)
    except NotFound:
        return []
    starts = range(0, min(len(article.body), _PIECE * _PIECES), _PIECE)
    pieces = [f"{article.source.title}\n{article.body[at : at + _PIECE]}" for at in starts]
    if not pieces or limit < 1:
        return []
    mean = np.mean(library.encoder.encode_passages(pieces), axis=0)
    length = float(np.linalg.norm(mean))
    if not length:
        return []
    count = len(pieces) + (limit + 1) * _PASSAGES
    near = library.by_meaning((mean / length).astype(np.float32), count, Restriction())
    alike = [number for number, cosine in near if cosine >= ALIKE]
    found = {
        ready.stored.source.id: ready.stored.source
        for ready in library.passages(alike)
        if ready.stored.source.id != article_id
    }
    return list(found.values())[:limit]
