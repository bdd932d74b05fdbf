"""Where files lie on the server is not for readers."""

import pytest

from index.update import update
from ui.shown_paths import ShownPaths, known_folders

FOLDERS = ("/home/kim/articles", "/home/kim/articles/sports", "/srv/one.jsonl", "/data/")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/kim/articles/2025/a.txt", "2025/a.txt"),
        ("/home/kim/articles/sports/b.txt", "b.txt"),
        ("/home/kim/articles2/c.txt", "c.txt"),
        ("/home/kim/articles", "articles"),
        ("/srv/one.jsonl", "one.jsonl"),
        ("/data/x.zip/inner/d.txt", "x.zip/inner/d.txt"),
        ("already/relative.txt", "relative.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
    ],
)
def test_a_path_begins_in_the_folder_that_is_indexed(path, shown):
    assert ShownPaths(FOLDERS).of(path) == shown
    assert ShownPaths(FOLDERS, whole=True).of(path) == path


def test_messages_and_markup_do_not_tell_the_folders():
    paths = ShownPaths(FOLDERS)

    said = "cannot read /home/kim/articles/2025/가 나.txt: it is empty"
    assert paths.text(said) == "cannot read 2025/가 나.txt: it is empty"
    assert paths.text("<bdi>/home/kim/articles</bdi>") == "<bdi>articles</bdi>"
    assert paths.text("cannot list /data/: no") == "cannot list data: no"
    assert paths.text("(/srv/one.jsonl:12)") == "(one.jsonl:12)"
    assert paths.text("/home/kim/articles2/c.txt") == "/home/kim/articles2/c.txt"
    assert ShownPaths(("/a&b",)).text("<b>/a&amp;b/c</b> /a&amp;b") == "<b>c</b> a&amp;b"
    assert ShownPaths(("/",)).text("/a/b") == "/a/b"
    assert ShownPaths(FOLDERS, whole=True).text(said) == said


def test_json_is_shown_at_every_depth_and_left_as_it_was():
    record = {
        "quotes": [{"article": {"path": "/data/a.txt", "title": "/data/a.txt"}}],
        "path": None,
    }

    shown = ShownPaths(FOLDERS).record(record)

    assert shown["quotes"][0]["article"] == {"path": "a.txt", "title": "/data/a.txt"}
    assert record["quotes"][0]["article"]["path"] == "/data/a.txt"
    assert ShownPaths(FOLDERS).texts({"current": "/data/a.txt", "done": 3}) == {
        "current": "a.txt", "done": 3,
    }  # fmt: skip


def test_the_folders_are_those_of_the_ledger_as_it_is_now(home, tmp_path, tiny_encoder):
    assert known_folders(home) == ()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.txt").write_text(f"{name} news.\n")
        update(home, [folder], encoder=tiny_encoder)
        assert str(folder) in known_folders(home)
