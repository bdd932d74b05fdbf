"""Names of languages, in the languages of the page."""

from ui.strings.fields import Strings

_NAMES = {
    "ko": ("한국어", "Korean"),
    "en": ("영어", "English"),
    "ja": ("일본어", "Japanese"),
    "zh": ("중국어", "Chinese"),
    "es": ("스페인어", "Spanish"),
    "fr": ("프랑스어", "French"),
    "de": ("독일어", "German"),
    "ru": ("러시아어", "Russian"),
    "pt": ("포르투갈어", "Portuguese"),
    "it": ("이탈리아어", "Italian"),
    "nl": ("네덜란드어", "Dutch"),
    "pl": ("폴란드어", "Polish"),
    "tr": ("튀르키예어", "Turkish"),
    "uk": ("우크라이나어", "Ukrainian"),
    "ar": ("아랍어", "Arabic"),
    "fa": ("페르시아어", "Persian"),
    "he": ("히브리어", "Hebrew"),
    "hi": ("힌디어", "Hindi"),
    "id": ("인도네시아어", "Indonesian"),
    "th": ("태국어", "Thai"),
    "vi": ("베트남어", "Vietnamese"),
    "el": ("그리스어", "Greek"),
    "sv": ("스웨덴어", "Swedish"),
}


def language_name(tag: str, strings: Strings) -> str:
    """Return the name of the language with a BCP 47 tag; the tag itself where we know none."""
    names = _NAMES.get(tag.lower())
    if names is None:
        return tag
    return names[0] if strings.code == "ko" else names[1]
