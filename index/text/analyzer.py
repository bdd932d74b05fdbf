"""Text to sentences and terms, in one pass.

Terms of the first kind are what a word means: content morphemes for Korean (Kiwi), stems for
languages that Snowball knows, character bigrams for scripts without spaces. Terms of the second
kind are character bigrams inside words, for every language: they find what compounds and
misspellings hide. The first kind is stored by sentence; the second is counted from the text.
"""

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from index.article import ANSWERING, Article, Kind, Sentence, Span
from index.text.korean_terms import Token, korean_terms
from index.text.scripts import main_script, script_of, words
from index.text.sentences import korean_starts, sentence_starts
from index.text.terms import STEMMERS, stems_of, word_terms

if TYPE_CHECKING:
    from kiwipiepy import Kiwi
    from kiwipiepy import Token as KiwiToken

ANALYZER = "kiwi-0.24+snowball-3 terms-5"
"""What made the stored terms; a library made by another analyzer must be rebuilt."""

Run = tuple[Sentence, ...]
"""Consecutive sentences of one article with nothing between them that may not be quoted."""

_REMEMBERED = 64  # texts whose tokens are kept: one question is looked at by several
_CHUNK = 4000  # characters given to Kiwi at once: enough context, bounded work
_LONGEST_SENTENCE = (
    800  # characters; what runs on longer (a list, a text without full stops) is cut
)


class Analyzer:
    """Splits articles to sentences with terms, and questions to terms. Kiwi is loaded when first needed."""

    def __init__(self, threads: int | None = None) -> None:
        """threads: how many parse articles side by side; None for what reads questions.

        All analyzers of a process with the same threads share one Kiwi (250 MB), which is let go
        with the last of them. Updates name their threads, so that no question waits for articles.
        """
        self._kiwi = _shared_kiwi(threads)
        self._remembered = lru_cache(_REMEMBERED)(partial(_tokenize, self._kiwi))

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
        stem in each of them, the English one for those without a stemmer.
        """
        if main_script(text) == "Hang":
            return korean_terms(text, self.tokens(text))
        return [term for _, term in self._word_terms(text, _stemming(languages))]

    def stems(self, text: str, languages: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the stems of each word of a question that has several, one a language."""
        known = _stemming(languages)
        if len(known) < 2 or main_script(text) == "Hang":
            return []
        found = (stems_of(word, known) for _, word in words(text))
        return [stems for stems in found if len(stems) > 1]

    def tokens(self, text: str) -> list[Token]:
        """Return Kiwi's morphemes of text with their places in it, for reading names and particles."""
        return list(self._remembered(text))

    def _parse(self, texts: list[str]) -> list[list[tuple[int, list["KiwiToken"]]]]:
        """Return for each text its sentences as (start, tokens)."""
        if not texts:
            return []
        with self._kiwi.lock:
            return [
                [(s.start, s.tokens or []) for s in sentences]
                for sentences in self._kiwi.loaded.split_into_sents(
                    texts, return_tokens=True, return_sub_sents=False
                )
            ]

    def _other_sentences(self, piece: "_Piece") -> list[Sentence]:
        stemmers = (piece.language,) if piece.language in STEMMERS else ("en",)
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
                yield from ((start, term) for term in korean_terms(word, self.tokens(word)))
            else:
                yield from ((start, term) for term in word_terms(word, languages))


class _SharedKiwi:
    """A Kiwi of several analyzers, loaded when first needed. Whoever uses it holds the lock."""

    def __init__(self, threads: int) -> None:
        self.lock = threading.Lock()
        self._threads = threads

    @cached_property
    def loaded(self) -> "Kiwi":
        from kiwipiepy import Kiwi  # half a second: only where Korean is read

        return Kiwi(num_workers=self._threads, load_multi_dict=False, load_typo_dict=False)


_kiwis: WeakValueDictionary[int | None, _SharedKiwi] = WeakValueDictionary()
_kiwis_lock = threading.Lock()


def _shared_kiwi(threads: int | None) -> _SharedKiwi:
    with _kiwis_lock:
        kiwi = _kiwis.get(threads)
        if kiwi is None:
            kiwi = _kiwis[threads] = _SharedKiwi(threads or 1)
        return kiwi


def _tokenize(kiwi: _SharedKiwi, text: str) -> tuple[Token, ...]:
    with kiwi.lock:
        parsed = kiwi.loaded.tokenize(text)
    return tuple(_token(token) for token in parsed)


def _stemming(languages: Iterable[str]) -> tuple[str, ...]:
    """Return the languages whose stemmers a word may want; English for what has none of its own."""
    given = set(languages) or {"en"}
    return tuple(sorted({code if code in STEMMERS else "en" for code in given}))


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
            yield _Piece(
                text=text[start:end],
                start=block.span.start + start,
                run=run,
                script=script,
                language=language,
                is_row=is_row,
            )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the rows of a table; a row without letters or digits goes with the one that it underlines."""
    start = end = 0
    for match in re.finditer(r"[^\r\n]+", text):
        row = match.group()
        if row.strip() and end and not any(map(str.isalnum, row)):
            end = match.end()
        elif row.strip():
            if end:
                yield start, end
            start, end = match.span()
    if end:
        yield start, end


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


def _korean_sentences(piece: _Piece, parsed: list[tuple[int, list["KiwiToken"]]]) -> list[Sentence]:
    if piece.is_row:
        parsed = [(0, [token for _, tokens in parsed for token in tokens])]
    tokens = [token for _, found in parsed for token in found]
    places = [token.start for token in tokens]
    sentences = []
    position = 0
    starts = [0] if piece.is_row else korean_starts(piece.text, [start for start, _ in parsed])
    for start, end in _trimmed(piece.text, starts):
        after = bisect_left(places, end, position)
        terms = tuple(korean_terms(piece.text, tokens[position:after]))
        position = after
        sentences.append(Sentence(Span(piece.start + start, piece.start + end), terms))
    return sentences


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
