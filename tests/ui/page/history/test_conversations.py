"""Conversations in a real browser: kept, opened again, changed, saved, stopped, judged, gone on with."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from commanding import run
from conftest import FRIENDLY_ARTICLE, QUESTION, SHORT_ANSWER, Visitor

from ui.strings import ENGLISH, KOREAN

pytestmark = pytest.mark.browser

WHO = "개관식에는 누가 참석했나?"
FOLLOW_UP = "그럼 누가 참석했어?"
HERE = Path(__file__).resolve().parents[2]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


@dataclass
class Served:
    """A server that can be ended and begun again at the same address."""

    home: Path
    environment: dict
    port: int = 0
    process: subprocess.Popen | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def begin(self):
        command = [sys.executable, HERE / "serve_by_name.py", "serve", "--history", "disk"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            env=self.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        for line in self.process.stderr:
            if "open http" in line:
                self.port = int(line.strip().rstrip("/").rpartition(":")[2])
                return
        pytest.fail("the server ended")

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()


@pytest.fixture(scope="module")
def disk(tmp_path_factory, served_encoder, child_environment):
    """A small library, served with conversations on disk; the article can be changed by its file."""
    place = tmp_path_factory.mktemp("disk")
    (place / "articles").mkdir()
    second = {**FRIENDLY_ARTICLE, "id": "pool", "title": "시민수영장 다시 문 열어",
              "text": "시민수영장이 2024년 10월 6일에 다시 문을 열었다.\n\n시민수영장에는 85명이 일한다."}  # fmt: skip
    for article in (FRIENDLY_ARTICLE, second):
        line = json.dumps(article, ensure_ascii=False)
        (place / "articles" / f"{article['id']}.jsonl").write_text(line, "utf-8")
    environment = {
        **child_environment(),
        "INYONG_HOME": str(place / "home"),
        "PYTHONPATH": os.pathsep.join([str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")]),
    }
    served = Served(place / "home", environment)
    done = run(place / "home", "index", place / "articles", "--encoder", served_encoder)
    assert done.returncode == 0, done.stderr
    served.begin()
    yield served
    served.end()


@pytest.fixture
def come(browser, disk):
    """A function that lets somebody come to the page of the disk server, known by a cookie."""
    visitors = []

    def open_page(who):
        class Known(Visitor):
            def __init__(self):
                super().__init__(browser, disk, **DESKTOP)

        known = Known()
        known.context.add_cookies([{"name": "who", "value": who, "url": disk.url}])
        known.page.reload()
        known.page.wait_for_selector("#drawer .drawer", state="attached")
        visitors.append(known)
        return known

    yield open_page
    for visitor in visitors:
        visitor.context.close()


def open_drawer(visitor):
    if not visitor.page.locator("body.drawer-open").count():
        visitor.page.click("#talks")
    return visitor.page.locator("#drawer .drawer")


def titles(visitor):
    return visitor.page.locator("#drawer .title").all_text_contents()


def kept(visitor, count=1):
    """Wait until the list holds so many conversations."""
    visitor.page.wait_for_function(
        f"document.querySelectorAll('#drawer .talks li').length === {count}"
    )


def settled(visitor):
    """Wait until an answer that was asked otherwise stands there."""
    visitor.page.wait_for_selector(".searching", state="detached")


def test_a_conversation_outlives_a_reload_and_goes_on(visitor):
    quote = visitor.ask(QUESTION).locator(".words").first.text_content()
    kept(visitor)

    visitor.page.reload()
    visitor.page.wait_for_selector(".answer")
    exchange = visitor.ask(FOLLOW_UP)

    assert visitor.page.locator(".words").first.text_content() == quote
    assert visitor.page.locator(".exchange mark").first.text_content() == SHORT_ANSWER
    assert "별빛도서관" in exchange.locator(".searched").text_content()
    kept(visitor)
    visitor.page.locator(".cite").first.click()
    visitor.page.wait_for_selector("#quoted")
    assert visitor.unharmed()


def test_past_conversations_are_listed_renamed_deleted_and_begun_anew(visitor):
    page = visitor.page
    visitor.ask(QUESTION)
    kept(visitor)
    drawer = open_drawer(visitor)
    drawer.locator(".begin").click()
    page.wait_for_selector(".welcome")
    assert QUESTION in page.locator(".offer").text_content()
    visitor.ask("시민수영장은 언제 다시 문을 여나?")
    kept(visitor, 2)

    drawer.get_by_label(f"{KOREAN.rename}: {QUESTION}").click()
    page.keyboard.type("열람실 <b>이야기")
    page.keyboard.press("Enter")
    assert titles(visitor)[1] == "열람실 <b>이야기"
    drawer.get_by_role("button", name="열람실 <b>이야기", exact=True).click()
    page.wait_for_function(f"document.querySelector('.asked')?.textContent === '{QUESTION}'")
    visitor.ask(FOLLOW_UP)
    page.wait_for_function("document.querySelector('#drawer .title').textContent.includes('<b>')")

    drawer.get_by_label(f"{KOREAN.remove_talk}: 열람실").click()
    drawer.get_by_role("button", name=KOREAN.cancel).click()
    assert len(titles(visitor)) == 2
    drawer.get_by_label(f"{KOREAN.remove_talk}: 열람실").click()
    drawer.locator(".yes").click()
    page.wait_for_selector(".welcome")
    assert len(titles(visitor)) == 1

    drawer.locator("[data-clear]").click()
    drawer.locator(".yes").click()
    page.wait_for_selector("#drawer .none:not([hidden])")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('talk'))") == []
    assert visitor.unharmed()


def test_a_kept_conversation_that_was_tampered_with_shows_nothing_false(visitor):
    page = visitor.page
    visitor.ask(QUESTION)
    kept(visitor)
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find(key => key.startsWith("inyong-talk-"));
        const record = JSON.parse(localStorage.getItem(key));
        const quote = record.turns[0].answer.quotes[0];
        const quotes = record.turns[0].answer.quotes = [quote];
        quote.text = quote.text.replace("120", "999");
        quote.short_answer = null;
        quote.article.title = "<img src=x onerror=window.owned=1>";
        localStorage.setItem(key, JSON.stringify(record));
        const other = {...record, id: "0123456789abcdef", title: "<img src=x onerror=window.owned=2>", turns: 5};
        localStorage.setItem("inyong-talk-0123456789abcdef", JSON.stringify(other));
    }""")

    page.reload()
    page.wait_for_selector(".retry")
    assert KOREAN.quotes_dropped in page.locator(".answer").text_content()
    assert page.locator(".quote").count() == 0
    assert "999" not in page.locator("#transcript").text_content()
    open_drawer(visitor).locator(".title", has_text="onerror").click()
    kept(visitor, 1)
    page.locator("[data-again]").click()
    page.wait_for_selector(".exchange mark")

    assert page.locator(".exchange mark").first.text_content() == SHORT_ANSWER
    assert visitor.unharmed()


def test_a_full_storage_is_told_once_and_the_chat_goes_on(visitor):
    page = visitor.page
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")

    visitor.ask(QUESTION)
    visitor.ask(FOLLOW_UP)
    drawer = open_drawer(visitor)

    drawer.get_by_text(KOREAN.storage_refused).wait_for()
    assert visitor.page.locator(".exchange").count() == 2


def test_a_conversation_is_saved_as_markdown_json_and_csv(visitor):
    visitor.ask(QUESTION)
    visitor.ask("남극 펭귄의 평균 체중은 몇 kg인가?")
    drawer = open_drawer(visitor)
    files = {}
    for form in ("markdown", "json", "csv"):
        with visitor.page.expect_download() as download:
            drawer.locator(f"[data-export={form}]").click()
        files[form] = Path(download.value.path()).read_bytes().decode("utf-8")
        assert download.value.suggested_filename.startswith("별빛도서관 열람실은 몇 석인가.")

    record = json.loads(files["json"])
    (first, *_) = csv.DictReader(io.StringIO(files["csv"].removeprefix("\ufeff"), newline=""))
    assert record["turns"][0]["quotes"][0]["short_answer"]["text"] == SHORT_ANSWER
    assert first["short_answer"] == SHORT_ANSWER
    assert first["title"] == FRIENDLY_ARTICLE["title"]
    assert f"**{SHORT_ANSWER}**" in files["markdown"]
    assert visitor.outside == []


def test_a_question_is_asked_otherwise_and_what_came_after_it_goes(visitor):
    page = visitor.page
    visitor.ask(QUESTION)
    visitor.ask(FOLLOW_UP)
    visitor.ask("그럼 언제 열었어?")

    page.locator("[data-edit='1']").click()
    field = page.locator(".editing textarea")
    assert field.input_value() == FOLLOW_UP
    field.press("Escape")
    assert page.locator(".asked").count() == 3
    page.locator("[data-edit='1']").click()
    page.locator(".editing textarea").fill("그럼 시민수영장은?")
    page.locator(".editing textarea").press("Enter")
    settled(visitor)

    assert page.locator(".asked").all_text_contents() == [QUESTION, "그럼 시민수영장은?"]
    assert "시민수영장" in page.locator(".searched").text_content()
    assert visitor.unharmed()


def test_a_question_can_be_stopped_and_its_late_answer_is_not_painted(visitor):
    page = visitor.page
    visitor.ask(QUESTION)
    held = []

    def hold(route):
        if not held and FOLLOW_UP in json.loads(route.request.post_data or "{}").get("data", ()):
            held.append(route)
        else:
            route.continue_()

    page.route("**/gradio_api/**", hold)
    visitor.box.fill(FOLLOW_UP)
    visitor.box.press("Enter")
    page.wait_for_selector(".searching")

    page.get_by_role("button", name=KOREAN.stop_answer).click()

    assert page.locator(".exchange").count() == 1
    assert visitor.box.input_value() == FOLLOW_UP
    with page.expect_response(lambda response: response.request == held[0].request):
        held[0].continue_()
    page.wait_for_timeout(700)
    assert page.locator(".exchange").count() == 1
    page.unroute_all()
    assert visitor.ask("그럼 언제 열었어?").locator(".answer").count() == 1
    assert page.locator(".exchange").count() == 2


def test_the_next_questions_are_answered_by_the_library(come):
    visitor = come("nana")
    page = visitor.page
    page.wait_for_selector("#chips .chip")
    assert KOREAN.ask_first in page.locator("#chips").text_content()
    visitor.ask(QUESTION)
    chip = page.locator("#chips .chip", has_text="누가")
    chip.wait_for()
    assert page.locator("#chips .chip").count() <= 3

    chip.click()
    page.wait_for_function("document.querySelectorAll('.answer').length === 2")

    assert page.locator(".asked").nth(1).text_content() == WHO
    assert page.locator(".exchange").nth(1).locator("mark").first.text_content() == "마가람 시장"
    assert visitor.unharmed()


def test_what_a_person_thinks_lands_in_the_file_and_can_be_changed(come, disk):
    visitor = come("thumb")
    page, file = visitor.page, disk.home / "feedback.jsonl"
    row = visitor.ask(QUESTION).locator(".verdict")
    yes, no = row.locator("[data-judge=up]"), row.locator("[data-judge=down]")

    def lines(count):
        """Wait until the file has so many lines; return them."""
        for _ in range(600):
            written = file.read_text().splitlines() if file.exists() else []
            if len(written) >= count:
                break
            page.wait_for_timeout(50)
        return [json.loads(line) for line in written]

    yes.click()
    lines(1)
    row.locator("textarea").fill("딱 맞습니다")
    row.locator("textarea").press("Enter")
    row.get_by_text(KOREAN.thanks).wait_for()
    visitor.ask(FOLLOW_UP)
    assert yes.get_attribute("aria-pressed") == "true"
    no.click()

    told = lines(3)
    assert [line["verdict"] for line in told] == ["up", "up", "down"]
    assert told[1]["word"] == "딱 맞습니다"
    assert {(line["id"], line["article_id"]) for line in told} == {(told[0]["id"], "starlight")}
    assert (yes.get_attribute("aria-pressed"), no.get_attribute("aria-pressed")) == (
        "false",
        "true",
    )


def test_conversations_on_disk_outlive_the_server_and_are_their_visitors_own(come, disk):
    hana, duri = come("hana"), come("duri")
    hana.ask(QUESTION)
    duri.ask("시민수영장에는 몇 명이 일하나?")
    kept(hana)
    kept(duri)

    disk.end()
    disk.begin()
    hana.page.reload()
    hana.page.wait_for_selector(".answer")
    duri.page.goto(disk.url)
    duri.page.wait_for_selector(".answer")

    assert titles(hana) == [QUESTION]
    assert titles(duri) == ["시민수영장에는 몇 명이 일하나?"]
    assert "별빛도서관" in hana.ask(FOLLOW_UP).locator(".searched").text_content()
    drawer = open_drawer(hana)
    drawer.get_by_label(f"{KOREAN.rename}: {QUESTION}").click()
    hana.page.keyboard.type("열람실")
    hana.page.keyboard.press("Enter")
    hana.page.wait_for_timeout(500)
    assert titles(come("hana")) == ["열람실"]
    assert hana.page.evaluate("Object.keys(localStorage).filter(key => key.includes('talk'))") == []
    names = {path.parent.name for path in (disk.home / "talks").rglob("*.json")}
    assert not names & {"hana", "duri"}
    drawer.get_by_label(f"{KOREAN.remove_talk}: 열람실").click()
    drawer.locator(".yes").click()
    hana.page.wait_for_selector(".welcome")
    assert titles(come("hana")) == []
    assert hana.unharmed()


def test_of_somebody_who_is_not_known_nothing_is_kept_on_disk(come, disk):
    visitor = come("")
    visitor.ask(QUESTION)
    visitor.page.wait_for_timeout(500)

    assert titles(visitor) == []


def test_the_drawer_is_reached_by_keyboard_speaks_english_and_is_a_sheet_on_a_phone(visit):
    visitor = visit(locale="en-GB", viewport={"width": 360, "height": 640}, has_touch=True)
    page = visitor.page
    visitor.ask(QUESTION)
    kept(visitor)

    page.focus("#talks")
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    box = drawer.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 640)
    assert ENGLISH.past_talks in drawer.text_content()
    assert page.get_by_label(f"{ENGLISH.remove_talk}: {QUESTION}").is_visible()
    assert page.locator("#talks").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")

    assert page.evaluate("document.activeElement.id") == "talks"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
