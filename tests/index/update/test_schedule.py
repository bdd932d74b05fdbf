"""Several processes prepare articles: the library is the same, and no process is missed or left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from making import contents, dump, write_many

import index.update.process_pool
import index.update.schedule
from index.article import Article, Block, Kind, Source, Span
from index.encoding.encoders import Encoder
from index.store.records import PreparedArticle
from index.text.analyzer import Analyzer
from index.update import update
from index.update.article_bytes import (
    articles_of,
    articles_to_bytes,
    prepared_of,
    prepared_to_bytes,
)
from index.update.check import check
from index.update.prepare import prepare
from index.update.process_pool import Processes
from index.update.schedule import Workers

BODIES = (
    "하은 도서관은 오전 9시에 문을 연다. “이용료는 3.5크라운이다.” 시장은 그렇게 말했다.",
    "The harbour of Haeon opens at nine. Its doors were shut for two years 😀.",
    "図書館は九時に開く。料金は三円五十銭である。",
)


def article(number: int) -> Article:
    body = f"{BODIES[number % 3]}\n\n{number}"
    blocks = (Block(Kind.PARAGRAPH, Span(0, len(BODIES[number % 3]))),)
    return Article(Source(f"a{number}", f"Title {number} 제목"), body, blocks)


def english(number: int) -> Article:
    """An article that no process loads Kiwi for."""
    return Article(Source(f"a{number}", f"Title {number}"), str(number), ())


def flat(prepared: PreparedArticle) -> object:
    """What was prepared, its vectors as bytes, so that it can be compared."""
    passages = [
        (one.passage, one.vectors.tobytes(), one.vectors.shape, one.term_count, one.bigram_count)
        for one in prepared.passages
    ]
    return prepared.article, prepared.hash, prepared.title_terms, passages


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes be started for the least of work."""
    monkeypatch.setattr(index.update.schedule, "_LEAST", 1)


def test_what_is_sent_between_processes_arrives_as_it_was(encoder: Encoder) -> None:
    articles = [article(number) for number in range(6)]

    prepared = prepare(articles, Analyzer(), encoder)
    arrived = prepared_of(prepared_to_bytes(prepared), articles)

    assert articles_of(articles_to_bytes(articles)) == articles
    assert [*map(flat, arrived)] == [*map(flat, prepared)]


def test_batches_come_back_in_order_as_one_process_prepares_them(
    encoder: Encoder, eager: None
) -> None:
    batches = [(n, [article(i) for i in range(3 * n, 3 * n + 3)]) for n in range(7)]

    found = list(Workers(encoder, Processes(2)).prepare([*batches, (7, [])]))

    assert [tag for tag, _ in found] == list(range(8))
    alone = [prepare(articles, Analyzer(), encoder) for _, articles in batches]
    assert [[*map(flat, of_batch)] for _, of_batch in found[:-1]] == [
        [*map(flat, of_batch)] for of_batch in alone
    ]
    assert found[-1][1] == []


def test_a_library_is_the_same_bit_for_bit_with_one_process_and_with_three(
    tmp_path: Path, folder: Path, tiny_encoder: str, eager: None
) -> None:
    write_many(folder)
    for workers in (1, 3):
        update(tmp_path / f"by {workers}", [folder], encoder=tiny_encoder, pool=Processes(workers))

    assert dump(tmp_path / "by 1") == dump(tmp_path / "by 3")

    for workers in (1, 3):
        update(tmp_path / f"by {workers}", rebuild=True, pool=Processes(workers))

    assert dump(tmp_path / "by 1") == dump(tmp_path / "by 3")


def test_a_small_update_starts_no_process(
    home: Path, folder: Path, tiny_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        index.update.process_pool._Worker, "start", lambda worker: pytest.fail("it did")
    )
    write_many(folder, 10)

    assert update(home, [folder], encoder=tiny_encoder, pool=Processes(4)).added == 10


def test_a_process_that_goes_on_answering_prepares_nothing_itself(
    home: Path, folder: Path, tiny_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    start = index.update.process_pool._Worker.start
    monkeypatch.setattr(
        index.update.process_pool._Worker,
        "start",
        lambda one: (started.append(one), start(one))[1],
    )
    monkeypatch.setattr(index.update.schedule, "prepare", lambda *given: pytest.fail("it did"))
    write_many(folder, 2)
    always = Processes(1, always=True)

    assert update(home, [folder], encoder=tiny_encoder, pool=always).added == 2
    assert update(home, encoder=tiny_encoder, pool=always).unchanged == 2
    assert update(home, encoder=tiny_encoder, pool=always, rebuild=True).rebuilt
    assert len(started) == 2, "none where nothing is new"


def test_only_so_many_batches_are_under_way(encoder: Encoder, eager: None) -> None:
    taken: list[int] = []

    def batches() -> list[tuple[int, list[Article]]]:
        for number in range(30):
            taken.append(number)
            yield number, [english(number)]

    prepared = Workers(encoder, Processes(2)).prepare(batches())
    for number, _ in prepared:
        assert len(taken) - number <= 2 + index.update.process_pool._AHEAD + 2


def test_a_process_that_is_killed_costs_no_article(
    home: Path,
    folder: Path,
    tiny_encoder: str,
    eager: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_many(folder)
    start = index.update.process_pool._Worker.start
    started: list[int] = []

    def start_and_kill(process: index.update.process_pool._Worker) -> "subprocess.Popen[bytes]":
        child = start(process)
        started.append(child.pid)
        if len(started) < 3:
            child.kill()
        return child

    monkeypatch.setattr(index.update.process_pool._Worker, "start", start_and_kill)

    summary = update(home, [folder], encoder=tiny_encoder, pool=Processes(2))

    assert summary.added == 150
    assert len(contents(home)) == 150
    assert check(home) == []
    assert "its batch is done here" in caplog.text
    assert not any(map(runs, started))


PROGRAM = """
import sys
from pathlib import Path
import index.update.schedule
from index.update.process_pool import Processes, _Worker
from index.update import update
index.update.schedule._LEAST = 1
start = _Worker.start
def telling(worker):
    child = start(worker)
    print(child.pid, flush=True)
    return child
_Worker.start = telling
update(Path(sys.argv[1]), [Path(sys.argv[2])], encoder=sys.argv[3], pool=Processes(2))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_the_one_that_started_them(
    number: signal.Signals,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    child_environment: Callable[[], dict[str, str]],
) -> None:
    write_many(folder, 400)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), str(folder), tiny_encoder],
        env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        workers = [int(child.stdout.readline()), int(child.stdout.readline())]

        child.send_signal(number)
        child.wait(60)

    deadline = time.monotonic() + 60
    while any(map(runs, workers)):
        assert time.monotonic() < deadline, "a process outlives the one that started it"
        time.sleep(0.05)
    update(home, [folder], encoder=tiny_encoder)
    assert len(contents(home)) == 400
    assert check(home) == []


def runs(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not yet asked how does not."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
