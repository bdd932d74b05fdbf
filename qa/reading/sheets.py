"""The passages that may answer, as they are read: their windows, and what words and vectors say of each sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.encoding.pieces import Integers, Pieces
from qa.question.analysis import Question
from qa.reading.signs import heads_a_table, signs
from qa.reading.windows import Window, windows
from qa.search.ranking import Evidence, Ranking

PASSAGES = 3
"""Of either side that are read at most: the answering sentence stands in the first three for 95 % of questions."""


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


def sheets(
    question: Question, ranking: Ranking, pieces: Pieces, most: int = PASSAGES
) -> list[Sheet]:
    """Return the passages to read, those of both sides in turn, best first."""
    asked = pieces.ids(question.text)
    sides = [
        [one for one in ranking.evidence if one.foreign is foreign][:most]
        for foreign in (False, True)
    ]
    found = []
    for rank in range(1, most + 1):
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
    text, places = pieces.cut(passage.text)
    return Sheet(
        evidence,
        rank,
        tuple(windows(asked, pieces.ids(stored.source.title), text, places, starts)),
        signs(question, ranking, evidence, side[0].score),
        frozenset(n for n in range(len(starts)) if heads_a_table(passage.sentence_text(n))),
    )
