"""A quote as HTML: its words, and the card under them that says where they stand and what can be done there."""

from dataclasses import dataclass
from datetime import date

from qa.answer import Quote
from ui.page.age import age_of
from ui.page.chat.citing import as_markdown, as_reference, as_text
from ui.page.markup import carded, cited, escaped, language_of, link_to
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Telling:
    """In which language the page speaks, and the day that ages count from; None tells no ages."""

    strings: Strings
    today: date | None = None


def quote_to_html(quote: Quote, place: str, telling: Telling, sure: str = "") -> str:
    """Return a quote with its card. place names it for the reader; sure says how sure it is."""
    strings, source = telling.strings, quote.citation.source
    page = quote.citation.page
    card = carded(
        source,
        age_of(source, telling.today, strings),
        None if page is None else strings.page.format(number=page),
    )
    ways = (
        f'<button type="button" class="open go" data-open="{place}">{strings.open_article}</button>',
        link_to(source, strings.original, quote.text),
        _copying(quote, strings),
        sure,
    )
    return (
        f'<figure class="quote"><blockquote{language_of(source)}>'
        f'<span class="words">{_words(quote)}</span></blockquote>'
        f'<figcaption class="card"><button type="button" class="open cite" data-open="{place}">'
        f'<span class="badge">{quote.citation.number}</span>{card}</button>'
        f'<div class="ways">{"".join(filter(None, ways))}</div>'
        f"{_copies(quote, place, strings)}</figcaption></figure>"
    )


def _copies(quote: Quote, place: str, strings: Strings) -> str:
    if not quote.copies:
        return ""
    buttons = (
        f'<button type="button" class="open" data-open="{place}:{at}">{cited(copy)}</button>'
        for at, copy in enumerate(quote.copies)
    )
    return f'<p class="copies">{strings.copies}: {" ".join(buttons)}</p>'


def _copying(quote: Quote, strings: Strings) -> str:
    """Return the menu that copies the quote with its citation; what is copied stands in it already."""
    forms = (
        (strings.copy_markdown, as_markdown(quote, strings)),
        (strings.copy_text, as_text(quote, strings)),
        (strings.copy_reference, as_reference(quote, strings)),
    )
    buttons = "".join(
        f'<button type="button" data-copy="{escaped(text)}">{label}</button>'
        for label, text in forms
    )
    return (
        f'<details class="copy" data-copied="{strings.copied}" data-failed="{strings.not_copied}">'
        f'<summary>{strings.copy}</summary><div class="menu">{buttons}</div></details>'
    )


def _words(quote: Quote) -> str:
    short = quote.short_answer
    if short is None:
        return escaped(quote.text)
    start = short.span.start - quote.citation.span.start
    end = start + len(short.text)
    before, after = escaped(quote.text[:start]), escaped(quote.text[end:])
    return f"{before}<mark>{escaped(short.text)}</mark>{after}"
