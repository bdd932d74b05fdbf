"""How updates end and follow one another: cancelled, rebuilt, refused, with readers beside them."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from making import by_hand, contents, live_passages, put, rewrite, story, write_stories

import index.search.library
from index.errors import IdentityMismatch, LibraryBusy
from index.search.library import open_library
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Identity
from index.text.analyzer import ANALYZER
from index.update.check import check
from index.update.run_update import remove_articles, update
from qa.answer import AskOptions
from qa.pipeline import Inyong

QUESTION = "When does the harbour of Haeon open?"


@pytest.fixture
def files(home: Path, folder: Path, tiny_encoder: str) -> dict[str, Path]:
    """Four articles, indexed; their files by topic."""
    files = write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    return files


def passage_ids(home: Path) -> list[int]:
    ledger = Ledger.open(ledger_path(home))
    ids = [live.id for live in live_passages(ledger)]
    ledger.close()
    return ids


def test_what_a_cancelled_update_committed_is_kept_and_the_next_one_completes_it(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_stories(folder)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(len(asked) >= 2)
        return asked[-1]

    summary = update(home, [folder], encoder=tiny_encoder, cancelled=cancelled)

    assert summary.cancelled
    assert 0 < summary.added < 4
    assert len(contents(home)) == summary.added
    assert check(home) == []
    kept = contents(home)
    assert update(home).added == 4 - summary.added
    assert kept.items() <= contents(home).items()
    assert len(contents(home)) == 4


def test_an_update_cancelled_at_once_deletes_nothing(home: Path, files: dict[str, Path]) -> None:
    before = contents(home)
    rewrite(files["harbour"], story("harbour", "ten"))
    files["bakery"].unlink()

    summary = update(home, cancelled=lambda: True)

    assert summary.cancelled
    assert contents(home) == before


def test_a_rebuild_gives_the_same_passages_and_keeps_the_article_ids(
    home: Path, files: dict[str, Path]
) -> None:
    before, ids = contents(home), passage_ids(home)
    for path in files.values():
        path.unlink()  # the files are not needed
    files["harbour"].parent.rmdir()

    summary = update(home, rebuild=True)

    assert summary.rebuilt
    assert contents(home) == before
    assert not set(ids) & set(passage_ids(home))
    assert check(home) == []


def test_another_encoder_makes_every_vector_anew(
    home: Path, files: dict[str, Path], other_encoder: str
) -> None:
    before = contents(home)

    summary = update(home, encoder=other_encoder)

    assert summary.rebuilt
    assert contents(home) == before
    library = open_library(home)
    assert library.encoder.identity.name == other_encoder
    (best, score), *_ = library.vectors.search(
        library.encoder.encode_passages([_text_of_passage(library, passage_ids(home)[2])])[0], 5
    )
    assert (best, score) == (passage_ids(home)[2], pytest.approx(1.0, abs=2e-3))
    library.ledger.close()


def _text_of_passage(library: index.search.library.Library, passage_id: int) -> str:
    (stored,) = library.ledger.passages([passage_id], library.generation)
    return f"{stored.source.title}\n{stored.passage.text}"


def test_a_library_of_another_analyzer_names_the_command_that_mends_it(
    home: Path, files: dict[str, Path]
) -> None:
    before = contents(home)
    ledger = Ledger.open(ledger_path(home))
    made = ledger.identity()
    ledger.close()
    _pretend(home, Identity(made.encoder, "an older one", made.splitter))

    with pytest.raises(IdentityMismatch, match="inyong index --rebuild") as caught:
        open_library(home)
    assert "an older one" in caught.value.why
    assert ANALYZER in caught.value.why
    with pytest.raises(IdentityMismatch, match="inyong index --rebuild"):
        update(home)
    assert [finding.mend for finding in check(home)] == ["Run: inyong index --rebuild"]

    update(home, rebuild=True)

    assert check(home) == []
    assert contents(home) == before


def _pretend(home: Path, identity: Identity) -> None:
    """Make the library look as if it had been made by something else."""
    writer = LedgerWriter(ledger_path(home), identity)
    database = writer.ledger._database
    with database.transaction():
        database.set_meta(analyzer=identity.analyzer)
    writer.close()


def test_a_changed_model_in_the_same_folder_is_noticed(
    home: Path, folder: Path, tmp_path: Path, tiny_encoder: str, other_encoder: str
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for path in Path(tiny_encoder).iterdir():
        (model / path.name).write_bytes(path.read_bytes())
    write_stories(folder)
    update(home, [folder], encoder=str(model))
    (model / "model.safetensors").write_bytes(
        (Path(other_encoder) / "model.safetensors").read_bytes()
    )

    with pytest.raises(IdentityMismatch, match="another encoder"):
        open_library(home)


def test_a_second_writer_is_told_that_the_library_is_busy(
    home: Path, files: dict[str, Path], child_environment: Callable[[], dict[str, str]]
) -> None:
    program = (
        "import sys; from pathlib import Path; from index.store.home import writing\n"
        "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home)],
        env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(LibraryBusy, match="Wait until it is done"):
            update(home)
        with pytest.raises(LibraryBusy):
            remove_articles(home, list(contents(home))[:1])
        open_library(home).ledger.close()  # readers do not wait

        holder.kill()
    assert update(home).unchanged == 4


def test_a_reader_with_late_followers_answers_from_the_earlier_generation_while_another_writes(
    home: Path, files: dict[str, Path]
) -> None:
    ledger = Ledger.open(ledger_path(home))
    writer = LedgerWriter(ledger_path(home), ledger.identity())
    ledger.close()
    generation = put(writer, by_hand("late", "Late", ["A late passage"]), removed=[])
    found: list[int] = []
    with writing(home):
        thread = threading.Thread(target=lambda: found.append(open_library(home).generation))
        thread.start()
        thread.join()
    writer.close()

    assert found == [generation - 1]


def answer_text(asked: Inyong) -> str:
    answer = asked.ask(QUESTION)
    return " ".join(quote.text for quote in answer.quotes or answer.nearest)


def test_an_open_reader_answers_from_its_generation_and_refresh_swaps_to_the_next(
    home: Path, files: dict[str, Path]
) -> None:
    asked = Inyong.open(home)
    first = asked.ask(QUESTION)
    rewrite(files["harbour"], story("harbour", "ten"))
    generation = update(home).generation

    again = asked.ask(QUESTION)

    assert (again.quotes, again.nearest) == (first.quotes, first.nearest)
    assert again.generation == first.generation < generation
    assert "opens at nine" in answer_text(asked)

    assert asked.refresh()
    assert "opens at ten" in answer_text(asked)
    assert asked.ask(QUESTION).generation == generation
    assert not asked.refresh()
    asked.close()


def test_an_open_reader_keeps_its_passages_through_a_rebuild_and_the_next_update_forgets_them(
    home: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.update.run_update._KEEP_REMOVED", 0)
    asked = Inyong.open(home)
    first = asked.ask(QUESTION, AskOptions(hits=3))
    update(home, rebuild=True)

    again = asked.ask(QUESTION, AskOptions(hits=3))

    assert first.hits
    assert (again.quotes, again.nearest, again.hits) == (first.quotes, first.nearest, first.hits)
    assert asked.refresh()
    update(home)
    ledger = Ledger.open(ledger_path(home))
    assert ledger.removed_count() == 0
    ledger.close()
    assert check(home) == []
    assert "opens at nine" in answer_text(asked)
    asked.close()


def test_questions_asked_while_the_library_changes_are_all_answered_truly(
    home: Path, files: dict[str, Path]
) -> None:
    asked = Inyong.open(home)
    stop = threading.Event()
    seen: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            seen.append(answer_text(asked))

    thread = threading.Thread(target=ask)
    thread.start()
    for hour in ("ten", "eleven", "noon"):
        rewrite(files["harbour"], story("harbour", hour))
        update(home)
        asked.refresh()
    stop.set()
    thread.join()

    assert seen
    assert all("harbour of Haeon opens at" in text for text in seen)
    assert "opens at noon" in answer_text(asked)
    asked.close()
