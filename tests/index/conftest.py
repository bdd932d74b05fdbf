"""Fixtures of the followers' contract: every test that takes `follower` runs once for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import new_ledger
from oracles import Dense, Follower, Lexical

from index.ledger_writer import LedgerWriter


@pytest.fixture
def writer(home: Path) -> Iterator[LedgerWriter]:
    made = new_ledger(home)
    yield made
    made.close()


@pytest.fixture(params=[Lexical, Dense])
def follower(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> Follower:
    made: Follower = request.param(home, writer.ledger)
    return made
