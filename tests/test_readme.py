"""The README's commands are those that are run."""

import re
from pathlib import Path

from ui.options import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST_COMMAND = "pip install -e '.[test]' && pytest"


def test_the_gate_runs_the_readmes_test_command():
    assert TEST_COMMAND in README
    assert TEST_COMMAND in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_command_that_the_readme_shows_is_understood():
    shown = re.findall(r"^(?:\$ )?inyong ([^#\n|&]+)", README, re.MULTILINE)
    understood = []

    for line in shown:
        words = [word.strip("\"'") for word in re.findall(r'"[^"]*"|\S+', line)]
        understood.append(parser().parse_args(words).command)

    assert {"serve", "index", "ask"} <= set(understood)


def test_every_command_has_help():
    text = parser().format_help()

    for command in ("serve", "index", "ask", "articles", "evaluate", "check"):
        assert re.search(rf"^ +{command} +\w", text, re.MULTILINE), command
