"""Hostile articles on the real page: nothing runs, nothing is drawn outside its place, nothing leaves."""

from dataclasses import replace
from datetime import date

import pytest
from hostile import ADDRESSES, ATTACK_QUESTION, ATTACK_SENTENCE, ATTACKS, FILE_NAMES, LINKED
from sample_answers import found, nothing, quote_of

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Reason
from ui.page.chat.answers import Exchange, talk_to_html
from ui.page.reader.reader import article_to_html
from ui.render import UNPRINTABLE
from ui.strings import KOREAN

pytestmark = pytest.mark.browser

STRANGE = (
    "script, style, form, img, svg, math, iframe, object, embed, video, audio, meta, base, link, h1, template,"
    " noscript, textarea:not(.word textarea), select, dialog, marquee, picture, source, body, [style]:not(textarea, input), [srcset], [onclick], [onload],"
    " [onerror], [onfocus], [popover], #x, #p"
)
OURS = "#transcript .html-container > div, #pane .html-container > div"
"""Where our own HTML stands; what is around it is Gradio's."""

SHOW = """([talk, pane]) => {
  document.querySelector("#transcript .html-container > div").innerHTML = talk;
  document.querySelector("#pane .html-container > div").innerHTML = pane;
  document.querySelector(".why").open = true;
}"""
STRAYS = """() => {
  const strays = [];
  const scrolls = ".table, .scores";
  for (const place of ["transcript", "pane"]) {
    const box = document.getElementById(place);
    const edge = box.getBoundingClientRect();
    for (const one of box.querySelectorAll(".html-container > div *")) {
      const drawn = one.getBoundingClientRect();
      const how = getComputedStyle(one);
      if (!drawn.width || !drawn.height || one.closest(`.unseen, .menu, ${scrolls}`)) continue;
      if (drawn.left < edge.left - 1 || drawn.right > edge.right + 1) strays.push([place, one.outerHTML.slice(0, 80)]);
      if (how.position === "fixed" || how.position === "absolute") strays.push([place, "lies over: " + one.className]);
    }
  }
  return strays;
}"""
PILED = {one for one in ATTACKS if len({*one}) < len(one) / 8 and "\u0300" in one}
"""Accents without end cannot be wrapped: where they run on, they are cut at the edge of their place."""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
COVERED = """() => ["#top h1", "#box textarea", "#pane [data-shut]"].filter(selector => {
  const one = document.querySelector(selector);
  const { left, top, width, height } = one.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return !(one.contains(seen) || seen?.contains(one));
})"""


def test_the_hostile_set_is_large():
    assert len(set(ATTACKS)) >= 40


def test_hostile_articles_run_nothing_and_call_nowhere(visitor):
    page = visitor.page
    titles = page.locator(".welcome .what").all_text_contents()
    assert set(titles) >= {ATTACKS[1], ATTACKS[3], ATTACKS[8]}

    exchange = visitor.ask(ATTACK_QUESTION)
    quote = exchange.locator(".words").first.text_content()
    assert quote in ATTACK_SENTENCE
    assert ATTACKS[0] in quote
    exchange.locator(".cite").first.click()
    page.wait_for_selector("#quoted")
    body = page.locator("#pane .body").text_content()

    whole = [attack for attack in ATTACKS if "\0" not in attack and "\n" not in attack]
    assert [attack for attack in whole if attack not in body] == []
    assert page.locator(OURS).locator(STRANGE).count() == 0
    assert page.evaluate(STRAYS) == []
    assert page.evaluate(COVERED) == []
    links = page.locator("#pane a").evaluate_all("all => all.map(one => one.protocol)")
    assert set(links) <= {"https:"}
    page.wait_for_timeout(300)
    assert visitor.unharmed()


def test_hostile_file_names_are_only_shown(visitor):
    exchange = visitor.ask("바늘두더지 1호는 무엇을 먹고 사나?")
    exchange.locator(".cite").first.click()
    path = visitor.page.locator("#pane .origin .path").text_content()

    assert path.rpartition("/")[2] in FILE_NAMES
    assert visitor.page.locator(OURS).locator(STRANGE).count() == 0
    assert visitor.page.evaluate(STRAYS) == []
    assert visitor.unharmed()


def markup_of(attack, url):
    """A talk and an article in which every text from outside is the attack."""
    attack = attack.replace("\0", "")
    source = Source(attack, attack, attack, attack, "2026-01-01", url, attack, attack)
    words = (attack,) * 2
    reason = Reason(words, words, words, 1, 2, 3, 1.0, 0.5)
    quote = replace(quote_of(attack, attack, source=source, copies=(source,)), reason=reason)
    answers = (
        found(quote, question=attack, searched_as=attack + "?"),
        nothing(quote, question=attack),
    )
    talk = (*(Exchange(attack, one) for one in answers), Exchange(attack, error=attack))
    blocks = (Block(Kind.PARAGRAPH, Span(0, len(attack))),)
    article = article_to_html(Article(source, attack, blocks), KOREAN, quote, (), attack, (source,))
    return talk_to_html(talk, (), KOREAN, date(2026, 11, 24)), article


@pytest.mark.parametrize("width", [1280, 360])
def test_every_attack_in_every_field_stays_text_in_its_place(visit, width):
    visitor = visit(viewport={"width": width, "height": 800})
    page, failures = visitor.page, []

    for number, attack in enumerate((*ATTACKS, *ADDRESSES, *LINKED)):
        page.evaluate(SHOW, markup_of(attack, attack))
        seen = {
            "elements": page.locator(OURS).locator(STRANGE).count(),
            "strays": [] if attack in PILED else page.evaluate(STRAYS),
            "sideways": page.evaluate(SIDEWAYS),
            "covered": page.evaluate(COVERED) if width > 760 else [],
            "words": page.locator(".words").first.text_content() == attack.replace("\0", ""),
            "body": page.locator("#pane .body").text_content() == attack.replace("\0", ""),
            "copied": any(map(UNPRINTABLE.search, page.locator("[data-copy]").evaluate_all(
                "all => all.map(one => one.dataset.copy)"))),
            "links": page.locator("#transcript a, #pane a").evaluate_all(
                "all => all.map(one => one.protocol)"),
        }  # fmt: skip
        links = seen.pop("links")
        if set(links) - {"http:", "https:"} or (links and attack in ADDRESSES):
            failures.append((number, attack[:60], links))
        if seen != {
            "elements": 0,
            "strays": [],
            "sideways": 0,
            "covered": [],
            "words": True,
            "body": True,
            "copied": False,
        }:
            failures.append((number, attack[:60], seen))

    assert failures == []
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)
    assert visitor.unharmed()
