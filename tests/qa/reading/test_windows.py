"""Windows hold every sentence of a passage, whole, and no more pieces than the network has learnt to read."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.windows import (
    QUESTION_PIECES,
    TITLE_PIECES,
    WINDOW_PIECES,
    assembled,
    windows,
)

SENTENCES = st.lists(st.integers(1, 120), min_size=1, max_size=12)
"""How many pieces each sentence has; a piece is a character here."""


def passage(sizes):
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).tolist()
    total = sum(sizes)
    text = np.arange(total, dtype=np.int32) + 1000
    places = np.stack([np.arange(total), np.arange(total) + 1], axis=1).astype(np.int32)
    return text, places, starts


def ids(count):
    return np.full(count, 7, np.int32)


@given(SENTENCES, st.integers(1, 90), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_every_sentence_stands_whole_in_a_window(sizes, question, title):
    text, places, starts = passage(sizes)

    made = list(windows(ids(question), ids(title), text, places, starts))

    assert all(len(one.ids) <= WINDOW_PIECES for one in made)
    assert made[0].first == 0
    assert made[-1].first + made[-1].count == len(sizes)
    for before, after in pairwise(made):
        assert before.first < after.first <= before.first + before.count
    for one in made:
        for number in range(1, one.count + 1):
            own = one.places[one.sentence == number]
            start = starts[one.first + number - 1]
            size = sizes[one.first + number - 1]
            assert own[0, 0] == start
            assert one.count == 1 or len(own) == size


@given(SENTENCES)
@settings(max_examples=30, deadline=None)
def test_pieces_keep_their_places_in_the_text(sizes):
    text, places, starts = passage(sizes)

    for one in windows(ids(5), ids(3), text, places, starts):
        inside = one.sentence > 0
        assert (one.ids[inside] == text[one.places[inside, 0]]).all()
        assert (one.places[~inside] == -1).all()
        assert (one.parts[inside] == 2).all()


def test_a_long_question_and_title_are_cut():
    made, parts, numbers, lead = assembled(ids(100), ids(100), ids(4), np.zeros(4, np.int32))

    assert lead == QUESTION_PIECES + TITLE_PIECES + 3
    assert len(made) == len(parts) == len(numbers) == lead + 5
    assert numbers.tolist()[lead : lead + 4] == [1] * 4
