"""Updates that end before their time: which process, at which point, and how."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from making import TOPICS, rewrite, story, write_stories

PROGRAM = Path(__file__).parent / "dying.py"


class Point(NamedTuple):
    """A function of the product, before or after which the process dies, at its count-th call."""

    where: str
    moment: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.moment} {self.where.rpartition(':')[2]} {self.count}"


def run(
    deed: str,
    point: Point,
    home: Path,
    folder: Path,
    environment: Callable[[], dict[str, str]],
    **options: object,
) -> subprocess.CompletedProcess[str]:
    """Run an update in small commits in another process, where deed is done at point."""
    order = {
        "home": str(home), "folder": str(folder), "options": options, "deed": deed,
        "constants": {"index.update.intake:BATCH_ARTICLES": 1, "index.update.run_update:_KEEP_REMOVED": -1},
        "point": point.where, "moment": point.moment, "count": point.count,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, str(PROGRAM), json.dumps(order)],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def kill(
    point: Point,
    home: Path,
    folder: Path,
    environment: Callable[[], dict[str, str]],
    **options: object,
) -> None:
    done = run("die", point, home, folder, environment, **options)
    assert done.returncode == -signal.SIGKILL, f"{point} was never reached: {done.stderr}"


def prepare_files(folder: Path) -> None:
    write_stories(folder, TOPICS[:5])


def change_files(folder: Path) -> None:
    """Two articles changed, one added, one deleted, one moved, one untouched."""
    rewrite(folder / "harbour.txt", story("harbour", "ten"))
    rewrite(folder / "theatre.txt", story("theatre", "noon"))
    (folder / "museum.txt").write_text(story("museum"))
    (folder / "bakery.txt").unlink()
    (folder / "tramway.txt").rename(folder / "zz-tramway.txt")
