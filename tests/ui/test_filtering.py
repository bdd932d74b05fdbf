from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest
from sample_answers import SOURCE

from index.errors import BadSettings
from qa.answer import Filters
from ui.filtering import filters_for, hint
from ui.strings import ENGLISH, KOREAN


class TwoPublishers:
    """Two articles of two publishers, and one whose day is unknown."""

    def articles(self):
        return [
            SOURCE,
            replace(
                SOURCE, id="a2", publisher="Harbour Post", language="en", published_at="2024-01-09"
            ),
            replace(SOURCE, id="a3", published_at=None),
        ]

    def publishers(self):
        return ("Harbour Post", "해온일보")

    def languages(self):
        return ("en", "ko")


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(publisher="없는신문"), "매체 ‘없는신문’의 기사가 없습니다. 있는 매체: Harbour Post, 해온일보"),
        (Filters(language="fr"), "언어 ‘fr’의 기사가 없습니다. 있는 언어: en, ko"),
        (Filters(since=date(2030, 1, 1)), "그 기간의 기사가 없습니다. 기사는 2024-01-09부터 2025-05-02까지 있습니다."),
        (Filters(publisher="해온일보", language="en"), KOREAN.nothing_matches),
        (Filters(publisher="해온일보", until=date(2024, 12, 31)), KOREAN.nothing_matches),
        (Filters(publisher="해온일보"), ""),
        (Filters(since=date(2025, 5, 2), until=date(2025, 5, 2)), ""),
        (Filters(), ""),
    ],
)  # fmt: skip
def test_a_hint_says_what_there_is_where_no_article_passes(filters, said):
    assert hint(TwoPublishers(), filters, KOREAN) == said


def test_both_unknown_names_are_told():
    said = hint(TwoPublishers(), Filters(publisher="x", language="y"), ENGLISH)

    assert "‘x’" in said
    assert "‘y’" in said


def test_days_that_contradict_each_other_are_refused():
    with pytest.raises(BadSettings, match="is after"):
        filters_for(date(2025, 2, 1), date(2025, 1, 1), None, None)
    assert filters_for(None, None, "", "") == Filters()


@pytest.mark.parametrize("typed", ["해온일보 ", normalize("NFD", "해온일보"), "\t해온일보\n"])
def test_a_name_finds_its_articles_however_it_was_typed(typed):
    assert filters_for(None, None, typed, " ko") == Filters(publisher="해온일보", language="ko")
    assert Filters(publisher=typed).publisher == "해온일보"
    assert not Filters(publisher="  ", language="")
