"""What the network reads at once: a question, a title, and whole sentences of a passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoding.pieces import Integers

BEGIN, PADDING, END = 0, 1, 2
QUESTION_PIECES = 48
TITLE_PIECES = 24
WINDOW_PIECES = 192
"""With question, title and marks; 192 is the longest that was learnt from."""


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces `<s> question </s> title </s> sentences </s>`.

    parts: 0 for the question's, 1 for the title's, 2 for the rest; sentence: 0 outside the sentences, else
    1 + the sentence's place in the window; first: the number of its first sentence in the passage; count:
    how many sentences it has; places: where each piece stands in the passage's text, (pieces, 2), -1 for
    none.
    """

    ids: Integers
    parts: Integers
    sentence: Integers
    first: int
    count: int
    places: Integers


def assembled(
    question: Integers, title: Integers, text: Integers, sentence: Integers
) -> tuple[Integers, Integers, Integers, int]:
    """Return ids, parts and sentence of a window, and where its text starts among the pieces.

    text, sentence: the pieces of whole sentences and their places in the window, from 0.
    """
    question, title = question[:QUESTION_PIECES], title[:TITLE_PIECES]
    ids = np.concatenate([[BEGIN], question, [END], title, [END], text, [END]]).astype(np.int32)
    lead = len(question) + len(title) + 3
    parts = np.full(len(ids), 2, np.int32)
    parts[: len(question) + 2] = 0
    parts[len(question) + 2 : lead] = 1
    numbers = np.zeros(len(ids), np.int32)
    numbers[lead : lead + len(text)] = sentence + 1
    return ids, parts, numbers, lead


def room(question: Integers, title: Integers, limit: int = WINDOW_PIECES) -> int:
    """Return how many pieces of text fit into a window."""
    return max(limit - min(len(question), QUESTION_PIECES) - min(len(title), TITLE_PIECES) - 4, 32)


def windows(
    question: Integers, title: Integers, text: Integers, places: Integers, starts: Sequence[int]
) -> Iterator[Window]:
    """Yield windows that together hold every sentence of a passage, in order.

    starts: where each sentence starts in the passage's text, ascending. A window that follows another
    begins with the last sentence of the one before, which may name what the next is about. A sentence
    longer than a window is cut.
    """
    sentence = np.maximum(np.searchsorted(np.asarray(starts), places[:, 0], side="right") - 1, 0)
    edges = np.searchsorted(sentence, np.arange(len(starts) + 1))
    most = room(question, title)
    first = 0
    while first < len(starts):
        last = first + 1
        while last < len(starts) and edges[last + 1] - edges[first] <= most:
            last += 1
        begin, end = int(edges[first]), min(int(edges[last]), int(edges[first]) + most)
        own = (sentence[begin:end] - first).astype(np.int32)
        ids, parts, numbers, lead = assembled(question, title, text[begin:end], own)
        there = np.full((len(ids), 2), -1, np.int32)
        there[lead : lead + end - begin] = places[begin:end]
        yield Window(
            ids=ids, parts=parts, sentence=numbers, first=first, count=last - first, places=there
        )
        if last == len(starts):
            break
        again = edges[last] - edges[last - 1] + edges[last + 1] - edges[last] <= most
        first = last - 1 if again and last - 1 > first else last
