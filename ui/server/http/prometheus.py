"""What the server counts, in the text form of Prometheus (version 0.0.4)."""

import os
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from qa.pipeline import LibrarySummary
from ui.page.library.updating import State
from ui.server.http.tally import BUCKETS, OUTCOMES, Counts

KIND = "text/plain; version=0.0.4; charset=utf-8"


def metrics_to_text(
    counts: Counts, summary: LibrarySummary, update: State, memory: int | None
) -> str:
    """Return all counts; memory is what this process holds, in bytes, None where that is unknown."""
    return "".join(f"{line}\n" for line in _lines(counts, summary, update, memory))


def _lines(
    counts: Counts, summary: LibrarySummary, update: State, memory: int | None
) -> Iterator[str]:
    name = "inyong_questions_total"
    yield from _head(name, "counter", "Questions by how they ended.")
    for outcome in OUTCOMES:
        yield f'{name}{{outcome="{outcome}"}} {counts.outcomes[outcome]}'
    name = "inyong_answer_seconds"
    yield from _head(name, "histogram", "Time from a question's turn to its answer.")
    for bound, within in zip((*BUCKETS, "+Inf"), accumulate(counts.buckets), strict=True):
        yield f'{name}_bucket{{le="{bound}"}} {within}'
    yield f"{name}_sum {counts.seconds:.6f}"
    yield f"{name}_count {sum(counts.buckets)}"
    yield from _gauge("inyong_articles", "Articles in the library.", summary.articles)
    yield from _gauge("inyong_passages", "Passages in the library.", summary.passages)
    yield from _gauge("inyong_generation", "Generation that answers.", summary.generation)
    yield from _gauge("inyong_update_running", "1 while an update runs.", int(update.running))
    failed = not update.running and update.error is not None
    yield from _gauge("inyong_update_failed", "1 if the last update failed.", int(failed))
    done, total = (update.progress.done, update.progress.total) if update.progress else (0, 0)
    yield from _gauge("inyong_update_done", "Files that the running update has read.", done)
    yield from _gauge("inyong_update_total", "Files that the running update has to read.", total)
    if memory is not None:
        yield from _gauge("process_resident_memory_bytes", "Memory held.", memory)


def _head(name: str, kind: str, help_text: str) -> Sequence[str]:
    return f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"


def _gauge(name: str, help_text: str, value: int) -> Iterator[str]:
    yield from _head(name, "gauge", help_text)
    yield f"{name} {value}"


def memory_of_process() -> int | None:
    """Return the bytes that this process holds in memory; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
