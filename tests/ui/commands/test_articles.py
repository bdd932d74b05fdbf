"""`inyong articles export` and `import`, and `inyong check --repair`, as they are used."""

import json
from pathlib import Path

import pytest

from index.encoding.encoders import open_encoder
from index.search.library import identity_of
from index.search.published import forget
from index.store.home import ledger_path
from index.store.ledger_writer import LedgerWriter
from ui.cli import main


@pytest.fixture
def home(tmp_path: Path, tiny_encoder: str) -> Path:
    (tmp_path / "ferry.txt").write_text("The ferry runs\n\nThe ferry runs on Monday.\n")
    arguments = ["--home", str(tmp_path / "home"), "index", str(tmp_path / "ferry.txt")]
    assert main([*arguments, "--encoder", tiny_encoder]) == 0
    return tmp_path / "home"


def test_what_is_exported_to_a_file_is_imported_and_exported_alike(
    home, tmp_path, tiny_encoder, capfdbinary
):
    file, other = tmp_path / "all.jsonl", tmp_path / "other"
    LedgerWriter(ledger_path(other), identity_of(open_encoder(tiny_encoder))).close()

    assert main(["--home", str(home), "articles", "export", str(file)]) == 0
    assert main(["--home", str(other), "articles", "import", str(file)]) == 0
    said = capfdbinary.readouterr()
    assert main(["--home", str(other), "articles", "export"]) == 0

    assert b"1 articles written to" in said.err
    assert b"1 added" in said.out
    assert capfdbinary.readouterr().out == file.read_bytes()
    assert json.loads(file.read_bytes())["title"] == "The ferry runs"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_an_export_that_cannot_be_written_leaves_the_file_as_it_was(home, tmp_path, capsys):
    (tmp_path / "folder.jsonl").mkdir()

    status = main(["--home", str(home), "articles", "export", str(tmp_path / "folder.jsonl")])

    (line,) = capsys.readouterr().err.splitlines()[-1:]
    assert status == 2
    assert "cannot write" in line
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "all.txt"], ".jsonl"),
        (["import", "all.csv"], "inyong index"),
        (["import", "/no/such/file.jsonl"], "no such file"),
        (["export", "/no/such/folder/all.jsonl"], "cannot write"),
    ],
)
def test_wrong_use_is_said_in_one_line(home, capsys, arguments, words):
    capsys.readouterr()

    status = main(["--home", str(home), "articles", *arguments])

    (line,) = capsys.readouterr().err.splitlines()
    assert status == 2
    assert words in line


def test_a_library_may_be_repaired_by_the_command(home, capsys):
    next(home.glob("vectors-*.bin")).write_bytes(b"")
    assert main(["--home", str(home), "check"]) == 2
    assert "inyong check --repair" in capsys.readouterr().out

    status = main(["--home", str(home), "check", "--repair"])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert lines == ["the vector index was made anew from the ledger", "the library is whole"]


def test_a_repair_may_be_told_as_json_lines(home, capsys):
    forget(home, "lexical")
    capsys.readouterr()

    status = main(["--home", str(home), "check", "--repair", "--json"])

    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert records == [{"repaired": "the lexical index was made anew from the ledger"}]


def test_an_article_that_two_files_hold_is_one_article_with_two_paths(home, tmp_path, capsys):
    copy = tmp_path / "zz-copy.txt"
    copy.write_bytes((tmp_path / "ferry.txt").read_bytes())
    main(["--home", str(home), "index", str(copy)])
    capsys.readouterr()

    main(["--home", str(home), "articles", "list"])
    (line,) = capsys.readouterr().out.splitlines()
    main(["--home", str(home), "articles", "list", "--json"])
    listed = json.loads(capsys.readouterr().out)
    main(["--home", str(home), "articles", "show", listed["id"]])
    shown = capsys.readouterr().out

    assert line.endswith("\tThe ferry runs\t2 files")
    assert listed["paths"] == [str(tmp_path / "ferry.txt"), str(copy)]
    assert f"in {tmp_path / 'ferry.txt'}\nin {copy}\n" in shown
