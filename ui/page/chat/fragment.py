"""Text fragments: the end of a link that opens a page at some words (WICG, Scroll to Text Fragment).

`#:~:text=words` for a short quote, `#:~:text=first words,last words` for one that is long or runs over
several lines, since a browser looks for a single text within one block only.
"""

import re
from urllib.parse import quote

WHOLE = 120  # characters; a longer quote is named by its first and last words
_END = 32  # characters that the first and the last words have at least
_CUTS = re.compile(r"(?<=[\s。、！？，])(?=\S)")
"""Where words begin; in scripts without spaces, what follows a mark, since a browser matches whole words."""


def fragment_of(text: str) -> str:
    """Return the text directive for words of a page, "" where there is nothing to look for.

    All but letters and digits of ASCII is percent-encoded, also "-", which has a meaning of its own there.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= WHOLE:
        return f":~:text={_encoded(lines[0])}"
    first, last = _first_words(lines[0]), _last_words(lines[-1])
    if len(lines) == 1 and len(first) + len(last) > len(lines[0]):
        return f":~:text={_encoded(lines[0])}"
    return f":~:text={_encoded(first)},{_encoded(last)}"


def with_fragment(url: str, text: str) -> str:
    """Return an address that opens at some words of its page; what it names of the page itself is kept."""
    directive = fragment_of(text)
    if not directive:
        return url
    address, mark, place = url.partition("#")
    return f"{address}#{place.partition(':~:')[0] if mark else ''}{directive}"


def _first_words(line: str) -> str:
    cut = next((at.start() for at in _CUTS.finditer(line) if at.start() >= _END), len(line))
    return line[:cut].strip()


def _last_words(line: str) -> str:
    cuts = [at.start() for at in _CUTS.finditer(line) if len(line) - at.start() >= _END]
    return line[cuts[-1] if cuts else 0 :].strip()


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace").replace("-", "%2D").replace("~", "%7E")
