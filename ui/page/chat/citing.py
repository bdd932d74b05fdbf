"""A quote to be copied with its citation: as Markdown, as plain text, and as a reference.

What is copied goes into other people's documents: title, publisher and byline are on one line, controls
that would steer a terminal or turn the writing direction are U+FFFD, and in Markdown nothing of an
article is markup. The words are the quote's, in its own lines.
"""

import re
from urllib.parse import quote as percent_encoded

from index.article import Source
from qa.answer import Quote
from ui.page.markup import web_address
from ui.render import day_of, one_line, printable
from ui.strings import Strings

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
"""All punctuation of ASCII; CommonMark lets each be escaped by a backslash."""

_OF_ADDRESSES = "!#$%&'*+,-./:;=?@_~"
"""What may stand in an address as it is; brackets and quotation marks would end a Markdown link."""


def as_markdown(quote: Quote, strings: Strings) -> str:
    """Return a block quotation in Markdown, and under it the source with its link."""
    source = quote.citation.source
    lines = [f"> {_unmarked(line)}".rstrip() for line in _lines(quote)]
    title = _unmarked(one_line(source.title))
    if url := _address(source):
        title = f"[{title}]({url})"
    facts = [title, *(_unmarked(fact) for fact in _facts(quote, strings))]
    return "\n".join((*lines, ">", f"> — {', '.join(facts)}"))


def as_text(quote: Quote, strings: Strings) -> str:
    """Return the words in quotation marks and their source."""
    source = quote.citation.source
    facts = ", ".join((one_line(source.title), *_facts(quote, strings)))
    words = "\n".join(_lines(quote))
    return f"“{words}” — {facts}" + (f"\n{url}" if (url := _address(source)) else "")


def as_reference(quote: Quote, strings: Strings) -> str:
    """Return the source as newspapers are referred to: byline, title, publisher, day, page, address."""
    source = quote.citation.source
    parts = [
        one_line(source.byline or ""),
        strings.reference_title.format(title=one_line(source.title)),
        one_line(source.publisher or ""),
        _long_day(source, strings),
        *_page(quote, strings),
        _address(source),
    ]
    return ", ".join(filter(None, parts)) + ("" if parts[-1] else ".")


def _lines(quote: Quote) -> list[str]:
    return [printable(line) for line in re.split(r"\r\n|[\n\r]", quote.text) if line.strip()]


def _facts(quote: Quote, strings: Strings) -> list[str]:
    source = quote.citation.source
    facts = (one_line(source.publisher or ""), one_line(source.byline or ""), day_of(source) or "")
    return [*filter(None, facts), *_page(quote, strings)]


def _page(quote: Quote, strings: Strings) -> list[str]:
    page = quote.citation.page
    return [] if page is None else [strings.page.format(number=page)]


def _long_day(source: Source, strings: Strings) -> str:
    day = day_of(source)
    if not day:
        return ""
    year, month, number = map(int, day.split("-"))
    name = strings.months.split()[month - 1]
    return strings.reference_day.format(year=year, month=name, day=number)


def _address(source: Source) -> str:
    return percent_encoded(web_address(source) or "", safe=_OF_ADDRESSES, errors="replace")


def _unmarked(text: str) -> str:
    """Return text that CommonMark shows as it is."""
    return _MARKUP.sub(r"\\\1", text)
