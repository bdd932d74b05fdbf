"""Runs `inyong`: in this process, where only what it says and does matters, or as a process of its own."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from ui.cli import main

ROOT = Path(__file__).resolve().parents[1]


def run(home, *arguments):
    """Run a command in this process; return what a process of its own would give."""
    command = ["--home", str(home), *map(str, arguments)]
    out, said = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(said):
        try:
            status = main(command)
        except SystemExit as ended:  # of the parser of options
            status = ended.code
    texts = []
    for stream in (out, said):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return subprocess.CompletedProcess(command, status, *texts)


def run_process(home, *arguments, python=("-m", "ui.cli")):
    """Run a command as a user does; its home is named by the environment."""
    environment = {**os.environ, "INYONG_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *python, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=ROOT,
        check=False, timeout=180,
    )  # fmt: skip
