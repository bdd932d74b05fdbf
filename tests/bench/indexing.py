"""The whole `inyong index` of Korean articles, against Kiwi alone on the same text, as many processes each.

    python tests/bench/indexing.py --data ../shared/data/train --count 5000

Kiwi alone: each process loads Kiwi with its defaults and tokenises its share of the titles and texts,
one text after the other, and keeps nothing. Both are whole processes, from their start to their end;
they run in turn, --rounds times, and the medians are compared. Also told: an update that finds
nothing changed, and one of ten new articles. --files N does only this: so many files of one short article
each are indexed, and an update that finds none of them changed is timed, the whole process, three times.
--pages N does only this: so many articles, each a web page of its own, are indexed by one process and by --workers.
"""

import argparse
import html
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import corpus

from index.update.process_pool import usable_cores

ROOT = Path(__file__).resolve().parents[2]
_KIWI = """
import json, sys
from kiwipiepy import Kiwi
kiwi = Kiwi(num_workers=1)
share, shares = int(sys.argv[2]), int(sys.argv[3])
for number, line in enumerate(open(sys.argv[1], encoding="utf-8")):
    if number % shares == share:
        record = json.loads(line)
        kiwi.tokenize(record["title"])
        kiwi.tokenize(record["text"])
"""


def main() -> None:
    """Run both in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data's train/")
    parser.add_argument("--count", type=int, default=5000, help="articles")
    parser.add_argument("--workers", type=int, default=usable_cores())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=0, help="of an article each")
    parser.add_argument("--pages", type=int, default=0, help="of an article each")
    options = parser.parse_args()
    if options.pages:
        with tempfile.TemporaryDirectory() as place:
            pages(Path(place), options.data, options.pages, options.workers)
        return
    if options.files:
        with tempfile.TemporaryDirectory() as place:
            unchanged(Path(place), options.files, options.workers)
        return
    times: dict[str, list[float]] = {"inyong index": [], "Kiwi alone": []}
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "articles.jsonl"
        characters = write(file, options.data, options.count)
        for number in range(options.rounds):
            home = Path(place) / f"home-{number}"
            times["inyong index"].append(seconds(index(home, file, options.workers)))
            times["Kiwi alone"].append(seconds(*kiwi(file, options.workers)))
        again = seconds(index(home, file, options.workers))
        more = Path(place) / "more.jsonl"
        write(more, options.data, 10, options.count)
        ten = seconds(index(home, more, options.workers))
    for name, found in times.items():
        print(f"{name}: {' '.join(f'{one:.1f}' for one in found)} s")
    ours, theirs = (statistics.median(found) for found in times.values())
    print(f"{options.count} articles, {characters:,} characters, {options.workers} processes: "
          f"{ours / theirs:.2f} times Kiwi alone")  # fmt: skip
    print(f"nothing changed: {again:.1f} s; ten more articles: {ten:.1f} s")


def unchanged(place: Path, count: int, workers: int) -> None:
    """Index so many files, then time updates that find nothing changed."""
    for number in range(count):
        folder = place / "articles" / f"{number // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        text = f"소식 {number}\n\n해온시는 {number}번째 소식을 전했다.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    command = index(place / "home", place / "articles", workers)
    built = seconds(command)
    times = " ".join(f"{seconds(command):.1f}" for _ in range(3))
    print(f"{count} files of an article each: {built:.0f} s, then unchanged: {times} s")


def pages(place: Path, data: Path, count: int, workers: int) -> None:
    """Index so many web pages by one process, and by several."""
    (folder := place / "articles").mkdir()
    for number, article in enumerate(corpus(data, count, 0)):
        title, text = html.escape(article["title"]), html.escape(article["text"])
        body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
        page = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
        )
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    times = {n: seconds(index(place / f"home-{n}", folder, n)) for n in (1, workers)}
    told = ", ".join(f"{taken:.1f} s by {n}" for n, taken in times.items())
    print(f"{count} web pages: {told}: {times[1] / times[workers]:.2f} times as fast")


def write(file: Path, data: Path, count: int, first: int = 0) -> int:
    """Write articles of the corpus as JSON lines; return how many characters they have."""
    characters = 0
    with file.open("w", encoding="utf-8") as stream:
        for article in corpus(data, count, first):
            stream.write(json.dumps(article, ensure_ascii=False) + "\n")
            characters += len(article["title"]) + len(article["text"])
    return characters


def index(home: Path, file: Path, workers: int) -> list[str]:
    """Return the command that indexes a file."""
    command = [sys.executable, "-m", "ui.cli", "--home", str(home), "index", str(file)]
    return [*command, "--workers", str(workers)]


def kiwi(file: Path, processes: int) -> list[list[str]]:
    """Return the commands that tokenise a file, a share each."""
    command = [sys.executable, "-c", _KIWI, str(file)]
    return [[*command, str(share), str(processes)] for share in range(processes)]


def seconds(*commands: Sequence[str]) -> float:
    """Run commands beside each other, and return how long it takes until all have ended well."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = time.monotonic()
    running = [subprocess.Popen(command, env=environment, **quiet) for command in commands]
    for one in running:
        if one.wait():
            raise SystemExit(f"{one.args} failed")
    return time.monotonic() - started


if __name__ == "__main__":
    main()
