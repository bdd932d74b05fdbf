"""The words of a question as a person knows them, each with the terms that it is searched by."""

import re
from collections.abc import Iterable, Iterator

from index.text.analyzer import Analyzer
from index.text.korean_terms import Token, joined, korean_terms
from index.text.scripts import WITHOUT_SPACES, main_script, script_of, words
from index.text.sounds import is_sound


def words_with_terms(
    analyzer: Analyzer, text: str, languages: Iterable[str] = ()
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the words of a question with their terms, as `terms` gives them, in order.

    A Korean word stands as in a dictionary, without particles and endings: 열다 for "열었나". In
    scripts without spaces each term is a word.
    """
    if main_script(text) == "Hang":
        return list(_korean_words(text, analyzer.tokens(text)))
    given = tuple(languages)
    found: list[tuple[str, tuple[str, ...]]] = []
    for _, word in words(text):
        mine = analyzer.terms(word, given)
        if script_of(word[0]) in WITHOUT_SPACES:
            found.extend((term, (term,)) for term in mine if not is_sound(term))
        else:
            found.append((word, tuple(mine)))
    return found


def _korean_words(text: str, tokens: Iterable[Token]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words between spaces without their last particles and endings, each with its terms."""
    whole = [Token(form, tag, start, end) for tag, form, start, end in joined(tokens)]
    found = [(token, tuple(korean_terms(text, [token]))) for token in whole]
    for word in re.finditer(r"\S+", text):
        mine = [one for one in found if word.start() <= one[0].start < word.end() and one[1]]
        if not mine:
            continue
        last = mine[-1][0]
        ends = last.tag.startswith(("VV", "VA"))  # in a stem, which is no word: 열다
        said = text[word.start() : word.end() if ends else last.end].strip("\"'“”‘’(),.?!")
        if ends and len(mine) == 1 and said.startswith(last.form):
            said = f"{last.form}다"
        yield said, tuple(term for _, terms in mine for term in terms)
