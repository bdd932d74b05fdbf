"""Questions as people ask them, through the whole program: python tests/bench/people.py --data DATA [--sets N].

DATA holds train/ and dev/. Each set of qa/training/examples.py is indexed and asked; printed are, by kind: the
first quote is right and shown, what nothing answers is refused, the short answer is exact where the quote is right.
The weights of the choice were learnt from these questions (some thirty numbers), the reader from none of them.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

from qa.answer import Quote
from qa.evaluation.metrics import character_f1, exact_match
from qa.pipeline import Inyong
from qa.training.examples import Asked, library_of, sets


def main() -> None:
    """Parse the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", type=int, default=None, help="only the first so many")
    options = parser.parse_args()
    rows = defaultdict(list)
    spent = []
    for number, (articles, questions) in enumerate(sets(options.data)):
        if number == options.sets:
            break
        with tempfile.TemporaryDirectory() as home:
            inyong = Inyong(library_of(articles, Path(home)))
            for asked in questions:
                started = time.perf_counter()
                answer = inyong.ask(asked.question)
                spent.append(time.perf_counter() - started)
                quotes = answer.quotes or answer.nearest
                right = bool(quotes) and is_right(asked, quotes[0])
                short = answer.quotes[0].short_answer if answer.found else None
                text = short.text if short else ""
                marks = exact_match(text, asked.short), character_f1(text, asked.short)
                row = answer.found, right, answer.probability, marks, bool(asked.short)
                rows[asked.kind].append(row)
                rows[f"all {asked.kind.split()[0]}{fate(asked.kind)}"].append(row)
            inyong.close()
    print(
        "| kind | questions | shown | shown and right | right, shown or not | high and right | short EM / F1 where right |"
    )
    print("|---|---|---|---|---|---|---|")
    for kind, found in sorted(rows.items()):
        sure = [right for shown, right, p, *_ in found if shown and p >= 0.8]
        marked = [m for shown, right, _, m, known in found if shown and right and known]
        print(
            f"| {kind} | {len(found)} | {mean(f[0] for f in found):.3f} | "
            f"{mean(f[0] and f[1] for f in found):.3f} | {mean(f[1] for f in found):.3f} | "
            f"{f'{mean(sure):.3f} of {len(sure)}' if sure else ''} | "
            f"{f'{mean(m[0] for m in marked):.3f} / {mean(m[1] for m in marked):.3f} of {len(marked)}' if marked else ''} |"
        )
    print(
        f"\nmilliseconds, median: {1000 * median(spent):.0f}; p95: {1000 * sorted(spent)[int(0.95 * len(spent))]:.0f}"
    )


def fate(kind: str) -> str:
    """Return why nothing answers, if so."""
    return kind[kind.index(" near") :] if " near" in kind else " removed" * kind.endswith("removed")


def is_right(asked: Asked, quote: Quote) -> bool:
    """Say whether a quote is of the right article and holds an answering sentence, or the answer."""
    if asked.kind.endswith("removed") or quote.citation.source.id not in asked.articles:
        return False
    span = quote.citation.span
    if asked.places:
        return any(span.start < end and start < span.end for start, end in asked.places)
    return any(gold in quote.text for gold in asked.gold)


if __name__ == "__main__":
    main()
