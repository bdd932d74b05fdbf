"""What speaks for a sentence: the form that is asked for, and signs within their ranges."""

import json
import math
from pathlib import Path

import pytest

from index.search.library import open_library
from index.text.analyzer import Analyzer
from index.update import update
from qa.answer import Filters
from qa.question.analysis import analyse
from qa.reading.choosing import Choice, first_look, judge, korean_reader, look_again
from qa.reading.quotes import read
from qa.reading.second_look import AGAIN_SIGNS, LOOKED_AT
from qa.reading.short_answers.names import shipped_names
from qa.reading.short_answers.patterns import has_type
from qa.reading.signs import PASSAGE_SIGNS, SENTENCE_SIGNS, heads_a_table, holds_form
from qa.reading.silence import SILENCE_SIGNS, probability
from qa.reading.weights import Learnt, shipped
from qa.search.ranking import Weights, rank
from qa.search.retrieval import retrieve

FORMS = [
    ("배에는 차를 몇 대까지 태울 수 있나요?", "승용차 12대와 손님 200명을 태운다.", 1),
    ("배에는 차를 몇 대까지 태울 수 있나요?", "84억 원을 들여 지은 320t급 배다.", 0),
    ("나무는 몇 그루야?", "벚나무 250그루를 심는다.", 1),
    ("직원은 몇 명이야?", "직원 세 명이 다쳤다.", 1),
    ("직원은 몇 명이야?", "의사 한 명도 없었다.", 1),
    ("직원은 몇 명이야?", "건물 세 채가 탔다.", 0),
    ("사업비는 얼마야?", "321억 원이 든다.", 1),
    ("사업비는 얼마야?", "길이는 7.4km다.", 0),
    ("입장료 얼마야?", "어른은 3,000원을 낸다.", 1),
    ("사장의 월급은 얼마야?", "사장은 한 달에 300만 원을 받는다.", 1),
    ("회비는 모두 얼마야?", "오는 25일부터 걷는다.", 0),
    ("거리는 얼마나 돼?", "길이는 7.4km다.", 0.5),
    ("거리는 얼마나 돼?", "바닷길을 따라 걷는다.", 0),
    ("쉬는 요일은 언제야?", "매주 월요일에 쉰다.", 1),
    ("쉬는 요일은 언제야?", "지난 3일에 쉬었다.", 0),
    ("어느 해에 지었어?", "1931년에 지었다.", 1),
    ("어느 해에 지었어?", "지난 3일에 지었다.", 0),
    ("몇 시에 떠나?", "오후 6시 25분에 떠난다.", 1),
    ("몇 시에 떠나?", "하루 네 번 떠난다.", 0),
    ("How much does it cost?", "A ride costs 1,400 won.", 1),
    ("How much does it cost?", "The ride takes 20 minutes.", 0),
    ("What year was it built?", "It was built in 1931.", 1),
    ("費用はいくらですか?", "費用は3億円だった。", 1),
    ("经济损失是多少?", "损失达31亿韩元。", 1),
    ("무엇을 만들어?", "빵을 만든다.", 0),
]


@pytest.mark.parametrize(("question", "text", "wanted"), FORMS)
def test_a_sentence_holds_the_very_form_that_is_asked_for(
    analyzer: Analyzer, question: str, text: str, wanted: float
) -> None:
    asked = analyse(question, analyzer, ("ko", "en", "ja", "zh"))
    assert holds_form(asked, text, has_type(asked.asked, text)) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("| 요일 | 여는 시각 |\n|---|---:|", True),
        ("| 월요일 | 휴관 |", False),
        ("| 월요일 | 휴관 |\n| 화요일 | 06:00 |", False),
        ("문을 열었다.\n---", False),
        ("| 합계 |\n", False),
    ],
)
def test_the_head_of_a_table_is_told_from_its_rows(sentence: str, wanted: bool) -> None:
    assert heads_a_table(sentence) is wanted


ARTICLES = [
    {
        "id": "tram",
        "title": "해온시 트램 첫 삽",
        "text": "해온시가 9일 트램 공사를 시작했다. 노선의 길이는 7.4km다. 공사비는 3,120억 원이다. "
        "이 가운데 60%를 나라가 낸다. 정거장은 열한 곳에 놓인다. 시장은 “버스 요금과 같게 하겠다”고 말했다.",
    },
    {
        "id": "library",
        "title": "중앙도서관 4월 착공",
        "text": "해온시는 4월에 중앙도서관을 짓기 시작한다. 사업비는 321억 원이다. 책은 40만 권이 들어간다.",
    },
    {"id": "library-copy", "title": "도서관 소식", "text": "사업비는 321억 원이다."},
    {
        "id": "en",
        "title": "Harbour lights",
        "text": "The lighthouse was lit in 1907. Its lamp is seen from 40 kilometres away.",
    },
]
QUESTIONS = ["트램 공사비는 얼마야?", "나라가 트램에 얼마나 내?", "도서관 사업비는?", "등대는 언제 불을 켰어?", "?", "바나나"]  # fmt: skip


@pytest.fixture(scope="module")
def library_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signs")
    file = folder / "articles.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in ARTICLES))
    update(folder / "home", [file])
    return folder / "home"


@pytest.mark.parametrize("question", QUESTIONS)
def test_signs_are_those_that_are_documented_and_lie_in_their_ranges(
    library_home: Path, question: str
) -> None:
    library = open_library(library_home)
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    reader = korean_reader(asked, library.analyzer, library.likeness, shipped_names(), shipped())
    for side in judge(asked, ranking, shipped(), reader):
        assert set(side.signs) == set(SILENCE_SIGNS)
        assert 0 <= side.probability < 1
        assert [c.score for c in side.choices] == sorted(c.score for c in side.choices)[::-1]
        for choice in side.choices:
            again = set(AGAIN_SIGNS) if set(AGAIN_SIGNS) & choice.signs.keys() else set()
            assert set(choice.signs) == {*SENTENCE_SIGNS, *PASSAGE_SIGNS, *again}
            assert all(map(math.isfinite, choice.signs.values())), choice.signs
    library.ledger.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_quote_repeats_a_sentence_of_another(library_home: Path, question: str) -> None:
    library = open_library(library_home)
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    reading = read(asked, ranking, library, shipped(), shipped_names())
    for number, quote in enumerate(reading.quotes):
        for other in reading.quotes[number + 1 :]:
            same = quote.citation.source.id == other.citation.source.id
            one, two = quote.citation.span, other.citation.span
            assert not same or one.end <= two.start or two.end <= one.start
            assert quote.text != other.text
    library.ledger.close()


def test_weights_of_unknown_or_missing_signs_are_refused() -> None:
    text = shipped().to_json()
    assert Learnt.from_json(text) == shipped()
    with pytest.raises(ValueError, match="coverage"):
        Learnt.from_json(text.replace('"coverage"', '"something"'))


def test_probability_is_a_logistic_of_the_weighted_signs() -> None:
    assert probability({"core": 0.5}, {"bias": -1.0, "core": 2.0}) == pytest.approx(0.5)
    assert probability({"core": 1e6}, {"bias": 0.0, "core": 1.0}) < 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_second_look_loses_no_sentence_and_leaves_the_rest_in_order(
    library_home: Path, question: str
) -> None:
    library = open_library(library_home)
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    reader = korean_reader(asked, library.analyzer, library.likeness, shipped_names(), shipped())
    first = first_look(asked, ranking, False, shipped().own.reading)
    again = look_again(first, reader, shipped().again)

    def place(choice: Choice) -> tuple[int, int]:
        return choice.evidence.stored.id, choice.number

    assert sorted(map(place, again)) == sorted(map(place, first))
    assert list(map(place, again[LOOKED_AT:])) == list(map(place, first[LOOKED_AT:]))
    assert [c.score for c in again] == sorted((c.score for c in again), reverse=True)
    library.ledger.close()


def test_a_passage_that_shares_no_word_with_the_question_is_no_answer_in_its_script(
    library_home: Path,
) -> None:
    library = open_library(library_home)
    asked = analyse("바나나", library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    reader = korean_reader(asked, library.analyzer, library.likeness, shipped_names(), shipped())
    own = [side for side in judge(asked, ranking, shipped(), reader) if not side.foreign]
    assert [side.probability for side in own] == [0.0]
    library.ledger.close()


def test_the_only_article_of_a_library_leads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(ARTICLES[0]), encoding="utf-8")
    update(tmp_path / "home", [file])
    library = open_library(tmp_path / "home")
    asked = analyse("트램 공사비는 얼마야?", library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    [side] = judge(asked, ranking, shipped(), None)
    assert side.signs["lead"] == 0.0
    library.ledger.close()


def test_what_says_the_same_is_no_rival(tmp_path: Path) -> None:
    copied = {**ARTICLES[0], "id": "copy", "publisher": "다른신문"}
    again = {
        "id": "again",
        "title": "트램 공사비 확정",
        "text": "트램 공사비는 3,120억 원으로 정해졌다.",
    }
    signs = []
    for name, held in (("alone", ARTICLES), ("copied", [*ARTICLES, copied, again])):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in held))
        update(tmp_path / name, [file])
        library = open_library(tmp_path / name)
        asked = analyse("트램 공사비는 얼마야?", library.analyzer, library.languages)
        ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
        reader = korean_reader(
            asked, library.analyzer, library.likeness, shipped_names(), shipped()
        )
        [side] = [one for one in judge(asked, ranking, shipped(), reader) if not one.foreign]
        signs.append(side.signs)
        library.ledger.close()

    alone, beside = signs
    assert beside["certainty"] >= alone["certainty"] - 0.1
    assert beside["lead"] >= alone["lead"] - 0.1
