"""Fixtures of the followers' contract: every test that takes `follower` runs once for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import new_ledger
from oracles import ByWords, Dense, Follower, Lexical
from serving import Server, StoreMeaning, StoreWords

from index.ledger_writer import LedgerWriter
from index.milvus.store import Store


@pytest.fixture
def writer(home: Path) -> Iterator[LedgerWriter]:
    made = new_ledger(home)
    yield made
    made.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Milvus server. Tests that kill it start it again."""
    pytest.importorskip("milvus_lite", reason="the server of the tests is not installed")
    made = Server(tmp_path_factory.mktemp("milvus") / "data")
    yield made
    made.kill()


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    """A store of its own on the server."""
    made = Store(server.settings())
    yield made
    made.drop()
    made.close()


@pytest.fixture(params=[Lexical, Dense, StoreWords, StoreMeaning])
def follower(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> Follower:
    return _made(request, home, writer)


@pytest.fixture(params=[Lexical, StoreWords])
def by_words(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> ByWords:
    return _made(request, home, writer)


def _made(request: pytest.FixtureRequest, home: Path, writer: LedgerWriter) -> ByWords:
    if request.param in (Lexical, Dense):
        return request.param(home, writer.ledger)
    return request.param(home, writer.ledger, request.getfixturevalue("store"))
