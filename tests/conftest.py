"""What every test may lean on: a tiny encoder, an analyzer, and a library's folder, all real."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from milvus_server import Server
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index.encoding.encoders import Encoder, open_encoder
from index.text.analyzer import Analyzer

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
    """One analyzer for all tests: loading Kiwi takes seconds."""
    return Analyzer()


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all browser tests to one worker, which then needs one browser and one server; else a file to each."""
    for item in items:
        group = "browser" if item.get_closest_marker("browser") else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))
