"""The best sentences looked at again by their short answers."""

import pytest

from qa.reading.second_look import AGAIN_SIGNS, again_signs, weigh
from qa.reading.short_answers.korean import Found


def test_every_sentence_gets_every_sign() -> None:
    signs = again_signs([2.0, 1.0], [Found(0, 2, 5.0, 0.8, 1.0), None])

    assert [set(one) for one in signs] == [set(AGAIN_SIGNS)] * 2
    assert signs[0]["first_look"] == 2.0
    assert signs[0]["no_answer"] == 0.0
    assert signs[1] == {**dict.fromkeys(AGAIN_SIGNS, 0.0), "first_look": 1.0, "no_answer": 1.0}


def test_a_better_answer_leads_and_a_worse_one_trails_by_as_much() -> None:
    first, second = again_signs(
        [0.0, 0.0], [Found(0, 2, 5.0, 0.8, 1.0), Found(0, 2, 3.0, 0.8, 1.0)]
    )

    assert first["answer_lead"] > 0
    assert first["answer_lead"] == pytest.approx(-second["answer_lead"])


def test_weighing_is_a_sum() -> None:
    assert weigh({"a": 2.0, "b": 3.0}, {"a": 0.5, "b": -1.0}) == -2.0
