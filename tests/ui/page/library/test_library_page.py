"""The library and the filters in a real browser, over a server of their own, which they may change."""

import json
import subprocess
import sys

import pytest
from commanding import run
from conftest import FRIENDLY_ARTICLE, QUESTION, SHORT_ANSWER, Server, Visitor

from index.store.article_table import ROWS
from ui.strings import ENGLISH, KOREAN

pytestmark = pytest.mark.browser

BRIDGE = "가온다리 길이는 812미터다."
MANY = 2 * ROWS + 5
PATIENCE_MS = 60_000  # an update loads a model first, on a machine that may do other things


@pytest.fixture(scope="module")
def own(tmp_path_factory, served_encoder, child_environment):
    """A server over a small library of its own: the friendly article, and many short notes."""
    place = tmp_path_factory.mktemp("own")
    articles = place / "articles"
    articles.mkdir()
    notes = [
        {"id": f"note{n:03}", "title": f"단신 {n:03}", "text": f"단신 {n}호에 실린 글이다.",
         "publisher": "단신보" if n % 2 else "나루신문", "published_at": f"2023-01-{1 + n % 28:02}"}
        for n in range(MANY)
    ]  # fmt: skip
    lines = [json.dumps(each, ensure_ascii=False) for each in (FRIENDLY_ARTICLE, *notes)]
    (articles / "all.jsonl").write_text("\n".join(lines), "utf-8")
    done = run(place / "home", "index", articles, "--encoder", served_encoder)
    assert done.returncode == 0, done.stderr
    environment = {**child_environment(), "INYONG_HOME": str(place / "home")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0",
         "--edit-root", tmp_path_factory.getbasetemp()],
        env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    line = next((line for line in process.stderr if "open http" in line), "open nothing")
    yield Server(line.split("open ")[1].strip(), place / "home", articles, process)
    process.terminate()
    process.wait(20)
    process.stderr.close()


@pytest.fixture
def visit_own(browser, own):
    visitors = []

    def open_page(**options):
        visitors.append(Visitor(browser, own, **options))
        visitors[-1].page.set_default_timeout(PATIENCE_MS)
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture
def visitor(visit_own):
    return visit_own(viewport={"width": 1280, "height": 800})


def open_library(visitor):
    visitor.page.click("#shelves")
    visitor.page.wait_for_selector("#rows table")
    return visitor.page


def titles(page):
    return page.locator("#rows .open").all_text_contents()


def wait_for(page, selector, text):
    """Wait until what is shown at a selector holds a text."""
    page.wait_for_function(
        "([at, text]) => [...document.querySelectorAll(at)].some(one => one.textContent.includes(text))",
        arg=[selector, text],
        timeout=PATIENCE_MS,
    )


def upload(page, *files):
    page.set_input_files("#files", [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files
    ])  # fmt: skip


def test_the_table_is_sorted_filtered_and_turned(visitor):
    page = open_library(visitor)
    assert titles(page)[0] == FRIENDLY_ARTICLE["title"]
    assert len(titles(page)) == ROWS

    page.click("[data-by=title]")
    wait_for(page, "#rows th[aria-sort=ascending]", KOREAN.title_column)
    assert titles(page)[:2] == ["단신 000", "단신 001"]
    assert page.evaluate("document.activeElement.dataset.by") == "title"
    page.click("[data-by=title]")
    wait_for(page, "#rows th[aria-sort=descending]", KOREAN.title_column)
    assert titles(page)[0] == FRIENDLY_ARTICLE["title"]
    page.click("[data-way='»']")
    wait_for(page, ".pages", f"{MANY + 1}건 가운데 101–{MANY + 1}")
    assert titles(page)[-1] == "단신 000"

    page.select_option(".browse [data-key=publisher]", "해온일보")
    wait_for(page, ".pages", "1건 가운데 1–1")
    page.select_option(".browse [data-key=publisher]", "")
    page.fill(".browse [data-key=text]", "단신 10")
    wait_for(page, ".pages", "5건 가운데")
    page.fill(".browse [data-key=text]", "없는 제목")
    wait_for(page, "#rows .none", KOREAN.no_rows)
    assert visitor.unharmed()


def test_an_article_of_the_table_opens_in_the_reader_and_the_table_comes_back(visitor):
    page = open_library(visitor)

    page.click("#rows .open >> nth=0")
    page.wait_for_selector("#pane article")
    assert not page.is_visible("#library")
    page.keyboard.press("Escape")
    page.wait_for_selector("#pane .scroll", state="detached")

    assert page.is_visible("#rows table")
    assert page.evaluate("document.activeElement.dataset.open") == "article:starlight"
    page.click("#bar [data-shut]")
    assert not page.is_visible("#library")


def test_the_library_is_reached_and_left_by_the_keyboard_alone(visitor):
    page = visitor.page
    page.focus("#shelves")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows table")
    assert page.get_attribute("#shelves", "aria-expanded") == "true"
    wait_for(page, ":focus", KOREAN.library)

    reached = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(
            "(one => one.id || one.dataset.deed || one.dataset.key || one.dataset.by || one.tagName)"
            "(document.activeElement)"))  # fmt: skip
    assert {
        "renew",
        "rebuild",
        "SUMMARY",
        "text",
        "publisher",
        "language",
        "title",
        "date",
    } <= reached
    page.keyboard.press("Escape")

    assert not page.is_visible("#library")
    assert page.evaluate("document.activeElement.id") == "shelves"


def test_uploaded_files_are_read_answered_and_removed(visitor):
    page = open_library(visitor)
    page.click(".adding summary")
    upload(
        page,
        ("../다리<b>.txt", f"새 다리 소식\n\n{BRIDGE} 해온시가 12일 밝혔다.\n"),
        ("탑.txt", "새 탑 소식\n\n누리탑 높이는 94미터다. 해온시가 13일 밝혔다.\n"),
        ("program.exe", "MZ"),
    )

    wait_for(page, "#panel", "추가 2")
    wait_for(page, ".uploads .bad", KOREAN.upload_kind)
    wait_for(page, ".folders", "2곳")
    assert (
        "812미터" in visitor.ask("가온다리 길이는 얼마인가?").locator("mark").first.text_content()
    )
    page.fill(".browse [data-key=text]", "소식")
    wait_for(page, ".pages", "2건 가운데")
    page.click("#rows [data-all]")
    page.click("[data-deed=remove]")
    page.click(".sure .yes")
    wait_for(page, "#panel", KOREAN.removed.format(count=2))
    wait_for(page, "#rows", KOREAN.no_rows)
    assert visitor.ask("가온다리 길이는 얼마인가?").locator(".answer > .quote").count() == 0
    assert visitor.unharmed()


def test_dropped_files_are_uploaded_and_a_removal_can_be_thought_over(visitor, own):
    page = open_library(visitor)

    page.evaluate("""() => {
        const data = new DataTransfer();
        data.items.add(new File(["늪 소식\\n\\n고운늪 깊이는 7미터다.\\n"], "늪.txt"));
        const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        document.getElementById("library").dispatchEvent(drop);
    }""")
    wait_for(page, "#panel", "추가 1")
    assert [path.name for path in (own.home / "uploads").iterdir()] == ["늪.txt"]

    page.fill(".browse [data-key=text]", "늪 소식")
    wait_for(page, ".pages", "1건 가운데")
    page.check("#rows tbody input")
    page.click("[data-deed=remove]")
    page.keyboard.press("Escape")
    page.wait_for_selector(".sure", state="detached")
    assert titles(page) == ["늪 소식"]
    page.click("[data-deed=remove]")
    page.click(".sure .yes")
    wait_for(page, "#rows", KOREAN.no_rows)
    assert list((own.home / "uploads").iterdir()) == []


def test_a_folder_is_added_by_its_path_watched_stopped_and_taken_off(visitor, tmp_path):
    for number in range(2500):
        text = f"긴 소식 {number}\n\n" + f"소식 {number}호는 길다. 해온시가 밝혔다. " * 8
        (tmp_path / f"{number:04}.txt").write_text(text, "utf-8")
    (tmp_path / "broken.jsonl").write_text("{ no json", "utf-8")
    page = open_library(visitor)
    page.click(".adding summary")

    page.fill("#folder", str(tmp_path / "nowhere"))
    page.click("[data-deed=folder]")
    wait_for(page, "#panel [role=alert]", "그런 폴더나 파일이 없습니다")
    page.fill("#folder", str(tmp_path))
    page.press("#folder", "Enter")
    wait_for(page, "#panel", "/2,501")
    page.click("#bar [data-shut]")
    wait_for(page, "#slim", KOREAN.update_title)
    assert visitor.ask(QUESTION).locator("mark").first.text_content() == SHORT_ANSWER
    page.click("#slim [data-shelf]")
    page.click("#panel [data-stop]")
    wait_for(page, "#panel", KOREAN.stopped)

    page.click(".folders summary")
    page.click(f".folders [data-where='{tmp_path}']")
    page.click(".sure .yes")
    wait_for(page, "#panel", "폴더를 뺐습니다")
    wait_for(page, ".pages", f"{MANY + 1}건")


def test_a_rebuild_asks_first_and_failures_are_listed(visitor, own):
    (own.articles / "broken.jsonl").write_text("{ no json", "utf-8")
    page = open_library(visitor)

    page.click("[data-deed=rebuild]")
    assert page.locator(".sure p").text_content() == KOREAN.rebuild_question
    page.click(".sure button >> nth=0")
    assert page.locator("#panel .update").count() == 0
    page.click("[data-deed=rebuild]")
    page.click(".sure .yes")
    wait_for(page, "#panel", KOREAN.rebuilt.format(count=MANY + 1))
    wait_for(page, "#panel li", "broken.jsonl")
    wait_for(page, "#shelf .failures", "1건")
    (own.articles / "broken.jsonl").unlink()
    page.click("#renew")
    wait_for(page, "#panel", KOREAN.update_unchanged)
    page.wait_for_selector("#shelf .failures", state="detached")


def test_filters_narrow_the_answers_and_can_be_undone(visitor):
    page = visitor.page
    assert visitor.ask(QUESTION).locator("mark").first.text_content() == SHORT_ANSWER

    page.click(".fold")
    assert page.evaluate("document.activeElement.dataset.filter") == "since"
    page.select_option("[data-filter=publisher]", "단신보")
    page.fill("[data-filter=until]", "2023-12-31")
    assert page.locator(".set-filter").all_text_contents() == ["2023-12-31까지×", "단신보×"]
    exchange = visitor.ask(QUESTION)
    assert exchange.locator("mark").count() == 0
    assert KOREAN.nothing_within in exchange.text_content()
    assert "조건: 2023-12-31까지 · 단신보" in exchange.locator(".searched").last.text_content()

    exchange.get_by_role("button", name=KOREAN.without_filters).click()
    exchange.locator("mark").first.wait_for()
    assert page.locator(".set-filter").count() == 2
    page.fill("[data-filter=since]", "2024-01-01")
    assert page.locator(".swapped").text_content() == KOREAN.since_after_until
    assert visitor.ask(QUESTION).locator(".error").count() == 1
    page.fill("[data-filter=until]", "")
    assert page.locator(".swapped").text_content() == ""
    assert KOREAN.nothing_matches in visitor.ask(QUESTION).text_content()
    page.get_by_role("button", name=KOREAN.drop_filter.format(name="단신보")).click()
    assert visitor.ask(QUESTION).locator("mark").first.text_content() == SHORT_ANSWER
    page.click(".unset")
    assert page.locator(".set-filter").count() == 0
    assert visitor.unharmed()


def test_the_language_switch_says_library_and_filters_too_and_keeps_what_is_set(visitor):
    page = open_library(visitor)
    page.click(".fold")
    page.select_option("[data-filter=publisher]", "단신보")
    page.select_option(".browse [data-key=publisher]", "해온일보")
    wait_for(page, ".pages", "1건")

    page.get_by_label(ENGLISH.own_name).check(force=True)
    wait_for(page, "#rows .pages", ENGLISH.rows_shown.format(first=1, last=1, total=1))

    assert page.locator("#bar h2").text_content() == ENGLISH.library
    assert page.locator(".fold").text_content() == ENGLISH.filters
    assert page.locator(".set-filter").text_content() == "단신보×"
    assert page.input_value(".browse [data-key=publisher]") == "해온일보"


def test_a_phone_shows_the_library_as_a_sheet_and_never_scrolls_sideways(visit_own):
    visitor = visit_own(viewport={"width": 360, "height": 640}, has_touch=True)
    page = visitor.page
    page.tap(".fold")
    page.tap("#shelves")
    page.wait_for_selector("#rows table")
    page.tap(".adding summary")
    page.tap(".folders summary")
    boxes = """[...document.querySelectorAll("#holdings, #chat, #top, #fields, body, html")]
        .map(box => box.scrollWidth - box.clientWidth)"""

    sheet = page.locator("#library").bounding_box()

    assert (sheet["x"], sheet["y"], sheet["width"], sheet["height"]) == (0, 0, 360, 640)
    assert max(page.evaluate(boxes)) <= 0
    page.select_option(".browse [data-key=order]", "title:up")
    wait_for(page, "#rows tr:first-child .open", "단신 000")
    page.tap("#bar [data-shut]")
    assert not page.is_visible("#library")
