"""Text to unit vectors: the fast path, any sentence-transformers model, prompts, and what cannot be had."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import index.encoding.encoders
from index.encoding.encoders import (
    BUNDLED,
    EncoderIdentity,
    ModelEncoder,
    StaticEncoder,
    _prompts,
    open_encoder,
)
from index.errors import EncoderUnavailable

TEXTS = (
    "다카이치 총리는 언제 총리로 선출됐나?", "The Harbour opens at nine.", "하은 도서관의 사서 3명", "한 글자",
    "a", "  spaced   out  ", "韓國의 🚢", "aaa bbb " * 300,
)  # fmt: skip
NOTHING_KNOWN = ("", "   ", "🚢", "…")


def test_a_folder_of_token_vectors_is_read_without_the_library(tiny_encoder: str) -> None:
    encoder = open_encoder(tiny_encoder)

    assert isinstance(encoder, StaticEncoder)
    assert encoder.identity.dimension == 16
    assert encoder.identity.name == tiny_encoder


def test_rows_have_length_one_and_the_same_text_gives_the_same_row(tiny_encoder: str) -> None:
    encoder = open_encoder(tiny_encoder)

    rows = encoder.encode_passages(TEXTS)

    assert (rows.shape, rows.dtype) == ((len(TEXTS), 16), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert np.array_equal(encoder.encode_questions(TEXTS), rows)
    assert np.array_equal(np.concatenate([encoder.encode_passages([t]) for t in TEXTS]), rows)


def test_a_row_is_the_mean_of_its_token_vectors(tiny_encoder: str) -> None:
    encoder = open_encoder(tiny_encoder)
    a, b, ab = encoder.encode_passages(["a", "b", "a b"])
    tokens = open_encoder(tiny_encoder)._vectors.astype(np.float64)  # type: ignore[attr-defined]
    letters = json.loads((Path(tiny_encoder) / "tokenizer.json").read_bytes())["model"]["vocab"]

    mean = (tokens[letters["a"]] + tokens[letters["b"]]) / 2

    assert ab == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)
    assert float(a @ b) < 0.99


def test_a_text_without_a_known_token_is_a_row_of_zeros(tiny_encoder: str) -> None:
    encoder = open_encoder(tiny_encoder)

    assert not encoder.encode_passages(NOTHING_KNOWN).any()
    assert encoder.encode_passages([]).shape == (0, 16)


def test_progress_reaches_the_total(tiny_encoder: str) -> None:
    told: list[tuple[int, int]] = []

    open_encoder(tiny_encoder).encode_passages(["a b c"] * 1300, lambda *now: told.append(now))

    assert told[-1] == (1300, 1300)
    assert told == sorted(set(told))
    assert len(told) > 1


def test_the_identity_tells_other_weights_and_another_tokenizer_apart(
    tiny_encoder: str, other_encoder: str, tmp_path: Path
) -> None:
    for path in Path(tiny_encoder).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    same = open_encoder(str(tmp_path)).identity.digest
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace('"Lowercase"', '"NFC"'))

    digests = {
        open_encoder(folder).identity.digest
        for folder in (tiny_encoder, other_encoder, str(tmp_path))
    }

    assert same in digests
    assert len(digests) == 3


def test_encoders_of_the_same_files_share_a_tokenizer_and_a_changed_file_has_its_own(
    tiny_encoder: str, tmp_path: Path
) -> None:
    for path in Path(tiny_encoder).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    one, other = open_encoder(str(tmp_path)), open_encoder(str(tmp_path))
    before = one.encode_passages(["Abc"])
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace('"Lowercase"', '"NFC"'))
    changed = open_encoder(str(tmp_path))

    assert isinstance(one, StaticEncoder)
    assert isinstance(other, StaticEncoder)
    assert isinstance(changed, StaticEncoder)
    assert one._tokenizer is other._tokenizer
    assert changed._tokenizer is not one._tokenizer
    assert np.array_equal(other.encode_passages(["Abc"]), before)
    assert not np.array_equal(changed.encode_passages(["Abc"]), before)


def test_an_identity_survives_its_way_through_the_ledger() -> None:
    identity = EncoderIdentity("모델", "abc", 384, "query: ", "passage: ")

    assert EncoderIdentity.from_json(identity.to_json()) == identity


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json"])
def test_a_folder_without_its_weights_or_tokenizer_is_unavailable(
    tiny_encoder: str, tmp_path: Path, missing: str
) -> None:
    for path in Path(tiny_encoder).iterdir():
        if path.name != missing:
            (tmp_path / path.name).write_bytes(path.read_bytes())

    with pytest.raises(EncoderUnavailable, match="missing"):
        open_encoder(str(tmp_path))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_model_folder_is_unavailable(
    tiny_encoder: str, tmp_path: Path, name: str
) -> None:
    for path in Path(tiny_encoder).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(b"cut short")

    with pytest.raises(EncoderUnavailable, match=r"--encoder") as caught:
        open_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


PROMPTS = {
    "declared prompts win over the family's": (
        "intfloat/multilingual-e5-small", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: "),
    ),
    "a passage prompt may be declared by its other name": (
        "someone/model", {"query": "Q: ", "passage": "P: "}, ("Q: ", "P: "),
    ),
    "empty declared prompts are none": (
        "intfloat/multilingual-e5-small", {"query": "", "document": ""}, ("query: ", "passage: "),
    ),
    "e5 by its hub name": ("intfloat/multilingual-e5-small", {}, ("query: ", "passage: ")),
    "e5 by its folder": ("/models/e5-base-v2", {}, ("query: ", "passage: ")),
    "nomic": ("nomic-ai/nomic-embed-text-v1.5", {}, ("search_query: ", "search_document: ")),
    "an unknown family has none": ("sentence-transformers/all-MiniLM-L6-v2", {}, ("", "")),
    "a name that merely holds the letters has none": ("someone/made5mall", {}, ("", "")),
}  # fmt: skip


@pytest.mark.parametrize("rule", PROMPTS)
def test_prompts_are_those_declared_else_those_of_the_family(rule: str) -> None:
    name, declared, expected = PROMPTS[rule]

    assert _prompts(name, declared) == expected


@pytest.mark.slow
def test_any_model_of_the_library_gives_what_the_fast_path_gives_and_takes_prompts(
    tiny_encoder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for path in Path(tiny_encoder).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")["embedding.weight"]
    save_file({"embedding.weight": weights.astype(np.float32)}, tmp_path / "model.safetensors")
    declared = {"prompts": {"query": "시의 ", "document": "서 "}, "default_prompt_name": None}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(declared))
    fast = open_encoder(tiny_encoder)
    told: list[tuple[int, int]] = []

    halves, whole = ModelEncoder(tiny_encoder), ModelEncoder(str(tmp_path))

    known = [text for text in TEXTS if fast.encode_passages([text]).any()]
    assert len(known) > 5
    # the library sums the halves as halves, we as floats: theirs are good to three digits
    assert halves.encode_passages(known) == pytest.approx(fast.encode_passages(known), abs=2e-3)
    questions, passages = ([prompt + text for text in known] for prompt in ("시의 ", "서 "))
    assert whole.encode_questions(known) == pytest.approx(
        fast.encode_questions(questions), abs=1e-5
    )
    assert whole.encode_passages(known * 20, lambda *now: told.append(now)) == pytest.approx(
        fast.encode_passages(passages * 20), abs=1e-5
    )
    assert told[-1] == (len(known) * 20, len(known) * 20)
    assert (whole.identity.question_prompt, whole.identity.passage_prompt) == ("시의 ", "서 ")
    assert (halves.identity.dimension, halves.identity.question_prompt) == (16, "")
    assert halves.identity.digest != whole.identity.digest


@pytest.mark.slow
def test_the_bundled_encoder_gives_what_sentence_transformers_gives_for_its_folder() -> None:
    from sentence_transformers import SentenceTransformer

    folder = Path(index.encoding.encoders.__file__).parent.parent / "models" / "static-256"
    texts = [
        "다카이치 총리는 언제 선출됐나?",
        "When was she elected?",
        "高市氏は首相に選ばれた。",
        "Кто?",
        "3.5%",
    ]

    theirs = SentenceTransformer(str(folder)).float().encode(texts, show_progress_bar=False)

    assert theirs == pytest.approx(open_encoder(BUNDLED).encode_passages(texts), abs=1e-5)


def test_a_name_that_nobody_has_is_one_line_without_a_network(
    tmp_path: Path, folder: Path, child_environment: Callable[[], dict[str, str]]
) -> None:
    (folder / "a.txt").write_text("A title\n\nA sentence of some length.")
    cache = {"HF_HOME": str(tmp_path / "cache"), "TQDM_DISABLE": "1"}
    command = ["index", str(folder), "--encoder", "nobody/has-this-model"]

    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", str(tmp_path / "home"), *command],
        env={**child_environment(), **cache}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    last = done.stderr.rstrip().rpartition("\n")[2]
    assert done.returncode == 2
    assert last.startswith("inyong: cannot load the encoder 'nobody/has-this-model': ")
    assert last.endswith("--encoder bundled")
    assert "Traceback" not in done.stderr
    assert not os.path.lexists(tmp_path / "home" / "ledger.sqlite")


@cache
def bundled() -> StaticEncoder:
    encoder = open_encoder()
    assert isinstance(encoder, StaticEncoder)
    return encoder


SPACED = st.text(
    st.sampled_from("가나다 abcΣσςİi\u0308\u0301\u3000\u00a0\u00a8…㎏１한\n\t\x1c.,“”-"),
    max_size=40,
)


@settings(deadline=None)  # the first case loads the encoder
@given(st.lists(SPACED, min_size=17, max_size=20))
def test_many_texts_have_the_tokens_that_each_has_alone(texts: list[str]) -> None:
    encoder = bundled()

    assert encoder._tokens(texts) == [encoder._tokens([text])[0] for text in texts]
