"""What a Korean question asks for, read from its morphemes: the noun, the particle, the predicate."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.korean_terms import Token

ASKING = frozenset("무엇 무어 뭐 뭣 누구 누 어디 언제 몇 얼마 얼마나 얼마큼 얼마간 며칠 어느 무슨 어떤 어떻게 왜".split())  # fmt: skip  # noqa: SIM905
_OF_A_NOUN = frozenset(["어느", "무슨", "어떤", "몇"])
_NAMES_ONLY = frozenset(["이름", "명칭", "제목", "성명", "이름은"])
_ASKING_TAGS = ("NP", "MM", "MAG", "NNG", "NR", "IC", "MAJ", "NNB")
PARTICLES = ("none", "subject", "object", "of", "and", "is", "at", "in", "to", "with", "adverb", "verb")  # fmt: skip
_PARTICLE_OF_TAG = {
    "JKS": "subject", "JX": "subject", "JKC": "subject", "JKO": "object", "JKG": "of", "JC": "and",
    "VCP": "is", "XSV": "verb", "XSA": "verb",
}  # fmt: skip
_PARTICLE_OF_FORM = {
    "에": "at", "에서": "in", "에게": "to", "한테": "to", "로": "to", "으로": "to", "로부터": "to",
    "에게서": "to", "와": "with", "과": "with", "하고": "with",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question wants.

    focus: the noun that is asked for ("대학" of "어느 대학"), "" where there is none. particle: the one of
    PARTICLES that the asking word carries ("object" of "무엇을"), "none" where it carries none. contents:
    the words that an answer stands beside; predicates: the verbs and adjectives among them.
    """

    focus: str
    particle: str
    contents: tuple[str, ...]
    predicates: tuple[str, ...]
    yes_or_no: bool


def read_asking(tokens: Sequence[Token]) -> Asking:
    """Read what the morphemes of a question ask for."""
    place = next((i for i, token in enumerate(tokens) if _asks(token)), None)
    contents = [t.form for t in tokens if is_content(t) and t.form not in ASKING]
    predicates = [t.form for t in tokens if t.tag.startswith(("VV", "VA"))]
    predicates += [
        tokens[i - 1].form for i, t in enumerate(tokens) if i and t.tag in ("XSV", "XSA")
    ]
    return Asking(
        focus_of(tokens),
        "none" if place is None else _particle_after_nouns(tokens, place + 1),
        tuple(dict.fromkeys(contents)),
        tuple(dict.fromkeys(predicates)),
        place is None and any(token.tag == "EF" for token in tokens),
    )


def is_content(token: Token) -> bool:
    """Say whether a token carries meaning."""
    return token.tag.startswith(("NN", "NR", "SN", "SL", "SH", "VV", "VA", "XR"))


def particle_of(token: Token) -> str:
    """Return the one of PARTICLES that a token is."""
    if token.tag == "JKB":
        return _PARTICLE_OF_FORM.get(token.form, "adverb")
    return _PARTICLE_OF_TAG.get(token.tag, "none")


def focus_of(tokens: Sequence[Token]) -> str:
    """Return the noun that a question asks for: after 어느, 무슨, 몇; else the last before it asks."""
    for number, token in enumerate(tokens[:-1]):
        if token.tag == "MM" and token.form in _OF_A_NOUN:
            noun, end = "", tokens[number + 1].start
            for following in tokens[number + 1 :]:
                if not following.tag.startswith(("NN", "XSN", "SL")) or following.start > end:
                    break
                noun, end = noun + following.form, following.end
            if noun:
                return noun
    for number in range(len(tokens) - 1, 0, -1):
        if tokens[number].tag in ("JX", "JKS") and tokens[number - 1].tag.startswith(("NN", "XSN")):
            noun = tokens[number - 1].form
            named = noun in _NAMES_ONLY and number > 2
            if named and tokens[number - 2].tag == "JKG":
                return tokens[number - 3].form
            if named and tokens[number - 2].tag.startswith("NN"):
                return tokens[number - 2].form
            return noun
    return ""


def _asks(token: Token) -> bool:
    return token.tag in _ASKING_TAGS and token.form in ASKING


def _particle_after_nouns(tokens: Sequence[Token], place: int) -> str:
    while place < len(tokens) and tokens[place].tag.startswith(("NN", "XSN", "XPN", "SL", "SN")):
        place += 1
    return particle_of(tokens[place]) if place < len(tokens) else "none"
