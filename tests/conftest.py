"""What every test may lean on: a tiny encoder, an analyzer, and a library's folder, all real."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import commanding
import numpy as np
import pytest
from hypothesis import settings
from milvus_server import Server
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index.encoding.encoders import Encoder, open_encoder
from index.text.analyzer import Analyzer
from index.update.process_pool import usable_cores

settings.register_profile("tests", deadline=None)  # the machine may do other things
settings.load_profile("tests")

ROOT = Path(__file__).resolve().parent.parent
TINY_DIMENSION = 16
# One token a character: small enough to be read, and Korean and English both have vectors.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789가나다라마바사아자차카타파하은는이의에서를총리다카이치시장의원도서관"


def write_tiny_encoder(folder: Path, seed: int = 7) -> Path:
    """Write a StaticEmbedding model of sentence-transformers, 16 dimensions, one token a character."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(set(_LETTERS))
    vocabulary = {"[UNK]": 0, **{letter: number for number, letter in enumerate(letters, start=1)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split("", "isolated")]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    rows = np.random.default_rng(seed).standard_normal((len(vocabulary), TINY_DIMENSION))
    rows[0] = 0
    save_file({"embedding.weight": rows.astype(np.float16)}, folder / "model.safetensors")
    module = {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.StaticEmbedding"}
    (folder / "modules.json").write_text(json.dumps([module]))
    return folder


_MODULES = "sentence_transformers.models"


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the tiny encoder, as `encoder=` and `--encoder` take it."""
    return str(write_tiny_encoder(tmp_path_factory.mktemp("encoder") / "tiny"))


@pytest.fixture(scope="session")
def other_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of another tiny encoder, with other weights."""
    return str(write_tiny_encoder(tmp_path_factory.mktemp("encoder") / "other", seed=8))


@pytest.fixture(scope="session")
def encoder(tiny_encoder: str) -> Encoder:
    return open_encoder(tiny_encoder)


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """One analyzer for all tests that ask."""
    return Analyzer()


@pytest.fixture(scope="session", autouse=True)
def kept_kiwis() -> list[Analyzer]:
    """Analyzers of each number of threads: while they live, no test loads a Kiwi that is there.

    They load none themselves; a load takes more than a second of CPU time.
    """
    return [Analyzer(threads) for threads in {None, 1, usable_cores()}]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a library may be made; nothing is there yet."""
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for article files."""
    made = tmp_path / "articles"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def child_environment() -> Callable[[], dict[str, str]]:
    """The environment of a child process that imports this checkout and never asks a network."""

    def environment() -> dict[str, str]:
        offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        return {**os.environ, **offline, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    return environment


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Milvus server. Tests that kill it start it again."""
    pytest.importorskip("milvus_lite", reason="the server of the tests is not installed")
    made = Server(tmp_path_factory.mktemp("milvus") / "data")
    yield made
    made.kill()


@pytest.fixture(scope="session")
def run_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """What runs a command as a user does. Most tests of commands use commanding.run instead."""
    return commanding.run_process


STARTING = {"address", "browser", "child_environment", "eager", "milvus_server", "run_process"}
"""The fixtures by which tests start processes: commands, servers, a browser, workers, a cluster."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests; files that start processes come first (each file is given to one worker)."""
    waiting: dict[Path, int] = {}
    for item in items:
        starts = bool(STARTING & set(getattr(item, "fixturenames", ())))
        if not starts and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.quick)
        rank = 0 if item.get_closest_marker("browser") else 1 if starts else 2
        waiting[item.path] = min(rank, waiting.get(item.path, rank))
    items.sort(key=lambda item: waiting[item.path])


@pytest.fixture(autouse=True)
def _quick_tests_start_nothing(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail a quick test that starts a Python of its own without saying so by a fixture of STARTING."""
    if not request.node.get_closest_marker("quick"):
        return
    start = subprocess.Popen.__init__

    def start_own(process: Any, command: Any, *given: Any, **named: Any) -> None:
        words = [command] if isinstance(command, str) else [*map(str, command)]
        of_the_program = any(word.startswith("index.") for word in words[1:])  # -m index.…
        assert words[0] != sys.executable or of_the_program, (
            f"it starts {words}: let it take run_process or child_environment, or mark it slow"
        )
        start(process, command, *given, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", start_own)
