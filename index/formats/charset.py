"""Bytes → text: which encoding a file is in, and whether it is text at all."""

import codecs
import re
import unicodedata
from collections import Counter
from contextlib import suppress

from charset_normalizer import from_bytes

from index.article import clean_text
from index.formats.format_error import FormatError

SAMPLE = 65_536
"""Bytes or characters that a guess at the encoding is made from."""

MOST_CONTROLS = 0.02
"""Share of control characters above which bytes are no text; terminal logs stay under 0.01."""

LONGEST_MARK_RUN = 100
"""Combining marks in a row; no writing needs 30 (UAX #15), and normalising takes the square of them."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED_WITHIN = 4_096
"""Bytes of a page within which it has to name its encoding; browsers look at 1,024."""

_DECLARED = re.compile(
    rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,40})", re.IGNORECASE
)
_AS_BROWSERS = {
    **dict.fromkeys(("euc_kr", "euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "windows-949", "x-windows-949"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("iso8859-1", "iso-8859-1", "latin-1", "latin1"), "cp1252"),
    **dict.fromkeys(("big5", "x-x-big5"), "big5hkscs"),
}  # fmt: skip
_TEXT_CODECS = frozenset(
    {
        "cp949",
        "cp932",
        "gb18030",
        "big5hkscs",
        "euc_jp",
        "iso2022_jp",
        "iso2022_kr",
        "koi8-r",
        "koi8-u",
        "johab",
    }
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in range(2, 17)}
    | {"cp874"}
)
_TAKES_ANYTHING = frozenset({"cp1252"})
_CONTROLS = bytes({*range(9), *range(0x0E, 0x1A), *range(0x1B, 0x20), 0x7F})
_EXCLUDED = [
    "utf_8",
    "utf_7",
    "utf_16",
    "utf_16_be",
    "utf_16_le",
    "utf_32",
    "utf_32_be",
    "utf_32_le",
]
_EXCLUDED += ["ascii", "cp949", "euc_kr", "johab"]  # all tried before, or nobody's
_COMMON_SYLLABLES = frozenset(
    "이다는에을의가고로하한기지은를도사서인자리어나시대일정해으과있제수부라보전아원상조들만스성여장주국공연"
)
_MARKS = frozenset(filter(unicodedata.combining, map(chr, range(0x300, 0x1E950))))


def decode(data: bytes) -> str:
    """Return the text that data is, in NFC (see clean_text); line ends stay as they are.

    UTF-8 or what a byte order mark names; UTF-16 without one if that is plain; CP949; else what
    charset-normalizer finds. Raises FormatError.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return settle(_strict(data, name))
    if b"\0" in data[:SAMPLE] and (wide := _plain_utf16(data[:SAMPLE])):
        return settle(_strict(data, wide))
    if is_binary(data):
        raise FormatError("it holds binary data, not text", "Give it the suffix of its format")
    try:
        return settle(data.decode())
    except UnicodeDecodeError as cause:
        if cause.reason == "unexpected end of data" and not data[: cause.start].isascii():
            raise _cut_off() from cause
    return settle(_decode_legacy(data))


def decode_page(data: bytes, charset: str | None = None) -> str:
    """Return the text of a web page or a mail: as decode does, but what it says of itself is heard.

    charset is what its header tells, before what it tells in its first bytes. Either is taken where data
    decodes strictly, is not UTF-8, and does not read as Korean under a charset that takes any bytes.
    """
    declared = _DECLARED.search(data[:DECLARED_WITHIN])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        codec = _codec(name) if name else None
        if codec is None or any(data.startswith(mark) for mark, _ in _BOMS):
            continue
        if codec.startswith(
            "iso2022"
        ):  # seven bits: any such text is UTF-8 to the letter, and wrong
            with suppress(UnicodeDecodeError):
                return settle(data.decode(codec))
        elif not _is(data, "utf-8") and _is(data, codec) and not is_binary(data):
            if codec in _TAKES_ANYTHING and _is(data, "cp949"):
                break  # the default of many servers, and Korean more likely than not
            return settle(data.decode(codec))
    return decode(data)


def _codec(name: str) -> str | None:
    """Return Python's name of an encoding as browsers understand it, None for one that is not known."""
    name = name.strip().lower()
    try:
        found = codecs.lookup(_AS_BROWSERS.get(name, name)).name
    except (LookupError, ValueError):
        return None
    return (
        _AS_BROWSERS.get(found, found) if found in _TEXT_CODECS or found in _AS_BROWSERS else None
    )


def _is(data: bytes, codec: str) -> bool:
    """Say whether data decodes strictly."""
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def settle(text: str) -> str:
    """Return text as clean_text has it; raises FormatError for what no writing holds."""
    if not text.isascii() and (marks := _MARKS.intersection(text)):
        runs = re.finditer(f"[{re.escape(''.join(sorted(marks)))}]++", text)
        longest = max(len(run[0]) for run in runs)
        if longest > LONGEST_MARK_RUN:
            raise FormatError(
                f"it has {longest} combining marks in a row", "Remove the damaged characters"
            )
    return clean_text(text)


def is_binary(data: bytes) -> bool:
    """Say whether data (not UTF-16) has a NUL, or more control characters than text has."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return b"\0" in data or controls > MOST_CONTROLS * len(data)


def utf16_name(data: bytes) -> str | None:
    """Return the name of the two- or four-byte encoding that data starts in, None for any other."""
    marked = (name for mark, name in _BOMS[1:] if data.startswith(mark))
    return next(marked, _plain_utf16(data[:SAMPLE]) if b"\0" in data[:SAMPLE] else None)


def _strict(data: bytes, name: str) -> str:
    """Return data decoded; raises FormatError with the reason."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as cause:
        if cause.end >= len(data):
            raise _cut_off() from cause
        raise FormatError(
            f"byte {cause.start} is not {name.removesuffix('-sig').upper()}",
            "Save it again as UTF-8",
        ) from cause


def _cut_off() -> FormatError:
    """Return the error of a file that ends within a character."""
    return FormatError(
        "it ends in the middle of a character and looks cut off", "Copy the whole file again"
    )


def _plain_utf16(sample: bytes) -> str | None:
    """Return the byte order if sample is plainly UTF-16 without a mark: spaces, and nothing odd."""
    sample = sample[: len(sample) // 2 * 2]
    best, most = None, 0
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="replace")
        odd = sum(unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") for character in text)
        odd += text.count("\ufffd") - sum(map(text.count, "\t\n\r\f\v\x1a"))
        spaces = text.count(" ") + text.count("\n") + text.count("\r")
        letters = sum(map(str.isalpha, text))
        if "\0" not in text and 100 * odd <= len(text) <= 4 * letters and spaces > most:
            best, most = name, spaces
    return best


def _decode_legacy(data: bytes) -> str:
    """Return data, which is not UTF-8, as CP949 if it reads as Korean, else as the best other guess."""
    try:
        korean = data.decode("cp949")
    except UnicodeDecodeError as cause:
        korean = None
        is_cut = cause.end == len(data) and cause.start >= len(data) - 1
        whole = data[: cause.start].decode("cp949") if is_cut and cause.start else ""
        if not whole.isascii() and _reads_as_korean(whole):
            raise _cut_off() from cause
    if korean is not None and _reads_as_korean(korean):
        return korean
    sample = data[:SAMPLE]
    if len(data) > SAMPLE:  # end the sample with a line, not within a character
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    name = _guess(sample)
    if name is not None:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            pass  # the sample did not show what the rest holds
    if korean is not None:
        return korean
    raise FormatError(
        "its encoding is neither UTF-8, UTF-16 nor CP949, nor can it be told",
        "Save it again as UTF-8",
    )


def _guess(sample: bytes) -> str | None:
    """Return the encoding that charset-normalizer finds likeliest, of equals the Western European."""
    found = from_bytes(sample, cp_exclusion=_EXCLUDED)
    best = found.best()
    if best is None:
        return None
    equals = (one for one in found if (one.chaos, one.coherence) == (best.chaos, best.coherence))
    is_western = any("cp1252" in one.could_be_from_charset for one in equals)
    return "cp1252" if is_western else best.encoding


def _reads_as_korean(text: str) -> bool:
    """Say whether text decoded as CP949 is Korean rather than another encoding's bytes.

    Korean uses a few syllables much and the 8,822 that KS X 1001 lacks hardly ever; Latin-1, GB 18030
    and EUC-JP read as CP949 turn out the other way round.
    """
    letters = Counter(c for c in text[:SAMPLE] if not c.isascii())
    syllables = {c: count for c, count in letters.items() if "가" <= c <= "힣"}
    total = sum(syllables.values())
    common = sum(count for c, count in syllables.items() if c in _COMMON_SYLLABLES)
    rare = sum(count for c, count in syllables.items() if not _is_ksx1001(c))
    lone = sum(count for c, count in letters.items() if "ㄱ" <= c <= "ㅣ")
    is_foreign = 10 * rare > total or 5 * lone > sum(letters.values())
    return not is_foreign and (total < 10 or 5 * common >= total)


def _is_ksx1001(syllable: str) -> bool:
    """Say whether a Hangul syllable is one of the 2,350 of KS X 1001."""
    try:
        syllable.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return len(syllable.encode("euc_kr")) == 2
