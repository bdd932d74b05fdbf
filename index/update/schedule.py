"""Who prepares the articles of an update: this process, or a pool of workers where there is enough to do.

Batches come back in the order in which they went, so the library is the same, bit for bit, whoever
prepared them. One that a pool loses is prepared here.
"""

import logging
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol, TypeVar

from index.article import Article
from index.encoding.encoders import Encoder, EncoderIdentity, StaticEncoder
from index.store.records import PreparedArticle
from index.text.analyzer import Analyzer
from index.update.prepare import prepare, with_vectors
from index.update.process_pool import Processes, usable_cores

log = logging.getLogger(__name__)

_LEAST = 400_000  # characters; to start two processes takes as long as to prepare half of that
_SURELY = 3_000_000  # bytes of files; they hold that much, whatever their format

Tag = TypeVar("Tag")


class Pending(Protocol):
    """A batch of articles that a pool of workers prepares."""

    def done(self) -> bool:
        """Say whether result would not wait."""
        ...

    def result(self) -> list[PreparedArticle]:
        """Wait for what was prepared. Raises EOFError, OSError or ValueError where it was lost."""
        ...


class WorkerPool(Protocol):
    """What prepares batches of articles beside this process: index/update/process_pool.py, index/cluster."""

    @property
    def always(self) -> bool:
        """Whether it is given even a little, so that this process prepares nothing itself."""
        ...

    @property
    def helps(self) -> bool:
        """Whether it does more than this process by itself."""
        ...

    @property
    def most(self) -> int:
        """How many batches it is given at once: enough for all to work, few enough for memory."""
        ...

    def start(self, encoder: EncoderIdentity | None) -> None:
        """Get ready; encoder is what makes vectors, None where they are made by who gives the batches."""
        ...

    def submit(self, articles: Sequence[Article]) -> Pending:
        """Begin to prepare articles."""
        ...

    def stop(self) -> None:
        """Give up what is not done; it may be started again."""
        ...


class Workers:
    """Prepares batches of articles, with a pool of workers once there is enough to do."""

    def __init__(self, encoder: Encoder, pool: WorkerPool | None = None) -> None:
        """pool: None for as many processes of this machine as help."""
        self._pool = Processes() if pool is None else pool
        self._encoder = encoder
        self._analyzer = Analyzer(usable_cores() if self._pool.helps else 1)

    def prepare(
        self, batches: Iterable[tuple[Tag, Sequence[Article]]], size: int = 0
    ) -> Generator[tuple[Tag, list[PreparedArticle]], None, None]:
        """Yield each batch with its articles prepared, in order. Few are under way at any time.

        size: bytes of the files that the batches come from, where that is known; with many the
        pool is started before the first batch is there. Whoever stops before the end closes
        the generator, which stops the pool.
        """
        coming = iter(batches)
        least = 1 if self._pool.always else _LEAST
        first = [] if size >= _SURELY else self._look_ahead(coming, least)
        if self._pool.helps and (size >= _SURELY or _characters(first) >= least):
            yield from self._by_the_pool(chain(first, coming))
        else:
            for tag, articles in chain(first, coming):
                yield tag, self._here(articles)

    def _look_ahead(
        self, batches: Iterator[tuple[Tag, Sequence[Article]]], least: int
    ) -> list[tuple[Tag, Sequence[Article]]]:
        """Take batches until they tell whether there is enough to do."""
        taken: list[tuple[Tag, Sequence[Article]]] = []
        while self._pool.helps and _characters(taken) < least:
            if (batch := next(batches, None)) is None:
                break
            taken.append(batch)
        return taken

    def _by_the_pool(
        self, batches: Iterable[tuple[Tag, Sequence[Article]]]
    ) -> Iterator[tuple[Tag, list[PreparedArticle]]]:
        pool = self._pool
        waiting: deque[tuple[Tag, Sequence[Article], Pending]] = deque()
        encodes = isinstance(self._encoder, StaticEncoder)  # others have this machine to themselves
        try:
            pool.start(self._encoder.identity if encodes else None)
            for tag, articles in batches:
                waiting.append((tag, articles, pool.submit(articles) if articles else _Nothing()))
                while waiting and (len(waiting) >= pool.most or waiting[0][2].done()):
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        finally:
            pool.stop()

    def _finished(
        self, tag: Tag, articles: Sequence[Article], pending: Pending
    ) -> tuple[Tag, list[PreparedArticle]]:
        try:
            prepared = pending.result()
        except (EOFError, OSError, ValueError) as cause:
            log.warning(
                "a process that prepares articles ended (%r); its batch is done here", cause
            )
            return tag, self._here(articles)
        if not isinstance(self._encoder, StaticEncoder):
            prepared = with_vectors(prepared, self._encoder)
        return tag, prepared

    def _here(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        return prepare(articles, self._analyzer, self._encoder) if articles else []


class _Nothing:
    """A batch without an article."""

    def done(self) -> bool:
        return True

    def result(self) -> list[PreparedArticle]:
        return []


def _characters(batches: Iterable[tuple[object, Sequence[Article]]]) -> int:
    return sum(1 + len(article.body) for _, articles in batches for article in articles)
