"""Every text that a person reads, in Korean and in English."""

from ui.strings.english import ENGLISH
from ui.strings.fields import Strings
from ui.strings.korean import KOREAN
from ui.strings.languages import LANGUAGES, counted, strings_for

__all__ = ["ENGLISH", "KOREAN", "LANGUAGES", "Strings", "counted", "strings_for"]
