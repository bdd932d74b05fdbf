"""The parts of a store that need no server: settings, pieces of texts, weights, frequencies, the mark."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadSettings, ExtraMissing, LibraryDamaged
from index.milvus.client import Client
from index.milvus.frequencies import Frequencies, FrequencyCounter
from index.milvus.mark import Facts, Mark
from index.milvus.rows import name_of
from index.milvus.schema import NAME_BYTES, PIECE_BYTES, cut, passing, pieces
from index.milvus.settings import StoreSettings, read_settings
from index.milvus.term_weights import dimension_of, key_of, passage_vector, question_vector
from index.store.records import Restriction

URI = "http://127.0.0.1:1"
keys = st.integers(0, 2**64 - 1)
counters = st.dictionaries(keys, st.integers(-5, 5), max_size=30)


# --- settings


def test_settings_come_from_the_file_in_the_home_and_the_command_line_comes_first(
    tmp_path: Path,
) -> None:
    (tmp_path / "store.toml").write_text(
        f'uri = "{URI}"\ncollection = "news"\ntoken_file = "token"\ntimeout_seconds = 3\n'
    )
    (tmp_path / "token").write_text("root:Milvus\n")

    read = read_settings(tmp_path)
    named = read_settings(tmp_path, uri="https://there:443")

    assert (read.uri, read.collection, read.timeout_seconds) == (URI, "news", 3)
    assert read.token == "root:Milvus"
    assert "Milvus" not in repr(read)
    assert (named.uri, named.collection) == ("https://there:443", "news")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('url = "http://a"', "unknown key 'url'"),
        ("uri = 3", "uri is 3"),
        ('uri = "http://a"\nattempts = true', "attempts is True"),
        ('uri = "there:19530"', "uri is 'there:19530'"),
        ('uri = "http://a"\ncollection = "a-b"', "collection is 'a-b'"),
        ('uri = "http://a"\ndense_index = "BEST"', "dense_index is 'BEST'"),
        ('uri = "http://a"\nattempts = 0', "attempts is 0"),
        ("uri = ", "Invalid value"),
        ("", "its address is not known"),
    ],
)
def test_wrong_settings_say_which_and_how_to_mend(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "store.toml").write_text(text)

    with pytest.raises(BadSettings) as refused:
        read_settings(tmp_path)

    assert why in refused.value.why
    assert refused.value.mend


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_token_file_that_is_missing_or_empty_is_named(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)

    with pytest.raises(BadSettings, match=str(path)):
        _ = StoreSettings(URI, token_file=path).token


def test_a_settings_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="--settings"):
        read_settings(tmp_path, path=tmp_path / "none.toml", uri=URI)


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymilvus", None)

    with pytest.raises(ExtraMissing, match=r"pip install 'inyong\[milvus\]'"):
        Client(StoreSettings(URI))


# --- texts and conditions


@given(st.text(alphabet="a가🜁\n", max_size=60), st.integers(1, 2000))
def test_pieces_make_the_text_again_and_each_fits(unit: str, times: int) -> None:
    text = unit * times * 7

    cut_up = pieces(text)

    assert "".join(cut_up) == text
    assert all(len(piece.encode()) <= PIECE_BYTES for piece in cut_up)
    assert all(cut_up) or cut_up == [""]


def test_a_long_id_has_a_name_that_fits_and_others_are_their_own_name() -> None:
    assert name_of("하언-1") == "하언-1"
    assert len(name_of("긴" * 4000)) <= NAME_BYTES
    assert name_of("긴" * 4000) != name_of("긴" * 4001)


def test_what_a_person_typed_stays_within_its_quotes() -> None:
    hostile = 'x" or id > 0 or publisher == "\\'

    (condition,) = passing(Restriction(publisher=hostile))

    assert condition == 'publisher == "x\\" or id > 0 or publisher == \\"\\\\"'
    assert len(cut("가" * 1000).encode()) <= 1000


# --- weights


def test_dimensions_are_those_that_milvus_takes() -> None:
    assert {dimension_of(key) for key in (0, 2**32 - 3, 2**32 - 2, 2**64 - 1)} <= set(
        range(1, 5)
    ) | {2**32 - 2}
    assert key_of("m", "가") != key_of("b", "가")
    assert (
        key_of("m", "하언") == 15334120125619576407
    )  # printf m하언 | b2sum -l 64, the lowest byte first


def test_a_passage_without_terms_is_found_by_no_question() -> None:
    vector = passage_vector([], [])

    assert vector == {0: 1.0}
    assert 0 not in question_vector({key_of("m", "a"): 1}, "m", 10)


def test_a_term_that_no_passage_holds_has_no_part_in_a_question() -> None:
    assert question_vector({1: 0}, "m", 10) == {}


# --- frequencies


@given(st.lists(counters, max_size=4))
def test_tables_sum_as_counters_do(changes: list[dict[int, int]]) -> None:
    total: Counter[int] = Counter()
    for change in changes:
        total.update(change)

    table = Frequencies.sum(map(Frequencies.of, changes))

    asked = [*total, 7, 2**64 - 1]
    assert table.of_keys(asked) == [total[key] for key in asked]
    assert len(table) == sum(count != 0 for count in total.values())


@given(counters)
def test_a_table_is_read_as_it_was_written(counted: dict[int, int]) -> None:
    table = Frequencies.of(counted)

    again = Frequencies.from_texts(table.to_texts())

    assert again.keys.tolist() == table.keys.tolist()
    assert again.counts.tolist() == table.counts.tolist()


def test_a_large_table_is_cut_to_texts_that_fit() -> None:
    table = Frequencies.of(dict.fromkeys(range(9000), 1))

    texts = table.to_texts()

    assert len(texts) == 3
    assert max(map(len, texts)) <= PIECE_BYTES
    assert len(Frequencies.from_texts(texts)) == 9000


def test_a_passage_that_came_and_went_leaves_no_trace() -> None:
    counter = FrequencyCounter()
    counter.add([1, 2])
    counter.take([1, 2])
    counter.take([3])

    assert counter.frequencies().counts.tolist() == [-1]


# --- the mark


def test_a_mark_of_another_format_or_none_at_all_is_damage() -> None:
    told = Mark("a", 3, 2).to_json()

    assert Mark.from_json(told) == Mark("a", 3, 2)
    for text in (told.replace('"format": 1', '"format": 9'), "{}", "[]", "x"):
        with pytest.raises(LibraryDamaged, match="migrate to-milvus"):
            Mark.from_json(text)
    with pytest.raises(LibraryDamaged):
        Facts.from_json("{}")
