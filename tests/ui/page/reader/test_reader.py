"""The reader beside the chat, in a real browser: from quote to quote, finding words, going on, copying."""

import pytest
from conftest import QUESTION, SHORT_ANSWER

from ui.strings import KOREAN

pytestmark = pytest.mark.browser

MANY_QUOTES = "해온항 무인 하역 연구에 얼마가 들어?"
PLACE = "#pane .find .place"
FOUND = """() => [...(CSS.highlights.get("found") ?? [])].map(range => range.toString())"""
HERE = """() => [...(CSS.highlights.get("found-here") ?? [])].map(range => range.startContainer.data)"""
IN_VIEW = """selector => {
  const mark = document.querySelector(selector).getBoundingClientRect();
  const box = document.querySelector("#pane .scroll").getBoundingClientRect();
  return mark.top >= box.top && mark.bottom <= box.bottom;
}"""


@pytest.fixture
def reading(visitor):
    """A visitor who has opened an article that several quotes of one answer stand in."""
    visitor.ask(MANY_QUOTES).locator(".cite").first.click()
    visitor.page.wait_for_selector("#pane mark.at, #pane .steps")
    visitor.page.wait_for_function("document.activeElement.matches('#pane .scroll')")
    return visitor


def place_of(page):
    return page.locator("#pane .steps .place").text_content()


def test_buttons_and_keys_go_from_quote_to_quote_and_round(reading):
    page = reading.page
    at, _, count = place_of(page).partition("/")
    assert int(count) >= 2

    seen = [at]
    for key in ("ArrowRight",) * int(count):
        page.keyboard.press(key)
        seen.append(place_of(page).partition("/")[0])
    assert len(set(seen)) == int(count)
    assert seen[-1] == at
    page.get_by_role("button", name=KOREAN.mark_before).click()
    now = place_of(page).partition("/")[0]
    page.wait_for_function(IN_VIEW, arg=f'#pane mark[data-mark="{now}"]')

    assert page.locator("#pane mark.at").first.get_attribute("data-mark") == now
    assert reading.unharmed()


def test_words_are_found_without_a_change_of_the_text(reading):
    page = reading.page
    body = page.locator("#pane .body").text_content()
    page.keyboard.press("/")

    page.keyboard.type("하번링크")
    found = page.evaluate(FOUND)
    assert len(found) == body.count("하번링크") >= 2
    assert set(found) == {"하번링크"}
    assert page.locator(PLACE).text_content() == f"1/{len(found)}"
    page.keyboard.press("Enter")
    assert page.locator(PLACE).text_content() == f"2/{len(found)}"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    assert page.locator(PLACE).text_content() == f"{len(found)}/{len(found)}"
    assert "하번링크" in page.evaluate(HERE)[0]
    assert page.locator("#pane .body").text_content() == body

    page.keyboard.press("Escape")
    assert page.evaluate(FOUND) == []
    assert page.locator("#pane .scroll").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector("#pane .scroll", state="detached")


@pytest.mark.parametrize(("words", "is_there"), [("없는말", False), ("R&D", True), ("(Havenlinq)", True),
                                                 ("willem VAN der", True), ("$^.*[", False)])  # fmt: skip
def test_signs_and_capitals_are_found_as_they_are_written(reading, words, is_there):
    box = reading.page.locator("#pane .find input")
    box.fill(words)

    assert bool(reading.page.evaluate(FOUND)) is is_there
    if not is_there:
        assert reading.page.locator(PLACE).text_content() == KOREAN.find_none
    assert reading.unharmed()


def test_an_article_alike_can_be_opened_and_the_focus_goes_back_to_the_answer(reading):
    page = reading.page
    title = page.locator("#pane .alike .what").first.text_content()

    page.locator("#pane .alike button").first.click()
    page.wait_for_function(
        "title => document.querySelector('#pane .named')?.textContent === title", arg=title
    )
    assert page.locator("#pane .steps").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_selector("#pane .scroll", state="detached")

    assert page.evaluate("document.activeElement.matches('.cite')")


def test_the_bar_names_the_article_once_its_title_is_out_of_sight(reading):
    page = reading.page
    page.locator("#pane .scroll").evaluate("box => box.scrollTo({top: 1e6, behavior: 'instant'})")
    page.locator("#pane .named").wait_for(state="visible")

    page.locator("#pane .scroll").evaluate("box => box.scrollTo({top: 0, behavior: 'instant'})")
    page.locator("#pane .named").wait_for(state="hidden")


def test_a_citation_is_copied_and_that_is_said(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    exchange = visitor.ask(QUESTION)
    copy = exchange.locator(".copy").first

    copy.locator("summary").click()
    copy.get_by_role("button", name=KOREAN.copy_reference).click()
    visitor.page.wait_for_function("document.getElementById('said').textContent !== ''")

    assert visitor.page.locator("#said").text_content() == KOREAN.copied
    assert visitor.page.evaluate("navigator.clipboard.readText()") == (
        "「별빛도서관 새 열람실 열어」, 해온일보, 2024년 9월 1일, https://haeon.example/starlight?a=1&b=2"
    )
    assert copy.get_attribute("open") is None
    assert copy.locator("summary").evaluate("it => it === document.activeElement")


def test_a_citation_is_copied_where_there_is_no_clipboard_for_pages(visitor):
    exchange = visitor.ask(QUESTION)
    visitor.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")

    exchange.locator(".copy summary").first.click()
    exchange.locator(".copy .menu button").nth(1).click()
    visitor.page.wait_for_function("document.getElementById('said').textContent !== ''")

    assert visitor.page.locator("#said").text_content() == KOREAN.copied
    visitor.box.focus()
    visitor.page.keyboard.press("Control+V")
    assert SHORT_ANSWER in visitor.box.input_value()


def test_the_menu_is_shut_by_escape_and_by_a_click_elsewhere(visitor):
    exchange = visitor.ask(QUESTION)
    copy = exchange.locator(".copy").first
    exchange.locator(".cite").first.click()
    visitor.page.wait_for_selector("#quoted")

    copy.locator("summary").click()
    visitor.page.keyboard.press("Escape")
    assert copy.get_attribute("open") is None
    assert visitor.page.locator("#pane .scroll").count() == 1
    copy.locator("summary").click()
    exchange.locator(".asked").click()
    assert copy.get_attribute("open") is None


def test_what_was_unfolded_stays_so_when_the_next_question_is_answered(visitor):
    exchange = visitor.ask(QUESTION)
    exchange.locator(".why summary").click()
    assert "열람실" in exchange.locator(".why").text_content()

    visitor.ask(MANY_QUOTES)

    assert exchange.locator(".why").get_attribute("open") is not None
    assert visitor.page.locator(".why[open]").count() == 1


def test_the_turns_before_an_answer_are_not_drawn_anew(visitor):
    visitor.ask(QUESTION)
    visitor.page.evaluate("document.querySelector('#transcript .exchange').kept = true")

    visitor.ask(MANY_QUOTES)

    assert visitor.page.evaluate(
        "[...document.querySelectorAll('.exchange')].map(turn => Boolean(turn.kept))"
    ) == [True, False]
