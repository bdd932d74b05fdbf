"""Files of questions: what is read, what is left out, and what is said of a broken one."""

import gzip
import json

import pytest

from index.errors import BadSettings, InyongError, NotFound, Unreadable
from qa.evaluation.questions_file import GoldArticle, GoldQuestion, read_questions

FULL = {
    "id": "a", "question": "도서관은 언제 여나?", "article_ids": ["x"], "files": ["x.txt"],
    "answers": [{"text": "4월"}, {"text": " "}], "answerable": True, "kind": "easy", "language": "ko",
    "history": ["도서관이 새로 생겼나?"],
}  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "questions.jsonl"


def write(path, *records):
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")


def test_all_fields_of_a_line_are_read(path):
    write(path, FULL)

    (question,) = read_questions(path).questions

    assert question == GoldQuestion(
        "a", "도서관은 언제 여나?", True, ("x",), ("x.txt",), ("4월",), "easy", "ko",
        ("도서관이 새로 생겼나?",),
    )  # fmt: skip


def test_what_a_line_leaves_out_is_filled_in_from_what_it_has(path):
    write(
        path,
        {"question": "몇 층인가?", "answers": [{"text": "3층"}]},
        {"question": "Is it open?", "answerable": False, "answers": None},
    )

    korean, english = read_questions(path).questions

    assert (korean.id, korean.answerable, korean.kind, korean.language) == (
        "1", True, "answerable", "ko"
    )  # fmt: skip
    assert (english.id, english.answerable, english.kind, english.language) == (
        "2", False, "unanswerable", "und"
    )  # fmt: skip


def test_lines_without_any_label_are_left_out_and_counted(path):
    write(path, {"question": "a?", "thumb": "up"}, FULL, {"question": "b?", "thumb": "down"})

    file = read_questions(path)

    assert [question.id for question in file.questions] == ["a"]
    assert file.unlabelled == (1, 3)


def test_packed_and_marked_files_are_read_alike(path, tmp_path):
    data = b"\xef\xbb\xbf" + json.dumps(FULL).encode()
    path.write_bytes(data)
    packed = tmp_path / "questions.jsonl.gz"
    packed.write_bytes(gzip.compress(data))

    assert read_questions(packed).questions == read_questions(path).questions


SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Haeon_Library",
            "paragraphs": [
                {
                    "context": "The library opens in April.",
                    "qas": [
                        {
                            "id": "1", "question": "When does it open?",
                            "answers": [{"text": "April", "answer_start": 21}],
                        },
                        {
                            "id": "2", "question": "Who paid?", "is_impossible": True, "answers": [],
                            "plausible_answers": [{"text": "April", "answer_start": 21}],
                        },
                    ],
                },
                {"context": "The library opens in April.", "qas": [
                    {"id": "3", "question": "다시?", "answers": [{"text": "April"}]}]},
            ],
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_squad_brings_its_paragraphs_as_articles(tmp_path, indent):
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(SQUAD, indent=indent), encoding="utf-8")

    file = read_questions(path)

    assert file.articles == (GoldArticle("0-0", "Haeon Library", "The library opens in April."),)
    assert [(q.id, q.answerable, q.article_ids, q.answers) for q in file.questions] == [
        ("1", True, ("0-0",), ("April",)),
        ("2", False, (), ()),
        ("3", True, ("0-0",), ("April",)),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"question": "x", ', "broken JSON"),
        ('["question"]', "no object"),
        ('{"answers": []}', "no question"),
        ('{"question": "  ", "answerable": true}', "no question"),
        ('{"question": 7}', "question is no text"),
        ('{"question": "x", "answerable": "yes"}', "neither true nor false"),
        ('{"question": "x", "answers": ["y"]}', "an answer has no text"),
        ('{"question": "x", "answers": {"text": "y"}}', "answers is no list"),
        ('{"question": "x", "article_ids": "a"}', "article_ids is no list"),
        ('{"question": "x", "answerable": true, "kind": 3}', "kind is no text"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_wrong_line_is_named_with_its_number_and_the_mend(path, line, why):
    path.write_text(f"{json.dumps(FULL)}\n\n{line}\n", encoding="utf-8")

    with pytest.raises(BadSettings) as caught:
        read_questions(path)

    assert f"{path}:3: " in str(caught.value)
    assert why in caught.value.why
    assert '"answerable": true' in caught.value.mend


@pytest.mark.parametrize(
    ("name", "data", "error", "why"),
    [
        ("q.jsonl", b"", BadSettings, "no question"),
        ("q.jsonl", b" \n\n", BadSettings, "no question"),
        (
            "q.jsonl",
            b'{"question": "a?", "thumb": "up"}',
            BadSettings,
            "no question in the file has",
        ),
        ("q.jsonl", '{"question": "한글"}'.encode("cp949"), Unreadable, "not UTF-8"),
        ("q.jsonl", json.dumps(FULL).encode("utf-16"), Unreadable, "not UTF-8"),
        ("q.jsonl.gz", gzip.compress(b"{}" * 99, mtime=0)[:-9], Unreadable, "gzip"),
        ("q.json", b'{"data": [\n {"paragraphs": [,\n', BadSettings, "broken JSON"),
        ("q.json", b'{"data": 7}', BadSettings, "data is no list"),
        ("q.json", b'{"data": [{"paragraphs": [{}]}]}', BadSettings, "context is no text"),
        ("q.json", b'{"data": [{}]}', BadSettings, "data[0].paragraphs is no list"),
        (
            "q.json",
            b'{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": "7"}]}]}]}',
            BadSettings,
            "no question in it",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, name, data, error, why):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(error) as caught:
        read_questions(path)

    assert isinstance(caught.value, InyongError)
    assert why in caught.value.why
    assert name in str(caught.value)


def test_a_missing_file_and_a_folder_are_said_to_be_so(tmp_path):
    for path in (tmp_path / "nothing.jsonl", tmp_path):
        with pytest.raises(NotFound, match="cannot read"):
            read_questions(path)
