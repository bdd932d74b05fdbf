import json
import threading
import time
from types import SimpleNamespace

import pytest
from sample_answers import ANSWER, BODY, SENTENCE, SOURCE, found, nothing, quote_of

from qa.evaluation.questions_file import read_questions
from ui.page.chat import feedback as writing
from ui.page.chat.answers import Exchange
from ui.page.chat.cancellable import Cancelling
from ui.page.chat.feedback import Feedback
from ui.page.chat.judging import Judging
from ui.page.limiter import Limiter

TALK = (Exchange("언제 열렸나?", ANSWER), Exchange("금리는?", nothing()), Exchange("?", error="x"))
REQUEST = SimpleNamespace(
    request=SimpleNamespace(scope={"inyong.visitor": "하나"}), session_hash="s"
)


def said(verdict, exchange="0", word=""):
    return SimpleNamespace(exchange=exchange, verdict=verdict, word=word)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "feedback.jsonl"


@pytest.fixture
def judging(path):
    return Judging(SimpleNamespace(feedback=Feedback(path)))


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_verdict_is_kept_with_what_was_quoted(judging, path):
    talk = judging.judge(said("up", word=" 정확해요 "), TALK, REQUEST)

    (line,) = lines(path)
    assert talk[0].verdict == "up"
    assert talk[1:] == TALK[1:]
    assert line["quote"] == SENTENCE == BODY[line["start"] : line["end"]]
    assert (line["article_id"], line["short_answer"]) == (SOURCE.id, "5월 2일")
    assert (line["verdict"], line["word"]) == ("up", "정확해요")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("verdict", "exchange"),
    [("up", "1"), ("up", "2"), ("up", "9"), ("up", "-1"), ("up", "x"), ("maybe", "0")],
)
def test_what_cannot_be_judged_changes_nothing(judging, path, verdict, exchange):
    assert not isinstance(judging.judge(said(verdict, exchange), TALK, REQUEST), tuple)
    assert not path.exists()


def test_where_nobody_is_asked_nothing_is_kept():
    judging = Judging(SimpleNamespace(feedback=None))

    assert not isinstance(judging.judge(said("up"), TALK, REQUEST), tuple)


def test_the_file_is_bounded(judging, path, monkeypatch, caplog):
    monkeypatch.setattr(writing, "FILE_BYTES", 5000)
    for _ in range(9):
        judging.judge(said("up", word="가" * 9000), TALK, REQUEST)

    assert path.stat().st_size <= 5000
    assert "is full" in caplog.text


def test_what_was_right_is_a_question_for_evaluate_and_the_last_word_counts(judging, path):
    other = (Exchange("길이는?", found(quote_of(BODY, SENTENCE), question="길이는?")),)
    third = (Exchange("왜?", found(quote_of(BODY, SENTENCE), question="왜?")),)
    judging.judge(said("down"), TALK, REQUEST)
    judging.judge(said("up"), TALK, REQUEST)
    judging.judge(said("up"), other, REQUEST)
    judging.judge(said("down"), other, REQUEST)
    judging.judge(said("up"), third, REQUEST)

    file = read_questions(path)

    first, second = file.questions
    assert (first.text, first.answerable, first.kind) == ("언제 열렸나?", True, "feedback")
    assert (first.article_ids, first.answers) == ((SOURCE.id,), ("5월 2일",))
    assert (second.text, second.answers) == ("왜?", ())
    assert file.unlabelled == (4,)


def test_work_that_is_stopped_gives_nothing_and_holds_up_nobody():
    cancelling, begun, end = Cancelling(Limiter(2)), threading.Event(), threading.Event()
    came = []

    def work():
        begun.set()
        end.wait(10)
        return 1

    asker = threading.Thread(target=lambda: came.append(cancelling.run("a", work)))
    asker.start()
    begun.wait(10)
    cancelling.stop("b")
    cancelling.stop("a")
    asker.join(10)
    end.set()

    assert came == [None]
    assert cancelling.run("c", lambda: 2) == 2
    assert cancelling.run("b", lambda: 3) is None  # the stop came first


def test_works_take_turns_in_threads_that_stay_and_one_stopped_before_its_turn_is_not_begun():
    limiter, begun, end = Limiter(1), threading.Event(), threading.Event()
    cancelling = Cancelling(limiter)
    ran = []

    def first():
        ran.append(threading.get_ident())
        begun.set()
        end.wait(10)

    def later():
        ran.append(threading.get_ident())

    askers = [threading.Thread(target=cancelling.run, args=("first", first))]
    askers[0].start()
    begun.wait(10)
    for key in ("stopped", "kept"):
        askers.append(threading.Thread(target=cancelling.run, args=(key, later)))
        askers[-1].start()
    while limiter.count() < len(askers):
        time.sleep(0.01)
    cancelling.stop("stopped")
    askers[1].join(10)
    end.set()
    for asker in askers:
        asker.join(10)

    assert len(ran) == 2
    assert len(set(ran)) == 1


def test_an_error_of_the_work_is_its_askers():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Cancelling(Limiter(1)).run("a", work)
