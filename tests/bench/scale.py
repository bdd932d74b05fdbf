"""What a library costs as it grows: building, updating, opening, asking, beside the usual recipe.

    pip install rank-bm25==0.2.2 matplotlib
    python tests/bench/scale.py --data ../shared/data/train --sizes 1000 10000 100000 --output scale

makes a library of about each size (in passages) under --place, and measures, each step in a process of its
own: its time, its peak memory and what it leaves on the disk. Up to --analysed articles are really read and
analysed; larger libraries are composed of the sentences of the largest of those (composing.py), and
their building is not told as if it were indexing. Then an update that finds nothing changed; `inyong index` of 10 and of
1,000 new articles, the whole process, and until one who serves has answered from them; opening to the first answer, and --questions questions by stage. The usual recipe, up to
--recipe passages: BM25Okapi of rank_bm25 over the same morphemes and exact FAISS over the same vectors,
ranks fused as LangChain's EnsembleRetriever does (1 / (60 + rank), halves). It reads nothing, and analysing its
passages is not counted. Writes OUTPUT.json, OUTPUT.md and OUTPUT.png.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
_WARM_UP = 10  # questions that are asked before, and not timed
_QUESTIONS = ("qa_welfare_ko.jsonl.gz", "qa_easylaw_ko.jsonl.gz")
Numbers = dict[str, Any]


def main() -> None:
    """Measure every size and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data's train/")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--analysed", type=int, default=100_000, help="articles, at most")
    parser.add_argument("--recipe", type=int, default=100_000, help="passages it is asked, at most")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--place", type=Path, help="where libraries are kept; default: nowhere")
    parser.add_argument("--output", type=Path, default=Path("scale"))
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, *given = options.step
        found = _STEPS[name](options, *given)
        print(json.dumps(found | {"peak_mb": round(_peak_mb())}))
        return
    with tempfile.TemporaryDirectory() as nowhere:
        place = options.place or Path(nowhere)
        rows: list[Numbers] = []
        for size in sorted(options.sizes):
            rows.append(measure(options, place, size))
            write(options.output, rows)


def measure(options: argparse.Namespace, place: Path, size: int) -> Numbers:
    """Return what a library of a size costs."""
    home = place / f"home-{size}"
    row: Numbers = {"passages": size, "composed": size > options.analysed}
    base = place / f"home-{max((s for s in options.sizes if s <= options.analysed), default=0)}"
    if not (place / f"{size}.json").exists():
        built = step("compose", home, base, size) if row["composed"] else step("build", home, size)
        (place / f"{size}.json").write_text(json.dumps(built))
    row["build"] = json.loads((place / f"{size}.json").read_text())
    row["sizes_mb"] = sizes(home)
    row["nothing changed"] = step("again", home)
    row["open and ask"] = step("ask", home)
    if size <= options.recipe:
        row["recipe"] = step("recipe", home)
    for count in (10, 1000):
        row[f"update of {count}"] = step("more", home, count, size)
    print(json.dumps(row, ensure_ascii=False), flush=True)
    return row


def step(name: str, *given: object) -> Numbers:
    """Run one step in a process of its own; add the wall time of the whole process."""
    command = [sys.executable, *sys.argv, "--step", name, *map(str, given)]
    started = time.monotonic()
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: Numbers = json.loads(done.stdout.splitlines()[-1])
    return found | {"process_seconds": round(time.monotonic() - started, 2)}


def _build(options: argparse.Namespace, home: str, size: str) -> Numbers:
    from indexing import write as write_articles

    from index.update import update

    file = Path(f"{home}.jsonl")
    write_articles(file, options.data, int(size), 0)
    started = time.monotonic()
    update(Path(home), [file])
    return {"seconds": round(time.monotonic() - started, 2)}


def _more(options: argparse.Namespace, home: str, count: str, size: str) -> Numbers:
    """Tell how long `inyong index` takes with so many new articles, and until one who serves finds them."""
    from indexing import index
    from indexing import write as write_articles

    from index.update.process_pool import usable_cores
    from qa.pipeline import Inyong

    file = Path(f"{home}-{count}-more.jsonl")
    write_articles(file, options.data, int(count), 3_000_000 + int(size) + int(count))
    title = json.loads(file.read_text(encoding="utf-8").split("\n")[0])["title"]
    inyong = Inyong.open(Path(home))
    inyong.ask(title)
    started = time.monotonic()
    subprocess.run(
        index(Path(home), file, usable_cores()),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    indexed = time.monotonic() - started
    inyong.refresh()
    inyong.ask(title)
    return {"seconds": round(indexed, 2), "until_asked": round(time.monotonic() - started, 2)}


def _compose(options: argparse.Namespace, home: str, base: str, size: str) -> Numbers:
    from composing import compose

    started = time.monotonic()
    compose(Path(home), Path(base), int(size))
    return {"seconds": round(time.monotonic() - started, 2)}


def _again(options: argparse.Namespace, home: str) -> Numbers:
    from index.errors import BadSettings
    from index.update import update

    started = time.monotonic()
    try:
        update(Path(home))
    except BadSettings:  # a composed library knows no folder
        return {"seconds": None}
    return {"seconds": round(time.monotonic() - started, 2)}


def _asked(options: argparse.Namespace) -> list[str]:
    import random

    from answers import records

    asked = [str(one["question"]) for name in _QUESTIONS for one in records(options.data / name)]
    return random.Random(0).sample(asked, options.questions + _WARM_UP)


def _ask(options: argparse.Namespace, home: str) -> Numbers:
    from speed import milliseconds, stages

    asked = _asked(options)
    started = time.monotonic()
    from qa.pipeline import Inyong

    inyong = Inyong.open(Path(home))
    opened = time.monotonic() - started
    inyong.ask(asked[0])
    first = time.monotonic() - started
    for question in asked[1:_WARM_UP]:
        inyong.ask(question)
    times = [milliseconds(inyong.ask, question) for question in asked[_WARM_UP:]]
    return {
        "passages": inyong.summary().passages,
        "open_seconds": round(opened, 2),
        "first_answer_seconds": round(first, 2),
        "milliseconds": _percentiles([wall for wall, _ in times]),
        "cpu_milliseconds": _percentiles([cpu for _, cpu in times]),
        "stages": {
            name: _percentiles(found)
            for name, found in stages(inyong.ask, asked[_WARM_UP:]).items()
        },
    }


def _recipe(options: argparse.Namespace, home: str) -> Numbers:
    import faiss
    from rank_bm25 import BM25Okapi
    from speed import milliseconds

    from index.search.library import open_library

    library = open_library(Path(home))
    ledger, generation = library.ledger, library.generation
    terms: list[list[str]] = []
    rows: list[np.ndarray] = []
    for article_id in ledger.article_hashes():
        for stored in ledger.passages(ledger.passage_ids(article_id), generation):
            own = [term for sentence in stored.passage.sentences for term in sentence.terms]
            terms.append([*stored.title_terms, *own])
            rows.append(stored.vectors[0].astype(np.float32))
    scores = BM25Okapi(terms)
    flat = faiss.IndexFlatIP(len(rows[0]))
    flat.add(np.stack(rows))

    def ask(question: str) -> list[int]:
        words = np.argsort(-scores.get_scores(library.analyzer.terms(question)))[:10]
        _, near = flat.search(library.encoder.encode_questions([question]), 10)
        fused: dict[int, float] = {}
        for ranking in (words, near[0]):
            for rank, place in enumerate(ranking, start=1):
                fused[int(place)] = fused.get(int(place), 0.0) + 0.5 / (60 + rank)
        return sorted(fused, key=lambda place: (-fused[place], place))[:4]

    asked = _asked(options)
    for question in asked[:_WARM_UP]:
        ask(question)
    times = [milliseconds(ask, question) for question in asked[_WARM_UP:]]
    return {
        "milliseconds": _percentiles([wall for wall, _ in times]),
        "cpu_milliseconds": _percentiles([cpu for _, cpu in times]),
    }


_STEPS = {"build": _build, "more": _more, "compose": _compose, "again": _again, "ask": _ask,
          "recipe": _recipe}  # fmt: skip


def _percentiles(found: Sequence[float]) -> dict[str, float]:
    middle, high = np.percentile(found, [50, 95])
    return {"p50": round(float(middle), 1), "p95": round(float(high), 1)}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux


def sizes(home: Path) -> dict[str, float]:
    """Return the megabytes of the ledger and of each follower."""
    forms = {"ledger": "ledger.sqlite*", "lexical": "lexical-*/*", "vectors": "vectors-*"}
    return {
        name: round(sum(path.stat().st_size for path in home.glob(form)) / 1e6, 1)
        for name, form in forms.items()
    }


def write(output: Path, rows: Sequence[Numbers]) -> None:
    """Write the report: JSON, a table, a plot."""
    output.with_suffix(".json").write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    labels: Mapping[str, Any] = {
        "built in, s": lambda r: f"{r['build']['seconds']}{' (composed)' if r['composed'] else ''}",
        "update of 10, until asked, s": lambda r: r["update of 10"]["until_asked"],
        "update of 1,000, until asked, s": lambda r: r["update of 1000"]["until_asked"],
        "nothing changed, whole process, s": lambda r: r["nothing changed"]["process_seconds"],
        "ledger / lexical / vectors, MB": lambda r: " / ".join(map(str, r["sizes_mb"].values())),
        "peak memory: build / ask, MB": lambda r: (
            f"{r['build']['peak_mb']} / {r['open and ask']['peak_mb']}"
        ),
        "opening to first answer, s": lambda r: r["open and ask"]["first_answer_seconds"],
        "`ask` p50 / p95, ms": lambda r: _pair(r["open and ask"]["milliseconds"]),
        "`ask` of CPU, ms": lambda r: _pair(r["open and ask"]["cpu_milliseconds"]),
        "recipe p50 / p95, ms": lambda r: _pair(r.get("recipe", {}).get("milliseconds")),
        "recipe of CPU, ms": lambda r: _pair(r.get("recipe", {}).get("cpu_milliseconds")),
    }
    table = [["passages", *(f"{row['open and ask']['passages']:,}" for row in rows)]]
    table.append(["---"] * len(table[0]))
    table += [[label, *(str(of(row)) for row in rows)] for label, of in labels.items()]
    for stage in rows[-1]["open and ask"]["stages"]:
        table.append(
            [f"stage: {stage}", *(_pair(row["open and ask"]["stages"][stage]) for row in rows)]
        )
    text = "\n".join(f"| {' | '.join(line)} |" for line in table)
    output.with_suffix(".md").write_text(text + "\n")
    _plot(output.with_suffix(".png"), rows)
    print(text, flush=True)


def _pair(found: Mapping[str, float] | None) -> str:
    return f"{found['p50']} / {found['p95']}" if found else "–"


def _plot(path: Path, rows: Sequence[Numbers]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    count = [row["open and ask"]["passages"] for row in rows]
    lines = {
        "ask, ms (p50)": [row["open and ask"]["milliseconds"]["p50"] for row in rows],
        "recipe, ms (p50)": [
            row["recipe"]["milliseconds"]["p50"] if "recipe" in row else None for row in rows
        ],
        "update of 10, s": [row["update of 10"]["until_asked"] for row in rows],
        "opening to first answer, s": [row["open and ask"]["first_answer_seconds"] for row in rows],
        "build, s": [row["build"]["seconds"] for row in rows],
    }
    figure, axes = pyplot.subplots(figsize=(7, 5))
    for label, values in lines.items():
        axes.plot(count, [np.nan if v is None else v for v in values], marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="passages", title="Cost against size")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")


if __name__ == "__main__":
    main()
