"""Passages: whole consecutive sentences, none lost, of a length that is good to find."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.article import Passage, Sentence, Span
from index.text.analyzer import Run
from index.text.splitter import PassageSize, split

SIZE = PassageSize(most=100, least=20)


def text_of(runs: list[list[int]]) -> tuple[str, list[Run]]:
    """A body and its runs, from the lengths of the sentences in each run."""
    body, made = "", []
    for lengths in runs:
        sentences = []
        for length in lengths:
            sentences.append(Sentence(Span(len(body), len(body) + length), ()))
            body += "x" * length + " "
        made.append(tuple(sentences))
        body += "© notice "
    return body, made


def lengths(passages: list[Passage]) -> list[list[int]]:
    return [[s.span.end - s.span.start for s in passage.sentences] for passage in passages]


@example([[102, 1, 17]])
@given(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=20), max_size=5))
@settings(derandomize=True, deadline=None, database=None)
def test_no_sentence_is_lost_and_sizes_are_kept(runs: list[list[int]]) -> None:
    body, made = text_of(runs)

    passages = split(body, made, SIZE)

    assert [s for passage in passages for s in passage.sentences] == [
        s for run in made for s in run
    ]
    for passage in passages:
        assert passage.text == passage.span.of(body)
        assert "©" not in passage.text
        alone = max(s.span.end - s.span.start for s in passage.sentences)
        longest = max(SIZE.most, alone) + 1 + SIZE.least  # a rest that is too short has joined it
        assert len(passage.text) <= longest


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ([30, 30, 30], [[30, 30, 30]]),
        ([60, 60, 60], [[60], [60], [60]]),
        ([50, 49, 50, 49], [[50, 49], [50, 49]]),
        ([50, 50, 50], [[50], [50], [50]]),
        ([99, 5], [[99, 5]]),
        ([99, 5, 10, 10], [[99], [5, 10, 10]]),
        ([300], [[300]]),
        ([10, 300, 10], [[10], [300, 10]]),
    ],
)
def test_a_passage_is_closed_before_it_grows_too_long_and_a_short_rest_joins_it(
    sentences: list[int], expected: list[list[int]]
) -> None:
    assert lengths(split(*text_of([sentences]), SIZE)) == expected


def test_runs_are_never_joined() -> None:
    assert lengths(split(*text_of([[5], [5], [5]]), SIZE)) == [[5], [5], [5]]


def test_a_text_without_sentences_has_no_passages() -> None:
    assert split("", [], SIZE) == []


@pytest.mark.parametrize(("most", "least"), [(0, 0), (10, 10), (10, -1)])
def test_sizes_that_make_no_sense_are_refused(most: int, least: int) -> None:
    with pytest.raises(ValueError, match="0 <= least < most"):
        PassageSize(most, least)


def test_a_passage_gives_back_the_sentences_it_was_made_of():
    body = "앞. 다리가 열렸다. 250그루. 뒤."
    sentences = (Sentence(Span(3, 11), ("다리", "열리다")), Sentence(Span(12, 17), ()))
    passage = Passage.of(body, sentences)
    assert passage.text == "다리가 열렸다. 250그루"
    assert passage.sentences == sentences
    assert passage.term_counts == (2, 0)
    assert Passage(Span(0, 3), "abc", (0, 3), (" a  b ",)).term_counts == (2,)
    assert [passage.sentence_text(number) for number in (0, 1)] == ["다리가 열렸다.", "250그루"]


@pytest.mark.parametrize(
    ("bounds", "terms"),
    [((), ()), ((0, 5, 6), ("a",)), ((0, 5), ("a", "b")), ((5, 5), ("a",)), ((0, 11), ("a",))],
)
def test_bounds_that_make_no_sense_are_refused(
    bounds: tuple[int, ...], terms: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"sentences|span"):
        Passage(Span(0, 10), "0123456789", bounds, terms)
