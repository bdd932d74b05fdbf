"""`inyong evaluate` on the sample library and its questions (this one as a user runs it), and on small ones."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commanding import run

ROOT = Path(__file__).parents[3]
SEEDS = ROOT / "seeds"
HOSTILE = '<script>owned()</script> <img src="http://evil.example/i.png"> & "몇 층\x1b[31m인가?'
ARTICLES = [
    {"id": "a", "title": f"나루 도서관 {HOSTILE}", "text": "나루 도서관 열람실은 3층에 있다."},
    {"id": "b", "title": "나루 등대", "text": "나루 등대의 높이는 27미터다."},
]
QUESTIONS = [
    {"question": f"나루 도서관 열람실은 몇 층인가? {HOSTILE}", "article_ids": ["a"],
     "answers": [{"text": "3층"}], "kind": HOSTILE},
    {"question": "나루 등대의 높이는?", "article_ids": ["b"], "answers": [{"text": "28미터"}]},
    {"question": "나루 도서관 관장은 누구인가?", "answerable": False},
]  # fmt: skip


def write(path, records):
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory, run_process):
    """The report on the sample library's 110 questions: what was printed, and the JSON."""
    place = tmp_path_factory.mktemp("sample")
    command = ("evaluate", SEEDS / "questions.jsonl", "--articles", SEEDS / "articles")
    done = run_process(place / "home", *command, "--output", place / "report.json")
    assert done.returncode == 0, done.stderr
    return done, json.loads((place / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with articles.jsonl, questions.jsonl, and a home where the articles are indexed."""
    place = tmp_path_factory.mktemp("small")
    articles = write(place / "articles.jsonl", ARTICLES)
    write(place / "questions.jsonl", QUESTIONS)
    done = run(place / "home", "index", articles)
    assert done.returncode == 0, done.stderr
    return place


def test_the_sample_library_is_answered_well_enough(sample):
    _, report = sample

    measures = report["measures"]
    assert measures["success@1"]["count"] == 94
    assert measures["refused"]["count"] == 16
    # A fall below these is a fault of the program, not chance: they lie under the intervals' bounds.
    assert measures["success@1"]["value"] >= 0.7
    assert measures["success@10"]["value"] >= 0.9
    assert measures["MRR@10"]["value"] >= 0.75
    assert measures["first_shown"]["value"] >= 0.33
    assert measures["answered"]["value"] >= 0.45


def test_the_report_is_whole_and_agrees_with_itself(sample):
    _, report = sample

    assert report["file"]["questions"] == len(report["questions"]) == 110
    assert len(report["file"]["sha256"]) == 64
    assert report["subject"]["articles"] == 29
    assert report["subject"]["encoder"] == "bundled"
    assert set(report["languages"]) == {"ko", "en", "ja", "zh"}
    assert set(report["kinds"]) == {"answerable", "unanswerable", "cross-lingual", "follow-up"}
    assert [each["kind"] for each in report["refusals"]] == ["unanswerable"]
    for measure in report["measures"].values():
        assert 0 <= measure["low"] <= measure["value"] <= measure["high"] <= 1
    able = [one for one in report["questions"] if one["answerable"]]
    first = [bool(set(one["ranked"][:1]) & set(one["relevant"])) for one in able]
    assert report["measures"]["success@1"]["value"] == pytest.approx(sum(first) / len(able))
    assert report["measures"]["first_quote"]["value"] <= report["measures"]["first_shown"]["value"]
    assert report["coverage_curve"][-1]["coverage"] == 1
    assert sum(one["count"] for one in report["reliability"]) == 110
    assert report["milliseconds"]["p50"] <= report["milliseconds"]["p99"]
    assert report["failures"][0]["fault"] != "not answered"
    assert all(len(set(one["ranked"])) == len(one["ranked"]) <= 10 for one in report["questions"])


def test_tables_go_to_the_output_and_progress_does_not(sample):
    done, report = sample

    value = report["measures"]["success@1"]["value"]
    assert f"| right article first (success@1) | {value:.3f} (" in done.stdout
    assert "| cross-lingual | 13 |" in done.stdout
    assert "asking" not in done.stdout
    assert "asking" in done.stderr
    assert "29 added" in done.stderr


def test_without_articles_the_library_is_asked_and_json_is_one_object(small):
    done = run(small / "home", "evaluate", small / "questions.jsonl", "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["subject"]["articles"] == 2
    assert report["measures"]["success@1"]["value"] == 1
    assert report["measures"]["first_shown"]["value"] == 0.5
    assert "Traceback" not in done.stderr


def test_questions_that_nothing_answers_are_measured_too(small, tmp_path):
    questions = write(tmp_path / "none.jsonl", [QUESTIONS[2]])

    done = run(small / "home", "evaluate", questions, "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert report["measures"]["success@1"] == {"value": None, "low": None, "high": None, "count": 0}
    assert report["measures"]["refused"]["count"] == 1
    assert report["refusals"][0]["auroc"] is None
    assert run(small / "home", "evaluate", questions).returncode == 0


def test_squad_files_bring_their_own_articles(tmp_path):
    squad = {"data": [{"title": "나루", "paragraphs": [
        {"context": article["text"], "qas": [
            {"id": article["id"], "question": asked["question"], "answers": asked["answers"]}]}
        for article, asked in zip(ARTICLES, QUESTIONS, strict=False)]}]}  # fmt: skip
    path = tmp_path / "KorQuAD_v1.0_dev.json"
    path.write_text(json.dumps(squad, indent=1), encoding="utf-8")

    report = json.loads(run(tmp_path / "nothing", "evaluate", path, "--json").stdout)

    assert report["subject"]["articles"] == 2
    assert report["measures"]["success@1"]["value"] == 1
    assert not (tmp_path / "nothing").exists()


def test_lines_without_a_label_are_left_out_with_one_line(small, tmp_path):
    path = write(tmp_path / "thumbs.jsonl", [{"question": "a?", "thumb": "up"}, *QUESTIONS])

    done = run(small / "home", "evaluate", path, "--json")

    said = [line for line in done.stderr.splitlines() if line.startswith("inyong:")]
    assert said == [f"inyong: left out {path}:1: no answers, article_ids or answerable."
                    " Add one of them to judge an answer by"]  # fmt: skip
    assert json.loads(done.stdout)["file"]["unlabelled_lines"] == [1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "No such file"),
        (b"", "no question"),
        (b'{"question": "a?", "answerable": false}\n{"question"\n', "q.jsonl:2: broken JSON"),
        (b'{"answerable": false}', "q.jsonl:1: no question"),
        ('{"question": "한글", "answerable": false}'.encode("cp949"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_asked_is_one_line_and_exit_status_2(small, tmp_path, data, words):
    path = tmp_path / "q.jsonl"
    if data is not None:
        path.write_bytes(data)

    done = run(small / "home", "evaluate", path)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--articles", "/no/such/folder"], "no such file or folder"),
        (["--encoder", "bundled"], "--articles"),
        (["--output", "/no/such/folder/report.json"], "its folder does not exist"),
        (["--output", "."], "it is a folder"),
    ],
)
def test_wrong_options_are_said_before_the_work(small, options, words):
    done = run(small / "home", "evaluate", small / "questions.jsonl", *options)

    assert done.returncode == 2
    assert words in done.stderr
    assert "asking" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_articles_is_not_measured(small, tmp_path):
    (tmp_path / "empty").mkdir()

    done = run(
        small / "home", "evaluate", small / "questions.jsonl", "--articles", tmp_path / "empty"
    )

    assert done.returncode == 2
    assert "no article to ask" in done.stderr


def test_articles_that_are_not_there_are_said_and_count_as_not_found(small, tmp_path):
    path = write(tmp_path / "q.jsonl", [QUESTIONS[0], {**QUESTIONS[1], "article_ids": ["gone"]}])

    done = run(small / "home", "evaluate", path, "--json")

    assert "1 questions (the first is '2') name only articles" in done.stderr
    assert json.loads(done.stdout)["measures"]["success@1"]["value"] == 0.5


def test_squad_questions_over_other_articles_are_judged_by_their_answers_alone(small, tmp_path):
    asked = {"id": "1", "question": QUESTIONS[1]["question"], "answers": [{"text": "27미터"}]}
    squad = {"data": [{"title": "", "paragraphs": [{"context": "27미터", "qas": [asked]}]}]}
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad), encoding="utf-8")

    done = run(small / "home", "evaluate", path, "--articles", small / "articles.jsonl", "--json")

    report = json.loads(done.stdout)
    assert report["subject"]["articles"] == 2
    assert report["measures"]["success@1"]["count"] == 0
    assert report["measures"]["first_shown"]["value"] == 1


def test_an_empty_home_says_what_to_do(tmp_path, small):
    done = run(tmp_path / "home", "evaluate", small / "questions.jsonl")

    assert done.returncode == 2
    assert "inyong index" in done.stderr


WITHOUT = """
import sys
sys.modules["matplotlib"] = None
from ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_matplotlib_the_page_says_how_to_get_it_and_the_tables_go_on(
    small, tmp_path, run_process
):
    command = ("evaluate", small / "questions.jsonl")

    program = ("-c", WITHOUT)
    page = run_process(small / "home", *command, "--html", tmp_path / "r.html", python=program)
    tables = run_process(small / "home", *command, python=program)

    assert page.returncode == 2
    assert "pip install 'inyong[report]'" in page.stderr
    assert len(page.stderr.splitlines()) == 1
    assert not (tmp_path / "r.html").exists()
    assert tables.returncode == 0


class Page(HTMLParser):
    """Reads every tag and attribute of a page, and its text."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def page(small):
    pytest.importorskip("matplotlib", reason="the page's plots are an extra: inyong[report]")
    path = small / "report.html"
    done = run(small / "home", "evaluate", small / "questions.jsonl", "--html", path)
    assert done.returncode == 0, done.stderr
    return path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_loads_nothing_and_runs_nothing(page):
    read = Page(page)

    addresses = [value for name, value in read.attributes if name in ("src", "href", "xlink:href")]
    assert all(value.startswith("#") for value in addresses)
    assert not set(read.tags) & {"script", "img", "link", "iframe", "object"}
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert not re.search(r"@import|url\((?!#)", page)
    assert "default-src 'none'" in page


@pytest.mark.slow
def test_hostile_text_stands_in_the_page_letter_for_letter_but_without_controls(page):
    assert HOSTILE.replace("\x1b", "\ufffd") in Page(page).text
    assert "<script" not in page
    assert "\x1b" not in page


@pytest.mark.slow
def test_the_page_has_its_plots_and_both_themes(page):
    read = Page(page)

    assert read.tags.count("svg") == 3 + 3  # curve, reliability, time, and one of each kind
    assert "prefers-color-scheme: dark" in page
    ids = [value for name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert not re.search(r"#0[0-9]0[0-9]0[0-9]\b", page)  # no placeholder of a colour is left


@pytest.mark.slow
def test_the_same_values_are_the_same_plot():
    pytest.importorskip("matplotlib", reason="the page's plots are an extra: inyong[report]")
    from qa.evaluation.metrics import coverage_curve, reliability
    from ui.report import plots

    p, right = [0.1, 0.4, 0.8, 0.9], [0, 1, 1, 1]

    def drawn():
        return (
            plots.coverage_to_svg(coverage_curve(p, right), 0.3),
            plots.reliability_to_svg(reliability(p, right)),
            plots.latency_to_svg([3.0, 5.0, 900.0], [5.0]),
            plots.latency_to_svg([0.0], [0.0]),
            plots.probabilities_to_svg("kind-0", p, 0.3),
        )

    assert drawn() == drawn()
    assert all(svg.startswith("<svg") and "http" not in svg for svg in drawn())
