"""A library on Milvus beside the same one here: equal answers, rates of writing, times of `ask`.

    python tests/bench/milvus.py answers --articles ARTICLES.jsonl.gz --questions QUESTIONS.jsonl.gz --count 500
    python tests/bench/milvus.py scale --data DATA/train --passages 100000 --count 200

Both start milvus-lite in a process of its own, or use the server of --uri. `answers` asks both libraries the
questions and prints how many have the same first quote (or the same first nearest passage) and the same whole
answer, as `ask --json --hits 5` prints it, and each whose first quote differs. `scale` makes a library of about --passages
of the Korean texts of DATA/train (their questions are asked then), or of --articles, which it grows to that by shuffling
sentences into new ones (their terms and vectors as they are, so that nothing is analysed again); mirrors it, and prints the
rates, the collisions of hashed terms, the times of `ask` of both, asked in turn, and whether two serving processes
(`inyong serve`, asked at the same time over HTTP) answer as the library here. --home keeps and reuses the local library.
"""

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
from answers import records
from indexing import write as write_corpus

from index.article import Article, Block, Kind, Passage, Sentence, Source, Span
from index.encoding.encoders import EncoderIdentity
from index.milvus.library import open_milvus
from index.milvus.rows import body_records, head_records, passage_rows
from index.milvus.settings import StoreSettings
from index.milvus.store import Store
from index.milvus.term_weights import dimension_of
from index.milvus.writing import mirror
from index.search import lexical, vectors
from index.search.library import catch_up, open_library
from index.store.home import ledger_path, writing
from index.store.ledger import Ledger
from index.store.ledger_mirror import LedgerCopy
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit, PreparedArticle, PreparedPassage, StoredPassage
from index.text.terms import bigrams
from index.update import update
from qa.answer import Answer, AskOptions
from qa.pipeline import Inyong
from ui.render import answer_to_json

ROOT = Path(__file__).resolve().parents[2]
_WARM_UP = 10  # questions that are asked before, and not timed
_WEIGHED = 5000  # passages and articles whose size is looked at
_SERVED = 30  # questions that two serving processes are asked
_COMMIT = 1000  # made-up articles of a commit
_PER_ARTICLE = 1.1095  # passages, of the texts of --data
_QUESTIONS = ("qa_welfare_ko.jsonl.gz", "qa_easylaw_ko.jsonl.gz")  # of --data


@contextmanager
def server(uri: str | None) -> Iterator[str]:
    """Give the address of a server: the named one, or a milvus-lite that ends with this program."""
    if uri:
        yield uri
        return
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--data-dir", f"{folder}/data"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def mirrored(store: Store, home: Path) -> tuple[float, float]:
    """Mirror the library in home; return how many seconds that took, and of processor time in this process."""
    ledger = Ledger.open(ledger_path(home))
    dimension = EncoderIdentity.from_json(ledger.identity().encoder).dimension
    started, worked = time.perf_counter(), time.process_time()
    with writing(home):
        mirror(store, ledger, dimension, told)
    ledger.close()
    return time.perf_counter() - started, time.process_time() - worked


def told(done: int, total: int) -> None:
    """Say how far the mirroring is, now and then."""
    if done % 5000 == 0:
        print(f"  {done:,} of {total:,}", flush=True)


def sizes(home: Path) -> None:
    """Print what a passage takes in the store, in the mean of at most so many."""
    ledger = Ledger.open(ledger_path(home))
    copy = LedgerCopy(ledger)
    ids = list(islice(copy.passages_since(0), _WEIGHED))
    terms = payload = 0
    for stored in ledger.passages(ids, ledger.generation):
        row, _ = passage_rows(stored, 1)
        terms += len(row["words"])
        payload += len(row["payload"].encode())
    articles = list(islice(copy.heads(), _WEIGHED))
    text = sum(
        len(row["payload"].encode())
        for head in articles
        for row in (*head_records(head, 1), *body_records(head, ledger.article(head.source.id), 1))
    )
    share = text / len(articles) * ledger.article_count() / ledger.statistics().passages
    ledger.close()
    print(f"a passage: {terms / len(ids):.0f} terms in its sparse vector, {payload / len(ids):,.0f} bytes of"
          f" text, terms and sentence vectors, {share:,.0f} bytes of an article", flush=True)  # fmt: skip


def first(answer: Answer) -> tuple[bool, str, str]:
    """Return whether an answer was found, and its first quote or nearest passage."""
    quote = next(iter((*answer.quotes, *answer.nearest)), None)
    return answer.found, quote.citation.source.id if quote else "", quote.text if quote else ""


def plain(answer: Answer) -> dict[str, object]:
    """Return all that is printed of an answer but the time that it took."""
    return answer_to_json(answer, with_hits=True) | {"milliseconds": 0}


def compare(options: argparse.Namespace, home: Path, settings: StoreSettings) -> None:
    """Ask both the same questions."""
    with Store(settings) as store:
        print(f"mirrored in {mirrored(store, home)[0]:.1f} s", flush=True)
    here, there = Inyong.open(home), Inyong(open_milvus(settings))
    asked = [str(one["question"]) for one in records(options.questions)]
    asked = random.Random(0).sample(asked, min(options.count, len(asked)))
    same = whole = 0
    for number, question in enumerate(asked, start=1):
        mine, theirs = (
            here.ask(question, AskOptions(hits=5)),
            there.ask(question, AskOptions(hits=5)),
        )
        same += first(mine) == first(theirs)
        whole += plain(mine) == plain(theirs)
        if first(mine) != first(theirs):
            print(f"differs: {question}\n  here  {first(mine)}\n  there {first(theirs)}")
        if number % 100 == 0:
            print(
                f"{number} asked, {same} with the same first quote, {whole} wholly equal",
                flush=True,
            )
    print(f"{same} of {len(asked)} have the same first quote ({same / len(asked):.2%})")
    print(
        f"{whole} are equal in all that is printed: quotes, nearest passages, five hits, every score"
    )
    there.close()
    here.close()


def grow(home: Path, passages: int) -> None:
    """Add made-up articles of two passages each until the library has so many passages."""
    library = open_library(home)
    wanted = passages - library.statistics.passages
    ids = [i for s in library.ledger.sources() for i in library.ledger.passage_ids(s.id)]
    stored = library.ledger.passages(ids, library.generation)
    identity = library.ledger.identity()
    library.close()
    sentences = [(one, number) for one in stored for number in range(len(one.passage.sentences))]
    chance = random.Random(0)
    with writing(home):
        writer = LedgerWriter(ledger_path(home), identity)
        for start in range(0, max(wanted, 0), 2 * _COMMIT):
            count = min(_COMMIT, (wanted - start + 1) // 2)
            made = [
                made_up(f"made-{start // 2 + number}", chance, sentences) for number in range(count)
            ]
            writer.commit(Commit(tuple(made)), "2026-11-24T00:00:00+00:00")
        writer.close()


def made_up(
    name: str, chance: random.Random, sentences: list[tuple[StoredPassage, int]]
) -> PreparedArticle:
    """Return an article of two passages of sentences that were drawn at random."""
    drawn = [chance.sample(sentences, 4) for _ in range(2)]
    title = drawn[0][0][0].source.title
    title_terms = drawn[0][0][0].title_terms
    body, found = "", []
    for group in drawn:
        own, rows = [], []
        for stored, number in group:
            text = stored.passage.sentence_text(number)
            span = Span(len(body), len(body) + len(text))
            own.append(Sentence(span, stored.passage.sentences[number].terms))
            rows.append(stored.vectors[1 + number].astype(np.float32))
            body += text + " "
        mean = np.mean(rows, axis=0)
        mean /= np.linalg.norm(mean) or 1
        passage = Passage.of(body, own)
        found.append(
            PreparedPassage(
                passage,
                np.stack([mean, *rows]).astype(np.float16),
                len(title_terms) + sum(len(one.terms) for one in own),
                len(bigrams(f"{title}\n{passage.text}")),
            )
        )
    body = body[:-1]
    blocks = (Block(Kind.PARAGRAPH, Span(0, len(body))),)
    day = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    article = Article(Source(name, title, published_at=day, language="ko"), body, blocks)
    return PreparedArticle(article, article.content_hash, title_terms, tuple(found))


def scale(options: argparse.Namespace, home: Path, settings: StoreSettings) -> None:
    """Grow the library, mirror it, ask both."""
    if options.articles:
        grow(home, options.passages)
    ledger = Ledger.open(ledger_path(home))
    dimension = EncoderIdentity.from_json(ledger.identity().encoder).dimension
    lexical.forget(home)
    vectors.forget(home)
    started = time.perf_counter()
    with writing(home):
        catch_up(home, ledger, dimension)
    local = time.perf_counter() - started
    count = ledger.statistics().passages
    ledger.close()
    print(f"{count:,} passages; local indexes in {local:.1f} s: {count / local:,.0f} passages/s")
    with Store(settings) as store:
        taken, worked = mirrored(store, home)
    print(f"mirrored in {taken:.1f} s: {count / taken:,.0f} passages/s; the writer's own work"
          f" {worked:.1f} s: {count / worked:,.0f} passages/s", flush=True)  # fmt: skip
    started = time.perf_counter()
    here = Inyong.open(home)
    opened = time.perf_counter()
    there = Inyong(open_milvus(settings))
    print(f"opened in {opened - started:.1f} s here, in {time.perf_counter() - opened:.1f} s there")
    collisions(there)
    files = [options.questions] if options.questions else [options.data / one for one in _QUESTIONS]
    asked = [str(one["question"]) for file in files for one in records(file)]
    asked = random.Random(0).sample(asked, min(options.count + _WARM_UP, len(asked)))
    times: dict[str, list[float]] = {"local": [], "milvus": []}
    same = 0
    for number, question in enumerate(asked):
        answers = []
        for name, inyong in sorted((("local", here), ("milvus", there)), reverse=bool(number % 2)):
            started = time.perf_counter()
            answers.append(first(inyong.ask(question)))
            times[name].append((time.perf_counter() - started) * 1000)
        same += answers[0] == answers[1]
    print(f"{same} of {len(asked)} have the same first quote")
    print("| milliseconds | local | milvus |\n|---|---|---|")
    for percent in (50, 95):
        mine, theirs = (np.percentile(times[name][_WARM_UP:], percent) for name in times)
        print(f"| p{percent} | {mine:.1f} | {theirs:.1f} |")
    means = (statistics.fmean(times[name][_WARM_UP:]) for name in times)
    print("| mean | {:.1f} | {:.1f} |".format(*means), flush=True)
    served(asked[:_SERVED], here, settings)
    there.close()
    here.close()


def served(questions: list[str], here: Inyong, settings: StoreSettings) -> None:
    """Ask two serving processes the same questions at the same time; print how many they answer alike."""
    expected = [plain(here.ask(question, AskOptions(hits=5))) for question in questions]
    with ExitStack() as stack:
        places = [stack.enter_context(page(settings)) for _ in range(2)]
        with ThreadPoolExecutor(2) as both:
            found = list(both.map(lambda place: [replied(place, one) for one in questions], places))
    same = sum(mine == theirs for mine, theirs in zip(*found, strict=True))
    as_here = sum(mine == one for mine, one in zip(found[0], expected, strict=True))
    print(
        f"two serving processes: {same} of {len(questions)} answers alike, {as_here} as the library here"
    )


@contextmanager
def page(settings: StoreSettings) -> Iterator[str]:
    """Serve the store by a process of its own, without a ledger; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "store.toml"
        file.write_text(f'uri = "{settings.uri}"\ncollection = "{settings.collection}"\n'
                        "timeout_seconds = 300\n")  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "ui.cli", "--home", folder, "serve", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--history", "off", "--no-feedback", "--store", "milvus", "--settings", str(file)],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            until = time.monotonic() + 120
            while time.monotonic() < until and process.poll() is None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/ask"
        finally:
            process.kill()
            process.wait()


def replied(address: str, question: str) -> dict[str, object]:
    """Return what a serving process answers."""
    asked = urllib.request.Request(
        address, json.dumps({"question": question, "hits": 5}).encode(),
        {"Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=600) as reply:
        found: dict[str, object] = json.load(reply)
    return {name: value for name, value in found.items() if name != "note"} | {"milliseconds": 0}


def collisions(inyong: Inyong) -> None:
    """Print how many terms share their dimension with another."""
    keys = inyong._library.index.table.keys.tolist()  # type: ignore[attr-defined]  # a measurement
    dimensions = {dimension_of(key) for key in keys}
    lost = len(keys) - len(dimensions)
    print(f"{len(keys):,} terms in {len(dimensions):,} dimensions: {lost} share one, by chance"
          f" {len(keys) ** 2 / 2**33:.2f}")  # fmt: skip


def main() -> None:
    """Run a measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("answers", "scale"))
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--articles", type=Path)
    source.add_argument("--data", type=Path, help="the data's train/, in place of --articles")
    parser.add_argument("--questions", type=Path, help="needless with --data")
    parser.add_argument("--count", type=int, default=200, help="questions")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--uri")
    parser.add_argument("--dense-index", default="FLAT")
    options = parser.parse_args()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = options.home or scratch / "home"
        if not ledger_path(home).is_file():
            file = options.articles or scratch / "articles.jsonl"
            if options.data:
                write_corpus(file, options.data, round(options.passages / _PER_ARTICLE))
            update(home, [file])
        settings = StoreSettings(
            stack.enter_context(server(options.uri)),
            collection="inyong_bench",
            timeout_seconds=300,
            attempts=8,
            dense_index=options.dense_index,
        )
        sizes(home)
        {"answers": compare, "scale": scale}[options.what](options, home, settings)


if __name__ == "__main__":
    main()
