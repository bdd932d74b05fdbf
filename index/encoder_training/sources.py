"""Sources of training batches: parallel tables, passages, questions, paraphrases, scored pairs.

Each source draws a `Batch`. One batch comes from one source, so that the other rows of the batch are
negatives of the same kind, which teaches more than negatives from another domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder_training.store import MISSING, Bags, Ints

MILD = 14.0  # scale of what means the same: translations differ in more than the nearest one shows
SHARP = 20.0  # of what answers: its neighbours in the passage are nearly as near
KOREAN_SHARE = 0.5  # of the rows of a many-language table that have Korean, those that use it
LANGUAGE_WEIGHTS = {"en": 4.0, "ko": 3.0, "ja": 3.0, "zh": 3.0} | dict.fromkeys(
    ("es", "de", "fr", "ru", "pt", "it"), 2.5
)  # how readily a language is drawn from a row; the others weigh 1
NEIGHBOURS = 8  # rows drawn side by side from ordered tables: neighbours are hard negatives
PASSAGE_ROWS = 6  # rows of a parallel document that make up one passage
SAME_LANGUAGE_SHARE = 0.3  # of passage batches, those that ask in the passage's own language


@dataclass(frozen=True)
class Batch:
    """Left row i belongs to right row i; the right may have more rows, which belong to no left row.

    keys: rows with the same key are never each other's negatives.
    scores: only for scored pairs, the similarity of each pair, 0..1; the others teach by contrast.
    left_kept, right_kept: share of tokens that stay (token dropout). scale: as of losses.contrast.
    """

    left: Bags
    right: Bags
    left_keys: NDArray[np.int64]
    right_keys: NDArray[np.int64]
    scores: NDArray[np.float32] | None = None
    left_kept: float = 1.0
    right_kept: float = 1.0
    scale: float = MILD


class Source(Protocol):
    """Something that training batches can be drawn from."""

    name: str
    share: float  # relative share of the steps

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Draw a batch of at most size left rows."""


def _singles(ids: NDArray[np.int64]) -> Bags:
    return Bags(ids.astype(np.int32), np.arange(len(ids) + 1, dtype=np.int64))


def language_weights(languages: tuple[str, ...]) -> NDArray[np.float64]:
    """Weigh the languages for drawing without replacement by keys u^(1/w) (Efraimidis, Spirakis, 2006)."""
    return np.asarray([LANGUAGE_WEIGHTS.get(language, 1.0) for language in languages])


def _some(count: int, size: int, side_by_side: bool, rng: np.random.Generator) -> NDArray[np.int64]:
    """At most size of count places, each once, NEIGHBOURS in a row or each by itself."""
    if size >= count:
        return rng.permutation(count)
    if not side_by_side:
        return rng.choice(count, size, replace=False)
    starts = rng.choice(count // NEIGHBOURS, size // NEIGHBOURS, replace=False)
    places: NDArray[np.int64] = (starts[:, None] * NEIGHBOURS + np.arange(NEIGHBOURS)).ravel()
    return places


@dataclass
class Table:
    """Parallel texts: one row a meaning, one column a language. Shape (rows, languages)."""

    name: str
    share: float
    languages: tuple[str, ...]
    cells: Ints
    is_ordered: bool = False
    kept: float = 1.0

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Take two languages of each row at random, Korean among them in half of the rows."""
        rows = self._rows(size, rng)
        cells = self.cells[rows]
        luck = rng.random(cells.shape) ** (1 / language_weights(self.languages))
        luck[cells == MISSING] = -1.0
        if "ko" in self.languages:
            korean = self.languages.index("ko")
            chosen = (rng.random(len(rows)) < KOREAN_SHARE) & (cells[:, korean] != MISSING)
            luck[chosen, korean] = 2.0
        best = np.argpartition(-luck, 1, axis=1)[:, :2]
        flip = rng.random(len(rows)) < 0.5
        best[flip] = best[flip, ::-1]
        left = np.take_along_axis(cells, best[:, :1], 1)[:, 0].astype(np.int64)
        right = np.take_along_axis(cells, best[:, 1:], 1)[:, 0].astype(np.int64)
        return Batch(
            _singles(left), _singles(right), left, right, left_kept=self.kept, right_kept=self.kept
        )

    def _rows(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        side_by_side = self.is_ordered and rng.random() >= 0.5
        return _some(len(self.cells), size, side_by_side, rng)


@dataclass
class ParallelPassages:
    """One sentence of a parallel document asks for the passage around it in another language."""

    name: str
    share: float
    languages: tuple[str, ...]
    cells: Ints
    query_kept: float = 0.6

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Put queries in any language on the left, passages of neighbouring rows on the right."""
        shift = int(rng.integers(PASSAGE_ROWS))
        blocks = (len(self.cells) - shift) // PASSAGE_ROWS
        chosen = rng.choice(blocks, min(size, blocks), replace=False)
        left: list[list[int]] = []
        right: list[list[int]] = []
        same = rng.random() < SAME_LANGUAGE_SHARE
        for block in chosen.tolist():
            begin = shift + block * PASSAGE_ROWS
            pair = self._pair(self.cells[begin : begin + PASSAGE_ROWS], same, rng)
            if pair is not None:
                left.append([pair[0]])
                right.append(pair[1])
        keys = np.arange(len(left), dtype=np.int64)
        return Batch(Bags.of(left), Bags.of(right), keys, keys, left_kept=self.query_kept)

    def _pair(
        self, block: Ints, same: bool, rng: np.random.Generator
    ) -> tuple[int, list[int]] | None:
        row = int(rng.integers(len(block)))
        asked = np.flatnonzero(block[row] != MISSING)
        if len(asked) < 2:
            return None
        luck = rng.random(len(asked)) ** (1 / language_weights(self.languages)[asked])
        one, other = rng.permutation(asked[np.argsort(-luck)[:2]]).tolist()
        if "ko" in self.languages and rng.random() < KOREAN_SHARE / 2:
            korean = self.languages.index("ko")
            one = korean if block[row, korean] != MISSING else one
        if one == other and not same:
            return None
        column = one if same else other
        passage = [int(cell) for cell in block[:, column] if cell != MISSING]
        return int(block[row, one]), passage


@dataclass(frozen=True)
class Example:
    """A question, its passage as sentences, and the sentence that answers it (or MISSING)."""

    question: int
    title: int
    sentences: tuple[int, ...]
    answering: int
    key: int


@dataclass
class Questions:
    """Questions with the passages and sentences that answer them."""

    name: str
    share: float
    examples: list[Example]
    question_kept: float = 0.85

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Pair, in half of the batches, question to passage; the others: to the sentence among its like."""
        examples = self._chosen(size, rng)
        to_sentence = rng.random() < 0.5
        titled = rng.random(len(examples)) < 0.6
        left: list[list[int]] = []
        right: list[list[int]] = []
        left_keys: list[int] = []
        for example, has_title in zip(examples, titled.tolist(), strict=True):
            head = [example.title] if has_title and example.title != MISSING else []
            body: tuple[int, ...] = example.sentences
            key = example.key
            if to_sentence and example.answering != MISSING:
                body = (example.answering,)
                key = example.answering
            left.append([example.question])
            right.append([*head, *body])
            left_keys.append(key)
        right_keys = list(left_keys)
        if to_sentence:
            for example in examples:
                others = [s for s in example.sentences if s != example.answering]
                if example.answering != MISSING and others:
                    other = others[int(rng.integers(len(others)))]
                    head = [example.title] if example.title != MISSING else []
                    right.append([*head, other])
                    right_keys.append(other)
        return Batch(
            Bags.of(left),
            Bags.of(right),
            np.asarray(left_keys, np.int64),
            np.asarray(right_keys, np.int64),
            left_kept=self.question_kept,
            scale=SHARP,
        )

    def _chosen(self, size: int, rng: np.random.Generator) -> list[Example]:
        return [self.examples[i] for i in _some(len(self.examples), size, True, rng)]


@dataclass
class Bodies:
    """Titles and the sentences under them: a title, or a sentence left out, asks for the rest."""

    name: str
    share: float
    titles: list[int]
    bodies: list[tuple[int, ...]]
    window: int = 6
    sentence_kept: float = 0.5
    titles_ask: float = 0.4  # share of the batches
    leave_in: float = 0.6  # how often the asking sentence stays in: then words in common count

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Let titles ask in some batches, sentences with tokens dropped in the others."""
        by_title = rng.random() < self.titles_ask
        left: list[list[int]] = []
        right: list[list[int]] = []
        keys: list[int] = []
        for place in _some(len(self.bodies), size, rng.random() < 0.5, rng):
            body = self.bodies[place]
            begin = int(rng.integers(max(1, len(body) - self.window + 1)))
            passage = list(body[begin : begin + self.window])
            asked = self.titles[place]
            if not by_title:
                at = int(rng.integers(len(passage)))
                asked = passage[at]
                if len(passage) > 1 and rng.random() > self.leave_in:
                    passage.pop(at)
                if self.titles[place] != MISSING and rng.random() < 0.3:
                    passage.insert(0, self.titles[place])
            if asked == MISSING:
                continue
            left.append([asked])
            right.append(passage)
            keys.append(asked if by_title else int(place))
        array = np.asarray(keys, np.int64)
        kept = 1.0 if by_title else self.sentence_kept
        return Batch(Bags.of(left), Bags.of(right), array, array, left_kept=kept, scale=SHARP)


@dataclass
class Paraphrases:
    """Groups of texts with one meaning; groups of one topic stand side by side."""

    name: str
    share: float
    groups: list[tuple[int, ...]]

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Take two texts of each group."""
        chosen = rng.choice(len(self.groups), min(size, len(self.groups)), replace=False)
        pairs = np.asarray(
            [rng.choice(self.groups[group], 2, replace=False) for group in chosen], np.int64
        )
        keys = chosen.astype(np.int64)
        return Batch(_singles(pairs[:, 0]), _singles(pairs[:, 1]), keys, keys)


@dataclass
class ScoredPairs:
    """Pairs of rows of a parallel table with the similarity a person gave them, 0..1."""

    name: str
    share: float
    languages: tuple[str, ...]
    first: Ints
    second: Ints
    scores: NDArray[np.float32]

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Take one language for each side of a pair, the same in half of them, mostly Korean."""
        rows = rng.choice(len(self.first), min(size, len(self.first)), replace=False)
        columns = rng.integers(len(self.languages), size=(2, len(rows)))
        if "ko" in self.languages:
            columns[rng.random(columns.shape) < KOREAN_SHARE] = self.languages.index("ko")
        same = rng.random(len(rows)) < 0.5
        columns[1, same] = columns[0, same]
        left = self.first[rows, columns[0]].astype(np.int64)
        right = self.second[rows, columns[1]].astype(np.int64)
        there = (left != MISSING) & (right != MISSING)
        left, right = left[there], right[there]
        return Batch(
            left=_singles(left),
            right=_singles(right),
            left_keys=left,
            right_keys=right,
            scores=self.scores[rows][there],
        )
