"""A burst of changes is one: an update waits until the files stand still."""

from itertools import islice, repeat

from index.update.watch import settled

STILL: set[str] = set()


def test_a_burst_of_changes_is_one() -> None:
    looks = [STILL, {"a"}, {"b", "c"}, {"a"}, STILL, STILL, {"d"}, STILL, STILL]

    assert list(settled(looks)) == [3, 1]


def test_nothing_is_told_while_nothing_changes() -> None:
    assert list(settled([STILL] * 5)) == []


def test_files_that_never_stand_still_are_read_all_the_same() -> None:
    assert list(islice(settled(repeat({"a", "b"})), 2)) == [2, 2]
