"""Scripts and words: what a text is written in, and the words it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text.language import detect_language
from index.text.scripts import (
    WORD,
    character_bigrams,
    language_of_script,
    main_script,
    script_of,
    words,
)

SCRIPTS = {
    "다카이치 총리는 언제 선출됐나?": "Hang",
    "Google Cloud와 OpenAI, Microsoft가 손잡았다": "Hang",
    "ᄒᆞᆫ글": "Hang",
    "高市首相はいつ選出されたか": "Kana",
    "高市首相、日米首脳会談で希土類協力を強化へ": "Kana",
    "高市早苗当选首相": "Hani",
    "When was she elected?": "Latn",
    "Когда её избрали?": "Cyrl",
    "พบกันเมื่อไร": "Thai",
    "متى انتخبت؟": "Arab",
    "2025-10-28 🚢 …": "",
    "": "",
}
LANGUAGES = {
    "다카이치 총리가 선출됐다": "ko",
    "高市首相が選出された": "ja",
    "這個國家的總統來了，他們說會開會": "zh-Hant",
    "这个国家的总统来了，他们说会开会": "zh",
    "The prime minister was elected in October by the lower house of the parliament.": "en",
    "Die Ministerpräsidentin wurde im Oktober vom Unterhaus des Parlaments gewählt.": "de",
    "Премьер-министр была избрана в октябре нижней палатой парламента.": "ru",
    "Η πρωθυπουργός εξελέγη τον Οκτώβριο": "el",
    "🚢 3.5 …": "und",
}
WORDS = {
    "총리는 3.5% 올랐다": ["총리는", "3.5", "올랐다"],
    "오후 1:55에 1,200명이": ["오후", "1:55", "에", "1,200", "명이"],
    "韓國의 AI산업": ["韓國", "의", "AI", "산업"],
    "Haeon’s don't rock-solid": ["Haeon’s", "don't", "rock", "solid"],
    "Galaxy S25 5G": ["Galaxy", "S25", "5", "G"],
    "हिन्दी का": ["हिन्दी", "का"],
    "ᄒᆞᆫ글 나랏말ᄊᆞ미": ["ᄒᆞᆫ글", "나랏말ᄊᆞ미"],
    "晴れた日、散歩": ["晴れた日", "散歩"],
    " …!? 🚢 ": [],
}


@pytest.mark.parametrize("text", SCRIPTS)
def test_the_main_script_of_a_text_is_told_even_when_others_stand_in_it(text: str) -> None:
    assert main_script(text) == SCRIPTS[text]


@pytest.mark.parametrize("text", LANGUAGES)
def test_the_language_of_an_article_is_told(text: str) -> None:
    assert detect_language(text) == LANGUAGES[text]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_runs_of_one_kind_of_letter(text: str) -> None:
    assert [word for _, word in words(text)] == WORDS[text]


@given(st.text())
@settings(derandomize=True, deadline=None, database=None)
def test_each_word_stands_where_it_is_said_to_stand(text: str) -> None:
    found = words(text)

    assert all(text[start : start + len(word)] == word for start, word in found)
    assert [start for start, _ in found] == sorted({start for start, _ in found})
    assert not WORD.fullmatch("")


@given(st.characters())
@settings(derandomize=True, deadline=None, database=None)
def test_every_character_has_one_script_or_none(character: str) -> None:
    script = script_of(character)

    assert script == "" or len(script) == 4
    assert main_script(character) == script


def test_pairs_overlap_and_a_single_character_stands_for_itself() -> None:
    assert character_bigrams("도서관") == ["도서", "서관"]
    assert character_bigrams("책") == ["책"]


def test_a_script_that_many_languages_share_tells_no_language() -> None:
    assert language_of_script("Hang") == "ko"
    assert language_of_script("Latn") is None
