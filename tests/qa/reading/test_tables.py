"""Rows of tables are read with the names of their columns, and answered from one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.tables import named_cells

TABLE = "| 구 | 인구 | 학교 |\n|---|---:|---|\n| 산마루구 | 97,310 | 14 |\n| 버들구 | | 22 |\n"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            TABLE,
            "| 구 | 인구 | 학교 |\n|---|---:|---|\n구: 산마루구, 인구: 97,310, 학교: 14, \n구: 버들구, 학교: 22, \n",
        ),
        (
            "배편\n| To | First | Fare |\n| Selwyn | 6:30 | $11.50 |\n끝",
            "배편\n| To | First | Fare |\nTo: Selwyn, First: 6:30, Fare: $11.50, \n끝",
        ),
        ("| 날짜 | 3월 5일 |\n| 장소 | 시청 |", "| 날짜 | 3월 5일 |\n| 장소 | 시청 |"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "| a | b |\n|---|---|\na: 1, b: 2, 3, "),
        ("a | b 는 줄이 아니다", "a | b 는 줄이 아니다"),
        ("", ""),
    ],
)
def test_each_cell_is_read_with_the_name_of_its_column(text, read):
    assert named_cells(text)[0] == read


@given(st.text(alphabet="| -:\n가나1a", max_size=80))
def test_what_is_read_of_a_place_is_what_stands_there(text):
    read, starts, ends = named_cells(text)

    assert len(read) == len(starts) == len(ends)
    for letter, start, end in zip(read, starts, ends, strict=True):
        assert end - start in (0, 1)
        assert end == start or text[start:end] == letter
    assert list(starts) == sorted(starts)
