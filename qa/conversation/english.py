"""Questions in English, and other languages of its letters, in a talk: what one is about, how one leans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.conversation.follow_up import Follow, Form

_OPENING = re.compile(r"^(?:(?:and|so|then|okay|ok|but|also|now|well|oh)\b[\s,]*)+(?=\w)", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+", re.I)
_WH = r"(?:who|whom|whose|when|where|why|how|what|which)"
_BARE = re.compile(
    rf"(?:(?:since|until|from|with|by|for|to|at)\s+)?{_WH}"
    r"(?:\s+(?:many|much|long|far|often|old|big|high|large|tall|time|year|day|month|exactly|else|then|so|not|come))*\W*",
    re.I,
)
_WH_PHRASE = re.compile(
    rf"^(?:(?:in|on|at|by|for|with|to|from|since|until)\s+)?{_WH}(?:\s+(?:many|much|long|far|often|old|time|year|day|month)\b)*",
    re.I,
)
_AUXILIARY = frozenset(
    """
    is are was were be been being am do does did has have had will would can could should shall
    may might must
    """.split()  # noqa: SIM905 -- one text stays readable
)
_COPULA = frozenset(
    """
    is are was were been be
    """.split()  # noqa: SIM905 -- one text stays readable
)
_STOPS = _AUXILIARY | frozenset(
    """
    in on at of for to from by with about into during after before since until over under
    between near than as and or but that which who when where while if because
    """.split()  # noqa: SIM905 -- one text stays readable
)
_FUNCTION = _STOPS | frozenset(
    """
    the a an this that these those its his her their our my your it they them he she him there
    then not no any some all who whom whose when where why how what which many much long far
    often old else exactly also so please tell me about say said people person thing things kind
    more most
    """.split()  # noqa: SIM905 -- one text stays readable
)
_ATTRIBUTE = re.compile(
    r"(?:costs?|fees?|fares?|prices?|tickets?|budget|date|time|schedule|deadline|hours|venue|location|place|address|"
    r"reasons?|cause|purpose|aim|goal|results?|outcome|effects?|damages?|loss(?:es)?|casualties|injuries|deaths?|victims?|"
    r"visitors?|attendance|participants?|attendees|passengers|winners?|length|height|width|size|area|weight|speed|depth|"
    r"age|name|title|number|total|share|population|capacity|seats|staff|owner|founder|director|manager|author|designer|"
    r"speakers?|conditions?|details?|plan|difference|meaning|distance|duration|rate|population|menu|phone number)",
    re.I,
)
_TIME = re.compile(
    r"(?:on |in |at |for |the )*(?:(?:next|last|this|every)\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|holidays?"
    r"|mornings?|afternoons?|evenings?|nights?|yesterday|today|tomorrow|year|month|week|spring|summer|autumn|fall|winter"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)",
    re.I,
)
_PERSONAL = re.compile(r"\b(?:it|they|them|he|she|him)\b", re.I)
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b(?=\s\w)", re.I)
_POINTING = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bthere\b|\b(?:those|these)\b|\b(?:this|that)\b(?!\s+(?:the|it|he|she|they)\b)",
    re.I,
)
_MISSING_OBJECT = re.compile(
    r"^(?:who|what|which \w+|how many(?: \w+)?)\s+(?:else\s+)?(?!(?:is|are|was|were|did|does|do|has|have|will|can)\b)\w+"
    r"(?:\s+(?:on|in|at|from|for|to|with|by)\b|\W*$)",
    re.I,
)
_VERB_ENDINGS = (
    "ed",
    "ilt",
    "eld",
    "ade",
    "und",
    "gun",
    "sold",
    "ten",
    "own",
    "one",
    "ung",
    "iven",
    "aken",
    "ught",
)
_ANSWERABLE_ALONE = 2  # content words that make a question of common nouns stand by itself


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A name, or a noun with its article, and its place."""

    start: int
    end: int
    text: str
    proper: bool

    @property
    def is_attribute(self) -> bool:
        return bool(_ATTRIBUTE.fullmatch(self.text.split()[-1])) and not self.proper


class English:
    """Follow-ups in English, and questions in English that are followed up."""

    def follow(self, text: str) -> Follow:
        """Say how a question leans on what was said before it."""
        rest = text[match.end() :] if (match := _OPENING.match(text)) else text
        opened = match is not None
        if about := _ABOUT.match(rest):
            rest, opened = rest[about.end() :], True
        if _BARE.fullmatch(rest):
            return Follow(Form.ASKING, rest)
        phrases = list(_phrases(rest))
        names = [phrase for phrase in phrases if not phrase.is_attribute]
        first = rest.split()[0].lower().strip("?.,!") if rest.split() else ""
        if not re.match(rf"{_WH}\b", rest, re.I) and first not in _AUXILIARY and not _tells(rest):
            return self._fragment(text, rest, opened, names)
        if any(
            not any(phrase.end <= pronoun.start() for phrase in names)
            or rest[pronoun.end() :].strip(" ?.!") == ""
            for pronoun in (*_PERSONAL.finditer(rest), *_POSSESSIVE.finditer(rest))
        ):
            return Follow(Form.LEANING, rest)
        if _POINTING.search(rest) and not any(phrase.proper for phrase in names):
            return Follow(Form.LEANING, rest)
        if opened and _MISSING_OBJECT.match(rest):
            return Follow(Form.LEANING, rest)
        if not names and (phrases or len(_content(rest)) < _ANSWERABLE_ALONE):
            return Follow(Form.LEANING, rest, bool(phrases))
        return Follow(Form.WHOLE, text)

    def lean(self, rest: str, subject: str) -> str:
        """Return a question with its subject said, in the place of a pronoun where there is one."""
        if match := _PERSONAL.search(rest):
            return rest[: match.start()] + subject + rest[match.end() :]
        if match := _POSSESSIVE.search(rest):
            return f"{rest[: match.start()]}{subject}'s{rest[match.end() :]}"
        said = {word.strip("?.,!").lower() for word in rest.split()}
        kept = [word for word in dict.fromkeys(subject.split()) if word.lower() not in said]
        return " ".join([*kept, rest])

    def subject(self, text: str, *, owner: bool = False) -> str:
        """Return what a question is about: its names, else its words of content."""
        phrases = list(_phrases(text))
        named = [phrase for phrase in phrases if not phrase.is_attribute]
        if named:
            return " ".join(dict.fromkeys(phrase.text for phrase in named))
        if phrases and not owner:
            return " ".join(phrase.text for phrase in phrases)
        return " ".join(word for word in _content(text) if not _ATTRIBUTE.fullmatch(word))

    def with_topic(self, text: str, topic: str) -> str:
        """Return a question asked of another topic: what it asks stays, what it was about goes."""
        topic = topic.strip(" ?.!,")
        if _TIME.fullmatch(topic):
            if time := _TIME.search(text):
                return text[: time.start()] + topic + text[time.end() :]
            return f"{text.rstrip(' ?.!')} {topic}?"
        phrases = [phrase for phrase in _phrases(text) if not phrase.is_attribute]
        alike = [p for p in phrases if p.text.split()[-1].lower() == topic.split()[-1].lower()]
        if not phrases:
            return f"{topic} {text}"
        old = (alike or phrases)[0]
        return text[: old.start] + topic + text[old.end :]

    def with_asking(self, text: str, asking: str) -> str:
        """Return a question that asks for something else of the same: "When?" for "Where did"."""
        asking = asking.strip(" ?.!")
        if match := _WH_PHRASE.match(text):
            return asking + text[match.end() :]
        return f"{self.subject(text)} {asking}?"

    @staticmethod
    def _fragment(text: str, rest: str, opened: bool, names: list[_Phrase]) -> Follow:
        """Say how words without a verb lean: "And the library?" is another topic."""
        if not (opened or text.rstrip().endswith("?")):
            return Follow(Form.WHOLE, text)
        words = rest.strip(" ?.!").split()
        if words and _ATTRIBUTE.fullmatch(words[-1]):
            return Follow(Form.WHOLE if names else Form.LEANING, rest, owner=True)
        if not opened and len(words) > 3:
            return Follow(Form.WHOLE, text)
        return Follow(Form.TOPIC, rest)


def _tells(text: str) -> bool:
    """Say whether a text has a verb of help, so that it is more than a name."""
    return bool(
        re.search(
            rf"\b(?:{'|'.join(_AUXILIARY)}|tell|show|list|give|explain|describe)\b", text, re.I
        )
    )


def _content(text: str) -> list[str]:
    words = re.findall(r"[^\W_][\w'’-]*", text)
    return [w for w in words if w.lower() not in _FUNCTION and not _TIME.fullmatch(w)]


def _phrases(text: str) -> Iterator[_Phrase]:
    """Yield the names (runs of capitals) and the nouns with "the" of a question, in order."""
    words = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\W_][\w'’.-]*(?<![.])", text)]
    has_auxiliary = any(word.lower() in _AUXILIARY for _, _, word in words)
    lexical = any(word.lower() in _AUXILIARY - _COPULA for _, _, word in words)
    number = 0
    while number < len(words):
        start, _, word = words[number]
        last, proper = number, False
        if word.lower() == "the":
            while last + 1 < len(words) and words[last + 1][2].lower() not in _STOPS:
                last += 1
            ends = last + 1 == len(words)
            verb = words[last][2].lower().endswith(_VERB_ENDINGS)
            if ends and has_auxiliary and last - number > 1 and (lexical or verb):
                last -= 1
            proper = any(_is_name(each) for _, _, each in words[number + 1 : last + 1])
        elif _is_name(word) and (
            number or not re.match(rf"(?:{_WH}|{'|'.join(_STOPS)})$", word, re.I)
        ):
            while last + 1 < len(words) and (
                _is_name(words[last + 1][2])
                or (
                    words[last + 1][2] in ("and", "of", "the", "de")
                    and last + 2 < len(words)
                    and _is_name(words[last + 2][2])
                )
            ):
                last += 1
            proper = True
        else:
            number += 1
            continue
        if last > number or proper:
            end = words[last][1]
            end -= 2 if text[start:end].endswith(("'s", "’s")) else 0
            yield _Phrase(start, end, text[start:end], proper)
        number = last + 1


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word != "I" and not _TIME.fullmatch(word)
