"""Names by their sound, so that Takaichi, 다카이치, タカイチ and Такаичи meet.

A name's sound is its consonants in order, each reduced to what the scripts keep apart: voiced and
unvoiced fall together, vowels fall away. It follows how names are transcribed to Korean (외래어
표기법) and to katakana (Hepburn), not how they are spoken at home. Short sounds say nothing: a
sound has at least three consonants.
"""

import re
import unicodedata
from functools import lru_cache

from index.text.scripts import script_of

MARK = "~"  # what a sound starts with among terms; no word starts so
_LEAST = 3

_INITIALS = "KKNTTRMPPSS-CCCKTPH"  # ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ
# In the order of Unicode's 27 finals: ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ
_FINALS = "KKKNNNTRKMPRTPRMPPTTNTTKTP-"

_LATIN = (  # the longest first; "" is silent
    ("tsch", "C"), ("chr", "KR"), ("sch", "S"), ("tch", "C"), ("ch", "C"), ("sh", "S"), ("ts", "C"), ("tz", "C"),
    ("ph", "P"), ("th", "T"), ("gh", "K"), ("kh", "K"), ("zh", "C"), ("ck", "K"), ("qu", "K"),
    ("dg", "C"), ("ng", "N"), ("x", "KS"),
    ("ce", "S"), ("ci", "S"), ("cy", "S"), ("ge", "C"), ("gi", "K"), ("wr", "R"), ("kn", "N"),
    ("b", "P"), ("c", "K"), ("d", "T"), ("f", "P"), ("g", "K"), ("h", "H"), ("j", "C"), ("k", "K"),
    ("l", "R"), ("m", "M"), ("n", "N"), ("p", "P"), ("q", "K"), ("r", "R"), ("s", "S"), ("t", "T"),
    ("v", "P"), ("z", "C"),
)  # fmt: skip
_LATIN_PART = re.compile("|".join(spelling for spelling, _ in _LATIN) + "|.")
_LATIN_SOUND = dict(_LATIN)

_KANA_ROWS = {
    "K": "カキクケコガギグゲゴ", "S": "サシスセソ", "C": "ザジズゼゾチツヂヅ", "T": "タテトダデド",
    "N": "ナニヌネノン", "H": "ハヒヘホ", "P": "フバビブベボパピプペポヴ", "M": "マミムメモ", "R": "ラリルレロ",
}  # fmt: skip
_KANA = {kana: sound for sound, row in _KANA_ROWS.items() for kana in row}

_CYRILLIC = dict(
    zip("бвгджзйклмнпрстфхцчшщ", ("P", "P", "K", "T", "C", "C", "", "K", "R", "M", "N", "P", "R",
        "S", "T", "P", "H", "C", "C", "S", "S"), strict=True)
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sounds(name: str) -> tuple[str, ...]:
    """Return the sounds of a name as terms, none when it is too short or in a script without.

    A Latin name has two where they differ: with the r that ends a syllable (Marco, 마르코) and
    without (George, 조지).
    """
    script = script_of(name[0]) if name else ""
    if script == "Hang":
        found = [_hangul(name)]
    elif script == "Kana":
        found = ["".join(_KANA.get(c, "") for c in name)]
    elif script == "Cyrl":
        found = ["".join(_CYRILLIC.get(c, "") for c in name.lower())]
    elif script == "Latn":
        plain = "".join(
            c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c)
        )
        plain = re.sub(r"h(?![aeiouy])(?<![cgkpstz]h)", "", plain)  # Johnson, but not Smith
        found = [_latin(plain), _latin(re.sub(r"r(?![aeiouyr])|(?<=[aeiou])re?$", "", plain))]
    else:
        return ()
    kept = dict.fromkeys(MARK + _squeezed(sound) for sound in found)
    return tuple(sound for sound in kept if len(sound) > _LEAST)


def is_sound(term: str) -> bool:
    """Say whether a term is the sound of a name."""
    return term.startswith(MARK)


def _hangul(name: str) -> str:
    parts = []
    for character in name:
        code = ord(character) - 0xAC00
        if 0 <= code < 11172:
            final = code % 28
            parts.append(_INITIALS[code // 588] + (_FINALS[final - 1] if final else ""))
    return "".join(parts).replace("-", "")


def _latin(name: str) -> str:
    return "".join(_LATIN_SOUND.get(part, "") for part in _LATIN_PART.findall(name))


def _squeezed(sound: str) -> str:
    """Return a sound with doubled consonants once (ss, ㅅ) and n before p as m (トランプ, Trump)."""
    return re.sub(r"(.)\1+", r"\1", sound).replace("NP", "MP")
