"""Questions that an English sentence answers: the question word comes first, the auxiliary after it."""

import re
from collections.abc import Iterator

_SHORTEST, _LONGEST = 20, 140  # characters of a sentence that makes a good question

_STRANGE = re.compile(r"[“”\"()\[\]<>|…:;]")
_LEANS = re.compile(
    r"^(?:He|She|It|They|We|I|You|This|That|These|Those|There|Here|But|And|Or|So|Then|Both|Neither|Such|"
    r"Its|His|Her|Their|Our|One|Another|Some|Two of)\b|\b(?:it|he|she|they|its|his|her|their|said|says|"
    r"today|yesterday|tomorrow|now|last|next|ago)\b"
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = rf"(?:(?:{_MONTH})(?: [0-9]{{1,2}})?(?:,? [0-9]{{4}})?|[0-9]{{1,2}} (?:{_MONTH})(?: [0-9]{{4}})?|[0-9]{{4}})"
_SUBJECT = r"(?P<subject>[A-Z][^,]{2,50}?)"
_WHEN = re.compile(
    rf"^{_SUBJECT} (?P<aux>was|were|will be|is|are) (?P<rest>[a-z][^,]{{2,50}}?) (?:on|in) (?P<answer>{_DAY})\b"
)
_SIZE = re.compile(
    rf"^{_SUBJECT} (?P<aux>will be|is|was|are|were) (?P<answer>(?:about |almost |nearly )?[0-9][0-9.,]* [a-z]+) "
    r"(?P<rest>long|tall|high|wide|deep|old)\b"
)
_HOLDS = re.compile(
    rf"^{_SUBJECT} (?P<aux>carries|has|holds|seats|employs|houses|keeps) (?P<answer>[0-9][0-9,]*) "
    r"(?P<rest>(?:[a-z]+ )?(?:[a-z]+s|people|men|women|children))\b"
)
_BASE = {"carries": "carry", "has": "have"}
_MANY = re.compile(
    r"^(?P<subject>(?P<answer>[0-9][0-9,]*)) (?P<rest>[a-z]+ (?P<aux>was|were|are|will|have)\b[^,]{3,70})\.$"
)
_WHO = re.compile(
    r"^(?P<subject>(?P<answer>(?:Mayor|President|Professor|Dr|Director|Captain|Minister|Councillor|Architect|"
    r"Governor|Chief|Prime Minister)(?: [A-Z][a-z]+)+)) (?P<aux>[a-z]+ed|won|built|wrote|led|gave|chose) "
    r"(?P<rest>[^,]{5,70}?)(?:,[^.]*)?\.$"
)


def english_questions(sentence: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the questions that an English sentence answers: kind, question, start and end of the answer."""
    if (
        not _SHORTEST <= len(sentence) <= _LONGEST
        or not sentence.endswith(".")
        or _STRANGE.search(sentence)
        or _LEANS.search(sentence)
    ):
        return
    for kind, pattern in (
        ("when", _WHEN), ("size", _SIZE), ("count", _HOLDS), ("many", _MANY), ("who", _WHO)
    ):  # fmt: skip
        if match := pattern.search(sentence):
            yield kind, _asked(kind, match), match.start("answer"), match.end("answer")


def _asked(kind: str, match: re.Match[str]) -> str:
    subject, aux, rest = _within(match["subject"]), match["aux"], match["rest"]
    verb, _, be = aux.partition(" ")
    if kind == "when":
        return " ".join(filter(None, ("When", verb, subject, be, rest))) + "?"
    if kind == "size":
        return " ".join(filter(None, (f"How {rest}", verb, subject, be))) + "?"
    if kind == "count":
        return f"How many {rest} does {subject} {_BASE.get(aux, aux.removesuffix('s'))}?"
    if kind == "many":
        return f"How many {rest}?"
    return f"Who {aux} {rest}?"


def _within(subject: str) -> str:
    """Return a subject as it stands within a sentence."""
    first = subject.partition(" ")[0]
    return subject[0].lower() + subject[1:] if first in _SMALL else subject


_SMALL = frozenset({"The", "A", "An", "Each", "Every", "All", "Test", "New", "Work", "Repairs"})
"""Words that are written small where they do not begin a sentence; names stay as they are."""
