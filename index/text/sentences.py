"""Where sentences start, in text that is not Korean, and what Kiwi's own pass leaves together."""

import re
from collections.abc import Sequence

_CLOSERS = "」』”’\"'）)】》〉］\\]"
_EAST_ASIAN_END = re.compile(rf"[。！？!?．｡]+[{_CLOSERS}]*|\n")
_OPENERS = dict(zip("「『（(【《〈“［[", "」』）)】》〉”］]", strict=True))
# After a closing quotation mark these go on with the same sentence: 「…。」と述べた, “…。”的说法
_GOES_ON = re.compile(r"[とをがはもにでのへやか、，,・：:；;的地得等]|って|など|という")
_DANDA_END = re.compile(r"[।॥؟۔!?]+[\"'”’)]*\s+")
_THAI_CLAUSE = 120  # characters after which a space ends what we take for a sentence of Thai

_BEFORE_QUOTATION = re.compile(r"[.!?…]\s+(?=[“‘「『\"])")

# What Kiwi leaves to the sentence before: a head without Hangul, up to the word that goes on (李 대통령)
_LEFT_BEHIND = re.compile(
    r"[.!?…][\"'”’」』)\]》]*\s+(?P<head>[^\u1100-\u11ff\u3130-\u318f가-힣.!?…\n]{1,30})\Z"
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

_DANDA_SCRIPTS = frozenset({"Deva", "Indc", "Arab"})
_SPACED_CLAUSES = frozenset({"Thai", "Laoo", "Khmr", "Mymr"})


def sentence_starts(text: str, script: str) -> list[int]:
    """Return where each sentence of text starts, ascending, the first at 0.

    script is the four-letter code of the script that text is mainly in.
    """
    if script in ("Hani", "Kana"):
        return _east_asian(text)
    if script in _SPACED_CLAUSES:
        return _clauses(text)
    starts = _latin(text)
    if script in _DANDA_SCRIPTS:
        starts = sorted({*starts, *(m.end() for m in _DANDA_END.finditer(text))})
    return starts


def korean_starts(text: str, found: Sequence[int]) -> list[int]:
    """Return where sentences of Korean start, from where Kiwi finds them to start.

    Kiwi gives Hanja at the head of a sentence to the one before it (갔다. 李|대통령은; 갔다. 日本|은),
    and joins a quotation to the sentence before it.
    """
    starts = quotation_starts(text)
    for start in found:
        behind = _LEFT_BEHIND.search(text, max(0, start - 40), start) if start else None
        cuts_a_word = start > 0 and not text[start - 1].isspace()
        if behind and (cuts_a_word or _HAN.search(behind["head"])):
            starts.append(behind.start("head"))
        elif not (cuts_a_word and text[start - 1].isalnum()):
            starts.append(start)
    return sorted(set(starts))


def quotation_starts(text: str) -> list[int]:
    """Return where a sentence of Korean starts with a quotation; Kiwi joins it to the one before."""
    ranges = _closed_ranges(text)
    return [
        match.end()
        for match in _BEFORE_QUOTATION.finditer(text)
        if not any(first < match.start() <= last for first, last in ranges)
        and (text[match.end()] != '"' or text.count('"', 0, match.end()) % 2 == 0)
    ]


def _east_asian(text: str) -> list[int]:
    """Split after 。！？ with what closes, not inside brackets, not before a particle."""
    starts = [0]
    open_until = _closed_ranges(text)
    for match in _EAST_ASIAN_END.finditer(text):
        end = match.end()
        if end >= len(text) or any(
            first < match.start() and end <= last for first, last in open_until
        ):
            continue
        closed = match.group()[-1] in _CLOSERS
        if closed and _GOES_ON.match(text, end):
            continue
        starts.append(end)
    return starts


def _closed_ranges(text: str) -> list[tuple[int, int]]:
    """Return the outermost bracketed ranges (opening position, closing position); unclosed ones are none."""
    ranges: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for position, character in enumerate(text):
        if character in _OPENERS:
            stack.append((_OPENERS[character], position))
        elif stack and character == stack[-1][0]:
            _, opened = stack.pop()
            if not stack:
                ranges.append((opened, position))
    return ranges


def _clauses(text: str) -> list[int]:
    starts = [0]
    for match in re.finditer(r"\s+", text):
        if match.end() - starts[-1] >= _THAI_CLAUSE:
            starts.append(match.end())
    return starts


def _latin(text: str) -> list[int]:
    """Split by syntok, which knows abbreviations, numbers and quotation marks of European languages."""
    from syntok import segmenter

    return sorted(
        {
            0,
            *(
                sentence[0].offset
                for paragraph in segmenter.analyze(text)
                for sentence in paragraph
            ),
        }
    )
