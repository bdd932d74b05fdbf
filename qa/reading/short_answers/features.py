"""What speaks for each candidate of a short answer in a Korean sentence, as rows of numbers."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoders import Matrix
from index.encoding.term_similarity import Likeness
from index.text.korean_terms import Token
from qa.question.analysis import Asked, Question
from qa.reading.short_answers.asking import PARTICLES, Asking, is_content, particle_of
from qa.reading.short_answers.candidates import CLOSING, OPENING, Candidate, is_enclosed, is_noun
from qa.reading.short_answers.names import KINDS, NamesNet, name_kinds

_WANTED = {
    Asked.DATE: ("date", "time"), Asked.TIME: ("date", "time"), Asked.NUMBER: ("quantity",),
    Asked.PERSON: ("person",), Asked.PLACE: ("place", "organisation"),
}  # fmt: skip
_TAGS = ("NNG", "NNP", "NNB", "NR", "SN", "SL", "SH", "NP", "XSN", "XPN", "SS", "")
_NEXT = ("noun", "verb", "adverb", "other", "end")  # what follows that is no particle
_WINDOW = 4  # tokens on either side that count as beside
_FAR = 12  # tokens: what is further away is as far as that
_NEIGHBOURS = 3  # words with content on either side that are compared with the question

ANSWER_SIGNS = (
    "wanted kind", "wanted kind first", "wanted kind last", "another kind", "no kind",
    *(f"of itself {kind}" for kind in KINDS), "one kind", "kind goes on", "kind began before",
    *(f"first {tag or 'other'}" for tag in _TAGS), *(f"last {tag or 'other'}" for tag in _TAGS),
    *(f"then {particle}" for particle in PARTICLES), *(f"then a {kind}" for kind in _NEXT),
    "as asked", "subject asked and held", "object asked and held",
    "echo", "pure echo", "in question",
    "words", "words squared", "one word", "characters",
    "verbs", "particles", "of", "lists",
    "enclosed", "half enclosed", "in brackets", "with brackets",
    "modified", "noun before", "noun after", "cut", "opens sentence", "place",
    "gap before", "gap after", "gap", "beside",
    *(f"like the question, {side} {n}" for side in ("after", "before") for n in range(_NEIGHBOURS)),
    "like the question, after", "like the question, before", "like the question, within", "like the question, most within",
    "next verb like the question's", "next verb away", "question before", "question after",
    "has focus", "ends with focus", "is focus", "ends with its tail", "like focus", "focus follows",
    "focus soon", "focus ahead", "like focus ahead", "ends with unit", "holds unit",
)  # fmt: skip
"""The columns. A kind is that of a name or number, as a probability (qa/reading/short_answers/names.py): the wanted one
is that of the question ("person" of 누가); "of itself" counts for questions that name no kind. "Like" is as
alike in meaning as index/encoding/term_similarity.py finds it."""


def describe(
    question: Question,
    asking: Asking,
    sentence: str,
    tokens: Sequence[Token],
    spans: Sequence[Candidate],
    likeness: Likeness,
    net: NamesNet,
) -> Matrix:
    """Return what speaks for each of spans (at least one), candidates of a sentence with its tokens.

    Shape (spans, ANSWER_SIGNS).
    """
    seen = _Seen(question, asking, tokens, likeness, net)
    first = np.array([span.first for span in spans])
    last = np.array([span.last for span in spans])
    columns = np.concatenate(
        [
            seen.kinds_of(first, last),
            seen.grammar(first, last),
            seen.echoes(first, last, [float(_text(sentence, s) in question.text) for s in spans]),
            seen.shapes(sentence, spans, first, last),
            seen.surroundings(first, last),
            seen.nearness(first, last),
            seen.focused(sentence, spans, first, last),
        ],
        axis=1,
    )
    return np.asarray(columns, np.float32)


def _text(sentence: str, span: Candidate) -> str:
    return sentence[span.start : span.end]


def _marks(sentence: str, span: Candidate) -> tuple[bool, ...]:
    before = sentence[span.start - 1] if span.start else ""
    opened = before != "" and before in OPENING
    closed = span.end < len(sentence) and sentence[span.end] in CLOSING
    bracket = sentence.find("(", span.start, span.end) >= 0
    return is_enclosed(sentence, span), opened != closed, before == "(", bracket


class _Seen:
    """What is known of each token of a sentence, and columns made of it for ranges of tokens."""

    def __init__(
        self,
        question: Question,
        asking: Asking,
        tokens: Sequence[Token],
        likeness: Likeness,
        net: NamesNet,
    ) -> None:
        forms = [token.form for token in tokens]
        self.question, self.asking, self.tokens, self.forms = question, asking, tokens, forms
        self.kinds = name_kinds(tokens, likeness.vectors(forms), net)
        asked = frozenset(question.morphemes)
        self.content = np.array([is_content(token) for token in tokens])
        self.real = np.array([token.tag[:1] not in "JS" or token.tag in ("SL", "SN", "SH") for token in tokens])  # fmt: skip
        self.noun = np.array([is_noun(token) for token in tokens])
        self.held = np.array([t.form in asked for t in tokens]) & self.content
        self.alike = _most(likeness, asking.contents, forms) * self.content
        verbal = [t.tag.startswith(("VV", "VA", "NN", "XR")) for t in tokens]
        self.verb_alike = _most(likeness, asking.predicates, forms) * np.array(verbal)
        self.focus_alike = _most(likeness, [asking.focus] if asking.focus else [], forms)
        self.verbs = np.array([
            i for i, t in enumerate(tokens)
            if t.tag.startswith(("VV", "VA")) or (i + 1 < len(tokens) and tokens[i + 1].tag in ("XSV", "XSA"))
        ], int)  # fmt: skip
        self.places = np.flatnonzero(self.content)

    def kinds_of(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Matrix:
        """Return the columns about kinds of names."""
        kind = self.kinds.argmax(axis=1)
        mean = _means(self.kinds * self.real[:, None], first, last, self.real)
        padded = np.concatenate([[0], kind, [0]])
        odd = np.cumsum(np.concatenate([[0], np.diff(kind) != 0]))
        extra = [
            (odd[first] == odd[last]) & (kind[first] > 0),
            (kind[last] > 0) & (padded[last + 2] == kind[last]),
            (kind[first] > 0) & (padded[first] == kind[first]),
        ]
        wanted = [KINDS.index(name) for name in _WANTED.get(self.question.asked, ())]
        fits = [rows[:, wanted].sum(axis=1) for rows in (mean, self.kinds[first], self.kinds[last])]
        none = mean[:, KINDS.index("none")]
        typed = float(bool(wanted))
        columns = [*fits, (1 - none - fits[0]) * typed, none * typed, *(mean * (1 - typed)).T]
        return np.stack([*columns, *extra], axis=1).astype(np.float32)

    def grammar(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Matrix:
        """Return the columns about tags, the particle after, and the particle that is asked with."""
        tags = [_TAGS.index(_coarse(token.tag)) for token in self.tokens]
        one_of_tags = np.eye(len(_TAGS), dtype=np.float32)[tags]
        follows = np.zeros((len(self.tokens), len(PARTICLES) + len(_NEXT)), np.float32)
        for place in range(len(self.tokens)):
            follows[place, self._after(place)] = 1
        then = follows[last]
        asked = PARTICLES.index(self.asking.particle)
        agrees = then[:, asked : asked + 1] * (asked > 0)
        both = [agrees[:, 0] * (self.asking.particle == particle) for particle in PARTICLES[1:3]]
        return np.concatenate(
            [one_of_tags[first], one_of_tags[last], then, agrees, np.stack(both, 1)], 1
        )

    def echoes(
        self, first: NDArray[np.int_], last: NDArray[np.int_], said: Sequence[float]
    ) -> Matrix:
        """Return the columns about words that stand in the question itself."""
        echo = _means(self.held[:, None], first, last, self.content)[:, 0]
        return np.stack([echo, echo >= 1, np.array(said)], 1)

    def shapes(
        self,
        sentence: str,
        spans: Sequence[Candidate],
        first: NDArray[np.int_],
        last: NDArray[np.int_],
    ) -> Matrix:
        """Return the columns about length, what kinds of morphemes there are within, and marks."""
        tags = [token.tag for token in self.tokens]
        kinds = np.array([
            [tag[:1] in "VE" or tag in ("XSV", "XSA"), tag[:1] == "J", tag == "JKG", tag in ("JC", "SP")]
            for tag in tags
        ], int)  # fmt: skip
        total = np.concatenate([np.zeros((1, 4), int), np.cumsum(kinds, axis=0)])
        begins = np.cumsum([False, *(b.start > a.end for a, b in pairwise(self.tokens))])
        words = 1 + begins[last] - begins[first]
        characters = np.array([span.end - span.start for span in spans])
        columns = np.stack([words, words * words / 10, words == 1, characters / 10], 1)
        marks = np.array([_marks(sentence, span) for span in spans])
        return np.concatenate([columns, total[last + 1] - total[first], marks], 1).astype(
            np.float32
        )

    def surroundings(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Matrix:
        """Return the columns about the words right before and after."""
        starts = np.array([token.start for token in self.tokens])
        ends = np.array([token.end for token in self.tokens])
        noun = np.concatenate([[False], self.noun, [False]])
        modifies = [t.tag in ("ETM", "JKG", "MM") for t in self.tokens]
        modified = np.concatenate([[False], modifies])[first]
        space_after = np.concatenate([starts[1:] - ends[:-1], [9]])[last]
        space_before = np.concatenate([[9], starts[1:] - ends[:-1]])[first]
        columns = [
            modified,
            noun[first] & (space_before <= 1),
            noun[last + 2] & (space_after == 1),
            noun[last + 2] & (space_after == 0),
            first == 0,
            starts[first] / max(1, ends[-1]),
        ]
        return np.stack(columns, 1).astype(np.float32)

    def nearness(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Matrix:
        """Return the columns about how near the question's words stand."""
        count = len(self.tokens)
        numbers = np.arange(count)
        before = np.maximum.accumulate(np.where(self.held, numbers, -_FAR))
        after = np.minimum.accumulate(np.where(self.held, numbers, count + _FAR)[::-1])[::-1]
        left = np.concatenate([[-_FAR], before])[first]
        right = np.concatenate([after, [count + _FAR]])[last + 1]
        gap_before = np.minimum(first - left, _FAR) / _FAR
        gap_after = np.minimum(right - last, _FAR) / _FAR
        total = _sums(self.held)
        around = (
            total[np.minimum(last + 1 + _WINDOW, count)] - total[np.maximum(first - _WINDOW, 0)]
        )
        beside = around - (total[last + 1] - total[first])
        following, preceding = self.neighbours(first, last, _NEIGHBOURS)
        alike = np.concatenate([self.alike, [0.0]])
        near = np.concatenate([alike[following], alike[preceding]], axis=1)
        within = _means(self.alike[:, None], first, last, self.content)[:, 0]
        ranges = np.stack([first, last + 1], 1).ravel()
        most = np.maximum.reduceat(alike, ranges)[::2]
        verb = np.concatenate([self.verbs, [count + _FAR]])[np.searchsorted(self.verbs, last + 1)]
        verb_alike = np.concatenate([self.verb_alike, np.zeros(_FAR + 1)])[verb]
        mass = _sums(self.alike)
        whole = max(float(mass[-1]), 1e-6)
        columns = [
            gap_before, gap_after, np.minimum(gap_before, gap_after), beside, *near.T,
            near[:, :_NEIGHBOURS].mean(1), near[:, _NEIGHBOURS:].mean(1), within, most,
            verb_alike, np.minimum(verb - last, _FAR) / _FAR, mass[first] / whole, 1 - mass[last + 1] / whole,
        ]  # fmt: skip
        return np.stack(columns, 1).astype(np.float32)

    def neighbours(
        self, first: NDArray[np.int_], last: NDArray[np.int_], count: int
    ) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Return the next and the previous words with content, shape (candidates, count) each; -1: none."""
        padded = np.concatenate([self.places, np.full(count, -1)])
        steps = np.arange(count)
        after = padded[np.searchsorted(self.places, last + 1)[:, None] + steps]
        back = np.searchsorted(self.places, first)[:, None] - 1 - steps
        before = np.where(back >= 0, padded[np.maximum(back, 0)], -1)
        return after, before

    def focused(
        self,
        sentence: str,
        spans: Sequence[Candidate],
        first: NDArray[np.int_],
        last: NDArray[np.int_],
    ) -> Matrix:
        """Return the columns about the noun that is asked for: 대학 of "어느 대학", 그루 of "몇 그루"."""
        focus, unit = self.asking.focus, self.question.unit
        texts = [_text(sentence, span) for span in spans]
        forms, count = self.forms, len(self.forms)
        rows = []
        for text, a, b in zip(texts, first.tolist(), last.tolist(), strict=True):
            held = [float(unit != "" and text.endswith(unit)), float(unit != "" and unit in text)]
            if not focus:
                rows.append([0.0] * 9 + held)
                continue
            ahead = self.focus_alike[a - 1] if a else 0.0
            rows.append([
                1.0, text.endswith(focus) and text != focus, text == focus,
                len(focus) > 1 and text.endswith(focus[-1]), self.focus_alike[b],
                b + 1 < count and forms[b + 1] == focus, focus in forms[b + 1 : b + 4],
                focus in forms[max(0, a - 3) : a], ahead, *held,
            ])  # fmt: skip
        return np.array(rows, np.float32)

    def _after(self, place: int) -> int:
        """Return the column for what stands after a token: a particle joined to it, or another word."""
        if place + 1 == len(self.tokens):
            return len(PARTICLES) + _NEXT.index("end")
        token, after = self.tokens[place], self.tokens[place + 1]
        particle = particle_of(after)
        if after.start == token.end and particle != "none":
            return PARTICLES.index(particle)
        kind = {"N": "noun", "V": "verb", "M": "adverb"}.get(after.tag[:1], "other")
        return len(PARTICLES) + _NEXT.index(kind)


def _coarse(tag: str) -> str:
    return "SS" if tag in ("SSO", "SSC", "SS") else tag if tag in _TAGS else ""


def _most(likeness: Likeness, terms: Sequence[str], forms: Sequence[str]) -> Matrix:
    """Return for each form how alike it is to the most alike of terms; 0 where there are none."""
    if not terms:
        return np.zeros(len(forms), np.float32)
    return np.asarray(likeness.between(terms, forms).max(axis=0), np.float32)


def _sums(values: Matrix | NDArray[np.bool_]) -> Matrix:
    return np.concatenate([[0.0], np.cumsum(values)]).astype(np.float32)


def _means(
    rows: Matrix | NDArray[np.bool_],
    first: NDArray[np.int_],
    last: NDArray[np.int_],
    counted: NDArray[np.bool_],
) -> Matrix:
    """Return the mean of rows first..last that are counted; rows that are not should be 0."""
    total = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
    sizes = np.maximum(1.0, _sums(counted)[last + 1] - _sums(counted)[first])
    return np.asarray((total[last + 1] - total[first]) / sizes[:, None], np.float32)
