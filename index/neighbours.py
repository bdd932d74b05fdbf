"""Which articles are about the same as an article: those nearest to the mean of its passages' vectors."""

import numpy as np

from index.article import Source
from index.library import Library

ALIKE = 0.3  # cosine; on the sample library what is below is about something else
_PASSAGES = 8  # of an article that may be met before another article is


def neighbours(library: Library, article_id: str, limit: int) -> list[Source]:
    """Return at most limit other articles, nearest first, each by its nearest passage.

    Those of equal nearness stand in the order of their passages' ids. Empty where the article is not
    in the library, has no passages, or nothing is alike.
    """
    ledger, generation = library.ledger, library.generation
    own = ledger.passages(ledger.passage_ids(article_id), generation)
    if not own or limit < 1:
        return []
    mean = np.mean([one.vectors[0].astype(np.float32) for one in own], axis=0)
    length = float(np.linalg.norm(mean))
    if not length:
        return []
    wanted = len(own) + limit * _PASSAGES
    near = library.vectors.search((mean / length).astype(np.float32), wanted)
    alike = [number for number, cosine in near if cosine >= ALIKE]
    found = {
        one.source.id: one.source
        for one in ledger.passages(alike, generation)
        if one.source.id != article_id
    }
    return list(found.values())[:limit]
