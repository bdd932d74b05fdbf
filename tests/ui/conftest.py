"""A real library with friendly and hostile articles, the real server over it, and a browser."""

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from commanding import run
from hostile import ATTACK_QUESTION, ATTACK_SENTENCE, ATTACKS, hostile_articles, write_hostile_files

from index.encoding.encoders import open_encoder
from index.errors import EncoderUnavailable

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PATIENCE_MS = 40_000

__all__ = ["ATTACKS", "ATTACK_QUESTION", "ATTACK_SENTENCE"]  # for tests that meet them by the way

QUESTION = "별빛도서관 열람실은 몇 석인가?"
SHORT_ANSWER = "120석"
FRIENDLY_ARTICLE = {
    "id": "starlight",
    "title": "별빛도서관 새 열람실 열어",
    "publisher": "해온일보",
    "published_at": "2024-09-01",
    "url": "https://haeon.example/starlight?a=1&b=2",
    "language": "ko",
    "text": "별빛도서관이 지난 1일 문을 열었다.\n\n별빛도서관 열람실은 120석 규모다.\n\n"
    "개관식에는 마가람 시장이 참석했다.",
}
"""A fact that stands once in the library, so that no change of ranking moves these tests."""


@dataclass
class Server:
    """The running page: its address, its library's home, its folder of articles, the process."""

    url: str
    home: Path
    articles: Path
    process: subprocess.Popen[str] = field(repr=False)


@pytest.fixture(scope="session")
def served_encoder(tiny_encoder):
    """The bundled encoder where this checkout has it, else the tiny one."""
    try:
        open_encoder()
    except EncoderUnavailable:
        return tiny_encoder
    return "bundled"


@pytest.fixture(scope="session")
def served_library(tmp_path_factory, served_encoder):
    """A library of the sample articles and the hostile ones, indexed by the command."""
    articles = tmp_path_factory.mktemp("served") / "articles"
    shutil.copytree(ROOT / "seeds" / "articles", articles)
    lines = [
        json.dumps(article, ensure_ascii=False)
        for article in (FRIENDLY_ARTICLE, *hostile_articles())
    ]
    write_hostile_files(articles)
    (articles / "page.jsonl").write_text("\n".join(lines), encoding="utf-8")
    home = articles.parent / "home"
    done = run(home, "index", articles, "--encoder", served_encoder)
    assert done.returncode == 0, done.stderr
    return home, articles


@contextmanager
def serving(home, articles, environment):
    """`inyong serve` on a free port, with an environment that would open it up, or end it, if it could."""
    environment = {
        **environment,
        "INYONG_HOME": str(home),
        "GRADIO_SHARE": "True",
        "GRADIO_MCP_SERVER": "True",
        "GRADIO_ANALYTICS_ENABLED": "True",
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_ALLOWED_PATHS": "/",
        "GRADIO_RUN_HISTORY": "True",
        "GRADIO_VIBE_MODE": "True",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "socks5://127.0.0.1:9",  # without socksio, httpx ends at this
        "NO_PROXY": "[::1]",
        "SSL_CERT_FILE": "nowhere.pem",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0"],
        env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "open http" in line:
            break
    else:
        pytest.fail(f"the server ended: {''.join(said)}")
    yield Server(said[-1].split("open ")[1].strip(), home, articles, process)
    process.terminate()
    process.wait(20)
    process.stderr.close()


@pytest.fixture(scope="session")
def server(served_library, child_environment):
    """One server for all tests that leave it as it is."""
    with serving(*served_library, child_environment()) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


class Visitor:
    """One person at the page, in a browser window of their own; records all that goes wrong."""

    def __init__(self, browser, server, **options):
        self.context = browser.new_context(**{"locale": "ko-KR", **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.outside, self.errors, self.dialogs = [], [], []
        self.host = urlsplit(server.url).netloc
        self.context.on("request", self._on_request)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.dialogs.append(dialog.message))
        self.page.goto(server.url)
        self.page.wait_for_selector(".welcome")

    def _on_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.outside.append(request.url)

    @property
    def box(self):
        return self.page.locator("#box textarea")

    def ask(self, question):
        """Ask and wait for the answer; return its exchange."""
        before = self.page.locator(".exchange").count()
        self.box.fill(question)
        self.box.press("Enter")
        last = self.page.locator(".exchange").nth(before)
        last.locator(".answer, .error").wait_for()
        return last

    def unharmed(self):
        """Say that no script of an article ran and nothing was asked of another host."""
        owned = self.page.evaluate("window.owned")
        return (owned, self.outside, self.errors, self.dialogs) == (None, [], [], [])


@pytest.fixture
def visit(browser, server):
    """A function that opens the page anew, with Playwright's context options."""
    visitors = []

    def open_page(**options):
        visitors.append(Visitor(browser, server, **options))
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture
def visitor(visit):
    return visit(viewport={"width": 1280, "height": 800})
