import unicodedata

import pytest

from index.formats.charset import LONGEST_MARK_RUN, decode
from index.formats.format_error import FormatError

KOREAN = (
    "한솔대교가 28일 열렸다.\n길이는 480미터이다. 주민들은 이제 돌아가지 않아도 된다고 말했다.\n"
)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp949", "euc_kr", "utf-16", "utf-32"])
def test_korean_is_read_in_every_usual_encoding(name):
    assert decode(KOREAN.encode(name)) == KOREAN


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [KOREAN, "The bridge is open.\n", "橋が 開通した。\n" * 3])
def test_utf16_without_a_mark_is_known_by_its_spaces(name, text):
    assert decode(text.encode(name)) == text


def test_syllables_that_only_cp949_has_are_read():
    text = KOREAN + "똠방각하와 펲시맨, 뷁"

    assert decode(text.encode("cp949")) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("韓松川に架かる新しい橋が開通した。長さは四百八十メートルで、歩道が別にある。\n" * 5, "shift_jis"),
        ("韓松川に架かる新しい橋が開通した。長さは四百八十メートルで、歩道が別にある。\n" * 5, "euc_jp"),
        ("La rivière a débordé mardi, et le pont a été fermé à midi. Où aller ?\n" * 5, "latin-1"),
    ],
)  # fmt: skip
def test_other_encodings_are_told_from_korean(text, name):
    assert decode(text.encode(name)) == text


def test_a_long_file_in_another_encoding_is_read():
    text = "大桥昨日通车，全长四百八十米。市政府表示明年种花。\n" * 3_000

    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay_as_they_are(end):
    text = f"한솔대교{end}열렸다.{end}"

    assert decode(text.encode()) == text


def test_text_is_put_into_nfc():
    assert decode(unicodedata.normalize("NFD", KOREAN).encode()) == KOREAN


def test_a_file_that_ends_within_a_character_is_not_read_as_another_encoding():
    for name in ("utf-8", "cp949", "utf-16"):
        with pytest.raises(FormatError, match="cut off"):
            decode(f"{KOREAN}한".encode(name)[:-1])


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", b"PK\x03\x04\x14\0\x08\0", bytes(range(1, 32)) * 9],
)
def test_binary_data_is_no_text(data):
    with pytest.raises(FormatError, match="binary"):
        decode(data)


def test_bytes_that_are_text_in_no_encoding_are_refused():
    with pytest.raises(FormatError) as caught:
        decode(b"\xff\xfe\x00\xd8\x41\x00")

    assert caught.value.mend


def test_a_heap_of_combining_marks_is_refused_before_it_is_sorted():
    with pytest.raises(FormatError, match="combining"):
        decode(("a" + "\u0315\u0300" * LONGEST_MARK_RUN).encode())
