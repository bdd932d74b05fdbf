"""The few words within a quote that answer: a date, a number, a name. None when unsure."""

import re
from collections.abc import Callable, Iterator, Sequence

from index.text.analyzer import Analyzer
from index.text.korean_terms import Token
from index.text.scripts import main_script
from index.text.terms import fold
from qa.question.analysis import Asked, Question

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DATE = re.compile(
    r"(?:지난|오는|올해|작년|내년)?\s?(?:\d{2,4}년\s?)?\d{1,2}월\s?\d{1,2}일(?:\s?[월화수목금토일]요일)?"
    r"|(?:지난|오는)\s?\d{1,2}[일월](?!\s?\d)|\d{4}년(?:\s?\d{1,2}월)?|\d{1,2}월(?!\s?\d)"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}} (?:{_MONTHS})\.?(?: \d{{4}})?"
    rf"|(?:{_MONTHS}) \d{{4}}|\b(?:1[5-9]|20)\d\d\b(?!\s?[가-힣])"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}年(?:\d{1,2}月)?|\d{1,2}月(?!\d)"
    r"|어제|오늘|내일|그저께|\byesterday\b|\btoday\b|\btomorrow\b|昨日|今日|明日|昨天|今天|明天",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}(?:일|日|号)(?!\s?(?:간|동안|만에|째))")
_TIME = re.compile(
    r"(?:오전|오후|새벽|낮|밤)?\s?\d{1,2}시(?!간)(?:\s?\d{1,2}분|\s?반)?|(?:오전|오후)\s?\d{1,2}:\d{2}"
    r"|\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.?m\.?"
    r"|(?:午前|午後|上午|下午)?\d{1,2}[時时点點](?:\d{1,2}分|半)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:약\s?)?[$€£¥₩]?\d[\d,]*(?:\.\d+)?(?:\s?[백천만억조]+)?(?:\s?\d[\d,]*(?:\.\d+)?[백천만억조]+)*여?"
    r"(?:\s?(?:%|퍼센트|포인트|달러|유로|엔|위안|원|명|개국|개월|개|그루|마리|대|척|권|곳|건|회|차례|번|세대|가구|세|살|년|주|일|시간|분|초"
    r"|km/h|km|㎞|cm|mm|kg|㎏|MW|kW|GW|TEU|m|g|t|톤|리터|미터|킬로미터|제곱미터|㎡|평|석|층|편|점|장|호선|호|위|배|도|표|쪽|척|박스|상자"
    r"|percent|per cent|million|billion|thousand|trillion|people|dollars|euros|yen|won|years|months|weeks|days|hours|minutes"
    r"|meters|metres|kilometers|kilometres|miles|tons|tonnes|trees|visitors|passengers"
    r"|人|本|個|件|回|台|隻|冊|枚|歳|円|年|倍|割|万|億|個国|时|天|元|吨|公里|次|只|艘|株|棵|名|亿))*"
    r"|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:명|개|곳|번|차례|가지|마리|그루|대|척)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) [a-z]+",
    re.IGNORECASE,
)
_ROLE = (
    r"대통령|총리|장관|차관|부장관|의원|대표|회장|사장|시장|군수|도지사|지사|교수|박사|감독|선수|기자|작가|시인|화가|배우|가수|위원장|원장"
    r"|국장|과장|팀장|소장|관장|대사|보좌관|대변인|총서기|주석|왕|여왕|교황|목사|신부|스님|씨|군|양|후보|이사장|조합장|선장|교장|서장"
)
_NAMED = re.compile(rf"\s?(?:전\s)?(?:[가-힣]{{0,8}}\s?)?(?:{_ROLE})")
_CAPITALISED = re.compile(
    r"(?:[A-Z][\w’'.-]*\.?)(?:\s(?:(?:of|the|de|van|von|al|bin)\s)?[A-Z][\w’'.-]*)*"
)
_SENTENCE_OPENERS = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "It",
        "He",
        "She",
        "They",
        "We",
        "I",
        "This",
        "That",
        "These",
        "Those",
        "And",
        "But",
        "Or",
        "For",
        "To",
        "Of",
        "With",
        "By",
        "From",
        "As",
        "After",
        "Before",
        "When",
        "While",
        "Its",
        "His",
        "Her",
        "Their",
        "Our",
        "If",
        "Then",
        "There",
        "Here",
        "However",
        "Meanwhile",
        "Both",
        "Some",
        "Most",
        "All",
    ]
)
_PARTICLES_OF_ACTOR = frozenset({"JKS", "JX"})


def short_answer(question: Question, quote: str, analyzer: Analyzer) -> tuple[int, int] | None:
    """Return where in the quote the words of the asked type stand, as [start, end), or None.

    Words that the question itself holds are no answer to it.
    """
    korean = main_script(quote) == "Hang"
    if question.asked is Asked.DATE:
        return _first(_DATE, quote, question)
    if question.asked is Asked.TIME:
        return _first(_TIME, quote, question)
    if question.asked is Asked.NUMBER:
        return _number(quote, question)
    if question.asked is Asked.PERSON:
        found = _korean_person(quote, analyzer) if korean else _capitalised(quote)
        return _only(found, quote, question)
    if question.asked is Asked.PLACE:
        found = _korean_place(quote, analyzer) if korean else _after_preposition(quote)
        return _new(found, quote, question)
    return None


def has_type(asked: Asked, text: str) -> bool:
    """Say whether text holds something of the asked type; True where the type has no form of its own."""
    pattern, trace = _FORMS.get(asked), _TRACES.get(asked)
    if trace is not None and trace.search(text) is None:
        return False
    return pattern is None or pattern.search(text) is not None


_TRACES = {
    Asked.DATE: re.compile(
        r"\d|어제|오늘|내일|그저께|yesterday|today|tomorrow|[昨今明][日天]", re.IGNORECASE
    ),
    Asked.TIME: re.compile(r"\d"),
    Asked.NUMBER: re.compile(
        r"\d|[한두세네섯곱덟홉열]|t[wh]|f[oi]|s[ie]|ei|ni|e[ln]", re.IGNORECASE
    ),
}
"""Without any of these there is no such form: quick to tell of texts that hold none."""
_FORMS = {
    Asked.DATE: _DATE,
    Asked.TIME: _TIME,
    Asked.NUMBER: _NUMBER,
    Asked.REASON: re.compile(
        r"때문|탓|이유|원인|까닭|위해|위한|따라|[아어]서(?=[\s,])|므로|니까|면서|바람에|로\s인해|덕분"
        r"|\b(?:because|due to|since|so that|caused|after|as a result|owing)\b|ため|から|ので|原因|理由"
        r"|因为|因為|由于|由於|所以|导致",
        re.IGNORECASE,
    ),
    Asked.PERSON: re.compile(
        rf"(?:{_ROLE})(?![가-힣]{{2}})|[가-힣]\([A-Z가-힣]|[A-Z][a-z]+ [A-Z]|氏|さん"
    ),
    Asked.PLACE: re.compile(
        r"에서|[가-힣](?:에|으로|로)\s|\b(?:in|at|near|from|to) (?:the )?[A-Z]|で|に|在"
    ),
}


def _first(pattern: re.Pattern[str], quote: str, question: Question) -> tuple[int, int] | None:
    return _new(_matches(pattern, quote), quote, question)


def _matches(pattern: re.Pattern[str], quote: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(quote):
        start, end = match.span()
        lead = len(match.group()) - len(match.group().lstrip())
        if end > start + lead:
            yield start + lead, end


def _number(quote: str, question: Question) -> tuple[int, int] | None:
    """Return the number with the unit that is counted; where none is named, the first that is no date.

    A number with a unit comes before a bare one.
    """
    dates = [match.span() for match in (*_DATE.finditer(quote), *_DAY.finditer(quote))]
    found = [
        span
        for span in _matches(_NUMBER, quote)
        if not any(span[0] < last and first < span[1] for first, last in dates)
    ]
    if question.unit:  # a number of something else is no answer
        found = [span for span in found if question.unit in quote[span[0] : span[1]]]
    else:
        found = [span for span in found if not quote[slice(*span)].isdecimal()] or found
    return _new(iter(found), quote, question)


def _new(
    spans: Iterator[tuple[int, int]], quote: str, question: Question
) -> tuple[int, int] | None:
    asked = fold(question.text)
    for start, end in spans:
        text = fold(quote[start:end]).strip()
        if text and text not in asked and text.removeprefix("지난").strip() not in asked:
            return start, end
    return None


def _only(
    spans: Iterator[tuple[int, int]], quote: str, question: Question
) -> tuple[int, int] | None:
    """Return the one span that is no echo of the question; None where several could be meant."""
    first = _new(spans, quote, question)
    if first is None:
        return None
    name = quote[slice(*first)]
    while (other := _new(spans, quote, question)) is not None:
        if quote[slice(*other)] not in name and name not in quote[slice(*other)]:
            return None
    return first


def _korean_person(quote: str, analyzer: Analyzer) -> Iterator[tuple[int, int]]:
    """Yield runs of proper nouns that a role follows, then those that a subject particle follows."""
    tokens = analyzer.tokens(quote)
    runs = list(_runs(tokens, lambda token: token.tag == "NNP"))
    for _, start, end in runs:
        if _NAMED.match(quote, end) and end - start >= 2:
            yield start, end
    for after, start, end in runs:
        following = tokens[after].tag if after < len(tokens) else ""
        if following in _PARTICLES_OF_ACTOR and 2 <= end - start <= 12:
            yield start, end


def _korean_place(quote: str, analyzer: Analyzer) -> Iterator[tuple[int, int]]:
    """Yield runs of nouns before 에서, then before 에, that hold a proper noun."""
    tokens = analyzer.tokens(quote)
    nouns = list(_runs(tokens, lambda token: token.tag in ("NNP", "NNG", "XSN", "SL", "SH")))
    for particle in ("에서", "에"):
        for after, start, end in nouns:
            if (
                after < len(tokens)
                and (tokens[after].tag, tokens[after].form) == ("JKB", particle)
                and any(t.tag == "NNP" and start <= t.start < end for t in tokens)
            ):
                yield start, end


def _runs(
    tokens: Sequence[Token], is_part: Callable[[Token], bool]
) -> Iterator[tuple[int, int, int]]:
    """Yield (number of the token after, start, end) of runs of tokens of one kind, at most a space apart."""
    position = 0
    while position < len(tokens):
        first = position
        while (
            position < len(tokens)
            and is_part(tokens[position])
            and (position == first or tokens[position].start - tokens[position - 1].end <= 1)
        ):
            position += 1
        if position > first:
            yield position, tokens[first].start, tokens[position - 1].end
        else:
            position += 1


def _capitalised(quote: str) -> Iterator[tuple[int, int]]:
    for match in _CAPITALISED.finditer(quote):
        start, end = match.span()
        words = match.group().split()
        while words and words[0] in _SENTENCE_OPENERS:
            start += len(words[0]) + 1
            words = words[1:]
        if words and start < end:
            yield start, end


def _after_preposition(quote: str) -> Iterator[tuple[int, int]]:
    for start, end in _capitalised(quote):
        if re.search(r"\b(?:in|at|from|to|near|of)\s(?:the\s)?$", quote[:start]):
            yield start, end
