"""The command line with the bundled encoder and real files; one walk of it as a user runs it, by processes."""

import json
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commanding import run

from ui.cli import main
from ui.options import parser

ARTICLE = """해안통신

새 도서관, 4월에 문 연다

2025년 3월 2일 오전 9:30
지은 지 40년 된 창고가 새 도서관으로 바뀌었다. | 해안통신 자료지은 지 40년 된 창고가 새 도서관으로 바뀌었다. | 해안통신 자료

나루시는 오는 4월 12일 새 시립도서관을 연다고 밝혔다. 도서관에는 책 8만 권이 놓인다.

개관식에는 소리나 시장과 하윤슬 관장이 참석한다.
공사비는 모두 127억 원이 들었다.

*문가람 기자가 이 기사의 정리에 기여했습니다.
"""
ENGLISH = """---
title: Naru ferry gets a second boat
publisher: Harbour Post
published_at: 2025-05-06T08:00:00+09:00
url: https://example.com/ferry
language: en
---

A second ferry began to run between Naru and Gull Island on Monday. It carries 180 passengers.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A home with a Korean and an English article and one broken file, indexed by the command."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "library.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "ferry.md").write_text(ENGLISH, encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 8)
    home = tmp_path_factory.mktemp("home")
    done = run(home, "index", folder)
    assert done.returncode == 0, done.stderr
    return home, folder


def ask(home, question, *more, by=run):
    done = by(home, "ask", question, "--json", *more)
    return done.returncode, json.loads(done.stdout)


def test_indexing_ends_with_a_summary_and_the_files_that_failed(library, tmp_path, run_process):
    _, folder = library

    done = run_process(tmp_path, "index", folder)

    assert "2 added" in done.stdout
    assert "1 could not be read" in done.stdout
    assert "broken.txt" in done.stdout
    assert "Traceback" not in done.stderr


def test_an_answer_follows_the_contract(library, run_process):
    home, _ = library

    status, answer = ask(home, "나루시 시립도서관은 언제 열어?", "--hits", "2", by=run_process)

    assert status == 0
    assert answer["found"] is True
    assert answer["confidence"] in ("high", "medium", "low")
    assert 0 <= answer["probability"] <= 1
    assert answer["nearest"] == []
    quote = answer["quotes"][0]
    assert quote["number"] == 1
    assert "4월 12일" in quote["text"]
    assert "4월 12일" in quote["short_answer"]["text"]
    assert set(quote["article"]) == {
        "id", "title", "publisher", "byline", "published_at", "url", "path", "language"
    }  # fmt: skip
    assert quote["article"]["publisher"] == "해안통신"
    assert quote["article"]["published_at"] == "2025-03-02T09:30:00+09:00"
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert {"generation", "milliseconds", "question", "searched_as"} <= set(answer)


def test_a_quote_stands_in_the_body_that_show_prints(library):
    home, _ = library
    _, answer = ask(home, "공사비는 얼마나 들었나?")
    quote = answer["quotes"][0]

    shown = json.loads(run(home, "articles", "show", quote["article"]["id"], "--json").stdout)

    assert shown["body"][quote["start"] : quote["end"]] == quote["text"]
    short = quote["short_answer"]
    assert shown["body"][short["start"] : short["end"]] == short["text"] == "127억 원"


def test_nothing_found_is_said_and_is_exit_status_1(library, run_process):
    home, _ = library

    status, answer = ask(home, "한국은행 기준금리는 얼마인가?", by=run_process)

    assert status == 1
    assert answer["found"] is False
    assert answer["quotes"] == []
    assert answer["confidence"] == "none"
    assert answer["nearest"]


def test_the_terminal_answer_names_title_publisher_and_date(library, run_process):
    home, _ = library

    done = run_process(home, "ask", "개관식에는 누가 참석하나?")

    assert done.returncode == 0, done.stderr
    assert "소리나 시장과 하윤슬 관장" in done.stdout
    assert "새 도서관, 4월에 문 연다 · 해안통신 · 2025-03-02" in done.stdout


def test_filters_keep_other_articles_out(library):
    home, _ = library
    question = "How many passengers does the ferry carry?"

    found, answer = ask(home, question, "--publisher", "Harbour Post", "--since", "2025-05-01")
    outside, _ = ask(home, question, "--until", "2025-04-01")

    assert found == 0
    assert "180 passengers" in answer["quotes"][0]["text"]
    assert outside == 1


def test_a_file_of_questions_is_answered_in_order(library, tmp_path):
    home, _ = library
    questions = tmp_path / "questions.jsonl"
    lines = [
        {"id": "b", "question": "책은 몇 권인가?"},
        {"id": 7, "question": "공사비는 얼마나 들었나?"},
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    done = run(home, "ask", "--questions", questions, "--output", tmp_path / "answers.jsonl")

    assert done.returncode == 0, done.stderr
    answers = [json.loads(x) for x in (tmp_path / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["b", 7]
    assert "8만 권" in answers[0]["quotes"][0]["text"]


def test_a_line_of_questions_may_follow_others(library, tmp_path):
    home, _ = library
    line = {"id": 1, "question": "그럼 누가 참석해?", "history": ["나루시 시립도서관은 언제 열어?"]}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(f"{json.dumps(line)}\n{json.dumps(line | {'complete': False})}", "utf-8")

    done = run(home, "ask", "--questions", questions)

    completed, plain = (json.loads(answer)["searched_as"] for answer in done.stdout.splitlines())
    assert "도서관 누가 참석해?" in completed
    assert plain == "그럼 누가 참석해?"


def test_an_unknown_publisher_is_answered_with_those_there_are(library):
    home, _ = library

    done = run(home, "ask", "책은 몇 권인가?", "--publisher", "없는신문")

    assert done.returncode == 1
    assert "해안통신" in done.stderr
    assert "Harbour Post" in done.stderr


def test_a_greeting_gets_help_in_its_language(library):
    home, _ = library

    done = run(home, "ask", "Hello!")

    assert done.returncode == 1
    assert done.stdout.startswith("Ask about the articles.")


def test_the_list_is_newest_first(library):
    home, _ = library

    lines = run(home, "articles", "list").stdout.splitlines()

    assert [line.split("\t")[1] for line in lines] == ["2025-05-06", "2025-03-02"]


def test_check_finds_a_whole_library_whole_and_a_damaged_index_damaged(library):
    home, _ = library
    assert run(home, "check").stdout == "the library is whole\n"
    index = next(home.glob("vectors-*.bin"))
    whole = index.read_bytes()
    index.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    done = run(home, "check")

    assert done.returncode == 2
    assert "vector index is missing or damaged" in done.stdout
    assert ask(home, "공사비는 얼마나 들었나?")[0] == 0  # a question mends it
    assert run(home, "check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "question"),
        (["ask", "  "], "empty"),
        (["ask", "x", "--since", "yesterday"], "2025-10-28"),
        (["ask", "x", "--since", "2025-02-01", "--until", "2025-01-01"], "after"),
        (["ask", "x", "--output", "y"], "--questions"),
        (["index", ""], "empty path"),
        (["frobnicate"], "frobnicate"),
        (["index", "/no/such/folder"], "no such file or folder"),
        (["articles", "show", "nothing"], "nothing"),
        (["articles", "remove", "nothing"], "nothing"),
    ],
)
def test_wrong_use_is_one_line_and_exit_status_2(library, arguments, words):
    home, _ = library

    done = run(home, *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_indexing_nothing_makes_no_library(tmp_path):
    home = tmp_path / "new"

    assert run(home, "index").returncode == 2
    assert not home.exists()
    assert run(home, "ask", "안녕?").returncode == 2


@pytest.mark.parametrize("named", ["~nobody-here/x", "~nobody-here"])
def test_a_home_of_nobody_is_told_in_one_line(named, capsys):
    assert main(["--home", named, "articles", "list"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--home" in line
    assert named in line


def test_an_account_without_a_home_folder_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("HOME", "INYONG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.chdir(tmp_path)

    assert main(["index", "/"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "INYONG_HOME" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--home", "there", "--json", "articles", "list"],
        ["articles", "--home", "there", "--json", "list"],
        ["articles", "list", "--home", "there", "--json"],
        ["--home", "elsewhere", "articles", "list", "--home", "there", "--json"],
        ["serve", "--home", "there", "--json"],
        ["--json", "migrate", "to-local", "--home", "there"],
    ],
)
def test_global_options_stand_before_or_after_the_command(arguments):
    options = parser().parse_args(arguments)

    assert options.home == Path("there")
    assert options.json is True


def test_what_is_not_given_is_not_set():
    options = parser().parse_args(["articles", "list"])

    assert options.home is None
    assert options.json is False


def test_an_empty_home_says_what_to_do(tmp_path, run_process):
    done = run_process(tmp_path / "nothing", "ask", "안녕?")

    assert done.returncode == 2
    assert "inyong index" in done.stderr


def test_removed_articles_are_no_longer_answers(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    home = tmp_path / "home"
    run(home, "index", tmp_path / "a.txt")
    article = run(home, "articles", "list").stdout.split("\t")[0]

    done = run(home, "articles", "remove", article)

    assert done.returncode == 0, done.stderr
    assert run(home, "articles", "list").stdout == ""
    assert ask(home, "공사비는 얼마나 들었나?")[0] == 1


def test_ctrl_c_while_watching_ends_cleanly(tmp_path, child_environment):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    environment = {**child_environment(), "INYONG_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "index", str(folder), "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env=environment, cwd=Path(__file__).parents[2],
    ) as process:  # fmt: skip
        assert "1 added" in process.stdout.readline()
        while "watching" not in process.stderr.readline():
            pass
        time.sleep(1)  # the watcher takes its first look at the folder
        (folder / "b.md").write_text(ENGLISH, encoding="utf-8")
        changed = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(30)

    assert "1 added" in changed
    assert process.returncode == 0


def test_on_windows_one_line_says_that_it_does_not_run_there(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")

    status = main(["check"])

    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert printed.err.startswith("inyong: cannot run on Windows")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("ends", "status"), [("return 3", 3), ("raise SystemExit(143)", 143), ("return 0", 0)]
)
def test_a_thread_that_still_computes_keeps_no_process_from_its_end(
    tmp_path, run_process, ends, status
):
    program = f"""
import atexit, threading, time
from ui import cli

def main():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    atexit.register(print, "swept")
    print("done", end=" ")
    {ends}

cli.main = main
cli.run()
"""
    done = run_process(tmp_path / "home", python=("-c", program))

    assert (done.returncode, done.stdout) == (status, "done swept\n")
