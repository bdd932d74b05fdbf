"""What a question asks for, and the terms it is searched by."""

import pytest

from qa.question.analysis import Asked, analyse


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("다카이치 총리는 언제 총리로 선출됐나?", Asked.DATE),
        ("창립 연도는?", Asked.DATE),
        ("행사는 몇 월에 열리나요?", Asked.DATE),
        ("첫 배는 몇 시에 떠나?", Asked.TIME),
        ("누가 회의에 참석했나?", Asked.PERSON),
        ("회담은 어디에서 열렸나?", Asked.PLACE),
        ("벚나무는 몇 그루인가?", Asked.NUMBER),
        ("사업비는 얼마야?", Asked.NUMBER),
        ("요금은 왜 올랐어?", Asked.REASON),
        ("무엇에 서명했나?", Asked.THING),
        ("경기에서 우승한 선수는 누구인가?", Asked.PERSON),
        ("시장의 아버지 이름은?", Asked.PERSON),
        ("두 사람이 만난 나라는?", Asked.PLACE),
        ("상을 받았을 때의 나이는?", Asked.NUMBER),
        ("어른 요금은 어떻게 돼?", Asked.NUMBER),
        ("시장이 태어난 날은?", Asked.DATE),
        ("며칠 동안 열리나?", Asked.NUMBER),
        ("몇 년 만에 다시 열리나?", Asked.NUMBER),
        ("공연은 몇 시간이나 하나?", Asked.NUMBER),
        ("그해 일어난 혁명의 이름은?", Asked.THING),
        ("When was she elected?", Asked.DATE),
        ("How many trees were given?", Asked.NUMBER),
        ("Who signed it?", Asked.PERSON),
        ("Where did they meet?", Asked.PLACE),
        ("What time does it open?", Asked.TIME),
        ("誰が出席しましたか？", Asked.PERSON),
        ("店はいくつありますか？", Asked.NUMBER),
        ("为什么要撒黄土？", Asked.REASON),
    ],
)
def test_the_asked_kind_is_read_from_the_question(analyzer, text, asked):
    assert analyse(text, analyzer, ("ko", "en")).asked is asked


def test_asking_words_are_no_search_terms(analyzer):
    question = analyse("다카이치 총리는 언제 총리로 선출됐나?", analyzer, ("ko",))

    assert question.morphemes == ("다카이치", "~TKC", "총리", "선출")


def test_the_counted_unit_is_read(analyzer):
    assert analyse("벚나무는 몇 그루를 기증하나?", analyzer, ("ko",)).unit == "그루"
    assert analyse("店は何軒ですか", analyzer, ("ja",)).unit == ""


@pytest.mark.parametrize(
    "text", ["what is this?", "누가 언제 어디에서?", "1", "감사합니다!", "Thank you", "()*:"]
)
def test_a_question_that_only_asks_greets_or_counts_has_nothing_to_search(analyzer, text):
    assert analyse(text, analyzer, ("ko", "en")).morphemes == ()


@pytest.mark.parametrize(
    ("text", "languages", "terms"),
    [
        ("¿Quién fue elegida presidenta?", ("es",), {"eleg", "president"}),
        ("Wann wurde Dorvantis gewählt?", ("de",), {"dorvantis", "gewahlt"}),
        ("Πόσα δέντρα φυτεύτηκαν;", ("el",), {"δεντρ"}),
        ("Сколько деревьев посадили?", ("ru",), {"дерев"}),
    ],
)
def test_what_asks_is_no_search_term_in_other_languages_either(analyzer, text, languages, terms):
    found = set(analyse(text, analyzer, languages).morphemes)

    assert found >= terms
    assert not found & {"quien", "quién", "wann", "ποσ", "πόσα", "скольк"}


def test_a_word_of_an_unknown_language_has_its_stems_together(analyzer):
    assert ("elect", "elected") in analyse("elected", analyzer, ("de", "en")).stems
    assert analyse("elected", analyzer, ("en",)).stems == ()
    assert analyse("선출된 총리 elected", analyzer, ("de", "en")).stems == ()


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀", "\u202e", "a" * 5000, "가" * 5000])
def test_any_text_can_be_analysed(analyzer, text):
    question = analyse(text, analyzer, ())

    assert question.text.isprintable()
    assert set(question.text) <= set(text)
