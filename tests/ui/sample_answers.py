"""Small articles and answers, written by hand, for the tests of what is shown."""

from index.article import Article, Block, Kind, Source, Span
from qa.answer import Answer, Citation, Confidence, Quote, ShortAnswer

BODY = "해온시 소식\n\n새 다리 열려\n\n새 다리는 5월 2일 열렸다. 길이는 3~5km다.\n\n사진 설명 | 김사진\n\n*끝."
PARAGRAPH = "새 다리는 5월 2일 열렸다. 길이는 3~5km다."
SENTENCE = "새 다리는 5월 2일 열렸다."
SHORT = "5월 2일"

SOURCE = Source(
    id="a1",
    title="새 다리 열려",
    publisher="해온일보",
    byline="이기자",
    published_at="2025-05-02T09:00:00+09:00",
    url="https://haeon.example/bridge?a=1&b=2",
    path="/articles/bridge.txt",
    language="ko",
)


def block(kind: Kind, text: str, body: str = BODY) -> Block:
    start = body.index(text)
    return Block(kind, Span(start, start + len(text)))


ARTICLE = Article(
    SOURCE,
    BODY,
    (
        block(Kind.PUBLISHER, "해온시 소식"),
        block(Kind.TITLE, "새 다리 열려"),
        block(Kind.PARAGRAPH, PARAGRAPH),
        block(Kind.CAPTION, "사진 설명"),
        block(Kind.CREDIT, "| 김사진"),
        block(Kind.NOTICE, "*끝."),
    ),
)


def quote_of(
    body: str,
    text: str,
    short: str | None = None,
    source: Source = SOURCE,
    number: int = 1,
    copies: tuple[Source, ...] = (),
) -> Quote:
    """A quote of text where it first stands in body."""
    start = body.index(text)
    answer = None
    if short is not None:
        at = start + text.index(short)
        answer = ShortAnswer(short, Span(at, at + len(short)))
    citation = Citation(number, source, Span(start, start + len(text)))
    return Quote(text, citation, answer, 0.5, copies)


def found(*quotes: Quote, question: str = "언제 열렸나?", searched_as: str = "") -> Answer:
    return Answer(
        question, searched_as or question, True, Confidence.HIGH, 0.9, quotes, (), (), 3, 12.5
    )


def nothing(*nearest: Quote, question: str = "금리는?") -> Answer:
    return Answer(question, question, False, Confidence.NONE, 0.1, (), nearest, (), 3, 12.5)


ANSWER = found(quote_of(BODY, SENTENCE, SHORT))
