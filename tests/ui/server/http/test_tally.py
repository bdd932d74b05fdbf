"""What is counted, and the form in which Prometheus reads it."""

import re

import pytest

from index.errors import BadSettings
from index.update.run_update import Progress
from qa.pipeline import LibrarySummary
from ui.page.library.updating import State
from ui.server.http.prometheus import memory_of_process, metrics_to_text
from ui.server.http.tally import BUCKETS, Tally

SUMMARY = LibrarySummary(29, 69, "2025-10-28", None, 7)
LINE = re.compile(r'[a-z_]+(\{(outcome|le)="[^"]+"\})? [0-9.]+')


def counted():
    tally = Tally()
    for found, is_help in ((True, False), (True, False), (False, False), (False, True)):
        with tally.question() as asked:
            asked.answered_as_json({"found": found, "is_help": is_help})
    with tally.question() as asked:
        asked.answered(None)
    return tally


def test_questions_are_counted_by_how_they_ended():
    tally = counted()
    with pytest.raises(BadSettings), tally.question():
        raise BadSettings("a", "b", "c")
    with pytest.raises(ZeroDivisionError), tally.question():
        raise ZeroDivisionError

    assert tally.counts().outcomes == {
        "found": 2, "refused": 1, "help": 1, "invalid": 1, "error": 2,
    }  # fmt: skip


def test_every_line_is_one_that_prometheus_reads():
    text = metrics_to_text(counted().counts(), SUMMARY, State(running=False), 1234)

    lines = text.splitlines()
    assert text.endswith("\n")
    assert [line for line in lines if line[0] != "#" and not LINE.fullmatch(line)] == []
    assert 'inyong_questions_total{outcome="found"} 2' in lines
    assert "inyong_articles 29" in lines
    assert "inyong_generation 7" in lines
    assert "process_resident_memory_bytes 1234" in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_the_histogram_adds_up():
    lines = metrics_to_text(counted().counts(), SUMMARY, State(running=False), None).splitlines()

    within = [int(line.split()[1]) for line in lines if "_bucket" in line]
    assert len(within) == len(BUCKETS) + 1
    assert within == sorted(within)
    assert within[-1] == 5
    assert "inyong_answer_seconds_count 5" in lines
    assert not any("memory" in line for line in lines)


def test_how_an_update_stands_is_told():
    running = State(running=True, progress=Progress("read", 3, 9, 3, 1.0, 2.0, "a.txt"))
    lines = metrics_to_text(Tally().counts(), SUMMARY, running, None).splitlines()
    assert {"inyong_update_running 1", "inyong_update_done 3", "inyong_update_total 9"} <= {*lines}
    assert not any("a.txt" in line for line in lines)

    failed = metrics_to_text(Tally().counts(), SUMMARY, State(running=False, error="x"), None)
    assert "inyong_update_failed 1\n" in failed


def test_the_memory_of_this_process_is_some():
    assert (memory_of_process() or 10**7) >= 10**7
