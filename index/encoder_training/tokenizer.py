"""The vocabulary: Unigram pieces that follow Korean morphemes, applied to raw text.

The pieces are learnt from text in which Kiwi has put the Korean morphemes apart, so that they end where
morphemes end; the finished tokenizer needs no Kiwi. There is no mark for the beginning of a word: a
noun is the same piece before any particle.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kiwipiepy import Kiwi
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
WORD = re.compile(r"[^\W\d_]+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
WORD_COUNT = 12  # a rarer word is left to its parts
HANGUL = re.compile(r"[가-힣]")
SCORE_DIGITS = 4  # digits kept of each score: half the size of the file, the same segmentations
PIECE_CHARACTERS = 16
SEGMENTED_CHARACTERS = 600  # of one text given to Kiwi; the rest of a long body adds few new words


def blank_tokenizer() -> Tokenizer:
    """Make a Unigram tokenizer without pieces: NFKC, lower case, cut at white space and marks."""
    tokenizer = Tokenizer(models.Unigram())
    return _dressed(tokenizer)


def _dressed(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    return tokenizer


def segment_korean(texts: Iterable[str], kiwi: Kiwi) -> Iterator[str]:
    """Put a space between Korean morphemes; contracted ones (했 = 하 + 었) stay together."""
    for tokens, text in kiwi.tokenize((text[:SEGMENTED_CHARACTERS] for text in texts), echo=True):
        pieces: list[str] = []
        end = 0
        for token in tokens:
            if token.start < end:  # overlaps the piece before it: one contracted syllable
                if token.start + token.len > end and pieces:
                    pieces[-1] += text[end : token.start + token.len]
                    end = token.start + token.len
                continue
            pieces.append(text[token.start : token.start + token.len])
            end = token.start + token.len
        yield " ".join(pieces)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the runs of letters, in the form the tokenizer sees them."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(WORD.findall(unicodedata.normalize("NFKC", text).lower()))
    return counts


def score_words(counts: Counter[str]) -> dict[str, float]:
    """Log probabilities of the frequent words of scripts that put spaces between words.

    The trainer looks for pieces among the different words, each once: one that is frequent but part of no
    other (Korean 도입, 제목) is no candidate for it. These have to be added.
    """
    total = math.log(max(1, counts.total()))
    frequent = (
        (word, math.log(count) - total)
        for word, count in counts.most_common()
        if count >= WORD_COUNT and 1 < len(word) <= PIECE_CHARACTERS and not UNSPACED.search(word)
    )
    return dict(frequent)


def train_tokenizer(
    texts: Iterable[str], pieces: int, extra_words: Mapping[str, float], most: int
) -> Tokenizer:
    """Learn pieces from segmented texts, then add the extra words with their log probabilities.

    Returns a tokenizer of at most `most` pieces; piece 0 is the unknown.
    """
    tokenizer = blank_tokenizer()
    trainer = trainers.UnigramTrainer(
        vocab_size=pieces,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=PIECE_CHARACTERS,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    learnt: list[tuple[str, float]] = [
        (piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]
    ]
    return with_words(learnt, extra_words, most)


def with_words(
    learnt: Sequence[tuple[str, float]], extra_words: Mapping[str, float], most: int
) -> Tokenizer:
    """Make the tokenizer of the learnt pieces and the extra words; of two scores the higher counts.

    Words that come when there are already `most` pieces are left out.
    """
    normalizer = blank_tokenizer().normalizer
    pieces = {piece: round(score, SCORE_DIGITS) for piece, score in learnt}
    for word, score in extra_words.items():
        piece = normalizer.normalize_str(word)
        if piece in pieces or len(pieces) < most:
            pieces[piece] = max(round(score, SCORE_DIGITS), pieces.get(piece, score))
    return _dressed(Tokenizer(models.Unigram(list(pieces.items()), 0, False)))


def load_tokenizer(path: Path) -> Tokenizer:
    """Read the tokenizer in the file."""
    return Tokenizer.from_file(str(path))
