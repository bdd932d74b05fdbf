"""Scripts and words: what writing system a text is in, and the words it is made of.

Scripts tell languages better than a statistical detector does on short text
(22 of 24 short questions against 17 to 18); a detector is used only between languages that share
a script, and only on articles, which are long enough for it.
"""

import re
from collections import Counter
from functools import cache
from operator import add

_RANGES = (  # (first, last, script), ascending; what is not here counts as no letter
    (0x0041, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x0DFF, "Indc"),  # the other scripts of India: words between spaces
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3005, 0x3007, "Hani"),
    (0x3040, 0x30FF, "Kana"),
    (0x3130, 0x318F, "Hang"),
    (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA960, 0xA97F, "Hang"),
    (0xAC00, 0xD7FF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFF66, 0xFF9F, "Kana"),
    (0x20000, 0x323AF, "Hani"),
)
WITHOUT_SPACES = frozenset({"Hani", "Kana", "Thai", "Laoo", "Mymr", "Khmr"})
"""Scripts that put no spaces between words: their terms are character bigrams."""

_OF_SCRIPT = {
    "Hang": "ko",
    "Kana": "ja",
    "Hani": "zh",
    "Thai": "th",
    "Laoo": "lo",
    "Mymr": "my",
    "Khmr": "km",
    "Grek": "el",
    "Hebr": "he",
    "Armn": "hy",
    "Geor": "ka",
}
_HANGUL_SHARE = 0.15  # a Korean text full of Latin names still has far more Hangul than this
_KANA_SHARE = 0.05  # Japanese headlines are mostly Han
_SAMPLE = 4000  # characters that are enough to tell a script

# Words are runs of letters of one kind. East Asian letters and Hangul are kinds of their own, since
# they stand beside others without a space. Marks belong to the letter before them: Python's \w leaves
# them out, which would cut Hindi, Thai and pointed Arabic words to pieces. The dandas end sentences.
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_EAST_ASIAN = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U000323af"
)
_SOUTH_EAST_ASIAN = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u1089\u1780-\u17d3"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u0900-\u0963\u0971-\u0dff"
)
_LETTER = rf"(?:[^\W\d_{_HANGUL}{_EAST_ASIAN}{_SOUTH_EAST_ASIAN}]|[{_MARKS}])"
WORD = re.compile(
    rf"\d+(?:[.,:]\d+)*|[{_HANGUL}]+|[{_EAST_ASIAN}]+|[{_SOUTH_EAST_ASIAN}]+"
    rf"|{_LETTER}(?:{_LETTER}|\d)*(?:['’]{_LETTER}+)*"
)


@cache
def script_of(character: str) -> str:
    """Return the script of one character as a four-letter code, or "" for none of the known."""
    point = ord(character)
    for first, last, script in _RANGES:
        if first <= point <= last:
            return (
                script if character.isalpha() or script in WITHOUT_SPACES or point > 0x8FF else ""
            )
    return ""


def script_counts(text: str) -> Counter[str]:
    """Count the letters of text by script, over its first few thousand characters."""
    counts = Counter(map(script_of, text[:_SAMPLE]))
    del counts[""]
    return counts


def main_script(text: str) -> str:
    """Return the script that text is written in; "" when it has no letters.

    Some Hangul makes a text Korean and some kana makes it Japanese, whatever else stands in it.
    """
    counts = script_counts(text)
    letters = counts.total()
    if not letters:
        return ""
    if counts["Hang"] >= _HANGUL_SHARE * letters:
        return "Hang"
    if counts["Kana"] >= _KANA_SHARE * letters and counts["Kana"] + counts["Hani"] > letters / 2:
        return "Kana"
    return min(counts, key=lambda script: (-counts[script], script))


def language_of_script(script: str) -> str | None:
    """Return the one language written in script, None where several share it."""
    return _OF_SCRIPT.get(script)


_SCRIPTS = {language: script for script, language in _OF_SCRIPT.items()} | {
    "ja": "Hani", "zh": "Hani", "zh-Hant": "Hani",
    "ru": "Cyrl", "uk": "Cyrl", "bg": "Cyrl", "be": "Cyrl", "sr": "Cyrl", "mk": "Cyrl", "kk": "Cyrl",
    "ky": "Cyrl", "mn": "Cyrl", "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "ug": "Arab",
    "hi": "Deva", "mr": "Deva", "ne": "Deva",
}  # fmt: skip


def writes(language: str | None, script: str) -> bool:
    """Say whether a language is written in a text's main script, so that words can match.

    Chinese and Japanese count as one; a language that is not known to use another uses Latin. In a
    text without letters, whose script is "", anything matches.
    """
    script = "Hani" if script == "Kana" else script
    return not script or script == _SCRIPTS.get(language or "", "Latn")


def words(text: str) -> list[tuple[int, str]]:
    """Return the words and numbers of text with where they start."""
    return [(match.start(), match.group()) for match in WORD.finditer(text)]


def character_bigrams(word: str) -> list[str]:
    """Return the overlapping pairs of characters of a word; a word of one character is itself."""
    return list(map(add, word, word[1:])) if len(word) > 1 else [word]
