"""A disk that refuses: one clear line, and the library as it was."""

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import Point, change_files, prepare_files, run
from making import contents

from index.search.library import open_library
from index.update import update
from index.update.check import check

FULL = (
    Point("index.store.ledger_writer:LedgerWriter.commit", "before"),
    Point("index.store.ledger_writer:LedgerWriter._insert_passages", "after"),
    Point("commit", "before", 3),
    Point("index.search.lexical:catch_up", "before"),
    Point("index.search.lexical:_state", "before"),
    Point("index.search.vectors:_Files.write", "before"),
    Point("index.search.published:write_state", "before"),
)


@pytest.mark.parametrize("point", FULL, ids=str)
def test_a_full_disk_is_one_line_and_the_library_stays_usable(
    point: Point,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)
    update(home, [folder], encoder=tiny_encoder)
    before = contents(home)
    change_files(folder)

    done = run("fill", point, home, folder, child_environment)

    assert done.returncode == 1
    assert done.stderr.startswith("StorageFailed: cannot ")
    assert done.stderr.count("\n") == 1
    if "ledger" in point.where or point.where == "commit":
        assert contents(home) == before
        assert check(home) == []
    open_library(home).ledger.close()
    update(home)
    assert check(home) == []
    assert contents(home).keys() != before.keys()


def _without_override() -> None:
    """Let the superuser be refused, too, by the modes of files: PR_CAPBSET_DROP, CAP_DAC_OVERRIDE."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


def test_a_home_that_may_not_be_written_is_one_clear_line(
    home: Path,
    folder: Path,
    tiny_encoder: str,
    child_environment: Callable[[], dict[str, str]],
) -> None:
    prepare_files(folder)
    home.mkdir()
    home.chmod(0o555)

    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", home, "index", folder, "--encoder", tiny_encoder],
        env=child_environment(), capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=_without_override,  # it calls one function of the system
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(f"inyong: cannot write to {home}: ")
    assert "--home" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(home.iterdir()) == []


def test_a_home_below_a_file_is_one_clear_line(
    tmp_path: Path, folder: Path, tiny_encoder: str
) -> None:
    from index.errors import StorageFailed

    prepare_files(folder)
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(StorageFailed, match="--home"):
        update(tmp_path / "file" / "home", [folder], encoder=tiny_encoder)
