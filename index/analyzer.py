"""Text to sentences and terms, in one pass.

Terms of the first kind are what a word means: content morphemes for Korean (Kiwi), stems for
languages that Snowball knows, character bigrams for scripts without spaces. Terms of the second
kind are character bigrams inside words, for every language: they find what compounds and
misspellings hide. The first kind is stored by sentence; the second is counted from the text.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.article import ANSWERING, Article, Kind, Sentence, Span
from index.scripts import (
    WITHOUT_SPACES,
    character_bigrams,
    language_of_script,
    main_script,
    script_of,
    words,
)
from index.sentences import korean_starts, sentence_starts

if TYPE_CHECKING:
    from kiwipiepy import Kiwi
    from kiwipiepy import Token as KiwiToken

ANALYZER = "kiwi-0.24+snowball-3 terms-2"
"""What made the stored terms; a library made by another analyzer must be rebuilt."""

Run = tuple[Sentence, ...]
"""Consecutive sentences of one article with nothing between them that may not be quoted."""

_CHUNK = 4000  # characters given to Kiwi at once: enough context, bounded work
_LONGEST_SENTENCE = (
    800  # characters; what runs on longer (a list, a text without full stops) is cut
)

# Kiwi's tags of words that carry meaning: nouns (not pronouns), verbs, adjectives, roots.
# Particles, endings, punctuation, pronouns and auxiliary verbs match everything and tell nothing.
_CONTENT = ("NNG", "NNP", "NNB", "NR", "VV", "VA", "XR")
_LONG_CONTENT = ("MAG", "MM", "XPN")  # kept when two syllables or more: 거의 tells more than 그

_SNOWBALL = {
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


@dataclass(frozen=True, slots=True)
class Token:
    """A morpheme or word: its dictionary form, Kiwi's tag ("" for other languages), and its place."""

    form: str
    tag: str
    start: int
    end: int


class Analyzer:
    """Splits articles to sentences with terms, and questions to terms. Kiwi is loaded when first needed."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._kiwi: Kiwi | None = None
        self._lock = threading.Lock()

    def analyse(self, articles: Sequence[Article]) -> list[list[Run]]:
        """Return for each article its runs of sentences with terms.

        Every character of an answering block that is not white space lies in exactly one sentence.
        Source.language of each article should be set; it chooses the stemmer.
        """
        pieces = [piece for article in articles for piece in _pieces(article)]
        korean = [piece.text for piece in pieces if piece.script == "Hang"]
        parsed = iter(self._parse(korean))
        sentences = [
            _korean_sentences(piece, next(parsed))
            if piece.script == "Hang"
            else self._other_sentences(piece)
            for piece in pieces
        ]
        runs: list[list[Run]] = []
        position = 0
        for article in articles:
            grouped: dict[int, list[Sentence]] = {}
            count = sum(1 for _ in _pieces(article))
            for piece, found in zip(
                pieces[position : position + count],
                sentences[position : position + count],
                strict=True,
            ):
                grouped.setdefault(piece.run, []).extend(found)
            runs.append([tuple(run) for run in grouped.values() if run])
            position += count
        return runs

    def terms(self, text: str, languages: Iterable[str] = ()) -> list[str]:
        """Return the terms of the first kind of a question or a title, in order, repeats kept.

        A Latin word of a short text may be of any of the library's languages, so it gives its
        stem in each of them that has a stemmer (English where none has).
        """
        if main_script(text) == "Hang":
            return _korean_terms(text, self.tokens(text))
        known = tuple(sorted({"en"} | {code for code in languages if code in _SNOWBALL}))
        return [term for _, term in self._word_terms(text, known)]

    def tokens(self, text: str) -> list[Token]:
        """Return Kiwi's morphemes of text with their places in it, for reading names and particles."""
        with self._lock:
            parsed = self._load().tokenize(text)
        return [Token(t.form, str(t.tag), t.start, t.end) for t in parsed]

    def _load(self) -> "Kiwi":
        if self._kiwi is None:
            from kiwipiepy import Kiwi  # half a second: only where Korean is read

            self._kiwi = Kiwi(
                num_workers=self._workers, load_multi_dict=False, load_typo_dict=False
            )
        return self._kiwi

    def _parse(self, texts: list[str]) -> list[list[tuple[int, list[Token]]]]:
        """Return for each text its sentences as (start, tokens)."""
        if not texts:
            return []
        with self._lock:
            return [
                [(s.start, [_token(t) for t in s.tokens or ()]) for s in sentences]
                for sentences in self._load().split_into_sents(texts, return_tokens=True)
            ]

    def _other_sentences(self, piece: "_Piece") -> list[Sentence]:
        stemmers = (piece.language,) if piece.language in _SNOWBALL else ("en",)
        starts = [0] if piece.is_row else sentence_starts(piece.text, piece.script)
        return [
            Sentence(
                Span(piece.start + start, piece.start + end),
                tuple(term for _, term in self._word_terms(piece.text[start:end], stemmers)),
            )
            for start, end in _trimmed(piece.text, starts)
        ]

    def _word_terms(self, text: str, languages: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield (start, term) of text that is not Korean; Hangul words in it still go to Kiwi."""
        for start, word in words(text):
            if script_of(word[0]) == "Hang":
                yield from ((start, term) for term in _korean_terms(word, self.tokens(word)))
            else:
                yield from ((start, term) for term in word_terms(word, languages))


def detect_language(text: str) -> str:
    """Return the BCP 47 code of the language of an article's text, "und" when nothing tells.

    By script; languages that share one are told apart by a statistical detector. Traditional
    characters make Chinese "zh-Hant" by the commonest of them.
    """
    script = main_script(text)
    if script == "Hani":
        sample = text[:_CHUNK]
        return (
            "zh-Hant"
            if sum(map(sample.count, _TRADITIONAL)) > sum(map(sample.count, _SIMPLIFIED))
            else "zh"
        )
    if (language := language_of_script(script)) is not None:
        return language
    if not script:
        return "und"
    from py3langid import langid  # a third of a second, only while indexing such text

    return str(langid.classify(text[:_CHUNK])[0])


_TRADITIONAL = "們這個國來時會說對與為學從後還開關過東車長門問間見電話實發經業現點當動進"
_SIMPLIFIED = "们这个国来时会说对与为学从后还开关过东车长门问间见电话实发经业现点当动进"


def bigrams(text: str) -> list[str]:
    """Return the terms of the second kind: character bigrams inside words, NFKC, lower case."""
    return [pair for _, word in words(fold(text)) for pair in character_bigrams(word)]


def fold(text: str) -> str:
    """Return text as bigrams are counted on it: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def word_terms(word: str, languages: Sequence[str]) -> list[str]:
    """Return the terms of one word that is not Hangul: a number, stems, or character bigrams."""
    word = fold(word)
    if word[0].isdigit():
        return [word.replace(",", "")]
    if script_of(word[0]) in WITHOUT_SPACES:
        return character_bigrams(word)
    return sorted({_stem(word, language) for language in languages})


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    return _stemmer(language)(word.replace("’", "'"))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[language]).stemWord
    return stem


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of an answering block, short enough to analyse at once."""

    text: str
    start: int
    run: int
    script: str
    language: str
    is_row: bool


def _pieces(article: Article) -> Iterator[_Piece]:
    """Yield the stretches of an article's answering blocks; run counts what stands between them."""
    run = 0
    language = article.source.language or "und"
    previous: Kind | None = None
    for block in article.blocks:
        if block.kind not in ANSWERING or Kind.CAPTION in (previous, block.kind):
            run += 1
        previous = block.kind
        if block.kind not in ANSWERING:
            continue
        text = block.span.of(article.body)
        script = main_script(text)
        is_row = block.kind is Kind.TABLE
        for start, end in _lines(text) if is_row else _chunks(text):
            yield _Piece(text[start:end], block.span.start + start, run, script, language, is_row)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\r\n]+", text):
        if match.group().strip():
            yield match.start(), match.end()


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of at most _CHUNK characters, cut at white space where there is some."""
    start = 0
    while len(text) - start > _CHUNK:
        gap = max(text.rfind(space, start + _CHUNK // 2, start + _CHUNK) for space in " \n")
        end = gap if gap > start else start + _CHUNK
        yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def _korean_sentences(piece: _Piece, parsed: list[tuple[int, list[Token]]]) -> list[Sentence]:
    if piece.is_row:
        parsed = [(0, [token for _, tokens in parsed for token in tokens])]
    tokens = [token for _, found in parsed for token in found]
    sentences = []
    position = 0
    starts = [0] if piece.is_row else korean_starts(piece.text, [start for start, _ in parsed])
    for start, end in _trimmed(piece.text, starts):
        mine: list[Token] = []
        while position < len(tokens) and tokens[position].start < end:
            mine.append(tokens[position])
            position += 1
        terms = tuple(_korean_terms(piece.text, mine))
        sentences.append(Sentence(Span(piece.start + start, piece.start + end), terms))
    return sentences


def _korean_terms(text: str, tokens: Iterable[Token]) -> list[str]:
    """Return the content morphemes of tokens of text; what has no Hangul gives terms of its script."""
    terms: list[str] = []
    for token in _joined(tokens):
        if token.tag.startswith(_CONTENT) or (
            token.tag.startswith(_LONG_CONTENT) and len(token.form) > 1
        ):
            if script_of(token.form[0]) == "Hang":
                terms.append(token.form)
                continue
        elif token.tag[:1] not in "SWU":  # symbols, foreign words, numbers, addresses, unknown
            continue
        for _, word in words(text[token.start : token.end]):
            if script_of(word[0]) != "Hang":
                terms.extend(word_terms(word, ("en",)))
            elif token.tag[:1] == "U":
                terms.append(word)
    return terms


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """Join what Kiwi keeps apart of a word of letters and digits (S25), as other languages have it."""
    before: Token | None = None
    for token in tokens:
        if (
            before
            and before.tag == "SL"
            and token.tag in ("SL", "SN")
            and before.end == token.start
        ):
            before = replace(before, end=token.end)
            continue
        if before:
            yield before
        before = token
    if before:
        yield before


def _trimmed(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield sentences from where they start: each runs to the next, without white space around it."""
    bounds = sorted({0, *starts, len(text)})
    for start, end in pairwise(bounds):
        for part_start, part_end in _cut(text, start, end):
            part = text[part_start:part_end]
            if stripped := part.strip():
                first = part_start + part.index(stripped)
                yield first, first + len(stripped)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_SENTENCE:
        gap = text.rfind(" ", start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE)
        middle = gap if gap > start else start + _LONGEST_SENTENCE
        yield start, middle
        start = middle
    yield start, end


def _token(token: "KiwiToken") -> Token:
    return Token(token.form, str(token.tag), token.start, token.end)
