"""Questions made from plain text: a sentence with words left out asks for itself and for its passage.

Real Korean questions with passages are few; sentences are many. The hard part is to tell a sentence from
its neighbours, which share title and names: those are the negatives. An asking phrase of a real question
("은 누구인가?") is put beside the words, so that training learns that it says nothing.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder_training.catalogue import CLOZES, HELD_IN_TENTH
from index.encoder_training.files import read_jsonl, read_tsv, split_sentences
from index.encoder_training.sources import SHARP, Batch
from index.encoder_training.store import MISSING, Bags, TextStore

PASSAGE_SENTENCES = 5  # a body is cut into passages of so many
OTHERS = 4  # sentences of the same passage that are negatives
PASSAGES = 6  # of one document in a batch: negatives of each other
KEPT = (0.3, 0.7)  # share of the asking sentence's tokens that stay, drawn anew for each batch
TITLE_ASKS = 0.6  # of the questions name the title too
PHRASE_ASKS = 0.8  # of the questions carry an asking phrase
TO_SENTENCE = 0.6  # of the batches look for the sentence, the others for the passage
TITLED = 0.6  # of the batches put the title before what is sought
ENDS_ASK = frozenset({"ko", "ja"})  # languages that ask at the end; English asks at the beginning
_UNSPACED_PHRASE = re.compile(r".{3,6}$")


@dataclass(frozen=True)
class Document:
    """A title (or MISSING) and passages of at least two sentences each, all as text ids."""

    title: int
    passages: tuple[tuple[int, ...], ...]


@dataclass
class Cloze:
    """Sentences with words left out, among the sentences and passages of their own documents."""

    name: str
    share: float
    documents: list[Document]
    phrases: NDArray[np.int64]  # text ids of asking phrases, may be empty

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Let sentences ask for themselves among their neighbours, or for their passages."""
        to_sentence = rng.random() < TO_SENTENCE
        titled = rng.random() < TITLED
        asking: list[list[int]] = []
        sought: list[list[int]] = []
        others: list[list[int]] = []
        keys: list[int] = []
        other_keys: list[int] = []
        least = size // 2 if to_sentence else size
        for place in rng.permutation(len(self.documents)).tolist():
            document = self.documents[place]
            head = [document.title] if titled and document.title != MISSING else []
            chosen = rng.permutation(len(document.passages))[: 2 if to_sentence else PASSAGES]
            for number in chosen.tolist():
                passage = document.passages[number]
                sentence = passage[int(rng.integers(len(passage)))]
                asking.append([sentence, *self._beside(document.title, rng)])
                if to_sentence:
                    rest = [other for other in passage if other != sentence]
                    rest = [rest[i] for i in rng.permutation(len(rest))[:OTHERS].tolist()]
                    others.extend([*head, other] for other in rest)
                    other_keys.extend(rest)
                sought.append([*head, *((sentence,) if to_sentence else passage)])
                keys.append(sentence if to_sentence else passage[0])
            if len(asking) >= least:
                break
        left_keys = np.asarray(keys, np.int64)
        right_keys = np.asarray(keys + other_keys, np.int64)
        kept = float(rng.uniform(*KEPT))
        right = Bags.of(sought + others)
        return Batch(Bags.of(asking), right, left_keys, right_keys, left_kept=kept, scale=SHARP)

    def _beside(self, title: int, rng: np.random.Generator) -> list[int]:
        beside = [title] if title != MISSING and rng.random() < TITLE_ASKS else []
        if len(self.phrases) and rng.random() < PHRASE_ASKS:
            beside.append(int(rng.choice(self.phrases)))
        return beside


def read_clozes(folder: Path, store: TextStore) -> list[Cloze]:
    """Read the sources that the catalogue names; those whose file is absent are left out."""
    phrases = _asking_phrases(folder, store)
    sources = []
    for name, file, language, share in CLOZES:
        documents = _documents(folder / f"{file}.jsonl.gz", store)
        if documents:
            sources.append(Cloze(f"{name} cloze", share, documents, phrases[language]))
    return sources


def _documents(path: Path, store: TextStore) -> list[Document]:
    """Group the passages of a file by title; those of held-in questions are left out."""
    passages: dict[str, dict[tuple[int, ...], None]] = defaultdict(dict)
    for number, row in enumerate(read_jsonl(path)):
        text = row.get("passage") or row.get("body") or ""
        title = row["title"]
        if "passage" in row and zlib.crc32((title or text).encode()) % 10 == HELD_IN_TENTH:
            continue
        ids = [known for part in split_sentences(text) if (known := store.add(part)) != MISSING]
        ids = list(dict.fromkeys(ids))
        for begin in range(0, len(ids), PASSAGE_SENTENCES):
            passage = tuple(ids[begin : begin + PASSAGE_SENTENCES])
            if len(passage) > 1:
                passages[title or f"\n{number}"][passage] = None
    return [
        Document(MISSING if title.startswith("\n") else store.add(title), tuple(found))
        for title, found in passages.items()
    ]


def _asking_phrases(folder: Path, store: TextStore) -> dict[str, NDArray[np.int64]]:
    """Cut the asking end (or beginning) off real questions, by language."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(read_tsv(folder, "questions_mrtydi_miracl_train", True)):
        if number == 0:
            language_at = row.index("lang")
            continue
        language, question = row[language_at], row[-1]
        words = question.split()
        if language in ENDS_ASK:
            phrase = " ".join(words[-1 - number % 2 :])
            if language == "ja" and (match := _UNSPACED_PHRASE.search(question)):
                phrase = match.group()
        else:
            phrase = " ".join(words[: 2 + number % 2])
        if language in (*ENDS_ASK, "en") and (known := store.add(phrase)) != MISSING:
            found[language].append(known)
    return defaultdict(
        lambda: np.empty(0, np.int64),
        {language: np.asarray(ids, np.int64) for language, ids in found.items()},
    )
