"""Fixtures of the followers' contract: every test that takes `follower` runs once for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import new_ledger
from milvus_server import Server
from oracles import ByWords, Dense, Follower, Lexical, LocalFollower
from serving import StoreMeaning, StoreWords

from index.milvus.store import Store
from index.store.ledger_writer import LedgerWriter


@pytest.fixture
def writer(home: Path) -> Iterator[LedgerWriter]:
    made = new_ledger(home)
    yield made
    made.close()


@pytest.fixture
def store(milvus_server: Server) -> Iterator[Store]:
    """A store of its own on the server."""
    made = Store(milvus_server.settings())
    yield made
    made.drop()
    made.close()


ON_A_SERVER = [pytest.param(one, marks=pytest.mark.slow) for one in (StoreWords, StoreMeaning)]


@pytest.fixture(params=[Lexical, Dense, *ON_A_SERVER])
def follower(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> Follower:
    return _made(request, home, writer)


@pytest.fixture(params=[Lexical, Dense])
def local_follower(
    request: pytest.FixtureRequest, home: Path, writer: LedgerWriter
) -> LocalFollower:
    """One that lies in files, which may be damaged."""
    made: LocalFollower = request.param(home, writer.ledger)
    return made


@pytest.fixture(params=[Lexical, ON_A_SERVER[0]])
def by_words(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> ByWords:
    return _made(request, home, writer)


def _made(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> ByWords:
    if request.param in (Lexical, Dense):
        return request.param(home, writer.ledger)
    return request.param(home, writer.ledger, request.getfixturevalue("store"))
