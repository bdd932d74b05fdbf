"""A file is replaced whole or not at all."""

from pathlib import Path

import pytest

from index.errors import StorageFailed
from index.store.atomic_files import fingerprint, read_state, write_atomically, write_state


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.mkdir()  # no file can take its place
    (path / "old").touch()

    with pytest.raises(StorageFailed, match="Check free space and permissions"):
        write_atomically(path, b"new")

    assert (path / "old").exists()
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_into_a_folder_that_is_not_there_fails_clearly(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        write_atomically(tmp_path / "nowhere" / "a.json", b"new")


def test_a_state_comes_back_as_it_was_written(tmp_path: Path) -> None:
    state = {"generation": 3, "이름": "값", "files": {"a": "b"}}
    write_state(tmp_path / "a.json", state)

    assert read_state(tmp_path / "a.json") == state
    assert read_state(tmp_path / "none.json") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_state_that_is_not_whole_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)

    assert read_state(tmp_path / "a.json") is None


def test_a_fingerprint_is_the_sha_256_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")  # the example of FIPS 180-4

    assert fingerprint(tmp_path / "a").startswith("ba7816bf8f01cfea414140de5dae2223b00361a3")
