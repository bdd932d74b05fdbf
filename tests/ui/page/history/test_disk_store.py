import json
from dataclasses import replace

import pytest
from sample_answers import ANSWER

from index.errors import NotFound
from ui.page.chat.answers import Exchange
from ui.page.history import disk_store as disk_store_module
from ui.page.history.disk_store import DiskStore, bounded
from ui.page.history.saved_talk import kept

TALK = (Exchange("언제 열렸나?", ANSWER),)
FIRST, SECOND = "0" * 15 + "1", "0" * 15 + "2"


@pytest.fixture
def disk_store(tmp_path):
    return DiskStore(tmp_path / "talks")


def put(disk_store, name, at="2025-11-01", visitor="하나", talk=TALK):
    disk_store.put(visitor, kept(talk, name, at))


def test_a_conversation_is_found_again_by_its_visitor_alone(disk_store):
    put(disk_store, FIRST)

    assert disk_store.get("하나", FIRST) == kept(TALK, FIRST, "2025-11-01")
    assert disk_store.all("둘") == []
    with pytest.raises(NotFound):
        disk_store.get("둘", FIRST)


def test_nothing_is_kept_of_nobody(disk_store, tmp_path):
    put(disk_store, FIRST, visitor="")

    assert disk_store.all("") == []
    assert not (tmp_path / "talks").exists()
    with pytest.raises(NotFound):
        disk_store.get("", FIRST)


def test_conversations_are_listed_newest_first_and_outlive_the_server(disk_store, tmp_path):
    put(disk_store, FIRST, "2025-11-02")
    put(disk_store, SECOND, "2025-11-01")

    assert [one.id for one in DiskStore(tmp_path / "talks").all("하나")] == [FIRST, SECOND]


def test_a_given_title_stays_when_the_conversation_grows(disk_store):
    put(disk_store, FIRST)
    disk_store.rename("하나", FIRST, "  다리\n이야기 ")
    put(disk_store, FIRST, "2025-11-03", talk=TALK * 2)

    assert disk_store.get("하나", FIRST).title == "다리 이야기"
    assert len(disk_store.get("하나", FIRST).turns) == 2
    disk_store.rename("하나", FIRST, "  ")
    assert disk_store.get("하나", FIRST).title == "다리 이야기"


def test_conversations_can_be_forgotten_one_or_all(disk_store):
    put(disk_store, FIRST)
    put(disk_store, SECOND)
    put(disk_store, FIRST, visitor="둘")

    disk_store.remove("하나", FIRST)
    assert [one.id for one in disk_store.all("하나")] == [SECOND]
    disk_store.clear("하나")
    assert disk_store.all("하나") == []
    assert len(disk_store.all("둘")) == 1


@pytest.mark.parametrize("name", ["", "x", "../../secret", "0" * 17, "A" * 16])
def test_no_name_leaves_the_folder(disk_store, tmp_path, name):
    (tmp_path / "secret.json").write_text("{}")
    put(disk_store, FIRST)

    disk_store.remove("하나", name)
    with pytest.raises(NotFound):
        disk_store.get("하나", name)
    assert (tmp_path / "secret.json").exists()


def test_no_visitor_names_a_path(disk_store, tmp_path):
    put(disk_store, FIRST, visitor="../../outside\ud800")

    assert [path.name for path in tmp_path.iterdir()] == ["talks"]
    assert len(disk_store.all("../../outside\ud800")) == 1


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:40], lambda text: "[]", lambda text: "[" * 9999]
)
def test_a_spoilt_file_is_left_out_and_logged(disk_store, tmp_path, caplog, spoil):
    put(disk_store, FIRST)
    put(disk_store, SECOND)
    (path,) = (tmp_path / "talks").rglob(f"{FIRST}.json")
    path.write_text(spoil(path.read_text()))

    assert [one.id for one in disk_store.all("하나")] == [SECOND]
    assert "cannot be read" in caplog.text


def test_the_oldest_conversations_go_when_there_are_too_many(disk_store, monkeypatch):
    monkeypatch.setattr(disk_store_module, "KEPT_AT_MOST", 3)
    for number in range(5):
        put(disk_store, f"{number:016x}", f"2025-11-0{number + 1}")

    assert [one.id[-1] for one in disk_store.all("하나")] == ["4", "3", "2"]


def test_a_long_conversation_loses_its_oldest_turns():
    long = kept(TALK * 20, FIRST, "2025-11-01")
    one = len(json.dumps(long.turns[0], ensure_ascii=False))

    short = bounded(long, 5 * one, len)

    assert 3 <= len(short.turns) <= 5
    assert bounded(replace(long, turns=long.turns[:1]), 1, len).turns == long.turns[:1]


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(disk_store):
    put(disk_store, FIRST, talk=(Exchange("가\ud800?", error="x"),))

    assert disk_store.get("하나", FIRST).turns[0]["question"] == "가??"
