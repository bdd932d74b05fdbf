"""What leaves the page with a quote: the link to its place, and the texts that are copied."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest
from hostile import ADDRESSES, ATTACKS, LINKED
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sample_answers import BODY, SENTENCE, SOURCE, quote_of

from ui.page.age import age_of
from ui.page.chat.citing import as_markdown, as_reference, as_text
from ui.page.chat.fragment import WHOLE, fragment_of, with_fragment
from ui.page.markup import link_to
from ui.render import UNPRINTABLE
from ui.strings import ENGLISH, KOREAN

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
WORDS = st.lists(
    st.sampled_from(["해온시는", "3~5명,", "a-b", "&", "끝.", "漢字", "%20"]), min_size=1
)
MARKDOWN = MarkdownIt("commonmark").enable(["strikethrough", "table"])


def plain(text):
    return " ".join(text.split())


def ends_of(fragment):
    """The texts that a browser would look for."""
    return [unquote(part) for part in fragment.removeprefix(":~:text=").split(",")]


@given(text=st.one_of(TEXT, WORDS.map(" ".join), WORDS.map("\n".join)))
def test_a_text_fragment_reads_back_as_the_ends_of_the_quote(text):
    fragment = fragment_of(text)

    assert bool(fragment) == bool(text.strip())
    if fragment:
        assert re.fullmatch(r":~:text=[A-Za-z0-9_.%]+(,[A-Za-z0-9_.%]+)?", fragment)
        first, *last = ends_of(fragment)
        assert plain(text).startswith(first)
        assert all(plain(text).endswith(end) for end in last)
        assert last or first == plain(text)


def test_a_long_quote_is_named_by_whole_words_at_its_ends():
    text = " ".join(f"낱말{number}" for number in range(100))

    first, last = ends_of(fragment_of(text))

    assert len(first) + len(last) < WHOLE
    assert text.startswith(f"{first} ")
    assert text.endswith(f" {last}")


def test_a_fragment_keeps_what_an_address_names_of_its_page():
    assert (
        with_fragment("https://a.example/x?y=1", "가")
        == "https://a.example/x?y=1#:~:text=%EA%B0%80"
    )
    assert with_fragment("https://a.example/#p", "b-c") == "https://a.example/#p:~:text=b%2Dc"
    assert with_fragment("https://a.example/#p:~:text=old", "n") == "https://a.example/#p:~:text=n"
    assert with_fragment("https://a.example/", " ") == "https://a.example/"


@given(title=TEXT, publisher=TEXT, byline=TEXT, text=TEXT)
def test_copied_markdown_shows_the_very_words_and_one_link(title, publisher, byline, text):
    assume(text.strip())  # a quote is never white space alone
    source = replace(SOURCE, title=title, publisher=publisher, byline=byline)

    tokens = MARKDOWN.parse(as_markdown(quote_of(text, text, source=source), KOREAN))

    kinds = {token.type for token in tokens}
    assert kinds <= {
        "blockquote_open",
        "blockquote_close",
        "paragraph_open",
        "paragraph_close",
        "inline",
    }
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {
        "text",
        "text_special",
        "softbreak",
        "link_open",
        "link_close",
    }
    assert [child.attrs["href"] for child in inline if child.type == "link_open"] in (
        [SOURCE.url],
        [],
    )
    shown = "".join("\n" if child.type == "softbreak" else child.content for child in inline)
    words = plain(UNPRINTABLE.sub("\ufffd", re.sub(r"[\r\n]+", "\n", text)))
    assert plain(shown).startswith(words)


@pytest.mark.parametrize("attack", [*ATTACKS, *ADDRESSES, *LINKED])
def test_hostile_sources_are_copied_on_their_lines_and_without_controls(attack):
    attack = attack.replace("\0", "")
    source = replace(SOURCE, title=attack, publisher=attack, byline=attack, url=attack)
    quote = quote_of(BODY, SENTENCE, source=source)

    for form in (as_markdown, as_text, as_reference):
        copied = form(quote, KOREAN)
        assert not UNPRINTABLE.search(copied)
        assert len(copied.splitlines()) <= 3
    links = [t for one in MARKDOWN.parse(as_markdown(quote, KOREAN)) for t in one.children or ()]
    targets = [t.attrs["href"] for t in links if t.type == "link_open"]
    assert all(re.match("https?://", target, re.IGNORECASE) for target in targets)
    assert not [t for t in links if t.type in ("image", "html_inline")]


def test_the_three_forms_of_a_citation():
    quote = quote_of(BODY, SENTENCE)

    assert as_markdown(quote, KOREAN) == (
        "> 새 다리는 5월 2일 열렸다\\.\n>\n"
        "> — [새 다리 열려](https://haeon.example/bridge?a=1&b=2), 해온일보, 이기자, 2025\\-05\\-02"
    )
    assert as_text(quote, KOREAN) == (
        "“새 다리는 5월 2일 열렸다.” — 새 다리 열려, 해온일보, 이기자, 2025-05-02\n"
        "https://haeon.example/bridge?a=1&b=2"
    )
    assert as_reference(quote, KOREAN) == (
        "이기자, 「새 다리 열려」, 해온일보, 2025년 5월 2일, https://haeon.example/bridge?a=1&b=2"
    )
    bare = replace(SOURCE, url=None, byline=None, publisher=None)
    assert (
        as_reference(quote_of(BODY, SENTENCE, source=bare), ENGLISH)
        == "“새 다리 열려”, 2 May 2025."
    )


@pytest.mark.parametrize("url", ADDRESSES)
def test_what_is_no_address_of_the_web_is_never_a_link(url):
    source = replace(SOURCE, url=url)

    assert link_to(source, "원문", "말") == ""
    assert "](" not in as_markdown(quote_of(BODY, SENTENCE, source=source), KOREAN)


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-11-24", "오늘"), ("2026-11-23", "어제"), ("2026-11-01T09:00:00+09:00", "23일 전"),
     ("2026-10-24", "1개월 전"), ("2026-10-25", "30일 전"), ("2026-01-31", "9개월 전"),
     ("2025-11-25", "11개월 전"), ("2025-11-24", "1년 전"), ("2024-02-29", "2년 전"),
     ("2026-11-25", None), (None, None), ("soon", None)],
)  # fmt: skip
def test_an_age_is_told_in_whole_days_months_or_years(day, said):
    source = replace(SOURCE, published_at=day)

    assert age_of(source, date(2026, 11, 24), KOREAN) == said
    assert age_of(source, None, KOREAN) is None
