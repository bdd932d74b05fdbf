"""Sentences to passages: whole consecutive sentences of one run, of a length that is good to find."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Passage, Sentence
from index.text.analyzer import Run


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How long passages are, in characters.

    A passage is closed when the next sentence would take it past most; a shorter rest than least
    joins the passage before it. A sentence that is longer by itself is a passage of its own.
    """

    most: int = 600
    least: int = 200

    def __post_init__(self) -> None:
        if not 0 <= self.least < self.most:
            raise ValueError(f"sizes must satisfy 0 <= least < most, got {self.least}, {self.most}")

    def __str__(self) -> str:
        return f"{self.least}-{self.most}"


def split(body: str, runs: Sequence[Run], size: PassageSize) -> list[Passage]:
    """Return the passages of an article, in order; every sentence is in exactly one of them."""
    return [Passage.of(body, group) for run in runs for group in _groups(run, size)]


def _groups(run: Run, size: PassageSize) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = []
    for sentence in run:
        if groups and sentence.span.end - groups[-1][0].span.start <= size.most:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    if len(groups) > 1 and groups[-1][-1].span.end - groups[-1][0].span.start < size.least:
        groups[-2].extend(groups.pop())
    return groups
