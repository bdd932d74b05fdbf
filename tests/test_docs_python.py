"""The examples of docs/python.md, run in their order: each prints what the page says it prints."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

import qa

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_example_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = EXAMPLE.findall(PAGE)
    shutil.copytree(ROOT / "seeds" / "articles", tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    for code, told in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/python.md", "exec"), names)
        assert printed.getvalue() == told

    assert len(examples) == PAGE.count("```python")
    assert all(told for _, told in examples), "an example that prints nothing proves nothing"


def test_the_page_names_the_whole_interface() -> None:
    missing = [name for name in qa.__all__ if not re.search(rf"\b{name}\b", PAGE)]

    assert missing == []
