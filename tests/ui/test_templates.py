"""Templates: what they are given is escaped, nothing is missing silently, and no module writes HTML itself."""

import ast
import re
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, TemplateSyntaxError, UndefinedError

import ui
from ui import templates
from ui.strings import KOREAN, Strings
from ui.templates import rendered

UI = Path(ui.__file__).parent
NAMES = sorted(path.relative_to(UI).as_posix() for path in UI.rglob("*.html"))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
def write(monkeypatch):
    """Make templates of a test's own."""

    def written(**sources):
        environment = templates._TEMPLATES.overlay(loader=DictLoader(sources))
        monkeypatch.setattr(templates, "_TEMPLATES", environment)

    return written


class Read(HTMLParser):
    """Reads text and attributes as a browser would."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.text, self.values, self.tags = "", [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data):
        self.text += data


@given(text=TEXT)
def test_a_text_reads_back_letter_for_letter_wherever_it_is_written(text):
    environment = templates._TEMPLATES.overlay()
    source = '<p title="{{ text }}">{{ text }}</p><i>{{ "{x}"|filled(x=text) }}</i><b>{{ text ~ "" }}</b>'

    read = Read(environment.from_string(source).render(text=text))

    assert (read.tags, read.values, read.text) == (["p", "i", "b"], [text], text * 3)


def test_a_name_that_is_not_given_is_an_error(write):
    write(
        page="<p>{{ missing }}</p>", inner="{{ strings.missing }}", asked="{% if no %}{% endif %}"
    )

    for name in ("page", "inner", "asked"):
        with pytest.raises(UndefinedError):
            rendered(name, strings=KOREAN)


def test_html_of_a_template_stays_html_and_a_texts_own_signs_do_not(write):
    write(page='{% set b %}<b>{{ x }}</b>{% endset %}{{ "<i>{b}{n:,}"|filled(b=b, n=1000) }}')

    assert rendered("page", x="<") == "&lt;i&gt;<b>&lt;</b>1,000"


def test_line_breaks_between_tags_go_and_those_of_a_value_stay(write):
    write(page="<p>\n  {{ x }}\n</p>\n\n<i\n  title='a'>b c</i> <i>d\n</i>\n")

    assert rendered("page", x=" \n ") == "<p> \n </p><i\n  title='a'>b c</i> <i>d\n</i>"


def test_an_error_names_the_line_of_the_template(write):
    write(page="<p>\n\n</p>\n{% nothing %}\n")

    with pytest.raises(TemplateSyntaxError) as raised:
        rendered("page")

    assert raised.value.lineno == 4


def test_there_are_templates_in_every_part_that_shows_something():
    assert {name.rpartition("/")[0] for name in NAMES} >= {
        "page", "page/chat", "page/filters", "page/history", "page/library", "page/reader", "report",
        "server/auth",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_template_names_only_texts_that_there_are_and_escapes_all(name):
    source = (UI / name).read_text("utf-8")
    known = {field.name for field in fields(Strings)} | {"word"}

    assert set(re.findall(r"\bstrings\.(\w+)", source)) <= known
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source)


WRITES_HTML = re.compile(r"</?[a-z][a-z0-9]*[\s/>]|<[a-z]+$|<!doctype")
EXEMPT = {"page/app.py", "report/plots.py"}
"""The head that Gradio puts before the page, and SVG that is taken apart."""


def test_no_module_writes_html_itself():
    writing = [
        f"{path.relative_to(UI)}:{node.lineno}"
        for path in sorted(UI.rglob("*.py"))
        if path.relative_to(UI).as_posix() not in EXEMPT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if WRITES_HTML.search(node.value)
    ]

    assert writing == []


def test_only_our_own_files_are_called_html():
    trusting = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if re.search(r"\bMarkup\(", path.read_text("utf-8"))
    }

    assert trusting == {
        "page/markup.py", "report/report_page.py", "server/auth/login_page.py", "templates.py"
    }  # fmt: skip
