"""The few things that all HTML of the page is made of.

All text that comes from articles, files or people passes through `escaped`; only the tags written in this
package are ever shown. The shown words of a quote, and the shown body of an article, are letter for letter
those of the article: `textContent` of `.words` is the quote's text, that of `.body` the body.
"""

import html
from urllib.parse import urlsplit

from index.article import Source
from ui.page.chat.fragment import with_fragment
from ui.render import day_of

DOT = '<span class="dot"> · </span>'


def escaped(text: str) -> str:
    """Return text as HTML that reads back as exactly this text.

    A carriage return is written as a reference, since a parser would turn it into a line feed.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;")


def web_address(source: Source) -> str:
    """Return where the article was published, "" if that is no http(s) address."""
    try:
        address = urlsplit(source.url or "")
        web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        web = False
    return (source.url or "") if web else ""


def link_to(source: Source, label: str, words: str = "") -> str:
    """Return a link to where the article was published, or nothing if that is no http(s) address.

    words: where they stand on that page, the browser opens it.
    """
    url = web_address(source)
    if not url:
        return ""
    target = escaped(with_fragment(url, words))
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer">{escaped(label)}</a>'


def titled(source: Source) -> str:
    """Return the title of a source, in its language and apart from the others' writing direction."""
    tag = f' lang="{escaped(source.language)}"' if source.language else ""
    return f'<bdi class="what"{tag}>{escaped(source.title)}</bdi>'


def cited(source: Source) -> str:
    """Return title, publisher and day of a source, each apart from the others' writing direction."""
    return f'<span class="cited">{DOT.join((titled(source), *_published(source)))}</span>'


def carded(source: Source, age: str | None, page: str | None) -> str:
    """Return title, and under it publisher, day, age, byline and page of a source, as far as known."""
    facts = _published(source)
    facts += [f"<span>{escaped(one)}</span>" for one in (age,) if one]
    facts += [f"<bdi>{escaped(one)}</bdi>" for one in (source.byline, page) if one]
    under = f'{DOT}<span class="facts">{DOT.join(facts)}</span>' if facts else ""
    return f'<span class="cited">{titled(source)}{under}</span>'


def _published(source: Source) -> list[str]:
    facts = [f"<bdi>{escaped(source.publisher)}</bdi>"] if source.publisher else []
    if day := day_of(source):
        facts.append(f'<time datetime="{escaped(day)}">{escaped(day)}</time>')
    return facts


def language_of(source: Source) -> str:
    """Return the attributes that say in which language and direction a source is written."""
    tag = f' lang="{escaped(source.language)}"' if source.language else ""
    return f'{tag} dir="auto"'
