"""Pictures of the page's main states, made by the real server over the sample library.

    python tests/bench/screenshots.py
    python tests/bench/screenshots.py why phone

Writes docs/page-NAME.png for every state, or those whose name holds one of the words given. A state is one
line of STATES: its name, what a visitor does to get there, and the window it is seen in.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

_ROOT = Path(__file__).resolve().parents[2]
_CHROMIUM = "/usr/bin/chromium"
_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
_COLOURS = 160  # of a picture; more cannot be told apart on these pages, and double its size
_DESKTOP, _PHONE = (1280, 800), (390, 780)
_SETTLED_MS = 700  # scrolling is smooth

QUESTION = "해온항 무인 하역 연구에 드는 돈은 모두 얼마지?"
ENGLISH_QUESTION = "How far can the lighthouse's new lamp be seen?"
NO_ANSWER = "등불축제에 초대된 가수는 누구인가?"


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".exchange:last-child .answer")


def read(page: Page, question: str) -> None:
    """Ask, and open the article at the first quote."""
    ask(page, question)
    page.click(".exchange:last-child .cite >> nth=0")
    page.wait_for_selector("#quoted")


def why(page: Page, question: str) -> None:
    """Ask, and unfold why."""
    ask(page, question)
    page.click(".exchange:last-child .why summary")


def library(page: Page) -> None:
    """Open the library beside an answer."""
    ask(page, QUESTION)
    page.click("#shelves")
    page.wait_for_selector("#rows table")


def talks(page: Page) -> None:
    """Open the list of conversations beside an answer."""
    ask(page, QUESTION)
    page.wait_for_timeout(_SETTLED_MS)  # what is asked is kept a moment later
    page.click("#talks")


@dataclass(frozen=True, slots=True)
class State:
    """A state of the page: its name, the way to it, and the window that shows it."""

    name: str
    reach: Callable[[Page], object]
    size: tuple[int, int] = _DESKTOP
    locale: str = "ko-KR"
    dark: bool = False


STATES = (
    State("welcome-ko", lambda page: None),
    State("welcome-en-dark", lambda page: None, locale="en-GB", dark=True),
    State("answer-ko", lambda page: read(page, QUESTION)),
    State("answer-ko-dark", lambda page: read(page, QUESTION), dark=True),
    State("answer-en", lambda page: read(page, ENGLISH_QUESTION), locale="en-GB"),
    State("nothing-ko", lambda page: ask(page, NO_ANSWER)),
    State("why-ko", lambda page: why(page, QUESTION)),
    State("library-ko", library),
    State("talks-en-dark", talks, locale="en-GB", dark=True),
    State("phone-answer-ko", lambda page: ask(page, QUESTION), _PHONE),
    State("phone-article-ko-dark", lambda page: read(page, QUESTION), _PHONE, dark=True),
    State("phone-library-en", library, _PHONE, locale="en-GB"),
)


@contextmanager
def server(home: Path) -> Iterator[str]:
    """Serve the sample articles from a library in home; yield the address.

    They are exported and imported, so that no picture shows a path of this computer.
    """
    made, lines = home / "made", home / "articles.jsonl"
    inyong = [sys.executable, "-m", "ui.cli", "--home"]
    for command in (
        [*inyong, made, "index", "seeds/articles"],
        [*inyong, made, "articles", "export", lines],
        [*inyong, home / "served", "articles", "import", lines],
    ):
        subprocess.run(command, check=True, cwd=_ROOT, capture_output=True)
    process = subprocess.Popen(
        [*inyong, home / "served", "serve", "--port", "0"],
        cwd=_ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        yield next(line.split("open ")[1].strip() for line in process.stderr if "open http" in line)
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def picture(browser: Browser, url: str, state: State) -> bytes:
    """Return a state as a small PNG file."""
    width, height = state.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1.5 if width < 500 else 1,
        locale=state.locale,
        color_scheme="dark" if state.dark else "light",
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".welcome")
    page.wait_for_selector("#chips .chip", timeout=60_000)  # examples come a moment later
    state.reach(page)
    page.wait_for_timeout(_SETTLED_MS)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    small = BytesIO()
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main(words: list[str]) -> None:
    """Make the pictures."""
    chosen = [one for one in STATES if not words or any(word in one.name for word in words)]
    with (
        tempfile.TemporaryDirectory() as home,
        server(Path(home)) as url,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=_CHROMIUM, args=_OPTIONS)
        for state in chosen:
            path = _ROOT / "docs" / f"page-{state.name}.png"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(picture(browser, url, state))
            print(f"{path.relative_to(_ROOT)}  {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
