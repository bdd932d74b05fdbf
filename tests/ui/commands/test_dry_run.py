"""`inyong index --dry-run` lists what would change and changes nothing."""

import json
from pathlib import Path

import pytest

from ui.cli import main


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry runs\n\nThe ferry runs on Monday.\n")
    (folder / "news.jsonl").write_text('{"id": "a", "title": "T", "text": "Words."}\n{"id": 1}\n')
    return folder


def test_a_dry_run_lists_what_would_change_and_makes_no_home(articles, tmp_path, capsys):
    status = main(["--home", str(tmp_path / "home"), "index", str(articles), "--dry-run"])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert lines[0].startswith("added\t")
    assert lines[0].endswith(f"\tThe ferry runs\t{articles / 'ferry.txt'}")
    assert lines[1] == f"added\ta\tT\t{articles / 'news.jsonl'}"
    assert lines[2].startswith("unreadable\t")
    assert "line 2" in lines[2]
    assert lines[3].startswith("would be: 2 added, 0 changed, 0 deleted, 0 moved, 1 unreadable")
    assert not (tmp_path / "home").exists()


def test_a_dry_run_may_be_json_lines(articles, tmp_path, capsys):
    main(["--home", str(tmp_path / "home"), "index", str(articles), "--dry-run", "--json"])

    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["event"] for record in records] == ["added", "added", "unreadable", "summary"]
    assert records[1] == {
        "event": "added", "id": "a", "title": "T", "path": str(articles / "news.jsonl"), "was": None
    }  # fmt: skip
    assert records[3] == {
        "event": "summary", "dry_run": True,
        "added": 2, "changed": 0, "deleted": 0, "moved": 0, "unreadable": 1,
    }  # fmt: skip


@pytest.mark.parametrize("other", [["--rebuild"], ["--watch"], ["--encoder", "bundled"]])
def test_a_dry_run_is_refused_beside_what_it_cannot_tell(articles, tmp_path, capsys, other):
    home = tmp_path / "home"
    status = main(["--home", str(home), "index", str(articles), "--dry-run", *other])

    (line,) = capsys.readouterr().err.splitlines()
    assert status == 2
    assert f"--dry-run with {other[0]}" in line
    assert not home.exists()
