"""Where a short answer begins and ends: no particle, whole words and names, whole numbers with their unit."""

import re
from collections.abc import Sequence

from index.article import Passage
from index.text.analyzer import Analyzer
from index.text.korean_terms import Token
from index.text.scripts import main_script
from qa.question.analysis import Asked
from qa.reading.network import SeenSpan

NEVER = frozenset({Asked.REASON, Asked.METHOD})
"""What is asked for in sentences, not in a few words."""

_LONGEST = 120  # characters
_NAME = 8  # characters in quotation marks that are taken for a name
_MOST = 0.85  # of a sentence; what is longer is the sentence itself
_PARTICLES = ("J", "E", "VC", "SF", "SP")
_FROM, _TO = ("부터", "에서"), ("까지",)
_UNITS = ("NNB", "NR", "SN", "SW")
_NUMERALS = ("NR", "MM")
_QUOTED = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'"}
_JAPANESE_PARTICLE = re.compile(r"(?<=[\d一-鿿ァ-ヶー々])(?:には|では|とは|[にはがをでへも])$")
_OPENING = "([{（「『《〈【“‘\"'"
_CLOSING = ")]}）」』》〉】”’\"'"
_TRIMMED = " \t\n,.;:，。、；：·…!?！？"
_KANA = re.compile(r"[ぁ-ヿ]")
_WORD = re.compile(r"[^\W\d_]|\d", re.UNICODE)
_NUMBER = re.compile(r"[$€£¥₩]?\d(?:[\d,.]*\d)?%?")
_EAST_UNIT = re.compile(
    r"[\s]?(?:[万億亿兆千百十]+)?(?:年間?|ヶ月|か月|カ月|个月|個月|月|日間?|時間?|时间?|小时|小時|分間?|秒|歳|岁|歲|人|名|個|个|件|回|次|台|隻|只|本|枚|冊|册|円|元|美元|ドル|ウォン|％|%"
    r"|パーセント|キロ(?:メートル|グラム)?|メートル|公里|公尺|米|公斤|吨|トン|種|种|種類|位|歲|世紀|世纪|号|號|階|层|倍|割|点|票|席|校|社|家|所)"
)

_LATIN_UNIT = re.compile(
    r"(?:\s?(?:hundred|thousand|million|billion|trillion|percent|per cent|km|kg|cm|mm|m|t|GW|MW|kW)\b(?:\s(?:tonnes|tons|dollars|euros|pounds|won|yen))?"
    r"|\s(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|people|metres|meters|miles|feet|tonnes|tons|dollars|euros|pounds|won|yen)\b)"
)


def short_answer(
    asked: Asked, passage: Passage, number: int, span: SeenSpan | None, analyzer: Analyzer
) -> tuple[int, int] | None:
    """Return where the short answer stands in a passage's text, or None where its sentence has none.

    span: where the reader saw it in sentence `number`.
    """
    if span is None or span.margin <= 0 or asked in NEVER:
        return None
    offset = passage.bounds[2 * number] - passage.span.start
    said = passage.sentence_text(number)
    start, end = max(0, span.start - offset), min(len(said), span.end - offset)
    place = trimmed(said, start, end, analyzer) if start < end else None
    return (offset + place[0], offset + place[1]) if place else None


def trimmed(sentence: str, start: int, end: int, analyzer: Analyzer) -> tuple[int, int] | None:
    """Return where the short answer stands in its sentence, or None where nothing short is left.

    start, end: where the reader saw it.
    """
    if main_script(sentence) == "Hang":
        start, end = _korean(sentence, start, end, analyzer.tokens(sentence))
    else:
        start, end = _whole_words(sentence, start, end)
        if _KANA.search(sentence) and (last := _JAPANESE_PARTICLE.search(sentence[start:end])):
            end = start + last.start()
    start, end = _bare(sentence, start, end)
    start, end = _balanced(sentence, start, end)
    start, end = _unquoted(sentence, start, end)
    if end <= start or end - start > _LONGEST or not _WORD.search(sentence[start:end]):
        return None
    if sentence.startswith("|") and "|" in sentence[start:end]:  # of several cells of a table
        return None
    whole = len(sentence.strip(_TRIMMED))
    return None if end - start > _MOST * whole and end - start > 20 else (start, end)


def _korean(text: str, start: int, end: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """Widen to whole morphemes, take the unit of a number along, leave particles and endings off."""
    inside = [n for n, token in enumerate(tokens) if token.start < end and token.end > start]
    if not inside:
        return start, end
    first, last = inside[0], inside[-1]
    while first > 0 and _goes_on(text, tokens[first - 1], tokens[first]):
        first -= 1
    while last + 1 < len(tokens) and _is_unit(text, tokens[last], tokens[last + 1]):
        last += 1
    ranges = any(token.form in _FROM for token in tokens[first:last])
    if ranges and last + 1 < len(tokens) and tokens[last + 1].form in _TO:
        last += 1
    while last > first and tokens[last].tag.startswith(_PARTICLES):
        if ranges and tokens[last].form in _TO:
            break
        last -= 1
    return tokens[first].start, max(tokens[last].end, tokens[first].end)


def _goes_on(text: str, before: Token, token: Token) -> bool:
    """Say whether a number or a name began before a token."""
    if before.end != token.start:
        return False
    if token.tag in _NUMERALS and before.tag in _NUMERALS:  # 서른 + 여덟
        return True
    if token.tag == "SN" or before.tag == "SN":
        return before.tag in ("SN", "SW", "SP") and text[before.start] not in "~∼-"
    return token.tag == before.tag == "NNP" or token.tag in ("XSN", "NNB")


def _is_unit(text: str, token: Token, after: Token) -> bool:
    gap = text[token.end : after.start]
    if gap.strip() or len(gap) > 1:
        return False
    if not gap and after.tag in ("XSN",):
        return True
    if token.tag in ("SN", "NR", "MM") and after.tag == "NNB":
        return True
    if token.tag in ("SN", "NR") or (token.tag in _UNITS and not gap):
        return after.tag in _UNITS and text[after.start] not in "·,/(~∼"
    return not gap and token.tag == after.tag == "NNP"


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    for number in _NUMBER.finditer(text):
        if number.start() < start < number.end():
            start = number.start()
        if number.start() < end <= number.end():
            end = number.end()
            if unit := _EAST_UNIT.match(text, end) or _LATIN_UNIT.match(text, end):
                end = unit.end()
    return start, end


def _joined(text: str, place: int) -> bool:
    """Say whether a word of letters with spaces between words, or a number, would be cut at place."""
    before, after = text[place - 1], text[place]
    if not (before.isalnum() and after.isalnum()):
        return False
    return not (_is_spaceless(before) or _is_spaceless(after))


def _is_spaceless(character: str) -> bool:
    return "ぁ" <= character <= "ヿ" or "一" <= character <= "鿿" or "฀" <= character <= "๿"


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off the quotation marks around all of it, where it is a name and not what somebody said."""
    said = text[start:end]
    closing = _QUOTED.get(said[:1])
    if closing is None or not 2 < len(said) <= _NAME + 2 or said[-1] != closing:
        return start, end
    inner = said[1:-1]
    return (start, end) if said[0] in inner or closing in inner else (start + 1, end - 1)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off a bracket or quotation mark whose other half is outside; close one that is open."""
    said = text[start:end]
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        if opening == closing:
            if said.count(opening) == 1 and said[0] in (opening,):
                start += 1
            elif said.count(opening) == 1 and said[-1] == opening:
                end -= 1
        elif said.count(opening) > said.count(closing):
            if text[end : end + 1] == closing:
                end += 1
            elif said[0] == opening:
                start += 1
        elif said.count(closing) > said.count(opening):
            if start and text[start - 1] == opening:
                start -= 1
            elif said[-1] == closing:
                end -= 1
        said = text[start:end]
        if not said:
            break
    return _bare(text, start, end)
