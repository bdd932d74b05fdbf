"""What words and vectors say of a sentence before it is read, and which sentences answer nothing."""

import json
import math
from pathlib import Path

import pytest

from index.search.library import open_library
from index.update import update
from qa.answer import Filters
from qa.question.analysis import analyse
from qa.reading.signs import SIGNS, heads_a_table, leans, signs
from qa.search.ranking import Weights, rank
from qa.search.retrieval import retrieve

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
    {
        "id": "en",
        "title": "Harbour lights",
        "text": "The lighthouse was lit in 1907. Its lamp is seen from 40 kilometres away.",
    },
]


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


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [("그는 물러났다.", True), ("It closed.", True), ("시장은 물러났다.", False), ("그물을 걷었다.", False)],
)  # fmt: skip
def test_a_sentence_that_points_back_is_told(sentence: str, wanted: bool) -> None:
    assert leans(sentence) is wanted


@pytest.fixture(scope="module")
def library_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signs")
    file = folder / "articles.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in ARTICLES))
    update(folder / "home", [file])
    return folder / "home"


@pytest.mark.parametrize(
    "question",
    ["트램 공사비는 얼마야?", "나라가 트램에 얼마나 내?", "등대는 언제 불을 켰어?", "?", "바나나"],
)
def test_signs_are_those_that_are_documented_and_finite(library_home: Path, question: str) -> None:
    library = open_library(library_home)
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
    for evidence in ranking.evidence:
        rows = signs(asked, ranking, evidence, ranking.evidence[0].score)
        assert len(rows) == len(evidence.stored.passage.sentences)
        for row in rows:
            assert row.keys() == SIGNS.keys()
            assert all(map(math.isfinite, row.values())), row
    library.close()


def test_a_number_that_the_article_does_not_tell_is_a_sign(library_home: Path) -> None:
    library = open_library(library_home)
    missed = {}
    for question in ("9일에 시작한 트램 공사비는?", "1987년에 시작한 트램 공사비는?"):
        asked = analyse(question, library.analyzer, library.languages)
        ranking = rank(asked, retrieve(asked, library, Filters()), library, Weights())
        [evidence] = [e for e in ranking.evidence if e.stored.source.id == "tram"]
        missed[question] = signs(asked, ranking, evidence, evidence.score)[0]["number"]
    library.close()

    assert list(missed.values()) == [0.0, 1.0]
