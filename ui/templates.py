"""HTML from Jinja2 templates: .html files that stand beside the modules which fill them in.

Whatever a template is given is escaped where it is written; HTML are only the tags of the templates and
what one of them has made. Nothing is missing silently: a name that is not given is an error.

White space that holds a line break and stands between two tags is the template's, not the page's: letters
are shown as they stand in an article, and a space too many would show.
"""

import html
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

__all__ = ["Markup", "rendered"]

_BETWEEN_TAGS = re.compile(r"(?<=[>}])\s*\n\s*(?=[<{])")


class _Tight(Extension):
    """Drops the line breaks between tags; comments in their place keep the numbers of the lines."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template without them."""
        return _BETWEEN_TAGS.sub(lambda gap: "{#" + "\n" * gap[0].count("\n") + "#}", source)


def rendered(template: str, **values: object) -> str:
    """Return a template filled in; its name is its path from this folder."""
    return _TEMPLATES.get_template(template).render(values)


def _escaped(value: object) -> object:
    """Return a value as HTML that reads back as exactly its text.

    A carriage return is written as a reference, since a parser would turn it into a line feed.
    """
    if hasattr(value, "__html__"):
        return value
    return Markup(html.escape(str(value), quote=True).replace("\r", "&#13;"))


def _filled(text: str, **values: object) -> Markup:
    """Return a text of ui.strings with its {names} filled in; what is HTML already stays so."""
    parts = {
        name: _escaped(value) if isinstance(value, str) else value for name, value in values.items()
    }
    return Markup(str(_escaped(text)).format(**parts))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    extensions=[_Tight],
    autoescape=True,
    finalize=_escaped,
    undefined=StrictUndefined,
    auto_reload=False,
)
_TEMPLATES.filters["filled"] = _filled
for _name in _TEMPLATES.list_templates(extensions=["html"]):
    _TEMPLATES.get_template(_name)  # compiled now, so that no question waits for it
