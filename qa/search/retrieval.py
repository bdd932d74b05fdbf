"""Candidates from both followers, and what their exact scoring needs."""

from dataclasses import dataclass

import numpy as np

from index.encoding.encoders import Matrix
from index.search.passage_cache import ReadyPassage
from index.store.records import Restriction
from qa.answer import Filters
from qa.library import Library
from qa.question.analysis import Question

LEXICAL_CANDIDATES = (
    80  # with the next, they held the right one for all of 829 of KorQuAD's questions
)
DENSE_CANDIDATES = 40  # for questions that share no word with their answer


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer a question, in no order, with the question's vector."""

    passages: tuple[ReadyPassage, ...]
    vector: Matrix


def retrieve(question: Question, library: Library, filters: Filters) -> Candidates:
    """Return the passages that match by words or by meaning, within the filters.

    Followers propose, the ledger disposes: what its generation does not hold is dropped.
    """
    restriction = Restriction(
        int(filters.since.strftime("%Y%m%d")) if filters.since else None,
        int(filters.until.strftime("%Y%m%d")) if filters.until else None,
        filters.publisher,
        filters.language,
    )
    vector = library.encoder.encode_questions([question.text])[0]
    by_words = library.by_words(question.morphemes, question.pairs, LEXICAL_CANDIDATES, restriction)
    by_meaning: list[tuple[int, float]] = []
    if np.any(vector):
        by_meaning = library.by_meaning(vector, DENSE_CANDIDATES, restriction)
    ids = list(dict.fromkeys(passage_id for passage_id, _ in (*by_words, *by_meaning)))
    return Candidates(tuple(library.passages(ids)), vector)
