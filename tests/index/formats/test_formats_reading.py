import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import Unreadable
from index.formats import SUFFIXES, choose_reader, is_readable, read


@pytest.mark.parametrize(
    "name",
    ["a.txt", "A.TXT", "a.text", "a.md", "README.md", "a.markdown", "a.jsonl", "a.jsonl.gz", "a.html", "A.HTM", "a.xhtml",
     "a.mht", "a.mhtml", "a.pdf", "a.docx", "a.eml", "a.json", "a.csv", "a.tsv", "a.rss", "a.atom", "a.xml", "a.zip",
     "a.txt.gz", "a.html.gz", "a.pdf.gz"],
)  # fmt: skip
def test_a_file_is_readable_by_its_suffix(name):
    assert is_readable(Path("folder") / name)


@pytest.mark.parametrize(
    "name",
    ["a.doc", "a", ".a.txt", ".txt", "a.txt~", "~$a.txt", "a.txt.tmp", "a.txt.part", "#a.txt#", "._a.md", "a.gz", "a.zip.gz", "a.tar.gz"],
)  # fmt: skip
def test_other_files_hidden_ones_and_leftovers_are_not(name):
    assert not is_readable(Path("folder") / name)


def test_the_suffixes_are_named():
    plain = [
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".mht",
        ".mhtml",
        ".pdf",
        ".docx",
        ".eml",
        ".jsonl",
        ".json",
        ".csv",
        ".tsv",
        ".rss",
        ".atom",
        ".xml",
    ]
    assert set(SUFFIXES) == {*plain, ".zip", *(f"{suffix}.gz" for suffix in plain)}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\xef\xbb\xbf\n", "empty"),
        ("a.md", b"\n\n", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        ("a.txt", "다리가 열렸다".encode()[:-1], "cut off"),
        ("a.doc", b"text", "no reader"),
    ],
)
def test_a_file_that_is_no_article_is_reported_by_name(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)

    [problem] = read(path)

    assert isinstance(problem, Unreadable)
    assert name in problem.what
    assert reason in problem.why
    assert problem.mend


def test_a_missing_file_and_a_folder_are_reported(tmp_path):
    (tmp_path / "folder.txt").mkdir()

    assert "no such file" in next(read(tmp_path / "a.txt")).why
    assert "folder" in next(read(tmp_path / "folder.txt")).why
    assert "no such file" in next(read(tmp_path / ("가" * 50 + ".txt"))).why


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")

    assert "device" in next(read(tmp_path / "a.txt")).why


def test_a_name_too_long_or_impossible_is_reported(tmp_path):
    for name in ("a" * 5_000 + ".txt", "a\0.txt", "\udcff.txt"):
        [problem] = read(tmp_path / name)

        assert isinstance(problem, Unreadable)
        str(problem).encode()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything"
)
def test_a_file_that_may_not_be_read_is_reported(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("글이다.")
    path.chmod(0)

    assert "may not" in next(read(path)).why


def test_a_file_over_the_limit_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(choose_reader, "LARGEST_TEXT", 2**20)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (2**20 + 1))

    assert "larger than 1 MB" in next(read(path)).why


def test_the_path_is_kept_as_it_was_given(tmp_path):
    path = tmp_path / "다리.txt"
    path.write_text("다리가 열렸다.", encoding="utf-8")

    assert next(read(path)).source.path == str(path)


def test_reading_needs_no_model_and_no_index(child_environment):
    code = (
        "import sys, index.formats; "
        "sys.exit(bool({'torch', 'faiss', 'kiwipiepy', 'gradio', 'trafilatura', 'lxml', 'pypdf', 'docx'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], env=child_environment(), check=False)
    assert done.returncode == 0
