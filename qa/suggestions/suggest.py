"""Questions that an article answers, made from its own sentences: the words that answer become a question word.

Nothing is invented: a question is its sentence with one fact asked for. Only short, plain sentences that
stand by themselves become questions; whether the library really answers one is for the pipeline to say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.article import Article, Kind, Span
from index.text.scripts import WITHOUT_SPACES, main_script
from qa.suggestions.east_asian import chinese_questions, japanese_questions
from qa.suggestions.english import english_questions
from qa.suggestions.korean import korean_questions

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|[。！？]|[.!?]?$|(?=\n))", re.MULTILINE)

_PARTICLE = re.compile(
    "(?:에서는|에게는|에서|에는|으로|까지|부터|은|는|이|가|을|를|에|의|로|와|과|도)$"
)
_NAME = re.compile("[\u4e00-\u9fff]{2,}?(?=[はがのにをもで、的在])|[\u4e00-\u9fff]{3}|[ァ-ー]{3,}")
_DAY = re.compile(r"(?<!월 )\b[0-9]{1,2}일")

ASKED_IN = ("ko", "en", "ja", "zh")
"""Languages of articles that become questions."""

Asks = Callable[[str], Iterator[tuple[str, str, int, int]]]
"""Yields the questions that a sentence answers: (kind, question, start and end of the answer in it)."""

_BY_SCRIPT: dict[str, Asks] = {
    "Hang": korean_questions,
    "Kana": japanese_questions,
    "Hani": chinese_questions,
    "Latn": english_questions,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question with what it asks for ("when", "who", …), its sentence and its answer in the body."""

    question: str
    kind: str
    sentence: Span
    answer: Span


def suggestions(article: Article) -> Iterator[Suggestion]:
    """Yield the questions that an article's paragraphs answer, in their order."""
    for block in article.blocks:
        if block.kind is not Kind.PARAGRAPH:
            continue
        for match in _SENTENCE.finditer(block.span.of(article.body)):
            sentence = match[0].strip()
            start = block.span.start + match.start() + match[0].index(sentence)
            if not sentence:
                continue
            asks = _BY_SCRIPT.get(main_script(sentence) or "")
            for kind, question, low, high in asks(sentence) if asks else ():
                place = Span(start, start + len(sentence))
                yield Suggestion(question, kind, place, Span(start + low, start + high))


def is_about(question: str, title: str) -> bool:
    """Say whether a question names something of the title, so that it can be asked out of the blue."""
    if _DAY.search(question):  # "27일": of which month?
        return False
    if main_script(question) in WITHOUT_SPACES:
        return any(name in title for name in _NAME.findall(question))
    words = (word for word in re.findall(r"\w+", question.lower()) if len(word) > 1)
    said = title.lower()
    return any(_named(word, said) for word in words)


def _named(word: str, title: str) -> bool:
    """Say whether a title holds a word, a Korean one without its particle."""
    if main_script(word) == "Hang":
        bare = _PARTICLE.sub("", word)
        return len(bare) > 1 and bare in title
    return len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", title) is not None
