"""Which words of a Korean sentence may be a short answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.korean_terms import Token

_WORDS = 6  # of a candidate; 96 % of KorQuAD's answers are a candidate then
_QUOTED = 60  # characters of a candidate that quotation marks enclose
_NOUNS = ("NN", "NR", "SN", "SL", "SH", "XPN", "XSN", "XR", "W_", "SW", "SB", "NP")
_TAILS = frozenset("간 안 여 쯤 경 당 내 씩 말 초 중 측 업 때 등 발 산 용 형 식 급 째".split())  # fmt: skip  # noqa: SIM905
_NUMERALS = frozenset("한 두 세 네 서너 너댓 석 넉 서 너 스무 몇 수".split())  # fmt: skip  # noqa: SIM905
_POINTING = ("지나", "오")
OPENING, CLOSING = "“‘\"'「『《〈<([", "”’\"'」』》〉>)]"
_PAIRS = tuple(zip("(“‘「『《〈<[", ")”’」』》〉>]", strict=True))
_TITLED = dict(zip("“‘\"'「『《〈<", "”’\"'」』》〉>", strict=True))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters [start, end) of the sentence, its tokens [first, last]."""

    start: int
    end: int
    first: int
    last: int


def candidates(sentence: str, tokens: Sequence[Token]) -> list[Candidate]:
    """Return spans of one to _WORDS words that end in a noun, without the particle after it.

    A span begins where a word of nouns or numerals does, or after an opening mark; brackets within are whole. What
    quotation marks enclose is one too, whatever it consists of. Marks alone are none.
    """
    nouns = [is_noun(token) for token in tokens]
    ends = [nouns[i] and _ends(tokens, nouns, i) for i in range(len(tokens))]
    opened = any(mark in sentence for mark, _ in _PAIRS)
    pairs = [pair for pair in _PAIRS if opened and any(mark in sentence for mark in pair)]
    found: dict[tuple[int, int], Candidate] = {}
    for first in range(len(tokens)):
        begins = nouns[first] or _counts(tokens[first])
        if not (begins and _opens(sentence, tokens, first)):
            continue
        words, start = 1, tokens[first].start
        for last in range(first, len(tokens)):
            token = tokens[last]
            if last > first and token.start > tokens[last - 1].end:
                words += 1
            if words > _WORDS or token.tag in ("SF", "EF"):
                break
            bracketed = token.tag == "SSC" and sentence.count("(", start, token.end) == 1
            if bracketed or (ends[last] and _is_whole(sentence[start : token.end], pairs)):
                found[start, token.end] = Candidate(start, token.end, first, last)
    for candidate in _enclosed(sentence, tokens):
        found.setdefault((candidate.start, candidate.end), candidate)
    return [c for c in found.values() if any(map(str.isalnum, sentence[c.start : c.end]))]


def pointed(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with 지난 and 오는 before a number as one prefix: 지난 21일 is a date, not a verb.

    Newspapers date what they tell so; Kiwi sees 지나다 and 오다.
    """
    found: list[Token] = []
    for token in tokens:
        if token.tag == "SN" and len(found) > 1:
            verb, ending = found[-2:]
            if verb.tag == "VV" and verb.form in _POINTING and ending.tag == "ETM":
                found[-2:] = [Token(verb.form + ending.form, "XPN", verb.start, ending.end)]
        found.append(token)
    return found


def is_noun(token: Token) -> bool:
    """Say whether a candidate may end in a token."""
    return token.tag.startswith(_NOUNS)


def _counts(token: Token) -> bool:
    """Say whether a token is a numeral before what is counted: 세 of "세 명", which no noun is."""
    return token.tag == "MM" and token.form in _NUMERALS


def is_enclosed(sentence: str, candidate: Candidate) -> bool:
    """Say whether quotation marks stand right around a candidate."""
    before = sentence[candidate.start - 1] if candidate.start else ""
    after = sentence[candidate.end : candidate.end + 1]
    return before in _TITLED and after == _TITLED.get(before)


def _enclosed(sentence: str, tokens: Sequence[Token]) -> Iterator[Candidate]:
    """Yield what quotation marks enclose."""
    for first, token in enumerate(tokens[1:], start=1):
        mark = sentence[token.start - 1 : token.start]
        if mark not in _TITLED or tokens[first - 1].end != token.start:
            continue
        end = sentence.find(_TITLED[mark], token.start, token.start + _QUOTED)
        last = max((i for i in range(first, len(tokens)) if tokens[i].end <= end), default=-1)
        if last >= first and tokens[last].end == end:
            yield Candidate(token.start, end, first, last)


def _opens(sentence: str, tokens: Sequence[Token], place: int) -> bool:
    start = tokens[place].start
    before = sentence[start - 1 : start]
    return not before or before.isspace() or before in OPENING or before in "·,/~-"


def _ends(tokens: Sequence[Token], nouns: Sequence[bool], place: int) -> bool:
    """Say whether a word's nouns may end at place: no noun is joined to it, but for a few tails."""
    if place + 1 == len(tokens):
        return True
    after = tokens[place + 1]
    return after.start > tokens[place].end or not nouns[place + 1] or after.form in _TAILS


def _is_whole(text: str, pairs: Sequence[tuple[str, str]]) -> bool:
    return all(text.count(a) == text.count(b) for a, b in pairs)
