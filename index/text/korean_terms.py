"""Korean morphemes to the terms that they are found by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from index.text.scripts import script_of, words
from index.text.sounds import sounds
from index.text.terms import word_terms

# Kiwi's tags of words that carry meaning: nouns (not pronouns), verbs, adjectives, roots.
# Particles, endings, punctuation, pronouns and auxiliary verbs match everything and tell nothing.
_CONTENT = ("NNG", "NNP", "NNB", "NR", "VV", "VA", "XR")
_LONG_CONTENT = ("MAG", "MM", "XPN")  # kept when two syllables or more: 거의 tells more than 그


class Morpheme(Protocol):
    """What is read of a morpheme: Kiwi's own, or a Token."""

    @property
    def form(self) -> str:
        """Its dictionary form."""

    @property
    def tag(self) -> str:
        """Kiwi's tag."""

    @property
    def start(self) -> int:
        """Where it begins in its text."""

    @property
    def end(self) -> int:
        """Where it ends."""


@dataclass(frozen=True, slots=True)
class Token:
    """A morpheme or word: its dictionary form, Kiwi's tag ("" for other languages), and its place."""

    form: str
    tag: str
    start: int
    end: int


def korean_terms(text: str, tokens: Iterable[Morpheme]) -> list[str]:
    """Return the content morphemes of tokens of text; what has no Hangul gives terms of its script."""
    terms: list[str] = []
    for tag, form, start, end in joined(tokens):
        if tag.startswith(_CONTENT) or (tag.startswith(_LONG_CONTENT) and len(form) > 1):
            if script_of(form[0]) == "Hang":
                terms.append(form)
                if tag == "NNP":
                    terms.extend(sounds(form))
                continue
        elif tag[:1] not in "SWU":  # symbols, foreign words, numbers, addresses, unknown
            continue
        for _, word in words(text[start:end]):
            if script_of(word[0]) != "Hang":
                terms.extend(word_terms(word, ("en",)))
            elif tag[:1] == "U":
                terms.append(word)
    return terms


def joined(tokens: Iterable[Morpheme]) -> Iterator[tuple[str, str, int, int]]:
    """Yield (tag, form, start, end) of tokens, a word of letters and digits (S25) as one.

    Kiwi keeps its parts apart; other languages have it whole.
    """
    letters: tuple[str, str, int, int] | None = None  # of a word that may go on
    for token in tokens:
        tag = token.tag
        if letters:
            if tag in ("SL", "SN") and letters[3] == token.start:
                letters = (*letters[:3], token.end)
                continue
            yield letters
            letters = None
        if tag == "SL":
            letters = (tag, token.form, token.start, token.end)
        else:
            yield tag, token.form, token.start, token.end
    if letters:
        yield letters
