import csv
import io
import json
from dataclasses import replace

import pytest
from sample_answers import BODY, SENTENCE, SOURCE, found, nothing, quote_of

from ui.page.chat.answers import Exchange
from ui.page.history.exporting import exported
from ui.render import answer_to_json
from ui.shown_paths import ShownPaths
from ui.strings import KOREAN

ANSWER = found(quote_of(BODY, SENTENCE, "5월 2일"))
TALK = (
    Exchange("언제 열렸나?", ANSWER),
    Exchange("금리는?", nothing()),
    Exchange("?", error="disk"),
)


def rows(talk):
    name, kind, text = exported(talk, "csv", "다리", KOREAN)
    assert (name, kind, text[0]) == ("다리.csv", "text/csv", "\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def hostile(text, **source):
    return (Exchange(text, found(quote_of(text, text, source=replace(SOURCE, **source)))),)


def test_json_holds_the_contracts_answers():
    name, kind, text = exported(TALK, "json", "다리", KOREAN)

    record = json.loads(text)
    assert (name, kind, record["title"]) == ("다리.json", "application/json", "다리")
    assert record["turns"][0] == ShownPaths().record(answer_to_json(ANSWER))
    assert ANSWER.quotes[0].citation.source.path not in text
    assert record["turns"][2] == {"question": "?", "error": "disk"}


def test_csv_has_a_row_for_each_quote_with_its_citation():
    first, second, third = rows(TALK)

    assert (first["quote"], first["short_answer"]) == (SENTENCE, "5월 2일")
    assert (first["title"], first["publisher"], first["url"]) == (
        SOURCE.title,
        SOURCE.publisher,
        SOURCE.url,
    )
    assert BODY[int(first["start"]) : int(first["end"])] == SENTENCE
    assert (second["found"], second["quote"]) == ("False", "")
    assert third["error"] == "disk"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "＠x", "\n-1"]
)
def test_no_cell_is_a_formula(text):
    (row,) = rows(hostile(text, title=text, publisher=text))

    assert {row["quote"], row["title"], row["publisher"], row["question"]} == {f"'{text}"}


@pytest.mark.parametrize("text", ['그는 "네", 라고', "줄\n바꿈", "a;b\tc"])
def test_a_cell_reads_back_as_the_very_text(text):
    assert rows(hostile(text))[0]["quote"] == text


def test_markdown_quotes_with_the_citation_and_the_short_answer_in_bold():
    _, _, text = exported(TALK, "markdown", "다리", KOREAN)

    assert text.startswith("# 다리\n\n## 언제 열렸나?\n\n> 새 다리는 **5월 2일** 열렸다.\n")
    assert f"> [1] 새 다리 열려 · 해온일보 · 2025-05-02 · <{SOURCE.url}>" in text
    assert KOREAN.not_found in text
    assert "disk" in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("3~5명 *별* _밑_ `c` $x$", "3\\~5명 \\*별\\* \\_밑\\_ \\`c\\` \\$x\\$"),
        ("<img src=x> &lt;", "\\<img src=x\\> \\&lt;"),
        ("[누르세요](javascript:x)", "\\[누르세요\\](javascript:x)"),
        ("# 머리", "\\# 머리"),
        ("- 항목", "\\- 항목"),
        ("1. 첫째", "\\1. 첫째"),
    ],
)
def test_no_quote_is_markup(text, written):
    assert f"> {written}\n" in exported(hostile(text), "markdown", "x", KOREAN)[2]


def test_only_a_web_address_is_a_link():
    for url in ("javascript:x", "https://a.example/ <b>", "file:///etc"):
        assert f"<{url}>" not in exported(hostile("가", url=url), "markdown", "x", KOREAN)[2]


@pytest.mark.parametrize(
    ("title", "name"),
    [("../../etc/passwd", "etc passwd.md"), ("", "대화.md"), ("a\u202egpj.exe", "a gpj.exe.md"),
     ('몇 "석"인가?', "몇 석 인가.md")],
)  # fmt: skip
def test_a_file_is_named_by_the_title_and_nothing_else(title, name):
    assert exported(TALK, "markdown", title, KOREAN)[0] == name
