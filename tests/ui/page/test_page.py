"""The page in a real browser, over the real server and a real library."""

import json
import re
import signal
import urllib.error
import urllib.request

import pytest
from conftest import ATTACK_QUESTION, QUESTION, SHORT_ANSWER, serving

from ui.strings import ENGLISH, KOREAN

pytestmark = pytest.mark.browser

NO_ANSWER = "남극 펭귄의 평균 체중은 몇 kg인가?"

IS_IN_VIEW = """() => {
  const mark = document.querySelector("#quoted").getBoundingClientRect();
  const box = document.querySelector("#pane .scroll").getBoundingClientRect();
  return mark.top >= box.top && mark.bottom <= box.bottom;
}"""


def test_a_question_is_answered_by_a_quote_that_opens_its_article(visitor):
    exchange = visitor.ask(QUESTION)
    quote = exchange.locator(".words").first.text_content()

    exchange.locator(".cite").first.click()
    visitor.page.wait_for_selector("#quoted")
    visitor.page.wait_for_function(IS_IN_VIEW)

    assert exchange.locator("mark").first.text_content() == SHORT_ANSWER
    assert exchange.locator("a").first.get_attribute("rel") == "noopener noreferrer"
    assert "".join(visitor.page.locator("#pane .focus").all_text_contents()) == quote
    assert visitor.page.locator("#pane .title").count() == 1
    assert visitor.unharmed()


def test_the_article_is_closed_by_its_button_and_by_escape(visitor):
    cite = visitor.ask(QUESTION).locator(".cite").first

    cite.click()
    visitor.page.click("#pane [data-shut]")
    visitor.page.wait_for_selector("#pane .scroll", state="detached")
    assert cite.evaluate("button => button === document.activeElement")

    cite.click()
    visitor.page.wait_for_selector("#quoted")
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_selector("#pane .scroll", state="detached")


def test_nothing_found_is_said_and_the_nearest_passages_stand_apart(visitor):
    exchange = visitor.ask(NO_ANSWER)

    assert exchange.locator(".nothing").text_content() == KOREAN.not_found
    assert exchange.locator(".answer > .quote").count() == 0
    assert "답이 아닙니다" in exchange.locator(".nearest h3").text_content()
    exchange.locator(".nearest .cite").first.click()
    visitor.page.wait_for_selector("#quoted")


def test_a_follow_up_is_searched_with_what_it_leaves_out(visitor):
    visitor.ask(QUESTION)

    exchange = visitor.ask("그곳의 시장은 누구인가?")

    assert "별빛도서관" in exchange.locator(".searched").text_content()


def test_a_follow_up_can_be_searched_as_it_was_written(visitor):
    visitor.ask(QUESTION)
    exchange = visitor.ask("그럼 누가 참석했어?")
    assert "별빛도서관" in exchange.locator(".searched").text_content()

    exchange.get_by_role("button", name=KOREAN.search_plainly).click()
    exchange.locator(".searched").wait_for(state="detached")

    assert visitor.page.locator(".exchange").count() == 2
    assert exchange.locator(".asked").text_content() == "그럼 누가 참석했어?"
    assert exchange.locator(".answer").count() == 1
    follow_up = visitor.ask("거기는 언제 문을 열었어?")
    assert follow_up.locator(".answer").count() == 1
    assert visitor.unharmed()


def test_another_topic_takes_the_place_of_the_last(visitor):
    visitor.ask(QUESTION)

    searched = visitor.ask("그럼 시민수영장은?").locator(".searched").text_content()

    assert "시민수영장" in searched
    assert "별빛도서관" not in searched


def test_a_greeting_is_answered_with_help(visitor):
    exchange = visitor.ask("안녕하세요!")

    assert exchange.locator(".help").text_content() == KOREAN.help
    assert exchange.locator(".quote, .nothing, .nearest, .searched").count() == 0


def test_the_period_of_a_question_stands_in_the_quiet_line(visitor):
    line = visitor.ask("2024년 9월 별빛도서관 열람실은 몇 석인가?").locator(".searched")

    assert "2024-09-01 ~ 2024-09-30" in line.text_content()
    line.get_by_role("button", name=KOREAN.search_undated).click()
    line.wait_for(state="detached")

    assert visitor.page.locator(".exchange").count() == 1
    assert SHORT_ANSWER in visitor.page.locator(".exchange mark").first.text_content()


def test_a_new_chat_forgets_the_talk(visitor):
    visitor.ask(QUESTION).locator(".cite").first.click()
    visitor.page.wait_for_selector("#quoted")

    visitor.page.click("#new")
    visitor.page.wait_for_selector(".welcome")

    assert visitor.page.locator(".exchange, #pane .scroll").count() == 0
    assert visitor.ask("그곳의 시장은 누구인가?").locator(".searched").count() == 0


def test_an_empty_question_does_nothing(visitor):
    for empty in ("", "   "):
        visitor.box.fill(empty)
        visitor.box.press("Enter")
    visitor.page.wait_for_timeout(400)

    assert visitor.page.locator(".exchange").count() == 0


def test_two_people_do_not_see_each_others_talk(visitor, visit):
    visitor.ask(QUESTION)
    other = visit()

    assert other.page.locator(".exchange").count() == 0
    other.ask(NO_ANSWER)
    assert visitor.page.locator(".exchange").count() == 1


def test_the_browsers_language_decides_and_the_switch_overrides(visit):
    visitor = visit(locale="en-GB")
    page = visitor.page
    assert page.locator("#box textarea").get_attribute("placeholder") == ENGLISH.placeholder
    exchange = visitor.ask(NO_ANSWER)
    assert exchange.locator(".nothing").text_content() == ENGLISH.not_found
    assert page.evaluate("document.documentElement.lang") == "en"

    page.get_by_label(KOREAN.own_name).check(force=True)
    page.wait_for_function(
        f"document.querySelector('.nothing').textContent == '{KOREAN.not_found}'"
    )

    assert page.locator("#box textarea").get_attribute("placeholder") == KOREAN.placeholder
    assert page.locator("#shelves").text_content().strip() == KOREAN.library
    assert page.evaluate("document.documentElement.lang") == "ko"
    page.click("#new")  # else the conversation comes back
    page.wait_for_selector(".welcome")
    page.reload()
    page.wait_for_selector(".welcome")
    assert page.locator("#box textarea").get_attribute("placeholder") == KOREAN.placeholder


def test_a_phone_shows_the_article_as_a_sheet_and_never_scrolls_sideways(visit):
    visitor = visit(viewport={"width": 360, "height": 640}, has_touch=True)
    wide = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    boxes = """[...document.querySelectorAll("#transcript, #pane .scroll, #top")]
        .map(box => box.scrollWidth - box.clientWidth)"""

    exchange = visitor.ask(ATTACK_QUESTION)
    exchange.locator(".cite").first.tap()
    visitor.page.wait_for_selector("#quoted")
    sheet = visitor.page.locator("#pane").bounding_box()

    assert (sheet["x"], sheet["y"], sheet["width"], sheet["height"]) == (0, 0, 360, 640)
    assert visitor.page.evaluate(wide) == 360
    assert max(visitor.page.evaluate(boxes)) <= 0
    visitor.page.tap("#pane [data-shut]")
    visitor.page.wait_for_selector("#pane .scroll", state="detached")


def test_enter_that_ends_a_composition_does_not_send(visitor):
    client = visitor.context.new_cdp_session(visitor.page)
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    visitor.box.focus()

    client.send("Input.imeSetComposition", {"text": "총리", "selectionStart": 2, "selectionEnd": 2})
    client.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    client.send("Input.insertText", {"text": "총리"})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    composing = "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}"
    visitor.box.evaluate(f"box => box.dispatchEvent(new KeyboardEvent('keydown', {composing}))")
    visitor.box.evaluate(f"box => box.dispatchEvent(new KeyboardEvent('keypress', {composing}))")
    visitor.page.wait_for_timeout(400)

    assert visitor.page.locator(".exchange").count() == 0
    assert visitor.box.input_value() == "총리"
    visitor.box.press("Enter")
    visitor.page.wait_for_selector(".answer")
    assert visitor.page.locator(".asked").all_text_contents() == ["총리"]


@pytest.mark.parametrize(
    "text",
    ["a\r\nb\rc\n", "  두 칸  띄움 \t", "\ufeff\u200b\u200d", "3~5명, 10~20명 *별* _밑_ $x$", "👩‍👩‍👧‍👦🇰🇷",
     "각 ᄀᆞᆨ ᄒᆞᆫ글", "\u202eabc\u202c", "\x01\x0b\x0c\x1b\x7f\x85\u2028", "&amp;&#13;&lt;", "\ufffd𠀀"],
)  # fmt: skip
def test_a_browser_reads_back_the_very_text(visitor, text):
    from sample_answers import found, quote_of

    from ui.page.chat.answers import Exchange, talk_to_html

    markup = talk_to_html((Exchange("?", found(quote_of(text, text))),), (), KOREAN)
    read = """markup => { const box = document.createElement("div"); box.innerHTML = markup;
        return box.querySelector(".words").textContent }"""

    assert visitor.page.evaluate(read, markup) == text


def test_an_update_brings_new_articles_and_names_what_failed(visitor, server):
    (server.articles / "whale.txt").write_text(
        "고래 떼 나타나\n\n해온 앞바다에 혹등고래 열두 마리가 나타났다고 해양연구소가 밝혔다.\n",
        "utf-8",
    )
    (server.articles / "broken.jsonl").write_text("{ no json", "utf-8")

    visitor.page.click("#shelves")
    visitor.page.click("#renew")
    visitor.page.wait_for_selector("#panel [data-shut]")

    assert "추가 1" in visitor.page.locator("#panel").text_content()
    assert "broken.jsonl" in visitor.page.locator("#panel li").first.text_content()
    exchange = visitor.ask("해온 앞바다에 나타난 혹등고래는 몇 마리인가?")
    assert "혹등고래 열두 마리" in exchange.text_content()
    visitor.page.click("#panel [data-shut]")
    visitor.page.wait_for_selector("#panel .update", state="detached")


def test_the_page_is_free_of_what_it_does_not_use(visitor, server):
    page = visitor.page

    assert page.locator("footer:visible").count() == 0
    assert not re.search(r"Textbox|Built with|Use via API", page.locator("body").inner_text())
    assert b"#1c5078" in page.request.get(f"{server.url}favicon.ico").body()
    assert page.locator("#box .submit-button").get_attribute("aria-label") == KOREAN.send
    assert visitor.box.evaluate("box => box === document.activeElement")


def test_light_and_dark_can_be_turned_and_stay(visitor):
    page = visitor.page
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)

    page.click("#theme")
    dark = page.evaluate(colour)
    page.reload()
    page.wait_for_selector(".welcome")

    assert dark != light
    assert page.evaluate(colour) == dark


def fetch(url, data=None, **headers):
    """Status, headers and text of a request that uses no proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})
    try:
        with opener.open(request, timeout=20) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, ""


DEFAULTS = (0, "", "", "", "", [], True)


def ask(server, question, *data):
    """Call the endpoint /ask as Gradio's clients do; return its event and its data."""
    data = (question, *data, *DEFAULTS[len(data) :])
    url = f"{server.url}gradio_api/call/ask"
    event = json.loads(fetch(url, {"data": list(data)})[2])["event_id"]
    lines = fetch(f"{url}/{event}")[2].splitlines()
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))


def test_the_endpoint_gives_the_json_of_the_contract(server):
    event, (record,) = ask(server, QUESTION, 2, "2024-08-01", "2024-09-30", "", "ko")

    assert event == "complete"
    assert record["found"] is True
    assert record["quotes"][0]["short_answer"]["text"] == SHORT_ANSWER
    assert record["quotes"][0]["article"]["id"] == "starlight"
    assert [hit["rank"] for hit in record["hits"]] == [1, 2]
    assert "hits" not in ask(server, QUESTION, 0, "", "", "", "")[1][0]


def test_the_endpoint_takes_the_questions_before_and_can_leave_them_away(server):
    follow_up = ("그럼 누가 참석했어?", 0, "", "", "", "")

    _, (completed,) = ask(server, *follow_up, [QUESTION], True)
    _, (plain,) = ask(server, *follow_up, [QUESTION], False)

    assert "별빛도서관" in completed["searched_as"]
    assert plain["searched_as"] == follow_up[0]
    assert ask(server, *follow_up, "no list", True)[0] == "error"


def test_the_endpoint_names_the_publishers_there_are(server):
    _, (record,) = ask(server, QUESTION, 0, "", "", "없는신문", "")

    assert record["found"] is False
    assert "해온일보" in record["note"]
    assert ask(server, QUESTION, 0, "2025-02-01", "2025-01-01", "", "")[0] == "error"


@pytest.mark.parametrize("data", [("", 0, "", "", "", ""), ("?", 0, "soon", "", "", ""),
                                  ("?", 5000, "", "", "", "")])  # fmt: skip
def test_the_endpoint_says_what_is_wrong_with_a_question(server, data):
    event, said = ask(server, *data)

    assert event == "error"
    assert "Traceback" not in json.dumps(said)


def test_foreign_hosts_and_origins_are_refused(server):
    assert fetch(server.url, Host="evil.example")[0] == 403
    assert fetch(f"{server.url}gradio_api/info", Origin="http://evil.example")[0] == 403
    assert fetch(server.url)[0] == 200


def test_the_environment_opens_nothing(server):
    assert server.url.startswith("http://127.0.0.1:")
    assert fetch(f"{server.url}gradio_api/mcp/sse")[0] == 404
    assert fetch(f"{server.url}gradio_api/mcp/schema")[0] == 404
    assert fetch(f"{server.url}gradio_api/file=/etc/passwd")[0] == 404
    assert fetch(f"{server.url}gradio_api/upload", {})[0] == 404
    assert fetch(f"{server.url}monitoring/summary")[0] == 404


def test_only_the_question_is_a_public_endpoint(server):
    assert list(json.loads(fetch(f"{server.url}gradio_api/info")[2])["named_endpoints"]) == ["/ask"]


def test_the_server_ends_quietly_when_interrupted(served_library, child_environment):
    with serving(*served_library, child_environment()) as server:
        assert fetch(server.url)[0] == 200  # from here on it hears signals, however it was started
        server.process.send_signal(signal.SIGINT)

        assert server.process.wait(20) == 130
