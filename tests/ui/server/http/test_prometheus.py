"""What is counted, and the form in which Prometheus reads it."""

import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.errors import BadSettings
from index.update.run_update import Progress
from qa.pipeline import LibrarySummary
from ui.page.library.updating import State
from ui.server.http.prometheus import BUCKETS, Metrics

SUMMARY = LibrarySummary(29, 69, "2025-10-28", None, 7)
IDLE = State(running=False)


def counted():
    metrics = Metrics()
    for found, is_help in ((True, False), (True, False), (False, False), (False, True)):
        with metrics.question() as asked:
            asked.answered_as_json({"found": found, "is_help": is_help})
    with metrics.question() as asked:
        asked.answered(None)
    return metrics


def samples(metrics, update=IDLE):
    """Return what Prometheus reads: values by name and labels."""
    families = text_string_to_metric_families(metrics.to_text(SUMMARY, update))
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_questions_are_counted_by_how_they_ended():
    metrics = counted()
    with pytest.raises(BadSettings), metrics.question():
        raise BadSettings("a", "b", "c")
    with pytest.raises(ZeroDivisionError), metrics.question():
        raise ZeroDivisionError

    read = samples(metrics)
    outcomes = {key[1]: value for key, value in read.items() if key[0] == "inyong_questions_total"}
    assert outcomes == {"found": 2, "refused": 1, "help": 1, "invalid": 1, "error": 2}


def test_before_the_first_question_every_count_is_there():
    read = samples(Metrics())

    assert read["inyong_questions_total", "found"] == 0
    assert read["inyong_answer_seconds_count",] == 0


def test_the_names_are_those_that_others_watch():
    names = {name for name, *_ in samples(counted())}

    assert {
        "inyong_questions_total", "inyong_answer_seconds_bucket", "inyong_answer_seconds_sum",
        "inyong_answer_seconds_count", "inyong_articles", "inyong_passages", "inyong_generation",
        "inyong_update_running", "inyong_update_failed", "inyong_update_done", "inyong_update_total",
    } == {name for name in names if name.startswith("inyong")}  # fmt: skip
    assert "process_resident_memory_bytes" in names or sys.platform != "linux"


def test_how_the_library_stands_is_told():
    read = samples(Metrics())

    assert (read["inyong_articles",], read["inyong_passages",]) == (29, 69)
    assert read["inyong_generation",] == 7


def test_the_histogram_adds_up():
    read = samples(counted())

    within = [value for key, value in read.items() if key[0] == "inyong_answer_seconds_bucket"]
    assert len(within) == len(BUCKETS) + 1
    assert within == sorted(within)
    assert within[-1] == read["inyong_answer_seconds_count",] == 5


def test_how_an_update_stands_is_told():
    running = State(running=True, progress=Progress("read", 3, 9, 3, 1.0, 2.0, "a.txt"))
    read = samples(Metrics(), running)
    standing = [read[f"inyong_update_{name}",] for name in ("running", "failed", "done", "total")]
    assert standing == [1, 0, 3, 9]
    assert "a.txt" not in Metrics().to_text(SUMMARY, running)

    assert samples(Metrics(), State(running=False, error="x"))["inyong_update_failed",] == 1


def test_two_servers_in_one_process_count_apart():
    counted()

    assert samples(Metrics())["inyong_questions_total", "found"] == 0
