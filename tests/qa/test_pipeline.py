"""What Inyong.ask does beside finding: completion that can be left away, help, and dates as evidence."""

import json
from datetime import date

import pytest

from index.search.library import open_library
from index.update import update
from qa.answer import AskOptions, Confidence, Turn
from qa.pipeline import Inyong
from qa.question.dates import Period

TODAY = date(2025, 10, 30)
MARKET = "해온시 북항 시장에서 큰불이 나 점포 {count}곳이 탔다. 인명 피해는 없었다."
ARTICLES = [
    {"id": "march", "title": "북항 시장 화재", "published_at": "2024-03-09", "text": MARKET.format(count="열두")},
    {"id": "september", "title": "북항 시장 화재", "published_at": "2025-09-12", "text": MARKET.format(count="열세")},
    {"id": "unknown", "title": "북항 시장 화재", "text": MARKET.format(count="열네")},
    {"id": "cup", "title": "가람컵 결승", "published_at": "2025-05-02", "text": "2019년 가람컵에서는 물결팀이 우승했다."},
    {"id": "year", "title": "체육계 소식", "published_at": "2019-05-02", "text": "가람컵 우승 상금이 늘었다."},
    {"id": "library", "title": "가람도서관 개관", "published_at": "2025-01-02", "text": "가람도서관은 1월 2일 문을 열었다. 개관식에는 소리나 시장이 참석했다."},
    {"id": "pool", "title": "가람수영장 개장", "published_at": "2025-02-03", "text": "가람수영장은 2월 3일 문을 열었다. 개장식에는 하윤슬 의원이 참석했다."},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("pipeline")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    update(folder / "home", [folder / "a.jsonl"], encoder=tiny_encoder)
    return folder / "home"


@pytest.fixture
def inyong(home):
    opened = Inyong(open_library(home), today=lambda: TODAY)
    yield opened
    opened.close()


def first(answer):
    return answer.hits[0].source.id


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("지난달 북항 시장 화재로 점포 몇 곳이 탔나?", "september"),
        ("2024년 3월 북항 시장 화재로 점포 몇 곳이 탔나?", "march"),
        ("작년 3월 북항 시장 화재로 점포 몇 곳이 탔나?", "march"),
        ("2019년 가람컵에서 우승한 팀은?", "cup"),
    ],
)
def test_a_date_decides_between_articles_that_are_alike(inyong, question, article):
    assert first(inyong.ask(question, AskOptions(hits=3))) == article


def test_without_a_date_the_newest_of_equals_comes_first(inyong):
    answer = inyong.ask("북항 시장 인명 피해", AskOptions(hits=7))
    ranked = [hit for hit in answer.hits if hit.source.title == "북항 시장 화재"]

    assert [hit.source.id for hit in ranked] == ["september", "march", "unknown"]
    assert all(hit.signals["period"] == 0 for hit in answer.hits)


def test_the_period_is_told(inyong):
    assert inyong.ask("지난달 화재는?").period == Period(date(2025, 9, 1), date(2025, 10, 1))
    assert inyong.ask("북항 화재는?").period is None


def test_an_absolute_date_gives_the_same_answer_on_any_day(home, inyong):
    later = Inyong(open_library(home), today=lambda: date(2031, 1, 1))
    question = "2024년 3월 북항 시장 화재로 점포 몇 곳이 탔나?"
    told = [
        (a.quotes, a.nearest, a.hits, a.period)
        for a in (x.ask(question, AskOptions(hits=5)) for x in (inyong, later))
    ]
    later.close()

    assert told[0] == told[1]


def test_a_follow_up_is_completed_unless_it_is_asked_as_written(inyong):
    history = [Turn("가람도서관은 언제 문을 열었나?", "가람도서관은 언제 문을 열었나?")]

    completed = inyong.ask("그럼 누가 참석했어?", AskOptions(history=history, hits=1))
    plain = inyong.ask("그럼 누가 참석했어?", AskOptions(history=history, hits=1, complete=False))

    assert completed.searched_as == "가람도서관 누가 참석했어?"
    assert first(completed) == "library"
    assert plain.searched_as == plain.question == "그럼 누가 참석했어?"


def test_a_new_topic_is_found_without_the_old_one(inyong):
    history = inyong.turns(["가람도서관은 언제 문을 열었나?"])

    answer = inyong.ask("그럼 가람수영장은?", AskOptions(history=history, hits=1))

    assert answer.searched_as == "가람수영장은 언제 문을 열었나?"
    assert first(answer) == "pool"


@pytest.mark.parametrize("text", ["안녕하세요", "도움말", "?!", "", "Thanks!"])
def test_small_talk_gets_help_and_no_search(inyong, text):
    answer = inyong.ask(text, AskOptions(hits=5))

    assert answer.is_help
    assert (answer.found, answer.confidence, answer.nearest, answer.hits) == (
        False,
        Confidence.NONE,
        (),
        (),
    )
