import string
from dataclasses import fields

import pytest

from qa.answer import Confidence
from ui.strings import ENGLISH, KOREAN, LANGUAGES, Strings, counted, strings_for

NAMES = [field.name for field in fields(Strings)]


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strings", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_every_text_is_there_in_every_language(strings, name):
    assert getattr(strings, name).strip()


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_in_the_same_names(name):
    assert names_in(getattr(KOREAN, name)) == names_in(getattr(ENGLISH, name))


@pytest.mark.parametrize("strings", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_no_text_holds_markup(strings):
    assert not [name for name in NAMES if set(getattr(strings, name)) & set('<>&"')]


def test_every_confidence_has_its_own_word():
    assert len({KOREAN.word(each) for each in Confidence}) == len(Confidence)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ko", "ko"), ("ko-KR", "ko"), ("en-GB", "en"), ("EN", "en"), ("fr", "ko"), (None, "ko")],
)
def test_a_language_tag_chooses_the_texts(tag, code):
    assert strings_for(tag).code == code


def test_one_thing_is_said_as_one_where_a_language_tells_them_apart():
    for count, english in ((0, "0 passages"), (1, "1 passage"), (1234, "1,234 passages")):
        assert counted(ENGLISH.library_passages, count) == english
        assert counted(KOREAN.library_passages, count) == f"대목 {count:,}개"
