"""Reads mutated files of every format, and counts what came of them.

    python tests/bench/fuzz_formats.py --inputs 50000 --seed 1
    python tests/bench/fuzz_formats.py --inputs 2000 --formats .pdf .docx --keep found/

The law: reading a file raises nothing, takes no more than the limit, gives articles whose blocks hold each character
once and whose sentences stand where they say, or a line with a reason. Sentences are split of every hundredth
article (splitting Korean takes far longer than reading). An input that breaks the law is written to --keep, and the
exit status is 1. The same seed makes the same inputs.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "index" / "formats")]

from laws import broken_law, splits_well  # noqa: E402
from mutations import SEEDS, mutate  # noqa: E402

from index.article import Article  # noqa: E402
from index.formats import read, sandbox  # noqa: E402
from index.text.analyzer import Analyzer  # noqa: E402

LIMIT_SECONDS = 10.0  # the reader's own limit is 5, and starting its process again takes some
EVERY = 100  # articles to one whose sentences are split


def main() -> int:
    """Read the inputs and print the counts; 1 if one breaks the law."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="*", default=sorted(SEEDS))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    analyzer = Analyzer()
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    broken = articles = split = 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(options.inputs):
            suffix = options.formats[number % len(options.formats)]
            data = mutate(suffix, random.Random(f"{options.seed}:{number}"))
            path = Path(scratch) / f"input{suffix}"
            path.write_bytes(data)
            began = time.monotonic()
            law, found = None, []
            try:
                found = list(read(path))
            except Exception as error:  # the law: nothing is raised
                law = f"raises {type(error).__name__}: {error}"
            seconds = time.monotonic() - began
            slowest[suffix] = max(slowest.get(suffix, 0.0), seconds)
            if seconds > LIMIT_SECONDS:
                law = law or f"takes {seconds:.1f} seconds"
            law = law or broken_law(found)
            for one in found:
                counts[suffix, "articles" if isinstance(one, Article) else "refused"] += 1
                if isinstance(one, Article):
                    articles += 1
                    if law is None and articles % EVERY == 0:
                        split += 1
                        law = splits_well(one, analyzer)
            counts[suffix, "inputs"] += 1
            if law:
                broken += 1
                print(f"input {number} ({suffix}): {law}")
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{options.seed}-{number}{suffix}").write_bytes(data)
    sandbox.close()
    print(f"{'format':<12}{'inputs':>9}{'articles':>10}{'refused':>9}{'slowest':>9}")
    for suffix in options.formats:
        row = (counts[suffix, name] for name in ("inputs", "articles", "refused"))
        print(f"{suffix:<12}" + "".join(f"{n:>9}" for n in row) + f"{slowest[suffix]:>8.2f}s")
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{options.inputs} inputs in {time.monotonic() - start:.0f} s, {broken} break the law;")
    print(
        f"sentences of {split} articles; most memory {own:.0f} MB, of readers apart {others:.0f} MB"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
