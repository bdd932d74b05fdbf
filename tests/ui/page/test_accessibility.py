"""Access: axe-core finds nothing serious of our making, the keyboard reaches everything, nothing moves unasked."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import QUESTION

from ui.strings import KOREAN

pytestmark = pytest.mark.browser

NO_ANSWER = "남극 펭귄의 평균 체중은 몇 kg인가?"


def serious(page):
    """The serious and critical findings of axe-core, a line each; none of Gradio's own had to be left out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} {node.get('failureSummary', '')[:300]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def read(visitor):
    exchange = visitor.ask(QUESTION)
    exchange.locator(".cite").first.click()
    visitor.page.wait_for_selector("#quoted")
    visitor.page.locator("#pane .find input").fill("열람실")
    visitor.page.wait_for_timeout(300)


def unfold(visitor):
    exchange = visitor.ask(QUESTION)
    for fold in exchange.locator("summary").all():
        if fold.is_visible():
            fold.click()


STATES = {
    "welcome": lambda visitor: None,
    "answer": unfold,
    "nothing": lambda visitor: visitor.ask(NO_ANSWER),
    "reader": read,
}
WINDOWS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
    "english": {"locale": "en-GB"},
}


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing_serious_of_our_making(visit, window):
    findings = {}
    for name, reach in STATES.items():
        visitor = visit(**{"viewport": {"width": 1280, "height": 800}, **WINDOWS[window]})
        reach(visitor)
        findings[name] = serious(visitor.page)
        visitor.context.close()

    assert {name: found for name, found in findings.items() if found} == {}


FOCUS = """() => {
  const one = document.activeElement;
  const how = getComputedStyle(one);
  const ring = how.outlineStyle !== "none" && parseFloat(how.outlineWidth) >= 1;
  const around = getComputedStyle(one.closest("label, .input-container") ?? one);
  const seen = ring || around.outlineStyle !== "none" || around.boxShadow !== "none";
  return [one.tagName + " " + (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent).trim().slice(0, 30), seen];
}"""


def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(visitor):
    page = visitor.page
    visitor.ask(QUESTION)
    page.evaluate("document.activeElement.blur()")

    stops = []
    for _ in range(60):  # from the box to the end of the page, then from its beginning
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
        if len(stops) > 10 and page.evaluate("document.activeElement === document.body"):
            break

    reached = " | ".join(name for name, _ in stops)
    wanted = (
        KOREAN.theme, KOREAN.new_chat, "별빛도서관", KOREAN.open_article, KOREAN.original, KOREAN.copy,
        KOREAN.why, KOREAN.box_label,
    )  # fmt: skip
    assert [one for one in wanted if one not in reached] == [], reached
    assert [name for name, seen in stops if not seen and not name.startswith("BODY")] == []


def test_an_answer_is_opened_read_and_closed_by_the_keyboard_alone(visitor):
    page = visitor.page
    exchange = visitor.ask(QUESTION)

    exchange.locator(".cite").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#pane .scroll')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('#pane .find input')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#pane .scroll", state="detached")

    assert page.evaluate("document.activeElement.matches('.cite')")


def test_on_a_phone_the_sheet_keeps_the_keyboard(visit):
    visitor = visit(viewport={"width": 360, "height": 640})
    page = visitor.page
    visitor.ask(QUESTION).locator(".cite").first.click()
    page.wait_for_function("document.activeElement.matches('#pane .scroll')")

    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('body, #pane *')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#pane .scroll", state="detached")

    assert page.evaluate("document.activeElement.matches('.cite')")


def test_nothing_moves_where_the_system_wants_it_still(visit):
    visitor = visit(reduced_motion="reduce")
    read(visitor)

    moving = """() => [document.getAnimations().length,
        [...document.querySelectorAll("#transcript *, #pane *, #top *")].filter(one =>
            getComputedStyle(one).animationName !== "none").length]"""
    assert visitor.page.evaluate(moving) == [0, 0]


def test_each_quote_says_its_language(visitor):
    exchange = visitor.ask(QUESTION)

    assert exchange.locator("blockquote").first.get_attribute("lang") == "ko"
    assert exchange.locator(".what").first.get_attribute("lang") == "ko"
