"""Windows drawn from examples: whole sentences of a passage with its title, beside the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.reading.windows import PADDING, WINDOW_PIECES, assembled, room
from qa.training.reader.pieces import KINDS, Array, Encoded

_SPAN, _SENTENCE, _ANY, _NONE = range(len(KINDS))


@dataclass(frozen=True)
class Window:
    """What is read at once. ids: `<s> question </s> title </s> window </s>`; parts: 0, 1, 2 of each piece.

    sentence: of each piece 0 for outside the window, else 1 + its sentence's place in the window;
    gold: those that answer (0 is "not here"); start, end: the short answer, 0 for none, -1 unknown.
    """

    ids: Array
    parts: Array
    sentence: Array
    gold: tuple[int, ...]
    start: int
    end: int
    source: int


@dataclass(frozen=True)
class Mix:
    """How windows are drawn. pieces: lengths of windows that are drawn from, at most.

    other: share of windows of another passage; elsewhere: of the same passage without the answer.
    """

    pieces: tuple[int, ...] = (112, 144, 192)
    other: float = 0.22
    elsewhere: float = 0.12
    near: float = 0.7  # of other passages, those that have the question's rare words in common


def drawn(
    data: Encoded, order: Sequence[int], near: Array, mix: Mix, seed: int
) -> Iterator[Window]:
    """Draw a window for each example of order.

    near: (examples, n) examples whose passages look as if they might answer, -1 where there is none.
    """
    chance = np.random.default_rng(seed)
    members: dict[int, Array] = {}
    groups = np.argsort(data.group, kind="stable")
    cuts = np.flatnonzero(np.diff(data.group[groups])) + 1
    for part in np.split(groups, cuts):
        members[int(data.group[part[0]])] = part.astype(np.int32)
    for example in order:
        limit = int(chance.choice(mix.pieces))
        kind = int(data.kinds[example])
        draw = chance.random()
        if kind != _NONE and draw < mix.other:
            read = _another(data, example, near, members, chance, mix)
            if read is not None:
                yield _window(data, example, read, limit, chance, here=False)
                continue
        yield _window(
            data, example, example, limit, chance, here=draw < 1 - mix.elsewhere or kind == _NONE
        )


def _another(
    data: Encoded,
    example: int,
    near: Array,
    members: dict[int, Array],
    chance: np.random.Generator,
    mix: Mix,
) -> int | None:
    candidates = near[example][near[example] >= 0]
    if len(candidates) and chance.random() < mix.near:
        return int(chance.choice(candidates))
    group = members[int(data.group[example])]
    for _ in range(4):
        found = (
            int(chance.choice(group)) if len(group) > 1 else int(chance.integers(len(data.kinds)))
        )
        if not _same(data, found, example):
            return found
    return None


def _same(data: Encoded, one: int, other: int) -> bool:
    return np.array_equal(_passage(data, one)[:40], _passage(data, other)[:40])


def _passage(data: Encoded, n: int) -> Array:
    return data.passages[data.passages_at[n] : data.passages_at[n + 1]]


def _window(
    data: Encoded, asked: int, read: int, limit: int, chance: np.random.Generator, here: bool
) -> Window:
    question = data.questions[data.questions_at[asked] : data.questions_at[asked + 1]]
    title = data.titles[data.titles_at[read] : data.titles_at[read + 1]]
    place = slice(data.passages_at[read], data.passages_at[read + 1])
    pieces, sentence = data.passages[place], data.sentences[place]
    most = room(question, title, limit)
    own = asked == read
    gold = set(map(int, data.gold[data.gold_at[asked] : data.gold_at[asked + 1]])) if own else set()
    kind = int(data.kinds[asked])
    start, end = _range(sentence, gold, most, chance, here or not own, kind)
    shown = sentence[start:end]
    first = int(shown[0]) if len(shown) else 0
    ids, parts, numbers, lead = assembled(question, title, pieces[start:end], shown - first)
    seen = set(map(int, shown))
    right = tuple(sorted(n - first + 1 for n in gold & seen))
    answer = (-1, -1) if kind == _ANY and right else (0, 0)
    if own and kind == _SPAN and right:
        a, b = data.spans[asked]
        if start <= a and b < end:
            answer = int(a - start + lead), int(b - start + lead)
        else:
            answer = (-1, -1)
    return Window(
        ids.astype(np.int32), parts, numbers, right or (0,), *answer, int(data.source[asked])
    )


def _range(
    sentence: Array,
    gold: set[int],
    most: int,
    chance: np.random.Generator,
    here: bool,
    kind: int,
) -> tuple[int, int]:
    """Return which pieces to show: whole sentences, with the gold ones or, if not `here`, without them."""
    count = int(sentence[-1]) + 1 if len(sentence) else 0
    edges = np.searchsorted(sentence, np.arange(count + 1))
    if kind == _ANY or not gold:
        first = 0 if edges[-1] <= most else int(chance.integers(count))
        anchor = first
    elif here:
        anchor = int(chance.choice(sorted(gold)))
    else:
        away = [n for n in range(count) if n not in gold]
        anchor = int(chance.choice(away)) if away else min(gold)
    low = high = anchor
    barred = gold if (not here and anchor not in gold) else set()
    while True:
        grown = False
        for before in chance.permutation([True, False]):
            further = low - 1 if before else high + 1
            if not 0 <= further < count or further in barred:
                continue
            if edges[max(high, further) + 1] - edges[min(low, further)] <= most:
                low, high, grown = min(low, further), max(high, further), True
        if not grown:
            break
    start, end = int(edges[low]), int(edges[min(high + 1, count)])
    return start, min(end, start + most)


def batches(
    windows: Iterator[Window], pieces: int, pool: int = 1024, seed: int = 0
) -> Iterator[list[Window]]:
    """Yield batches of windows of like length, of at most so many pieces with padding, in random order."""
    chance = np.random.default_rng(seed)
    waiting: list[Window] = []
    for window in windows:
        waiting.append(window)
        if len(waiting) == pool:
            yield from _sorted(waiting, pieces, chance)
            waiting = []
    yield from _sorted(waiting, pieces, chance)


def _sorted(
    windows: list[Window], pieces: int, chance: np.random.Generator
) -> Iterator[list[Window]]:
    windows = sorted(windows, key=lambda w: len(w.ids))
    found: list[list[Window]] = []
    batch: list[Window] = []
    for window in windows:
        if batch and len(window.ids) * (len(batch) + 1) > pieces:
            found.append(batch)
            batch = []
        batch.append(window)
    if batch:
        found.append(batch)
    for n in chance.permutation(len(found)):
        yield found[n]


def padded(windows: Sequence[Window]) -> dict[str, NDArray[np.int32]]:
    """Return arrays of one length: ids, parts, sentence, and mask."""
    length = max(len(w.ids) for w in windows)
    shape = (len(windows), length)
    arrays = {"ids": np.full(shape, PADDING, np.int32)}
    for name in ("parts", "sentence", "mask"):
        arrays[name] = np.zeros(shape, np.int32)
    for row, window in enumerate(windows):
        size = len(window.ids)
        arrays["ids"][row, :size] = window.ids
        arrays["parts"][row, :size] = window.parts
        arrays["sentence"][row, :size] = window.sentence
        arrays["mask"][row, :size] = 1
    return arrays


def whole_windows(data: Encoded, most: int) -> list[Window]:
    """Return a window of each example, of `most` evenly chosen: its passage, around what answers."""
    chance = np.random.default_rng(0)
    count = min(most, len(data.kinds))
    chosen = np.linspace(0, len(data.kinds) - 1, count).astype(int).tolist()
    return [_window(data, n, n, WINDOW_PIECES, chance, here=True) for n in chosen]
