"""Where the library of a command is kept: in a folder here, or on Milvus."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from index.errors import BadSettings
from index.store.home import ledger_path

if TYPE_CHECKING:  # seconds each: only the commands that need them load them
    from index.article import Article, Source
    from index.errors import LibraryDamaged
    from index.milvus.settings import StoreSettings
    from index.search.library import Follow
    from index.store.ledger import Ledger
    from index.update.check import Finding
    from index.update.run_update import Progress, UpdateSummary
    from qa.library import Library
    from qa.pipeline import Inyong


class StoredArticles(Protocol):
    """The articles of a library: index/store/article_list.py, index/milvus/article_list.py."""

    def listed(self) -> Iterator[tuple["Source", tuple[str, ...]]]:
        """Yield each source with the files that hold it: newest first, unknown dates last, then by id."""
        ...

    def shown(self, article_id: str) -> tuple["Article", tuple[str, ...]]:
        """Return an article with the files that hold it. Raises NotFound, LibraryDamaged."""
        ...

    def write(self, file: BinaryIO) -> tuple[int, list["LibraryDamaged"]]:
        """Write all of them as JSON lines; return how many, and the errors of those left out."""
        ...

    def close(self) -> None:
        """Close what they are read from."""
        ...


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """A library by the options that name it. settings None: it is the one in home."""

    home: Path
    settings: "StoreSettings | None" = None

    @property
    def has_ledger(self) -> bool:
        """Say whether its ledger is here: a local library's is, a store's only where it is written."""
        return self.settings is None or ledger_path(self.home).is_file()

    def opened(self) -> "Inyong":
        """Open it for asking. Raises LibraryEmpty and its kin, StoreFailed."""
        from qa.pipeline import Inyong

        if self.settings is None:
            return Inyong.open(self.home)
        return Inyong(self.read())

    def read(self) -> "Library":
        """Open it for reading. Raises LibraryEmpty and its kin, StoreFailed."""
        if self.settings is None:
            from index.search.library import open_library

            return open_library(self.home)
        from index.milvus.library import open_milvus

        return open_milvus(self.settings)

    @contextmanager
    def articles(self) -> Iterator[StoredArticles]:
        """Open its articles. Raises LibraryEmpty, LibraryDamaged, StoreFailed."""
        from index.store.article_list import LedgerArticles

        found: StoredArticles
        if self.settings is None:
            found = LedgerArticles(self.home)
        else:
            from index.milvus.article_list import StoreArticles

            found = StoreArticles(self.settings)
        try:
            yield found
        finally:
            found.close()

    def ensure_ledger(self, action: str) -> None:
        """Raise BadSettings where its ledger, which alone is written to, is not here."""
        if not self.has_ledger:
            raise BadSettings(
                f"cannot {action} from here",
                "this process only reads the store",
                "Where its ledger is, run the same, or: inyong index --store milvus",
            )

    @contextmanager
    def followed(self) -> Iterator["Follow"]:
        """Give what brings it up to the ledger in home. The server is asked for before the work begins."""
        if self.settings is None:
            from index.search.library import catch_up

            yield catch_up
            return
        from index.milvus.store import Store
        from index.milvus.writing import mirror

        with Store(self.settings) as store:

            def follow(home: Path, ledger: "Ledger", dimension: int) -> int:
                return mirror(store, ledger, dimension)

            yield follow

    def update(
        self,
        home: Path,
        paths: Sequence[Path] = (),
        *,
        rebuild: bool = False,
        on_progress: "Callable[[Progress], None]",
        cancelled: Callable[[], bool],
    ) -> "UpdateSummary":
        """Do what the page's update button does. Raises BadSettings where no ledger is.

        Articles are prepared in other processes, so that this one goes on answering.
        """
        from index.update import update
        from index.update.process_pool import Processes

        self.ensure_ledger("update")
        with self.followed() as follow:
            return update(
                home,
                paths,
                rebuild=rebuild,
                on_progress=on_progress,
                cancelled=cancelled,
                pool=Processes(always=True),
                follow=follow,
            )

    def findings(self) -> "list[Finding]":
        """Look the whole of it over. Raises LibraryEmpty, LibraryDamaged, StoreFailed."""
        if self.settings is None:
            from index.update.check import check

            return check(self.home)
        from index.milvus.checking import check_store
        from index.milvus.store import Store

        with Store(self.settings) as store:
            return check_store(store, self.home)

    def repair(self) -> list[str]:
        """Mend what can be made anew; return what was done. Raises as index.update.repair does, and BadSettings."""
        if self.settings is None:
            from index.update.repair import repair

            return repair(self.home)
        raise BadSettings(
            "cannot repair a store",
            "it is a copy of the ledger that its writer keeps",
            "Where the ledger is, run: inyong check --repair, then inyong migrate to-milvus --replace",
        )


def library_of(options: argparse.Namespace, home: Path) -> KeptLibrary:
    """Return the library that options name. Raises BadSettings."""
    if options.store == "local":
        given = {"--uri": options.uri, "--token-file": options.token_file,
                 "--settings": options.settings}  # fmt: skip
        if needless := [name for name, value in given.items() if value is not None]:
            raise BadSettings(
                f"cannot use {needless[0]}", "the library is a local one", "Add --store milvus"
            )
        return KeptLibrary(home)
    from index.milvus.settings import read_settings

    return KeptLibrary(
        home,
        read_settings(home, path=options.settings, uri=options.uri, token_file=options.token_file),
    )


def migrate_to_milvus(
    library: KeptLibrary, on_progress: Callable[[int, int], None], *, replace: bool
) -> int:
    """Copy the library in home to its store, and return the generation.

    What a cut-short run had written is not written again. replace: what the store holds goes first.
    Raises LibraryEmpty, LibraryBusy, IdentityMismatch, StoreFailed.
    """
    from index.milvus.store import Store
    from index.milvus.writing import mirror
    from index.update.session import changing

    with Store(_settings(library)) as store:

        def follow(home: Path, ledger: "Ledger", dimension: int) -> int:
            return mirror(store, ledger, dimension, on_progress)

        with changing(library.home, follow=follow) as session:
            if replace:
                store.drop()
            return session.ledger.generation


def migrate_to_local(library: KeptLibrary, on_progress: Callable[[int, int], None]) -> int:
    """Make a library in home of what its store holds, and return the generation.

    Raises BadSettings where home holds one, LibraryEmpty, LibraryDamaged, StoreFailed.
    """
    from index.milvus.restoring import restore
    from index.milvus.store import Store

    with Store(_settings(library)) as store:
        return restore(store, library.home, on_progress)


def _settings(library: KeptLibrary) -> "StoreSettings":
    if library.settings is None:
        raise ValueError("a local library has no store")
    return library.settings
