"""A follower that is missing or damaged is noticed, and made anew from the ledger."""

from pathlib import Path

import pytest
from oracles import Lexical, LocalFollower, assert_agrees, assert_mirrors, change, fill

from index.store.ledger_writer import LedgerWriter


def test_a_missing_state_file_is_noticed_and_mended(
    local_follower: LocalFollower, writer: LedgerWriter
) -> None:
    fill(writer)
    local_follower.catch_up()
    local_follower.state.unlink()

    assert local_follower.open() is None
    local_follower.catch_up()
    assert_agrees(local_follower)


@pytest.mark.parametrize("written", ["", "{", "[]", "null", "{}", '{"generation": "x"}'])
def test_a_broken_state_file_is_noticed_and_mended(
    local_follower: LocalFollower, writer: LedgerWriter, written: str
) -> None:
    fill(writer)
    local_follower.catch_up()
    local_follower.state.write_text(written)

    assert local_follower.open() is None
    local_follower.catch_up()
    assert_agrees(local_follower)


@pytest.mark.parametrize("harm", ["gone", "cut short", "one bit flipped"])
def test_a_damaged_file_is_noticed_and_mended(
    local_follower: LocalFollower, writer: LedgerWriter, harm: str
) -> None:
    fill(writer)
    local_follower.catch_up()
    names = [path.name for path in local_follower.files()]
    assert names

    for position in range(len(names)):
        path = local_follower.files()[position]
        data = bytearray(path.read_bytes())
        path.unlink()
        if harm == "cut short":
            path.write_bytes(data[: len(data) // 2])
        elif harm == "one bit flipped":
            data[len(data) // 2] ^= 4
            path.write_bytes(data)

        assert local_follower.open() is None, path.name
        local_follower.catch_up()
        assert_agrees(local_follower)


def test_no_other_file_of_a_lexical_index_misleads_when_it_is_damaged(
    home: Path, writer: LedgerWriter
) -> None:
    fill(writer)
    follower = Lexical(home, writer.ledger)
    follower.catch_up()
    change(writer)
    follower.catch_up()
    known = follower.files()
    names = sorted(path.name for path in known[0].parent.iterdir() if path not in known)
    assert all(name.endswith(".lock") for name in names)

    for name in names:
        path = follower.files()[0].parent / name
        path.write_bytes(path.read_bytes()[:20] if path.exists() else b"")
        follower.catch_up()
        assert_mirrors(follower)
