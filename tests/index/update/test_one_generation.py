"""Promise 4 while the library changes: every answer is that of its generation, to the last byte."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from formats.samples import pdf
from making import TOPICS, rewrite, story, write_stories

from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.readers import HeldGeneration, oldest_read
from index.update import update
from index.update.check import check
from index.update.run_update import remove_articles
from qa.answer import AskOptions, Filters
from qa.pipeline import Inyong

QUESTIONS = (
    ("When does the harbour of Haeon open?", Filters()),
    ("What do visitors of the bakery pay?", Filters(language="en")),
    ("When does the ferry to Haeon leave?", Filters()),
    ("How long were the doors of the museum shut?", Filters(publisher="Haeon News")),
)
FERRY = "The ferry to Haeon leaves at seven on Sunday. Its crew is new this summer."
OTHER = "The town council met on Tuesday. It spoke of nothing but the old bridge."


def told(inyong: Inyong, question: str, filters: Filters) -> str:
    """All that a generation says: an answer with its scores, and what is shown beside it."""
    answer = replace(inyong.ask(question, AskOptions(filters=filters, hits=9)), milliseconds=0.0)
    bodies = [inyong.article(hit.source.id) for hit in answer.hits]
    beside = (inyong.summary(), inyong.languages(), inyong.publishers(), inyong.newest(4))
    return repr((answer, bodies, beside, inyong.articles()))


def steps(home: Path, folder: Path) -> Iterator[Callable[[], object]]:
    """One update after another, each of several commits, of every kind that there is."""
    files = write_stories(folder, TOPICS)
    paper = folder / "ferry.pdf"
    paper.write_bytes(pdf([[OTHER], [FERRY]]))
    yield lambda: update(home)
    rewrite(files["harbour"], story("harbour", "ten"))
    files["tramway"].unlink()
    paper.write_bytes(pdf([[OTHER], [OTHER], [FERRY, OTHER]]))
    yield lambda: update(home)
    files["museum"] = files["museum"].rename(folder / "zz-museum.txt")
    paper = paper.rename(folder / "aa-ferry.pdf")
    yield lambda: update(home)
    (folder / "norsk.md").write_text(
        "---\nlanguage: nb\npublisher: Haeon News\ndate: 2025-01-02\n---\n\n# The museum\n\n"
        "The doors of the museum of Haeon were shut for nine years, as everyone there knows.\n"
    )
    yield lambda: update(home)
    yield lambda: update(home, rebuild=True)
    rewrite(files["harbour"], story("harbour", "noon"))
    yield lambda: update(home)
    yield lambda: remove_articles(home, [article_in(home, files["bakery"])])
    (folder / "norsk.md").unlink()
    paper.unlink()
    yield lambda: update(home)


def article_in(home: Path, path: Path) -> str:
    ledger = Ledger.open(ledger_path(home))
    (found,) = ledger.articles_in(str(path))
    ledger.close()
    return found


def test_every_answer_is_that_of_its_generation_while_updates_go_on(
    home: Path, folder: Path, tiny_encoder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.update.intake.BATCH_ARTICLES", 1)  # a generation each
    monkeypatch.setattr("index.update.run_update._KEEP_REMOVED", -1)  # a purge each time
    (folder / "first.txt").write_text(story("harbour", "eight"))
    update(home, [folder], encoder=tiny_encoder)
    copies: dict[int, Path] = {}
    seen: list[tuple[int, int, str]] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def keep() -> None:
        asked = Inyong.open(home)
        generation = asked.summary().generation
        asked.close()
        copies[generation] = shutil.copytree(home, tmp_path / f"copy-{generation}")

    def ask(held: Callable[[], Inyong]) -> None:
        number = 0
        try:
            while not stop.is_set():
                inyong = held()
                number = (number + 1) % len(QUESTIONS)
                said = told(inyong, *QUESTIONS[number])
                seen.append((inyong.summary().generation, number, said))
        except BaseException as error:  # told by the test, not by a thread that is gone
            failed.append(error)

    keep()
    first = Inyong.open(home)
    follower = Inyong.open(home)

    def following() -> Inyong:
        follower.refresh_soon()
        return follower.held()

    threads = [threading.Thread(target=ask, args=(held,)) for held in (lambda: first, following)]
    for thread in threads:
        thread.start()
    newcomers: list[tuple[int, int, str]] = []
    for step in steps(home, folder):
        newcomer = opening_while_it_is_written(home, newcomers, monkeypatch)
        step()
        newcomer()
        keep()
    stop.set()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(copies) == 9
    generations = {generation for generation, _, _ in seen}
    assert len(generations) > 2
    assert len({generation for generation, _, _ in newcomers}) > 2
    assert generations <= copies.keys()
    expected: dict[tuple[int, int], str] = {}
    for generation in {generation for generation, _, _ in (*seen, *newcomers)}:
        undisturbed = Inyong.open(copies[generation])
        for number, asked in enumerate(QUESTIONS):
            expected[generation, number] = told(undisturbed, *asked)
        undisturbed.close()
    for generation, number, said in (*seen, *newcomers):
        assert said == expected[generation, number]
    assert follower.refresh() or follower.summary().generation == max(copies)
    assert check(home) == []
    first.close()
    follower.close()


def opening_while_it_is_written(
    home: Path, found: list[tuple[int, int, str]], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Let another reader open the library in the middle of an update, and ask; return what ends that."""
    from index.store.ledger_writer import LedgerWriter

    commit, done = LedgerWriter.commit, []

    def committing(self: LedgerWriter, *change: object) -> int:
        generation = commit(self, *change)  # type: ignore[arg-type]
        if len(done) < 2:
            done.append(generation)
            inyong = Inyong.open(home)
            assert inyong.summary().generation < generation
            for number, asked in enumerate(QUESTIONS):
                found.append((inyong.summary().generation, number, told(inyong, *asked)))
            inyong.close()
        return generation

    monkeypatch.setattr(LedgerWriter, "commit", committing)
    return lambda: monkeypatch.setattr(LedgerWriter, "commit", commit)


def test_questions_do_not_wait_for_a_newer_generation_to_be_opened(
    home: Path, folder: Path, tiny_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    asked = Inyong.open(home)
    before = asked.summary().generation
    rewrite(folder / "harbour.txt", story("harbour", "ten"))
    after = update(home).generation
    may_open, is_open = threading.Event(), threading.Event()
    library = type(asked._library)
    newer = library.newer

    def slowly(self: object) -> object:
        may_open.wait(60)
        found = newer(self)  # type: ignore[arg-type]
        is_open.set()
        return found

    monkeypatch.setattr(library, "newer", slowly)
    asked.refresh_soon()
    asked.refresh_soon()

    assert asked.ask(QUESTIONS[0][0]).generation == before
    may_open.set()
    assert is_open.wait(60)
    asked.refresh()
    assert asked.ask(QUESTIONS[0][0]).generation == after
    asked.close()


def test_a_reader_is_opened_anew_only_when_the_followers_have_followed(
    home: Path, folder: Path, tiny_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    asked = Inyong.open(home)
    library = asked._library

    def follow(*given: object) -> None:
        assert not asked.refresh()
        assert asked._library is library

    rewrite(folder / "harbour.txt", story("harbour", "ten"))
    update(home, follow=follow)

    assert asked.refresh()
    assert asked._library is not library
    asked.close()


def test_a_generation_is_read_until_its_reader_is_gone(home: Path) -> None:
    home.mkdir()
    assert oldest_read(home) is None
    first, again, later = HeldGeneration(home, 3), HeldGeneration(home, 3), HeldGeneration(home, 12)

    assert oldest_read(home) == 3
    del first
    assert oldest_read(home) == 3
    del again
    assert oldest_read(home) == 12
    del later
    assert oldest_read(home) is None
    assert list((home / "readers").iterdir()) == []


def test_a_path_of_an_earlier_generation_is_that_of_then(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    files = write_stories(folder)
    first = update(home, [folder], encoder=tiny_encoder).generation
    article = article_in(home, files["harbour"])
    files["harbour"].rename(folder / "a-harbour.txt")
    (folder / "second.txt").write_text(story("harbour"))
    second = update(home).generation
    (folder / "a-harbour.txt").unlink()
    third = update(home).generation
    remove_articles(home, [article])
    ledger = Ledger.open(ledger_path(home))

    paths = [ledger.article(article, one).source.path for one in (first, second, third)]

    assert paths == [str(folder / name) for name in ("harbour.txt", "a-harbour.txt", "second.txt")]
    ledger.close()
