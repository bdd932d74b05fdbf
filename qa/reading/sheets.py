"""The passages that may answer, as they are read: their windows, and what words and vectors say of each sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoding.pieces import Integers, Pieces
from qa.question.analysis import Question
from qa.reading.signs import heads_a_table, signs
from qa.reading.tables import named_cells
from qa.reading.windows import Window, windows
from qa.search.ranking import Evidence, Ranking

OWN, FOREIGN = 3, 5
"""Passages that are read at most, in the question's script and in others.

The answering sentence stands in the first three for 95 % of questions, across languages in the first five
for 88 %.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A passage to read. rank: its place, from 1, among those of its side.

    signs: of each sentence what is known of it before it is read (qa/reading/signs.py). skipped: numbers of
    sentences that answer nothing.
    """

    evidence: Evidence
    rank: int
    windows: tuple[Window, ...]
    signs: tuple[dict[str, float], ...]
    skipped: frozenset[int]


def sheets(question: Question, ranking: Ranking, pieces: Pieces) -> list[Sheet]:
    """Return the passages to read, those of both sides in turn, best first."""
    asked = pieces.ids(question.text)
    sides = [
        [one for one in ranking.evidence if one.foreign is foreign][:most]
        for foreign, most in ((False, OWN), (True, FOREIGN))
    ]
    found = []
    for rank in range(1, max(OWN, FOREIGN) + 1):
        for side in sides:
            if rank <= len(side):
                found.append(_sheet(question, ranking, side, rank, asked, pieces))
    return found


def _sheet(
    question: Question,
    ranking: Ranking,
    side: Sequence[Evidence],
    rank: int,
    asked: Integers,
    pieces: Pieces,
) -> Sheet:
    evidence = side[rank - 1]
    stored = evidence.stored
    passage = stored.passage
    starts = [start - passage.span.start for start in passage.bounds[::2]]
    text, places = _cut(passage.text, pieces)
    return Sheet(
        evidence=evidence,
        rank=rank,
        windows=tuple(windows(asked, pieces.ids(stored.source.title), text, places, starts)),
        signs=signs(question, ranking, evidence, side[0].score),
        skipped=frozenset(n for n in range(len(starts)) if heads_a_table(passage.sentence_text(n))),
    )


def _cut(text: str, pieces: Pieces) -> tuple[Integers, Integers]:
    """Return the pieces of a passage's text as it is read, and their places in it."""
    if "|" not in text:
        return pieces.cut(text)
    said, starts, ends = named_cells(text)
    ids, places = pieces.cut(said)
    if len(places):
        last = np.maximum(places[:, 1], 1) - 1
        places = np.stack([starts[np.minimum(places[:, 0], last)], ends[last]], axis=1)
    return ids, places
