import json
from dataclasses import replace

import pytest
from sample_answers import ANSWER

from index.errors import NotFound
from ui.page.chat.answers import Exchange
from ui.page.history import disk_store as shelving
from ui.page.history.disk_store import Shelf, bounded
from ui.page.history.saved_talk import kept

TALK = (Exchange("언제 열렸나?", ANSWER),)
FIRST, SECOND = "0" * 15 + "1", "0" * 15 + "2"


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "talks")


def put(shelf, name, at="2025-11-01", visitor="하나", talk=TALK):
    shelf.put(visitor, kept(talk, name, at))


def test_a_conversation_is_found_again_by_its_visitor_alone(shelf):
    put(shelf, FIRST)

    assert shelf.get("하나", FIRST) == kept(TALK, FIRST, "2025-11-01")
    assert shelf.all("둘") == []
    with pytest.raises(NotFound):
        shelf.get("둘", FIRST)


def test_nothing_is_kept_of_nobody(shelf, tmp_path):
    put(shelf, FIRST, visitor="")

    assert shelf.all("") == []
    assert not (tmp_path / "talks").exists()
    with pytest.raises(NotFound):
        shelf.get("", FIRST)


def test_conversations_are_listed_newest_first_and_outlive_the_server(shelf, tmp_path):
    put(shelf, FIRST, "2025-11-02")
    put(shelf, SECOND, "2025-11-01")

    assert [one.id for one in Shelf(tmp_path / "talks").all("하나")] == [FIRST, SECOND]


def test_a_given_title_stays_when_the_conversation_grows(shelf):
    put(shelf, FIRST)
    shelf.rename("하나", FIRST, "  다리\n이야기 ")
    put(shelf, FIRST, "2025-11-03", talk=TALK * 2)

    assert shelf.get("하나", FIRST).title == "다리 이야기"
    assert len(shelf.get("하나", FIRST).turns) == 2
    shelf.rename("하나", FIRST, "  ")
    assert shelf.get("하나", FIRST).title == "다리 이야기"


def test_conversations_can_be_forgotten_one_or_all(shelf):
    put(shelf, FIRST)
    put(shelf, SECOND)
    put(shelf, FIRST, visitor="둘")

    shelf.remove("하나", FIRST)
    assert [one.id for one in shelf.all("하나")] == [SECOND]
    shelf.clear("하나")
    assert shelf.all("하나") == []
    assert len(shelf.all("둘")) == 1


@pytest.mark.parametrize("name", ["", "x", "../../secret", "0" * 17, "A" * 16])
def test_no_name_leaves_the_folder(shelf, tmp_path, name):
    (tmp_path / "secret.json").write_text("{}")
    put(shelf, FIRST)

    shelf.remove("하나", name)
    with pytest.raises(NotFound):
        shelf.get("하나", name)
    assert (tmp_path / "secret.json").exists()


def test_no_visitor_names_a_path(shelf, tmp_path):
    put(shelf, FIRST, visitor="../../outside\ud800")

    assert [path.name for path in tmp_path.iterdir()] == ["talks"]
    assert len(shelf.all("../../outside\ud800")) == 1


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:40], lambda text: "[]", lambda text: "[" * 9999]
)
def test_a_spoilt_file_is_left_out_and_logged(shelf, tmp_path, caplog, spoil):
    put(shelf, FIRST)
    put(shelf, SECOND)
    (path,) = (tmp_path / "talks").rglob(f"{FIRST}.json")
    path.write_text(spoil(path.read_text()))

    assert [one.id for one in shelf.all("하나")] == [SECOND]
    assert "cannot be read" in caplog.text


def test_the_oldest_conversations_go_when_there_are_too_many(shelf, monkeypatch):
    monkeypatch.setattr(shelving, "KEPT_AT_MOST", 3)
    for number in range(5):
        put(shelf, f"{number:016x}", f"2025-11-0{number + 1}")

    assert [one.id[-1] for one in shelf.all("하나")] == ["4", "3", "2"]


def test_a_long_conversation_loses_its_oldest_turns():
    long = kept(TALK * 20, FIRST, "2025-11-01")
    one = len(json.dumps(long.turns[0], ensure_ascii=False))

    short = bounded(long, 5 * one, len)

    assert 3 <= len(short.turns) <= 5
    assert bounded(replace(long, turns=long.turns[:1]), 1, len).turns == long.turns[:1]


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(shelf):
    put(shelf, FIRST, talk=(Exchange("가\ud800?", error="x"),))

    assert shelf.get("하나", FIRST).turns[0]["question"] == "가??"
