"""The contract of the followers against a real standalone Milvus: dense search, filters, deletes, kills.

    python -m venv SOMEWHERE && SOMEWHERE/bin/pip install milvus==2.3.5
    python tests/bench/standalone.py --server SOMEWHERE/bin/milvus-server

milvus 2.3.5 is the one Milvus that PyPI has: the server itself (etcd, log and storage within one process), older than sparse
vectors and inverted indexes. So passages have no field `words` here, and what asks for words looks for them
row by row among those that the server gives for the generation; all else is the shipped code. Runs the tests of tests/index/
test_followers.py (by meaning), test_store_crash.py and the parts of test_store_library.py that ask nothing by words, with
the waiting time that a server wants before a generation is published. pytest's options may follow.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(ROOT),
    str(ROOT / "tests"),
    str(ROOT / "tests" / "index"),
    str(ROOT / "tests" / "bench"),
]

import milvus_server  # noqa: E402  # of tests/

import index.milvus.store  # noqa: E402
from index.milvus.client import Client  # noqa: E402
from index.milvus.rows import passage_of, passage_rows  # noqa: E402
from index.milvus.schema import Collection, living, passages_collection, passing  # noqa: E402
from index.milvus.searching import StoreIndex  # noqa: E402
from index.milvus.settings import StoreSettings  # noqa: E402
from index.milvus.term_weights import BIGRAMS, MORPHEMES, key_of, question_vector  # noqa: E402
from index.store.records import Restriction  # noqa: E402

_PATIENCE_SECONDS = 400
_AGAIN_SECONDS = 45  # it takes up to 20 to start
_GRACEFUL_SECONDS, _SETTLE_SECONDS = (
    1.0,
    1.5,
)  # the server's bound on stale reads, made shorter to wait less
_TESTS = (
    "search/test_followers.py", "milvus/test_store_crash.py", "milvus/test_store_library.py",
)  # fmt: skip
_WITHOUT = (
    "Lexical or Dense or StoreWords or local or approximate"  # local followers, words, other indexes
    " or follows_within_seconds"  # publishes within the two seconds of a reader's look, which settling outlasts
)


def without_words(prefix: str, dimension: int, dense_index: str) -> Collection:
    """Return the collection of passages as this server can hold it."""
    whole = passages_collection(prefix, dimension, dense_index)
    fields = (replace(one, looked_up=False) for one in whole.fields if one.name != "words")
    return replace(whole, fields=tuple(fields))


def adapt() -> None:
    """Let the store do without what this server does not have."""
    index.milvus.store.passages_collection = without_words
    records = index.milvus.store.records_collection

    def records_collection(prefix: str) -> Collection:
        whole = records(prefix)
        return replace(whole, fields=tuple(replace(one, looked_up=False) for one in whole.fields))

    put = Client.put

    def put_without_words(
        client: Client, collection: Collection, rows: Sequence[dict[str, Any]]
    ) -> None:
        put(client, collection, [{k: v for k, v in row.items() if k != "words"} for row in rows])

    index.milvus.store.records_collection = records_collection
    Client.put = put_without_words  # type: ignore[method-assign]
    StoreIndex.by_words = by_words  # type: ignore[method-assign]


def by_words(
    self: StoreIndex,
    morphemes: Sequence[str],
    pairs: Sequence[str],
    limit: int,
    restriction: Restriction,
) -> list[tuple[int, float]]:
    """Score every row of the generation by its words."""
    asked: dict[int, float] = {}
    for kind, terms in ((MORPHEMES, morphemes), (BIGRAMS, pairs)):
        keys = sorted({key_of(kind, term) for term in terms})
        counted = dict(zip(keys, self.table.of_keys(keys), strict=True))
        for dimension, weight in question_vector(counted, kind, self.size).items():
            asked[dimension] = asked.get(dimension, 0.0) + weight
    condition = " and ".join((living(self.generation), *passing(restriction)))
    hits = []
    for row in self.store.client.every(self.store.passages, condition, ["id", "payload"]):
        ((number, payload),) = self.store.whole([row]).items()
        words = passage_rows(passage_of(number, payload), 0)[0]["words"]
        score = sum(weight * words.get(dimension, 0.0) for dimension, weight in asked.items())
        if score > 0:
            hits.append((number, score))
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]


class Standalone(milvus_server.Server):
    """A Milvus of PyPI over a folder, as the tests want a server: started, killed, started again."""

    program = "milvus-server"

    def start(self) -> None:
        """Start it and wait until it answers; again, as a supervisor does, while it ends by itself.

        After a kill it does, until etcd has forgotten the nodes that were killed.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            self._process = subprocess.Popen(
                [self.program, "--data", str(self._folder), "--proxy-port", str(self.port),
                 "--extra-config", f"common.gracefulTime={int(_GRACEFUL_SECONDS * 1000)}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            again = time.monotonic() + _AGAIN_SECONDS
            while time.monotonic() < again:
                if self._is_ready():
                    return
                time.sleep(0.5)
            self.kill()
        raise SystemExit("the server does not start")

    def _is_ready(self) -> bool:
        """Say whether it takes calls, which is later than its port does."""
        import grpc
        import pymilvus

        if not self._answers():
            return False
        try:
            client = pymilvus.MilvusClient(uri=self.uri, timeout=2)
            client.list_collections(timeout=2)
            client.close()
        except (pymilvus.MilvusException, grpc.RpcError):
            return False
        return True

    def kill(self) -> None:
        """End all of its processes as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def settings(self, **others: object) -> StoreSettings:
        """The settings of a store of its own on this server."""
        named = {"collection": f"t{uuid.uuid4().hex}", "settle_seconds": _SETTLE_SECONDS, **others}
        return StoreSettings(self.uri, **named)  # type: ignore[arg-type]


CHILD = """
import sys
sys.path[0] = {bench!r}
import standalone
standalone.adapt()
import mirroring_and_dying
mirroring_and_dying.main()
"""


class _Plugin:
    """Makes the tests' fixtures those of this server."""

    def __init__(self, place: Path) -> None:
        (place / "mirroring_and_dying.py").write_text(
            CHILD.format(bench=str(Path(__file__).parent))
        )
        self._place = place

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let the writers that are killed be adapted too: they are processes of their own."""
        for item in session.items:
            if hasattr(item.module, "HERE"):  # type: ignore[attr-defined]
                item.module.HERE = self._place  # type: ignore[attr-defined]


def main() -> int:
    """Run the tests."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default="milvus-server", help="the program")
    options, others = parser.parse_known_args()
    Standalone.program = options.server
    milvus_server.Server = Standalone  # type: ignore[misc]
    adapt()
    with tempfile.TemporaryDirectory() as place:
        tests = [str(ROOT / "tests" / "index" / name) for name in _TESTS]
        return pytest.main(
            [*tests, "-n", "0", "-k", f"not ({_WITHOUT})", "--rootdir", str(ROOT), *others],
            plugins=[_Plugin(Path(place))],
        )


if __name__ == "__main__":
    sys.exit(main())
