"""How fast the page is there, how fast answers are painted, and whether twenty at once are served.

    python tests/bench/page_load.py [--users 20] [--questions 1000] [--visits 5] [--json]

A server of its own is started over the sample articles, in a temporary home. Then
  page      a new browser window goes to the page: until the box has the focus, and until the first
            question asked there can be answered (it is asked, and its answer is painted)
  painted   from Enter to the painted answer, in one window
  load      so many users ask so many questions, each the next when it has its answer: over HTTP (/ask)
            and as the page itself does (Gradio's call); errors, p50, p95, the server's memory, and its
            processor time a question, which tells something on a busy machine too
Questions are those of the sample library. The bars are those of the specification; the exit status is
1 where one is missed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
BARS = {
    "page_usable_seconds": 2.5,
    "painted_p50_ms": 300.0,
    "load_http_p95_seconds": 1.5,
    "load_page_p95_seconds": 1.5,
    "load_errors": 0,
    "memory_growth_mb": 50.0,
}


def main() -> int:
    options = parsed()
    environment = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT))}
    with tempfile.TemporaryDirectory() as home:
        environment["INYONG_HOME"] = home
        subprocess.run(
            [sys.executable, "-m", "ui.cli", "index", str(ROOT / "seeds" / "articles")],
            env=environment, check=True, capture_output=True, cwd=ROOT,
        )  # fmt: skip
        with served(environment) as (url, pid):
            time.sleep(5)  # the server asks itself once after it has begun to listen
            report = {"load_average": os.getloadavg()[0]}
            report |= browse(url, options.visits) if options.visits else {}
            report |= load(url, pid, options.users, options.questions) if options.questions else {}
    missed = [name for name, bar in BARS.items() if report.get(name, 0) > bar]
    if options.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            bar = f"   bar {BARS[name]:g}{', MISSED' * (name in missed)}" if name in BARS else ""
            print(f"{name:28} {value:10.3f}{bar}")
    return 1 if missed else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the page and the server under load.")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--visits", type=int, default=5, help="of the page, in a browser")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0"],
        env=environment, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    try:
        line = next(line for line in process.stderr if "open http" in line)
        yield line.split("open ")[1].strip(), process.pid
    finally:
        process.terminate()
        process.wait(30)


def questions() -> list[str]:
    lines = (ROOT / "seeds" / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def browse(url: str, visits: int) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    focused, usable, painted = [], [], []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        for visit in range(visits):
            context = browser.new_context(locale="ko-KR")
            page = context.new_page()
            started = time.perf_counter()
            page.goto(url, wait_until="commit")
            page.wait_for_function("document.activeElement?.matches('#box textarea')")
            focused.append(time.perf_counter() - started)
            page.wait_for_selector(".welcome")
            usable.append(time.perf_counter() - started)
            for question in questions()[visit * 20 : visit * 20 + 20]:
                painted.append(page.evaluate(ASK, question))
            context.close()
        browser.close()
    return {
        "page_focused_seconds": statistics.median(focused),
        "page_usable_seconds": statistics.median(usable),
        "painted_p50_ms": statistics.median(painted),
        "painted_p95_ms": percentile(painted, 95),
    }


ASK = """question => new Promise((resolve) => {
  const box = document.querySelector("#box textarea");
  const before = document.querySelectorAll(".exchange .answer, .exchange .error").length;
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => {
    const started = performance.now();
    const watch = new MutationObserver(() => {
      if (document.querySelectorAll(".exchange .answer, .exchange .error").length <= before) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    });
    watch.observe(document.body, { childList: true, subtree: true });
    const key = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent("keydown", key));
    box.dispatchEvent(new KeyboardEvent("keypress", key));
  }, 50);
})"""
"""Types a question, presses Enter, and gives the milliseconds until the next frame after its answer."""


def load(url: str, pid: int, users: int, count: int) -> dict[str, float]:
    asked = questions()
    report: dict[str, float] = {"users": users, "questions": count}
    errors = 0
    kinds: dict[str, Callable[[str, int], Callable[[str], bool]]] = {
        "http": by_http, "page": by_page,
    }  # fmt: skip
    for asking in kinds.values():
        run(url, users, users * 5, asked, asking)  # what loads once is there before memory is read
    before = memory(pid)
    for kind, asking in kinds.items():
        started, busy = time.perf_counter(), processor_seconds(pid)
        times, wrong = run(url, users, count, asked, asking)
        report[f"load_{kind}_per_second"] = count / (time.perf_counter() - started)
        report[f"load_{kind}_cpu_ms"] = (processor_seconds(pid) - busy) / count * 1000
        report[f"load_{kind}_p50_seconds"] = statistics.median(times)
        report[f"load_{kind}_p95_seconds"] = percentile(times, 95)
        errors += wrong
    after = memory(pid)
    return report | {
        "load_errors": errors, "memory_mb": after / 1e6, "memory_growth_mb": (after - before) / 1e6
    }  # fmt: skip


def run(
    url: str, users: int, count: int, asked: list[str],
    asking: Callable[[str, int], Callable[[str], bool]],
) -> tuple[list[float], int]:  # fmt: skip
    numbers, lock = iter(range(count)), threading.Lock()

    def user(at: int) -> tuple[list[float], int]:
        ask, times, errors = asking(url, at), [], 0
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return times, errors
            started = time.perf_counter()
            try:
                errors += not ask(asked[number % len(asked)])
            except OSError as error:
                print(error, file=sys.stderr)
                errors += 1
            times.append(time.perf_counter() - started)

    with ThreadPoolExecutor(users) as threads:
        results = list(threads.map(user, range(users)))
    return [one for times, _ in results for one in times], sum(wrong for _, wrong in results)


def by_http(url: str, user: int) -> Callable[[str], bool]:
    return lambda question: "found" in sent(f"{url}ask", {"question": question})


def by_page(url: str, user: int) -> Callable[[str], bool]:
    """Ask as the page's own script does when Enter is pressed."""
    config = json.loads(read(f"{url}config"))
    box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "box")
    submit = next(one for one in config["dependencies"] if [box, "submit"] in one["targets"])
    session, inputs = f"bench{time.time_ns()}{user}", len(submit["inputs"])

    def ask(question: str) -> bool:
        data = [question, None, "ko", *[""] * (inputs - 3)]  # no filters, no ticket to stop it
        event = {
            "data": data,
            "fn_index": submit["id"],
            "session_hash": session,
            "event_data": None,
        }
        answer = sent(f"{url}gradio_api/run/predict", event)
        shown = [one for one in answer["data"] if isinstance(one, str) and "exchange" in one]
        return bool(shown) and not any('class="error' in one for one in shown)

    return ask


def read(url: str, data: bytes | None = None) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with opener.open(request, timeout=60) as response:
        return response.read()


def sent(url: str, record: dict[str, object]) -> dict[str, object]:
    return json.loads(read(url, json.dumps(record).encode()))


def memory(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    sys.exit(main())
