"""The README's commands are those that are run."""

import re
from pathlib import Path

from ui.options import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
START_COMMAND = "pip install -e . && inyong serve"
TEST_COMMAND = "pip install -e '.[test]' && pytest"


def test_the_readme_shows_the_two_commands_to_begin_with():
    shown = re.findall(r"^```sh\n(pip install .+)\n```$", README, re.MULTILINE)

    assert shown == [START_COMMAND, TEST_COMMAND]


def test_the_gate_runs_the_readmes_test_command():
    assert TEST_COMMAND in README
    assert TEST_COMMAND in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_command_that_the_readme_shows_is_understood():
    shown = re.findall(r"(?:^|`|&& )inyong ([^#\n|&`]+)", README, re.MULTILINE)
    understood = []

    for line in shown:
        words = [word.strip("\"'") for word in re.findall(r'"[^"]*"|\S+', line)]
        understood.append(parser().parse_args(words).command)

    assert {"serve", "index", "ask", "evaluate"} <= set(understood)


def test_the_readme_gives_ten_figures_each_with_a_command():
    rows = re.findall(r"^\| (\d+) \| .+ \| .*\d.* \| (.+) \|$", README, re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 11))
    assert all(re.search(r"`(inyong|python) .+`|likewise", command) for _, command in rows)


def test_every_command_has_help():
    text = parser().format_help()

    for command in ("serve", "index", "ask", "articles", "evaluate", "check"):
        assert re.search(rf"^ +{command} +\w", text, re.MULTILINE), command
