"""The texts and words that the vocabulary is made from."""

from __future__ import annotations

import logging

import numpy as np
from kiwipiepy import Kiwi
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder_training.data import Corpus
from index.encoder_training.english_vectors import encode_words, read_teacher_words
from index.encoder_training.sources import (
    Bodies,
    ParallelPassages,
    Paraphrases,
    Questions,
    ScoredPairs,
    Source,
    Table,
)
from index.encoder_training.store import MISSING
from index.encoder_training.tokenizer import (
    HANGUL,
    UNKNOWN,
    count_words,
    score_words,
    segment_korean,
    train_tokenizer,
)

logger = logging.getLogger(__name__)
LEARNT_PIECES = 56_000
PIECES = 111_600  # 57 MB of vectors: with the tokenizer just under the 60 MB allowed
YEARS = range(1700, 2031)  # the numbers that articles name most; cut in two they tell little
FREQUENT_WORDS = 40_000
RARE_SCORE = -13.5  # log probability of a word not counted: beats its cutting into two rare pieces
SOURCE_CHARACTERS = 2_000_000  # of one source: no domain shall fill the vocabulary
PLAIN_CHARACTERS = 4_000_000


def make_tokenizer(
    corpus: Corpus, kiwi: Kiwi, nouns: list[str], has_teacher: bool, seed: int
) -> Tokenizer:
    """Learn the pieces, then add frequent words, years, English words and Korean nouns up to PIECES."""
    korean, other = vocabulary_texts(corpus, seed)
    logger.info("vocabulary from %d Korean and %d other texts", len(korean), len(other))
    segmented = list(segment_korean(korean, kiwi))
    logger.info("Korean texts segmented")
    counted = score_words(count_words([*segmented, *other]))
    words = dict(list(counted.items())[:FREQUENT_WORDS])
    english = read_teacher_words() if has_teacher else []
    for word in [*map(str, YEARS), *english, *nouns]:
        words.setdefault(word, counted.get(word, RARE_SCORE))
    tokenizer = train_tokenizer([*segmented, *other], LEARNT_PIECES, words, PIECES)
    logger.info("vocabulary of %d pieces", tokenizer.get_vocab_size())
    return tokenizer


def vocabulary_texts(corpus: Corpus, seed: int) -> tuple[list[str], list[str]]:
    """Sample every source: texts with Hangul, and all others."""
    rng = np.random.default_rng(seed)
    texts = corpus.store.texts
    chosen: dict[int, None] = {}
    for source in corpus.sources:
        ids = np.unique(_text_ids(source))
        room = SOURCE_CHARACTERS
        for text in rng.permutation(ids[ids != MISSING]).tolist():
            chosen.setdefault(text)
            room -= len(texts[text])
            if room < 0:
                break
    sample = [texts[text] for text in chosen]
    room = PLAIN_CHARACTERS
    for place in rng.permutation(len(corpus.plain)).tolist():
        sample.append(corpus.plain[place])
        room -= len(corpus.plain[place])
        if room < 0:
            break
    korean = [text for text in sample if HANGUL.search(text)]
    return korean, [text for text in sample if not HANGUL.search(text)]


def _text_ids(source: Source) -> NDArray[np.int64]:
    rows: list[int] = []
    if isinstance(source, Table):
        return source.cells.ravel().astype(np.int64)
    if isinstance(source, Questions):
        for example in source.examples:
            rows.extend((example.question, example.title, *example.sentences))
    elif isinstance(source, Bodies):
        rows.extend(source.titles)
        for body in source.bodies:
            rows.extend(body)
    elif isinstance(source, Paraphrases):
        for group in source.groups:
            rows.extend(group)
    elif isinstance(source, ScoredPairs | ParallelPassages):
        pass  # their texts are those of a table
    return np.asarray(rows, np.int64)


def english_pieces(tokenizer: Tokenizer) -> dict[int, NDArray[np.float32]]:
    """Compute the English encoder's vector of every piece of ASCII letters, digits and marks."""
    pieces = {
        place: piece
        for piece, place in tokenizer.get_vocab().items()
        if piece != UNKNOWN and piece.isascii()
    }
    vectors = encode_words(list(pieces.values()))
    return dict(zip(pieces, vectors, strict=True))
