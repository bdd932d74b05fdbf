"""The process apart: takes a file on standard input, gives its text on standard output, and so on.

Run by `sandbox` as `python -m index.formats.sandbox_process`. Frames are those of index/child_process.py. To
it: {"task"} as JSON, then the file. From it, as JSON, once at the start: {"ready"}; for a file {"begun"} when
its libraries are loaded, what the task yields, then {"end"} or {"error": [why, mend]}. It ends with its input, or
when idle.
"""

import json
import resource
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, Any

from index.child_process import own_streams, receive, send
from index.formats.format_error import FormatError

MEMORY = 2**30
"""Bytes of memory that the process may take; a usual file takes a tenth."""

IDLE_SECONDS = 30.0
"""How long the process waits for another file before it ends."""

DEPTH = 2_000
"""Calls within calls that are allowed; the libraries follow nested parts of a file so."""


def main() -> None:
    """Serve tasks until the input ends or nothing comes for a while."""
    with suppress(ValueError, OSError):  # a system that cannot limit it goes on without
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.setrecursionlimit(DEPTH)
    source, target = own_streams()
    _send(target, {"ready": True})
    try:
        while select.select([source], [], [], IDLE_SECONDS)[0]:
            task = json.loads(receive(source))["task"]
            _serve(target, task, receive(source))
    except EOFError:
        return


def _serve(output: IO[bytes], task: str, data: bytes) -> None:
    """Send what a task makes of data, and how it ended."""
    try:
        reader = TASKS[task]()
        _send(output, {"begun": True})
        start = time.monotonic()
        for found in reader(data):
            now = time.monotonic()
            _send(output, found | {"seconds": now - start})
            start = now
        _send(output, {"end": True})
    except FormatError as error:
        _send(output, {"error": [error.why, error.mend]})
    except MemoryError:
        _send(output, {"error": ["reading it takes more than 1 GB of memory", "Split it"]})
    except Exception as cause:  # the libraries raise whatever they meet in a damaged file
        reason = " ".join(f"{type(cause).__name__}: {cause}".split())[:120]
        why = f"it is damaged, or no {NAMES[task]} ({reason})"
        _send(output, {"error": [why, "Open it in its program and save it again"]})


def _page() -> "Reader":
    from index.formats.web_page import read_page

    return lambda data: iter([read_page(data.decode(errors="replace"))])


def _fragment() -> "Reader":
    from index.formats.web_page import read_fragment

    return lambda data: iter([read_fragment(data.decode(errors="replace"))])


def _pdf() -> "Reader":
    from index.formats.pdf_pages import read_pages

    return read_pages


def _word() -> "Reader":
    from index.formats.word import read_word

    return lambda data: iter([read_word(data)])


Reader = Callable[[bytes], Iterator[dict[str, Any]]]
TASKS: dict[str, Callable[[], Reader]] = {
    "page": _page,
    "fragment": _fragment,
    "pdf": _pdf,
    "word": _word,
}
"""What can be asked: a web page (UTF-8), a stretch of HTML (UTF-8), a PDF file, a Word file."""

NAMES = {"page": "web page", "fragment": "HTML", "pdf": "PDF", "word": "Word file (.docx)"}


def _send(output: IO[bytes], frame: dict[str, Any]) -> None:
    send(output, json.dumps(frame).encode())


if __name__ == "__main__":
    main()
