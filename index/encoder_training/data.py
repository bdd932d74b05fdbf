"""Reads the training folder into sources of batches, and keeps a part of it for measuring."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.encoder_training.catalogue import (
    BARRED_ORIGIN,
    BODIES,
    HELD_IN_SOURCE,
    HELD_IN_TENTH,
    LISTS,
    QUESTIONS,
    TABLES,
    TableFile,
)
from index.encoder_training.cloze import read_clozes
from index.encoder_training.files import read_jsonl, read_tsv, split_sentences
from index.encoder_training.sources import (
    Bodies,
    Example,
    ParallelPassages,
    Paraphrases,
    Questions,
    ScoredPairs,
    Source,
    Table,
)
from index.encoder_training.store import MISSING, TextStore

NOT_LANGUAGES = frozenset(
    [
        "source",
        "kind",
        "country",
        "population",
        "native",
        "type",
        "key",
        "section",
        "what",
        "concept",
        "url",
        "domain",
        "topic",
        "la",
        "eo",
        "pair_id",
        "genre",
        "origin",
        "score",
        "side",
    ]
)
BLOCK = 48
BODY_SENTENCES = 24  # of one body; what stands further down is seldom what a title is about


@dataclass
class Corpus:
    """What the folder holds: sources to draw from, texts for the vocabulary, what is held in."""

    store: TextStore = field(default_factory=TextStore)
    sources: list[Source] = field(default_factory=list)
    held_in_table: Table | None = None
    held_in_questions: list[Questions] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)  # text without a partner, for the vocabulary


def read_corpus(folder: Path) -> Corpus:
    """Read every known file that the folder has; a file that is absent is left out.

    Raises FileNotFoundError if the folder has none of them.
    """
    corpus = Corpus()
    for spec in TABLES:
        _read_table(folder, spec, corpus)
    _read_held_in(folder, corpus)
    for name, file, share in QUESTIONS:
        _read_questions(folder / f"{file}.jsonl.gz", name, share, corpus)
    for name, file, share in BODIES:
        _read_bodies(folder / f"{file}.jsonl.gz", name, share, corpus)
    _read_korean_pairs(folder, corpus)
    _read_scored_pairs(folder, corpus)
    _read_reports(folder, corpus)
    corpus.sources.extend(read_clozes(folder, corpus.store))
    for file in LISTS:
        corpus.plain.extend(row[-1 if file[:2] != "ko" else 0] for row in read_tsv(folder, file))
    corpus.plain.extend(row[-1] for row in read_tsv(folder, "questions_mrtydi_miracl_train"))
    if not corpus.sources:
        raise FileNotFoundError(f"no training file known to index.encoder_training in {folder}")
    return corpus


def _read_cells(
    folder: Path, file: str, store: TextStore, is_included: Callable[[str, int], bool]
) -> tuple[tuple[str, ...], list[list[int]]]:
    """Languages and rows of text ids; rows with fewer than two languages are dropped."""
    rows = read_tsv(folder, file, with_header=True)
    header = next(rows, None)
    if header is None:
        return (), []
    if "lang_a" in header:
        return _read_pair_cells(header, rows, store)
    columns = [place for place, name in enumerate(header) if name not in NOT_LANGUAGES]
    source = header.index("source") if "source" in header else None
    cells = [
        [store.add(row[column]) for column in columns]
        for number, row in enumerate(rows)
        if (source is None or is_included(row[source], number))
        and not BARRED_ORIGIN.intersection(row)
    ]
    languages = tuple(header[column] for column in columns)
    return languages, [row for row in cells if sum(cell != MISSING for cell in row) > 1]


def _read_pair_cells(
    header: list[str], rows: Iterator[list[str]], store: TextStore
) -> tuple[tuple[str, ...], list[list[int]]]:
    languages: dict[str, int] = {}
    pairs: list[dict[int, int]] = []
    places = [header.index(name) for name in ("lang_a", "lang_b", "text_a", "text_b")]
    for row in rows:
        first, second, text, other = (row[place] for place in places)
        one = languages.setdefault(first, len(languages))
        two = languages.setdefault(second, len(languages))
        pair = {one: store.add(text), two: store.add(other)}
        if MISSING not in pair.values() and len(pair) == 2:
            pairs.append(pair)
    width = range(len(languages))
    return tuple(languages), [[pair.get(column, MISSING) for column in width] for pair in pairs]


def _read_table(folder: Path, spec: TableFile, corpus: Corpus) -> None:
    chosen = spec.sources
    languages, rows = _read_cells(
        folder,
        spec.file,
        corpus.store,
        lambda source, number: (
            (chosen is None or source in chosen) and number // BLOCK % spec.one_in == 0
        ),
    )
    if not rows:
        return
    cells = np.asarray(rows, np.int32)
    corpus.sources.append(
        Table(
            name=spec.name,
            share=spec.share,
            languages=languages,
            cells=cells,
            is_ordered=spec.is_ordered,
            kept=spec.kept,
        )
    )
    if spec.passages:
        corpus.sources.append(
            ParallelPassages(f"{spec.name} passages", spec.passages, languages, cells)
        )


def _read_held_in(folder: Path, corpus: Corpus) -> None:
    languages, rows = _read_cells(
        folder, "web_docs_multi", corpus.store, lambda source, _: source == HELD_IN_SOURCE
    )
    if rows:
        cells = np.asarray(rows, np.int32)
        corpus.held_in_table = Table(HELD_IN_SOURCE, 0, languages, cells)


def _read_questions(path: Path, name: str, share: float, corpus: Corpus) -> None:
    store = corpus.store
    kept: list[Example] = []
    held_in: list[Example] = []
    for row in read_jsonl(path):
        passage = row["passage"]
        sentences = split_sentences(passage)
        answering = MISSING
        if row["answers"]:
            answering = _answering(passage, sentences, row["answers"][0]["start"])
        ids = [store.add(sentence) for sentence in sentences]
        example = Example(
            question=store.add(row["question"]),
            title=store.add(row["title"]),
            sentences=tuple(ids[:BODY_SENTENCES]),
            answering=ids[answering] if answering != MISSING else MISSING,
            key=store.add(passage),
        )
        tenth = zlib.crc32((row["title"] or passage).encode()) % 10
        (held_in if tenth == HELD_IN_TENTH else kept).append(example)
    if kept:
        corpus.sources.append(Questions(name, share, kept))
    if held_in:
        corpus.held_in_questions.append(Questions(name, 0, held_in))


def _answering(passage: str, sentences: list[str], start: int) -> int:
    """Index of the sentence that holds the answer's first character."""
    end = 0
    for place, sentence in enumerate(sentences):
        end = passage.index(sentence, end) + len(sentence)
        if start < end:
            return place
    return MISSING


def _read_bodies(path: Path, name: str, share: float, corpus: Corpus) -> None:
    store = corpus.store
    titles: list[int] = []
    bodies: list[tuple[int, ...]] = []
    for row in read_jsonl(path):
        sentences = split_sentences(row["body"])[:BODY_SENTENCES]
        ids = tuple(store.add(sentence) for sentence in sentences)
        if ids:
            titles.append(store.add(f"{row['title']} {row.get('subtitle', '')}"))
            bodies.append(ids)
    if bodies:
        corpus.sources.append(Bodies(name, share, titles, bodies))


def _read_reports(folder: Path, corpus: Corpus) -> None:
    """Plain Korean paragraphs: the sentences of each ask for their paragraph."""
    bodies = [
        tuple(corpus.store.add(sentence) for sentence in split_sentences(row[1])[:BODY_SENTENCES])
        for row in read_tsv(folder, "text_unesco_fairytale_ko")
    ]
    whole = [body for body in bodies if len(body) > 1]
    if whole:
        corpus.sources.append(Bodies("reports", 3, [MISSING] * len(whole), whole, titles_ask=0))


def _read_korean_pairs(folder: Path, corpus: Corpus) -> None:
    store = corpus.store
    groups: dict[str, list[int]] = defaultdict(list)
    for group, _, _, text in read_tsv(folder, "parakqc_ko"):
        groups[group].append(store.add(text))
    phrases = [(store.add(row[0]), store.add(row[1])) for row in read_tsv(folder, "sae4k_ko")]
    same = [
        (store.add(row[0]), store.add(row[1]))
        for row in read_tsv(folder, "question_pairs_songys_ko")
        if row[2] == "0"
    ]
    for name, share, pairs in (
        ("paraphrases", 1.5, [tuple(ids) for ids in groups.values() if len(ids) > 1]),
        ("content phrases", 1.2, phrases),
        ("same questions", 0.5, same),
    ):
        whole = [pair for pair in pairs if MISSING not in pair]
        if whole:
            corpus.sources.append(Paraphrases(name, share, whole))


def _read_scored_pairs(folder: Path, corpus: Corpus) -> None:
    store = corpus.store
    rows = read_tsv(folder, "sts_multi_train", with_header=True)
    header = next(rows, None)
    sides: dict[str, dict[str, list[str]]] = defaultdict(dict)
    if header is not None:
        languages = tuple(name for name in header if name not in NOT_LANGUAGES)
        for row in rows:
            if not BARRED_ORIGIN.intersection(row):
                sides[row[header.index("pair_id")]][row[header.index("side")]] = row
        pairs = [pair for pair in sides.values() if len(pair) == 2]
        places = [header.index(name) for name in languages]
        first, second = (
            np.asarray([[store.add(pair[side][p]) for p in places] for pair in pairs], np.int32)
            for side in ("1", "2")
        )
        scores = [float(pair["1"][header.index("score")]) / 5 for pair in pairs]
        corpus.sources.append(
            ScoredPairs(
                name="sts scores",
                share=4,
                languages=languages,
                first=first,
                second=second,
                scores=np.asarray(scores, np.float32),
            )
        )
    rated = list(read_tsv(folder, "jsts_ja"))
    if rated:
        first = np.asarray([[store.add(row[2])] for row in rated], np.int32)
        second = np.asarray([[store.add(row[3])] for row in rated], np.int32)
        scores = [float(row[1]) / 5 for row in rated]
        corpus.sources.append(
            ScoredPairs(
                name="jsts",
                share=1,
                languages=("ja",),
                first=first,
                second=second,
                scores=np.asarray(scores, np.float32),
            )
        )
