"""What a scan takes for gone, and what it refuses to open."""

import os

import pytest

from index.errors import Unreadable
from index.store.records import FileState
from index.update.scan import scan


def known_as(path):
    return {str(path): FileState(str(path), 1, 1, "0" * 64)}


def readable(name):
    return name.endswith(".txt")


def test_a_folder_that_is_gone_deletes_nothing_even_with_a_dot_in_its_name(tmp_path):
    folder = tmp_path / "disk.v1"

    plan = scan([folder], known_as(folder / "a.txt"), readable, tmp_path / "home")

    assert plan.gone == ()
    assert [str(folder) in failure.what for failure in plan.failures] == [True]


def test_a_single_file_that_was_deleted_is_gone(tmp_path):
    path = tmp_path / "a.txt"

    plan = scan([path], known_as(path), readable, tmp_path / "home")

    assert plan.gone == (str(path),)
    assert plan.failures == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_ordinary_file_is_refused_and_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("A title\n\nA text.")

    plan = scan([tmp_path], {}, readable, tmp_path / "home")

    assert [state.path for state in plan.read] == [str(tmp_path / "a.txt")]
    assert "no ordinary file" in str(plan.failures[0])


def test_a_name_that_is_not_utf_8_is_refused_and_named(tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xff.txt", "w") as file:  # noqa: PTH123 - a name of bytes
        file.write("A title\n\nA text.")

    plan = scan([tmp_path], {}, readable, tmp_path / "home")

    assert plan.read == ()
    assert isinstance(plan.failures[0], Unreadable)
    str(plan.failures[0]).encode()
