"""A question in one language finds, and quotes, an article in another: no words shared but names."""

import json
from pathlib import Path

import pytest

from index.update import update
from qa.answer import AskOptions, Filters
from qa.pipeline import Inyong

ARTICLES = [
    {
        "id": "ko-1",
        "title": "카이로비치 시장, 새 박물관 개관식 참석",
        "language": "ko",
        "text": "에르네스토 카이로비치 시장은 지난 3일 새 박물관의 개관식에 참석했다. "
        "박물관에는 그림 420점이 걸렸다. 입장료는 무료다.",
    },
    {
        "id": "en-1",
        "title": "Dorvantis elected president of the university",
        "language": "en",
        "text": "Helena Dorvantis was elected president of the university on 14 May. "
        "She is the first woman in the office. The university has 9,000 students.",
    },
    {
        "id": "ja-1",
        "title": "台風で港が三日間閉鎖",
        "language": "ja",
        "text": "台風の影響で港は三日間閉鎖された。漁船十二隻が被害を受けた。市は復旧費用を支援する。",
    },
    {
        "id": "ko-2",
        "title": "시내버스 요금 4월부터 인상",
        "language": "ko",
        "text": "시내버스 요금이 4월 1일부터 200원 오른다. 시는 기름값이 오른 탓이라고 설명했다. "
        "학생 요금은 그대로다.",
    },
    {
        "id": "en-2",
        "title": "Heavy snow closes the mountain railway",
        "language": "en",
        "text": "Heavy snow closed the mountain railway on Sunday. Trains will not run for five days.",
    },
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crosslingual")
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    update(folder / "home", [folder / "articles.jsonl"])
    inyong = Inyong.open(folder / "home")
    yield inyong
    inyong.close()


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("도르반티스는 언제 대학 총장으로 선출됐나?", "en-1", "14 May"),
        ("산악 철도는 왜 운행을 중단했나?", "en-2", "Heavy snow"),
        ("태풍으로 항구가 며칠 동안 폐쇄됐나?", "ja-1", "三日間"),
        ("When did mayor Kairovich attend the opening of the museum?", "ko-1", "지난 3일"),
        ("Why do bus fares rise in April?", "ko-2", "오른"),
        ("When was the port closed by the typhoon?", "ja-1", "閉鎖"),
    ],
)
def test_the_article_in_the_other_language_comes_first_and_is_quoted(
    library, question, article, words
):
    answer = library.ask(question, AskOptions(hits=3))

    assert answer.hits[0].source.id == article
    shown = answer.quotes or answer.nearest
    assert words in shown[0].text


def test_an_article_in_the_questions_own_language_is_not_harmed(library):
    answer = library.ask("시내버스 요금은 언제부터 오르나?", AskOptions(hits=1))

    assert answer.found
    assert answer.hits[0].source.id == "ko-2"
    assert answer.quotes[0].short_answer.text == "4월 1일"


def test_a_language_can_be_asked_for(library):
    answer = library.ask("museum opening", AskOptions(filters=Filters(language="en"), hits=5))

    assert {hit.source.language for hit in answer.hits} == {"en"}


def test_the_only_article_of_a_library_answers_a_question_in_another_language(
    tmp_path: Path,
) -> None:
    article = {
        "id": "only",
        "title": "다카이치, 첫 여성 총리로",
        "text": "다카이치 총리는 지난 10월 21일 하원 선거에서 일본 최초의 여성 총리로 선출됐다. "
        "이튿날 그는 새 내각을 꾸렸다. 야당은 축하 인사를 보냈다.",
    }
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(article), encoding="utf-8")
    update(tmp_path / "home", [file])
    program = Inyong.open(tmp_path / "home")
    answer = program.ask("When was Takaichi elected prime minister?")
    program.close()

    assert answer.found
    assert "10월 21일" in answer.quotes[0].text
