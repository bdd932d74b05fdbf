"""Words to the terms that they are found by, in every language but Korean (index/text/analyzer.py)."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.text.scripts import WITHOUT_SPACES, WORD, character_bigrams, script_of
from index.text.sounds import sounds

_LEAST_NAME = 4  # letters; a shorter capitalised word is more often no name
_SPACE = ord(" ")
_PLANE = 0x10000  # code points of the basic plane; the last is no character
_KATAKANA = re.compile("[ァ-ヴー]{3,}")

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""The languages that Snowball has a stemmer for, by their BCP 47 codes."""


def bigrams(text: str) -> list[str]:
    """Return the terms of the second kind: character bigrams inside words, NFKC, lower case."""
    return spaced_bigrams(text).split()


def spaced_bigrams(text: str) -> str:
    """Return the same as one text, with white space between them: made as one array, three times as fast."""
    words = f" {' '.join(WORD.findall(fold(text)))} "
    points = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_letter = points != _SPACE
    first, second = is_letter[1:-1], is_letter[2:]
    alone = ~is_letter[:-2] & ~second  # a word of one character is itself
    places = 1 + np.flatnonzero(first & (second | alone))
    pairs = np.full((len(places), 3), _SPACE, np.uint32)
    pairs[:, 0], pairs[:, 1] = points[places], points[places + 1]
    return pairs.tobytes().decode("utf-32-le", "surrogatepass")


def bigram_count(text: str) -> int:
    """Return how many terms of the second kind there are, repeats counted."""
    sizes = list(map(len, WORD.findall(fold(text))))
    return sum(sizes) - len(sizes) + sizes.count(1)  # a word of one character is itself


def fold(text: str) -> str:
    """Return text as bigrams are counted on it: NFKC, lower case, and no dot over an i of its own."""
    return (
        unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")
    )  # lower() of a Turkish İ


def occurrences(texts: Sequence[str], pairs: Sequence[str]) -> NDArray[np.int64]:
    """Return how often each pair stands in each text, as str.count counts: shape (texts, pairs).

    The texts are looked through at once, as one row of code points: several times as fast as str.count.
    """
    points = np.frombuffer("\0".join((*texts, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    number_of = {character: number for number, character in enumerate(sorted({*"".join(pairs)}), 1)}
    numbers = np.zeros(_PLANE, np.uint16)  # 0: in no pair
    size = len(number_of) + 1
    column_of = np.full(size * size, -1, np.int32)
    one_by_one = []
    for column, pair in enumerate(pairs):
        first, *rest = map(ord, pair)
        if rest and first != rest[0] and max(first, *rest) < _PLANE - 1:
            numbers[first], numbers[rest[0]] = number_of[pair[0]], number_of[pair[1]]
            column_of[number_of[pair[0]] * size + number_of[pair[1]]] = column
        else:  # "aaa" holds "aa" once, though it stands in two places
            one_by_one.append(column)
    points = np.minimum(points, _PLANE - 1)
    found = numbers[points].astype(np.int32)
    columns = column_of[found[:-1] * size + found[1:]]
    places = np.flatnonzero(columns >= 0)
    rows = np.searchsorted(np.cumsum([len(text) + 1 for text in texts]), places, side="right")
    cells = rows * len(pairs) + columns[places]
    counts = np.bincount(cells, minlength=len(texts) * len(pairs)).reshape(len(texts), len(pairs))
    for column in one_by_one:
        counts[:, column] = [text.count(pairs[column]) for text in texts]
    return counts


def word_terms(word: str, languages: Sequence[str]) -> list[str]:
    """Return the terms of one word that is not Hangul: a number, stems, or character bigrams.

    A name gives its sounds too: a capitalised word, or katakana.
    """
    return [*_plain_terms(fold(word), languages), *_sounds(word)]


def stems_of(word: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of a word of an alphabet, each once, sorted; none of what has no stem."""
    folded = fold(word)
    if folded[0].isdigit() or script_of(folded[0]) in WITHOUT_SPACES | {"Hang"}:
        return ()
    return tuple(sorted({_stem(folded, language) for language in languages}))


def _plain_terms(word: str, languages: Sequence[str]) -> list[str]:
    if word[0].isdigit():
        return [word.replace(",", "")]
    if script_of(word[0]) in WITHOUT_SPACES:
        return character_bigrams(word)
    return sorted({_stem(word, language) for language in languages})


def _sounds(word: str) -> Iterator[str]:
    if word[0].isupper() and len(word) >= _LEAST_NAME:
        yield from sounds(word)
    elif script_of(word[0]) in WITHOUT_SPACES:
        for name in _KATAKANA.findall(word):
            yield from sounds(name)


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    # of some Greek words a stemmer leaves nothing
    return _stemmer(language)(word.replace("’", "'")) or word


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(STEMMERS[language]).stemWord
    return stem
