"""The short answer in a Korean sentence: which words may be it, and what speaks for each of them."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analyzer import Analyzer, Token
from index.likeness import Likeness
from qa.question import Asked, Question
from qa.short_answer import has_type

_WORDS = 5  # of a candidate
_SURE = 0.12  # of the softmax over all candidates; what is less likely is not marked
_NOUNS = ("NN", "NR", "SN", "SL", "SH", "XPN", "XSN", "XR", "W_", "SW", "SB")
_INNER = ("SO", "SP", "SSO", "SSC", "SS", "JC", "JKG", "MM")  # may stand within a candidate
_TYPED = (Asked.DATE, Asked.TIME, Asked.NUMBER)
_ASKING = frozenset(["무엇", "무어", "뭐", "누구", "어디", "언제", "몇", "얼마", "얼마나", "며칠", "어느", "무슨", "어떤", "어떻게", "왜", "뭣", "이름", "얼마큼", "얼마간"])  # fmt: skip
_OPEN, _CLOSE = "“‘\"'「『《〈<([", "”’\"'」』》〉>)]"
_PAIRS = tuple(zip("(“‘「『《〈<[", ")”’」』》〉>]", strict=True))
_TITLED = "“‘\"'「『《〈<"
_DATE = re.compile(r"\d+\s?(?:년|월|일|세기)|[월화수목금토일]요일|어제|오늘|내일|\d{4}[-./]\d")
_DIGIT = re.compile(r"\d|^[한두세네]\s|[백천만억조]")
_ROLE = ("대통령", "총리", "장관", "의원", "대표", "회장", "사장", "시장", "교수", "박사", "감독", "선수", "기자", "작가", "시인", "배우", "왕", "씨", "장군", "공주")  # fmt: skip
_PLACES = ("시", "군", "구", "동", "읍", "면", "리", "도", "주", "국", "역", "항", "섬", "산", "강", "궁", "관", "원", "대학교", "학교", "병원", "공항", "광장", "공원", "거리", "성당")  # fmt: skip
_PARTICLES = {"JKS": "subject", "JX": "topic", "JKO": "object", "JKB": "adverb", "JKG": "of", "JC": "and", "JKQ": "quote", "VCP": "is"}  # fmt: skip
_GROUP = {
    Asked.DATE: "date", Asked.TIME: "date", Asked.NUMBER: "number", Asked.PERSON: "person",
    Asked.PLACE: "place", Asked.REASON: "other", Asked.METHOD: "other", Asked.THING: "thing",
}  # fmt: skip
_NEAR = 12  # characters: what stands so near is counted as beside


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters [start, end) of the sentence, its tokens [first, last]."""

    start: int
    end: int
    first: int
    last: int


def korean_answer(
    question: Question,
    sentence: str,
    analyzer: Analyzer,
    likeness: Likeness,
    weights: Mapping[str, float],
) -> tuple[int, int] | None:
    """Return where in a Korean sentence the short answer to a Korean question stands, or None.

    None when the question asks for a reason or a way, or for yes or no; when nothing there is of the
    asked type; when all there is stands in the question itself; and when no candidate is likely enough.
    """
    asked = analyzer.tokens(question.text)
    if question.asked in (Asked.REASON, Asked.METHOD) or asks_yes_or_no(asked):
        return None
    tokens = analyzer.tokens(sentence)
    spans = candidates(sentence, tokens)
    if not spans:
        return None
    described = features(question, focus_of(asked), sentence, tokens, spans, likeness)
    scores = [
        sum(weights.get(name, 0.0) * value for name, value in one.items()) for one in described
    ]
    best = max(range(len(spans)), key=lambda number: (scores[number], -number))
    likely = 1 / sum(math.exp(score - scores[best]) for score in scores)
    text = sentence[spans[best].start : spans[best].end]
    echo = described[best].get("pure echo", 0.0) > 0
    if likely < _SURE or echo or (question.asked in _TYPED and not has_type(question.asked, text)):
        return None
    return spans[best].start, spans[best].end


def asks_yes_or_no(tokens: Sequence[Token]) -> bool:
    """Say whether a question has a verb that ends it and no word that asks for anything."""
    asking = any(
        token.tag in ("NP", "MM", "MAG", "NNG", "NR", "IC", "MAJ", "NNB") and token.form in _ASKING
        for token in tokens
    )
    return not asking and any(token.tag == "EF" for token in tokens)


def candidates(sentence: str, tokens: Sequence[Token]) -> list[Candidate]:
    """Return spans of one to _WORDS words that end in a noun, without the particle after it.

    A span begins where a word does, or after an opening mark; brackets within are whole.
    """
    nouns = [_is_noun(token) for token in tokens]
    starts = [i for i, token in enumerate(tokens) if nouns[i] and _opens(sentence, tokens, i)]
    found = []
    for first in starts:
        words = 1
        for last in range(first, len(tokens)):
            if last > first and tokens[last].start > tokens[last - 1].end:
                words += 1
            if words > _WORDS or tokens[last].tag in ("SF", "EF"):
                break
            start, end = tokens[first].start, tokens[last].end
            bracketed = tokens[last].tag == "SSC" and sentence[start:end].count("(") == 1
            ended = nouns[last] and _ends(tokens, nouns, last) and _whole(sentence[start:end])
            if bracketed or ended:
                found.append(Candidate(start, end, first, last))
    return found


def features(
    question: Question,
    focus: str,
    sentence: str,
    tokens: Sequence[Token],
    spans: Sequence[Candidate],
    likeness: Likeness,
) -> list[dict[str, float]]:
    """Return for each span what speaks for it, as named numbers; absent names are 0."""
    asked_terms = frozenset(question.morphemes)
    at = [t.form in asked_terms and _is_content(t) for t in tokens]
    places = [t.start for t, hit in zip(tokens, at, strict=True) if hit]
    group = _GROUP[question.asked]
    heads = list(dict.fromkeys(tokens[span.last].form for span in spans))
    alike = likeness.between([focus], heads)[0] if focus and heads else ()
    near = dict(zip(heads, map(float, alike), strict=True)) if focus and heads else {}
    return [
        dict(_features(question, focus, group, sentence, tokens, span, at, places, near))
        for span in spans
    ]


def _features(
    question: Question,
    focus: str,
    group: str,
    sentence: str,
    tokens: Sequence[Token],
    span: Candidate,
    at: Sequence[bool],
    places: Sequence[int],
    near: Mapping[str, float],
) -> Iterator[tuple[str, float]]:
    text = sentence[span.start : span.end]
    inside = tokens[span.first : span.last + 1]
    before = tokens[span.first - 1] if span.first else None
    after = tokens[span.last + 1] if span.last + 1 < len(tokens) else None
    joined = after is not None and after.start == span.end
    words = 1 + sum(b.start > a.end for a, b in pairwise(inside))
    own = [t for t in inside if _is_content(t)]
    echoed = sum(at[span.first : span.last + 1]) / max(1, len(own))
    kind = _kind(text, inside)
    yield f"{group}:{kind}", 1.0
    yield "echo", echoed
    yield "pure echo", float(echoed >= 1)
    yield "in question", float(text in question.text)
    yield f"{group}:words", float(words)
    yield f"{group}:words2", float(words * words) / 10
    yield f"{group}:one word", float(words == 1)
    yield "characters", len(text) / 10
    particle = _PARTICLES.get(after.tag, "none") if joined and after else "none"
    if joined and after and after.tag == "JKB":
        particle = f"adverb {after.form}"
    yield f"{group}:{particle}", 1.0
    yield f"particle {particle}", 1.0
    yield "verbs inside", float(sum(t.tag[:1] in "VEM" or t.tag in ("XSV", "XSA") for t in inside))
    yield "particles inside", float(sum(t.tag[:1] == "J" for t in inside))
    yield "of inside", float(sum(t.tag == "JKG" for t in inside))
    yield "and inside", float(sum(t.tag in ("JC", "SP") for t in inside))
    yield f"{group}:proper", sum(t.tag in ("NNP", "SL", "SH") for t in inside) / len(inside)
    opened = span.start > 0 and sentence[span.start - 1] in _TITLED
    closed = span.end < len(sentence) and sentence[span.end] in _CLOSE
    yield f"{group}:titled", float(opened and closed)
    yield "half titled", float(opened != closed)
    yield "bracketed", float(span.start > 0 and sentence[span.start - 1] == "(")
    yield "has bracket", float("(" in text)
    yield "modified", float(before is not None and before.tag in ("ETM", "JKG", "MM"))
    yield (
        "noun before",
        float(before is not None and _is_noun(before) and span.start - before.end <= 1),
    )
    yield (
        "noun after",
        float(after is not None and _is_noun(after) and not joined and after.start - span.end <= 1),
    )
    yield "verb after", float(joined and after is not None and after.tag in ("XSV", "XSA"))
    yield "begins", float(span.first == 0)
    yield "position", span.start / max(1, len(sentence))
    outside = [p for p in places if not span.start <= p < span.end]
    gaps = sorted(span.start - p if p < span.start else p - span.end for p in outside)
    yield f"{group}:gap", min(gaps[0], 60) / 20 if gaps else 3.0
    yield "gap2", min(gaps[1], 60) / 20 if len(gaps) > 1 else 3.0
    yield f"{group}:beside", float(sum(gap <= _NEAR for gap in gaps))
    yield "next is asked", float(_next(at, tokens, span.last, 1))
    yield "previous is asked", float(_next(at, tokens, span.first, -1))
    yield from _focused(question, focus, text, tokens, span, after, near, group)


def _focused(
    question: Question,
    focus: str,
    text: str,
    tokens: Sequence[Token],
    span: Candidate,
    after: Token | None,
    near: Mapping[str, float],
    group: str,
) -> Iterator[tuple[str, float]]:
    """Yield what the noun that is asked for says: 대학 of "어느 대학", 그루 of "몇 그루"."""
    if question.unit:
        yield "unit", float(text.endswith(question.unit))
        yield "unit inside", float(question.unit in text and not text.endswith(question.unit))
    if not focus:
        return
    yield f"{group}:focus", 1.0
    yield "ends with focus", float(text.endswith(focus) and text != focus)
    yield "is focus", float(text == focus)
    yield "ends with focus tail", float(text.endswith(focus[-1]) and len(focus) > 1)
    yield f"{group}:alike", near.get(tokens[span.last].form, 0.0)
    yield "focus follows", float(after is not None and after.form == focus)
    following = tokens[span.last + 1 : span.last + 4]
    yield "focus near after", float(any(t.form == focus for t in following))
    ahead = tokens[max(0, span.first - 3) : span.first]
    yield "focus before", float(any(t.form == focus for t in ahead))
    yield "focus right before", float(bool(ahead) and ahead[-1].form == focus)
    yield f"{group}:focus alike before", near.get(ahead[-1].form, 0.0) if ahead else 0.0


def focus_of(tokens: Sequence[Token]) -> str:
    """Return the noun that a question asks for: after 어느, 무슨, 몇; else the last before it asks."""
    for number, token in enumerate(tokens[:-1]):
        if token.tag == "MM" and token.form in ("어느", "무슨", "어떤", "몇"):
            noun, end = "", tokens[number + 1].start
            for following in tokens[number + 1 :]:
                if not following.tag.startswith(("NN", "XSN", "SL")) or following.start > end:
                    break
                noun, end = noun + following.form, following.end
            if noun:
                return noun
    for number in range(len(tokens) - 1, 0, -1):
        if tokens[number].tag in ("JX", "JKS") and tokens[number - 1].tag.startswith(("NN", "XSN")):
            noun = tokens[number - 1].form
            named = noun in ("이름", "명칭", "제목") and number > 2
            if named and tokens[number - 2].tag == "JKG":
                return tokens[number - 3].form
            return noun
    return ""


def _kind(text: str, tokens: Sequence[Token]) -> str:
    if _DATE.search(text):
        return "date"
    if _DIGIT.search(text):
        last = tokens[-1]
        return "counted" if last.tag in ("NNB", "SW", "NNG", "NR", "XSN") else "number"
    if any(text.endswith(role) and text != role for role in _ROLE):
        return "role"
    if all(t.tag in ("SL", "SW", "SP", "SB") for t in tokens):
        return "foreign"
    if tokens[-1].tag == "NNP":
        return "name"
    if any(text.endswith(place) for place in _PLACES):
        return "place"
    return "noun"


def _is_noun(token: Token) -> bool:
    return token.tag.startswith(_NOUNS) or token.tag == "NP"


def _is_content(token: Token) -> bool:
    return token.tag.startswith(("NN", "NR", "SN", "SL", "SH", "VV", "VA", "XR"))


def _opens(sentence: str, tokens: Sequence[Token], place: int) -> bool:
    start = tokens[place].start
    return start == 0 or sentence[start - 1].isspace() or sentence[start - 1] in _OPEN + "·,/~-"


def _ends(tokens: Sequence[Token], nouns: Sequence[bool], place: int) -> bool:
    """Say whether a word's nouns end at place: what follows is no noun joined to it."""
    if place + 1 == len(tokens):
        return True
    after = tokens[place + 1]
    return after.start > tokens[place].end or not nouns[place + 1]


def _whole(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in _PAIRS)


def _next(at: Sequence[bool], tokens: Sequence[Token], place: int, step: int) -> bool:
    """Say whether the next word with content on that side is one of the question's."""
    place += step
    while 0 <= place < len(tokens):
        if _is_content(tokens[place]):
            return at[place]
        place += step
    return False
