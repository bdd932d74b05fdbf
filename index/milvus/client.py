"""The calls to a Milvus server: what fails for a moment is tried again, what fails for good is said in a line."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from index.encoding.encoders import Matrix
from index.errors import ExtraMissing, StoreFailed
from index.milvus.schema import Collection, FieldKind
from index.milvus.settings import StoreSettings

Row = dict[str, Any]
T = TypeVar("T")

PAGE = 1000  # rows fetched or written at once
_PAGE_CHARACTERS = 10_000_000  # of payloads that are written at once: a call may carry 64 MB
MOST_HITS = 16_384  # that a server returns from one search
_PAUSE_SECONDS = 0.5  # before the second attempt; twice as long before each further one
_PING_MILLISECONDS = 330_000  # a server may cut off whoever pings more often than in five minutes
_RECONNECT_MILLISECONDS = 2_000  # at most between attempts: a server that came back is seen soon
_CONNECT_SECONDS = 10.0  # at most, for the connection itself
_AWAY = frozenset({2, 5, 8, 65535})  # not connected, not ready, overloaded
_NOT_LOADED = 101
_NO_COLLECTION = 100


class Client:
    """A connection to one server. Safe to share between threads.

    Every method raises StoreFailed when the server is away or refuses.
    """

    def __init__(self, settings: StoreSettings) -> None:
        """Connect. Raises ExtraMissing, BadSettings (the token), StoreFailed."""
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it writes to standard error by itself
        try:
            import grpc
            import pymilvus
        except ImportError as cause:
            raise ExtraMissing(
                "cannot use --store milvus",
                "pymilvus is not installed",
                "Run: pip install 'inyong[milvus]'",
            ) from cause
        log = logging.getLogger("pymilvus")  # it prints a traceback of every failure
        log.handlers, log.propagate = [logging.NullHandler()], False
        self._failures = (pymilvus.MilvusException, grpc.RpcError, OSError)
        self._kinds = pymilvus.DataType
        self._settings = settings
        seconds = min(settings.timeout_seconds, _CONNECT_SECONDS)
        options: Row = {
            "uri": settings.uri,
            "timeout": seconds,
            "grpc_options": {
                "grpc.keepalive_time_ms": _PING_MILLISECONDS,
                "grpc.max_reconnect_backoff_ms": _RECONNECT_MILLISECONDS,
                "grpc.use_local_subchannel_pool": 1,  # no waiting for another client's next attempt
            },
        }
        if token := settings.token:
            options["token"] = token
        if settings.ca_file is not None:
            options["server_pem_path"] = str(settings.ca_file)
        self._client: Any = self._tried(lambda: pymilvus.MilvusClient(**options))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def settle(self) -> None:
        """Wait until readers that do not ask for the newest rows see all that was written.

        milvus-lite, a server within one process, has nothing to wait for.
        """
        if "lite" not in str(self._tried(self._client.get_server_version)):
            time.sleep(self._settings.settle_seconds)

    # --- collections

    def has(self, collection: Collection) -> bool:
        """Say whether the server has a collection."""
        return bool(self._call("has_collection", collection.name))

    def make(self, collection: Collection) -> None:
        """Make a collection, where there is none, and open it for searching."""
        if not self.has(collection):
            schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
            indexes = self._client.prepare_index_params()
            for field in collection.fields:
                options: Row = {"is_primary": True} if field is collection.key else {}
                if field.kind is FieldKind.DENSE:
                    options["dim"] = field.size
                    indexes.add_index(
                        field.name, index_type=collection.dense_index, metric_type="IP",
                        params=_BUILD[collection.dense_index],
                    )  # fmt: skip
                elif field.kind is FieldKind.SPARSE:
                    indexes.add_index(
                        field.name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP"
                    )
                elif field.kind is FieldKind.TEXT:
                    options["max_length"] = field.size
                if field.looked_up:
                    indexes.add_index(field.name, index_type="INVERTED")
                schema.add_field(field.name, getattr(self._kinds, _TYPES[field.kind]), **options)
            self._call("create_collection", collection.name, schema=schema)
            self._call("create_index", collection.name, index_params=indexes, sync=False)
        self._call("load_collection", collection.name)

    def drop(self, collection: Collection) -> None:
        """Remove a collection with all that it holds; nothing, where there is none."""
        self._call("drop_collection", collection.name)

    def flush(self, collection: Collection) -> None:
        """Let what was written be indexed now rather than some time."""
        self._call("flush", collection.name)

    # --- rows

    def put(self, collection: Collection, rows: Sequence[Row]) -> None:
        """Write rows; those whose keys are there are replaced."""
        page: list[Row] = []
        size = 0
        for row in rows:
            page.append(row)
            size += len(row["payload"])
            if len(page) == PAGE or size > _PAGE_CHARACTERS:
                self._call("upsert", collection.name, page)
                page, size = [], 0
        if page:
            self._call("upsert", collection.name, page)

    def remove(self, collection: Collection, condition: str) -> None:
        """Remove the rows that meet a condition."""
        self._call("delete", collection.name, filter=condition)

    def rows(
        self, collection: Collection, condition: str, fields: Sequence[str], *, newest: bool = False
    ) -> list[Row]:
        """Return the rows that meet a condition, of which there are at most MOST_HITS.

        newest: wait for what was written just now, by whomever; a fifth of a second on a cluster.
        """
        return [
            dict(row)
            for row in self._call(
                "query",
                collection.name,
                filter=condition,
                output_fields=list(fields),
                limit=MOST_HITS,
                consistency_level="Strong" if newest else "Bounded",
            )
        ]

    def every(
        self, collection: Collection, condition: str, fields: Sequence[str], *, page: int = PAGE
    ) -> Iterator[Row]:
        """Yield all rows that meet a condition, however many, with what was written just now."""
        pages = self._call(
            "query_iterator",
            collection.name,
            batch_size=page,
            filter=condition,
            output_fields=list(fields),
            consistency_level="Strong",
        )
        try:
            while rows := self._tried(pages.next):
                yield from map(dict, rows)
        finally:
            pages.close()

    def count(self, collection: Collection, condition: str) -> int:
        """Return how many rows meet a condition, with what was written just now."""
        found = self._call(
            "query",
            collection.name,
            filter=condition,
            output_fields=["count(*)"],
            consistency_level="Strong",
        )
        return int(found[0]["count(*)"])

    def search(
        self,
        collection: Collection,
        field: str,
        vector: Matrix | Mapping[int, float],
        limit: int,
        condition: str,
    ) -> list[tuple[int, float]]:
        """Return at most limit (key, inner product), best first; equal scores in ascending key."""
        asked = dict(vector) if isinstance(vector, Mapping) else vector.tolist()
        # the server keeps any of those that tie at the end, we the lowest keys
        requested = limit + 1
        while True:
            requested = min(requested, MOST_HITS)
            found = self._call(
                "search",
                collection.name,
                data=[asked],
                anns_field=field,
                limit=requested,
                filter=condition,
                output_fields=[],
                search_params={"metric_type": "IP", "params": _search(collection, requested)},
                consistency_level="Bounded",
            )[0]
            hits = [(int(hit[collection.key.name]), float(hit["distance"])) for hit in found]
            hits.sort(key=lambda hit: (-hit[1], hit[0]))
            ends_in_tie = 0 < limit < len(hits) and hits[-1][1] == hits[limit - 1][1]
            if len(hits) < requested or not ends_in_tie or requested == MOST_HITS:
                return hits[:limit]
            requested *= 2

    # --- trying

    def _call(self, name: str, collection: str, *arguments: object, **named: object) -> Any:
        """Call the client for a collection; one that a restarted server has not loaded is loaded first."""
        named["timeout"] = self._settings.timeout_seconds
        method = getattr(self._client, name)

        def call() -> Any:
            try:
                return method(collection, *arguments, **named)
            except self._failures as cause:
                if getattr(cause, "code", None) != _NOT_LOADED:
                    raise
                self._client.load_collection(collection, timeout=self._settings.timeout_seconds)
                return method(collection, *arguments, **named)

        return self._tried(call)

    def _tried(self, call: Callable[[], T]) -> T:
        pause = _PAUSE_SECONDS
        for attempt in range(1, self._settings.attempts + 1):
            try:
                return call()
            except self._failures as cause:
                away = _is_away(cause)
                if not away or attempt == self._settings.attempts:
                    raise self._failed(cause, away) from cause
            except ValueError as cause:  # pymilvus: of addresses and arguments
                raise self._failed(cause, False) from cause
            time.sleep(pause)
            pause *= 2
        raise AssertionError("unreachable: attempts is at least 1")

    def _failed(self, cause: Exception, away: bool) -> StoreFailed:
        said = " ".join(str(getattr(cause, "message", "") or cause).split())[:200].rstrip(".")
        mend = "Run the same command again; what was written by then is kept"
        if away:
            mend = (
                "Start it, or mend the address, token or certificate, then run the same command"
                " again; what was written by then is kept"
            )
        elif getattr(cause, "code", None) == _NO_COLLECTION:
            mend = "Run: inyong index --store milvus"
        what = "cannot reach the Milvus server" if away else "the Milvus server refused"
        return StoreFailed(f"{what} at {self._settings.uri}", said or type(cause).__name__, mend)


def _is_away(cause: Exception) -> bool:
    """Say whether the server may answer when it is asked again."""
    code = getattr(cause, "code", None)
    code = code() if callable(code) else code
    if isinstance(cause, OSError) or code in _AWAY:
        return True
    if getattr(code, "name", "") in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"):
        return True
    return "timeout" in str(cause).lower() or "retry run out" in str(cause).lower()


_TYPES: Mapping[FieldKind, str] = {
    FieldKind.NUMBER: "INT64",
    FieldKind.TEXT: "VARCHAR",
    FieldKind.DENSE: "FLOAT_VECTOR",
    FieldKind.SPARSE: "SPARSE_FLOAT_VECTOR",
}
_BUILD: Mapping[str, Row] = {
    "FLAT": {},
    "HNSW": {"M": 32, "efConstruction": 200},
    "IVF_FLAT": {"nlist": 1024},
}


def _search(collection: Collection, limit: int) -> Row:
    """Return how hard an approximate index looks."""
    return {
        "FLAT": {},
        "HNSW": {"ef": max(128, 2 * limit)},
        "IVF_FLAT": {"nprobe": 64},
    }[collection.dense_index]
