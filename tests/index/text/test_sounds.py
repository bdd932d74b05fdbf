"""Names meet by their sound across scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analyzer import Analyzer
from index.text.sounds import MARK, sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Takaichi", "다카이치"),
        ("Takaichi", "タカイチ"),
        ("Trump", "트럼프"),
        ("Trump", "トランプ"),
        ("Washington", "워싱턴"),
        ("Lutnick", "루트닉"),
        ("Merkel", "메르켈"),
        ("Johnson", "존슨"),
        ("Путин", "푸틴"),
        ("Путин", "Putin"),
        ("Microsoft", "마이크로소프트"),
        ("Garamsol", "가람솔"),
    ],
)
def test_a_name_sounds_alike_in_two_scripts(one, other):
    assert set(sounds(one)) & set(sounds(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Takaichi", "트럼프"), ("Bessent", "루트닉"), ("Seoul", "Tokyo")]
)
def test_other_names_sound_otherwise(one, other):
    assert not set(sounds(one)) & set(sounds(other))


@pytest.mark.parametrize("name", ["Lee", "이", "Rubio", "도쿄", "高市", "2025", ""])
def test_what_is_too_short_or_has_no_sound_gives_none(name):
    assert sounds(name) == ()


@given(st.text(max_size=50))
def test_every_sound_is_a_term_of_its_own_kind(text):
    assert all(sound.startswith(MARK) and len(sound.split()) == 1 for sound in sounds(text))


def test_an_english_question_shares_a_korean_name(analyzer: Analyzer):
    english = analyzer.terms("When was Takaichi elected prime minister?", ("ko",))
    korean = analyzer.terms("다카이치 총리는 일본 최초의 여성 총리로 선출됐다.", ("ko",))

    assert {term for term in english if term.startswith(MARK)} & set(korean)
