"""HTML of the page: its templates, and what all of them may use.

All text that comes from articles, files or people is escaped by the templates (ui.templates). The shown
words of a quote, and the shown body of an article, are letter for letter those of the article:
`textContent` of `.words` is the quote's text, that of `.body` the body.
"""

from urllib.parse import urlsplit

from index.article import Source
from ui.page.chat.fragment import with_fragment
from ui.render import day_of
from ui.strings import Strings, counted
from ui.strings.language_names import language_name
from ui.templates import Markup, rendered


def page_html(template: str, strings: Strings, **values: object) -> str:
    """Return a template of this package filled in, with the texts of a language."""
    return rendered(
        f"page/{template}",
        strings=strings,
        counted=counted,
        day_of=day_of,
        language_name=language_name,
        link_to=link_to,
        **values,
    )


def web_address(source: Source) -> str:
    """Return where the article was published, "" if that is no http(s) address."""
    try:
        address = urlsplit(source.url or "")
        web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        web = False
    return (source.url or "") if web else ""


def link_to(source: Source, label: str, words: str = "") -> Markup:
    """Return a link to where the article was published, or nothing if that is no http(s) address.

    words: where they stand on that page, the browser opens it.
    """
    url = web_address(source)
    if not url:
        return Markup()
    return Markup(rendered("page/link.html", target=with_fragment(url, words), label=label))
