"""Passages that are remembered are those of the ledger, and never more than are wanted."""

import threading

import numpy as np
import pytest

from index.search.library import Library, open_library
from index.search.passage_cache import RecentPassages
from index.store.ledger import Ledger
from index.text.terms import fold
from index.update import update


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: str) -> Library:
    folder = tmp_path_factory.mktemp("recent")
    for number in range(6):
        text = f"Article {number}\n\nThe harbour of Haeon opens at {number}. It closes at six.\n"
        (folder / f"{number}.txt").write_text(text)
    update(folder / "home", [folder], encoder=tiny_encoder)
    return open_library(folder / "home")


def ids(library: Library) -> list[int]:
    sources = library.ledger.sources()
    return [one for source in sources for one in library.ledger.passage_ids(source.id)]


def test_a_passage_read_twice_is_that_of_the_ledger(library: Library) -> None:
    recent = RecentPassages(library.ledger, library.generation)
    wanted = library.ledger.passages(ids(library), library.generation)
    for _ in range(2):
        found = recent.passages(ids(library))
        assert [one.stored.passage for one in found] == [one.passage for one in wanted]
        assert [one.stored.source for one in found] == [one.source for one in wanted]


def test_what_scoring_needs_is_that_of_the_passage(library: Library) -> None:
    for one in library.recent.passages(ids(library)):
        stored = one.stored
        rows = [stored.title_terms, *(sentence.terms for sentence in stored.passage.sentences)]
        assert one.hashes.tolist() == [hash(term) for row in rows for term in row]
        assert list(one.sizes) == [len(row) for row in rows]
        assert one.folded == fold(f"{stored.source.title}\n{stored.passage.text}")
        assert np.array_equal(one.vectors, stored.vectors)


def test_the_order_is_that_of_the_ids_and_unknown_ids_are_left_out(library: Library) -> None:
    first, second, *_ = ids(library)
    recent = RecentPassages(library.ledger, library.generation)
    recent.passages([second])
    found = recent.passages([second, 9999, first])
    assert [one.stored.id for one in found] == [second, first]
    assert recent.passages([]) == []


def test_the_passages_used_last_are_kept_and_no_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    passages = Ledger.passages

    def counting(self: Ledger, wanted: list[int], generation: int) -> object:
        read.extend(wanted)
        return passages(self, wanted, generation)

    monkeypatch.setattr(Ledger, "passages", counting)
    one, two, three, four, *_ = ids(library)
    recent = RecentPassages(library.ledger, library.generation, kept=3)
    for wanted in ([one, two], [three], [one], [four], [one, three], [two]):
        assert len(recent.passages(wanted)) == len(wanted)
    assert read == [one, two, three, four, two]


def test_many_threads_get_what_one_gets(library: Library) -> None:
    recent = RecentPassages(library.ledger, library.generation, kept=2)
    found: list[list[int]] = []

    def ask() -> None:
        found.extend([one.stored.id for one in recent.passages(ids(library))] for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ids(library)] * 80
