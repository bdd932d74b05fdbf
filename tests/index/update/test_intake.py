"""What an intake decides is the same whether the ledger is asked, or all of it was read before."""

import random
from pathlib import Path

import pytest
from making import by_hand, new_ledger, put

from index.article import Article, Source
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit, FileState
from index.update.intake import HeldInMemory, Intake, KnownArticles
from index.update.scan import Plan

AT = "2025-10-28T13:55:00+09:00"
PATHS = [f"/{letter}.txt" for letter in "abcdef"]


@pytest.fixture
def writer(tmp_path: Path) -> LedgerWriter:
    return new_ledger(tmp_path / "home")


def article(text: str, article_id: str = "") -> Article:
    made = by_hand(article_id, "Haeon news", [text]).article
    return Article(Source(article_id, "Haeon news", language="en"), made.body, made.blocks)


def in_memory(writer: LedgerWriter) -> HeldInMemory:
    return HeldInMemory(writer.ledger.article_hashes(), writer.ledger.file_articles())


def test_the_ledger_tells_what_reading_all_of_it_tells(writer: LedgerWriter) -> None:
    articles = [by_hand(f"a{n}", "Haeon news", [f"line {n % 3}"]) for n in range(6)]
    links = {"/a.txt": frozenset({"a0", "a1"}), "/b.txt": frozenset({"a1"})}
    writer.commit(Commit(put=tuple(articles), articles_of=links), AT)
    put(writer, removed=["a5"])
    memory = in_memory(writer)

    for one in [*articles, by_hand("none", "x", ["y"])]:
        assert writer.ledger.hash_of(one.article.source.id) == memory.hash_of(one.article.source.id)
        assert writer.ledger.ids_of(one.hash) == memory.ids_of(one.hash)
        assert sorted(writer.ledger.paths(one.article.source.id)) == sorted(
            memory.paths(one.article.source.id)
        )
    for path in PATHS:
        assert writer.ledger.articles_in(path) == memory.articles_in(path)


@pytest.mark.parametrize("seed", range(12))
def test_updates_decide_alike_by_the_ledger_and_by_what_was_read_before(
    writer: LedgerWriter, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        known = writer.ledger.files()
        read = [path for path in PATHS if chance.random() < 0.5]
        gone = tuple(path for path in known if path not in read and chance.random() < 0.3)
        states = tuple(FileState(path, 1, chance.randrange(10**6), "") for path in read)
        plan = Plan(states, (), (), gone, 0, ())
        found = {
            path: [
                article(
                    f"line {chance.randrange(5)}",
                    chance.choice(["", "", "", f"own{chance.randrange(3)}"]),
                )
                for _ in range(chance.randrange(3))
            ]
            for path in read
        }
        before = in_memory(writer)

        by_ledger = decided(writer, plan, found, known, writer.ledger, commits=True)
        by_memory = decided(writer, plan, found, known, before, commits=False)

        assert by_ledger == by_memory


def decided(
    writer: LedgerWriter,
    plan: Plan,
    found: dict[str, list[Article]],
    known: dict[str, FileState],
    held: KnownArticles,
    commits: bool,
) -> object:
    """Everything that an intake of these files decides; committed file by file, or not at all."""
    intake = Intake(known, held, plan)
    decisions: list[object] = []

    def commit() -> None:
        change, articles = intake.batch()
        decisions.append((change, articles))
        if commits:
            prepared = tuple(
                by_hand(one.source.id, one.source.title, [one.body]) for one in articles
            )
            ready = Commit(
                prepared,
                change.removed,
                change.files,
                change.articles_of,
                change.more_of,
                change.gone,
            )
            writer.commit(ready, AT)

    for state in plan.read:
        for one in found[state.path]:
            decisions.append(intake.take(state.path, one))
            if len(decisions) % 3 == 0:
                commit()
        intake.finish(state)
        commit()
    intake.settle()
    commit()
    told = [str(failure) for failure in intake.failures]
    return decisions, told, intake.added, intake.changed, intake.deleted, intake.moved
