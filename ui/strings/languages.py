"""The languages that the page and the terminal speak."""

from ui.strings.english import ENGLISH
from ui.strings.fields import Strings
from ui.strings.korean import KOREAN

LANGUAGES = {strings.code: strings for strings in (KOREAN, ENGLISH)}


def counted(text: str, count: int, **others: object) -> str:
    """Return a text with its count; where a language says one thing otherwise, that stands before a bar."""
    one, _, many = text.rpartition("|")
    return (one if one and count == 1 else many).format(count=count, **others)


def strings_for(tag: str | None) -> Strings:
    """Return the texts for a BCP 47 tag such as "en-GB"; Korean where it is neither."""
    return LANGUAGES.get((tag or "").split("-")[0].lower(), KOREAN)
