"""The few things that all HTML of the page is made of.

All text that comes from articles, files or people passes through `escaped`; only the tags written in this
package are ever shown. The shown words of a quote, and the shown body of an article, are letter for letter
those of the article: `textContent` of `.words` is the quote's text, that of `.body` the body.
"""

import html
from urllib.parse import urlsplit

from index.article import Source
from ui.render import day_of

DOT = '<span class="dot"> · </span>'


def escaped(text: str) -> str:
    """Return text as HTML that reads back as exactly this text.

    A carriage return is written as a reference, since a parser would turn it into a line feed.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;")


def web_address(source: Source) -> str:
    """Return where the article was published, or nothing if that is no http(s) address."""
    try:
        address = urlsplit(source.url or "")
        web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        web = False
    return (source.url or "") if web else ""


def link_to(source: Source, label: str) -> str:
    """Return a link to where the article was published, or nothing if that is no http(s) address."""
    url = escaped(web_address(source))
    if not url:
        return ""
    return f'<a href="{url}" target="_blank" rel="noopener noreferrer">{escaped(label)}</a>'


def cited(source: Source) -> str:
    """Return title, publisher and day of a source, each apart from the others' writing direction."""
    facts = [f'<bdi class="what">{escaped(source.title)}</bdi>']
    if source.publisher:
        facts.append(f"<bdi>{escaped(source.publisher)}</bdi>")
    if day := day_of(source):
        facts.append(f'<time datetime="{escaped(day)}">{escaped(day)}</time>')
    return f'<span class="cited">{DOT.join(facts)}</span>'


def language_of(source: Source) -> str:
    """Return the attributes that say in which language and direction a source is written."""
    tag = f' lang="{escaped(source.language)}"' if source.language else ""
    return f'{tag} dir="auto"'
