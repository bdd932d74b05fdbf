"""What the reader learns from: questions with passages, their answering sentences and spans."""

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Bounds = tuple[tuple[int, int], ...]
Row = dict[str, Any]

Kind = Literal["span", "sentence", "any", "none"]
"""What is known: the span; only the sentence; that the passage answers somewhere; that it does not."""

_SPANS = (
    "qa_arcd_ar", "qa_cmrc2018_dev_zh", "qa_cmrc2018_train_zh", "qa_drcd_dev_zh_hant", "qa_faquad_pt",
    "qa_iapp_train_th", "qa_jaquad_dev_ja", "qa_jaquad_train_ja", "qa_jsquad_valid", "qa_kobbq_ko",
    "qa_norquad_nb", "qa_piaf_fr", "qa_qed_nq_dev_en", "qa_squad_dev_part_en",
    "qa_squad_dev_part_unanswerable_en", "qa_squad_es_dev", "qa_squad_it_test", "qa_tydiqa_dev_multi",
    "qa_tydiqa_train_en", "qa_tydiqa_train_ko",
)  # fmt: skip
_WHOLE = ("qa_kobest_boolq_train_ko", "qa_easylaw_ko")
_SENTENCES = "qa_welfare_ko"
_PARALLEL = (
    ("naver_square_kosbi_ko_en", 4000),
    ("korean_parallel_corpora_small", 3000),
    ("sts_multi_train", 6000),
    ("tico19_multi", 2000),
)
_BESIDE = 5  # sentences around the one that is meant, where a passage is made of single sentences


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage. bounds: its sentences; gold: numbers of those that answer.

    span: place of the short answer in the passage, or None (for `sentence`: there is none to mark).
    source: the file; group: what may be confused with each other, to take other passages from.
    """

    question: str
    title: str
    passage: str
    bounds: Bounds
    gold: tuple[int, ...]
    span: tuple[int, int] | None
    kind: Kind
    source: str
    group: str


def records(path: Path) -> list[Row]:
    """Read JSON lines, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def reading_examples(train: Path, sentences: Callable[[str], Bounds]) -> Iterator[Example]:
    """Yield all reading data of `train`. sentences gives the bounds of the sentences of a text."""
    known: dict[str, Bounds] = {}

    def bounds_of(text: str) -> Bounds:
        if text not in known:
            known[text] = sentences(text)
        return known[text]

    for name in _SPANS:
        rows = records(train / f"{name}.jsonl.gz")
        for row in rows:
            yield from _spanned(row, row, name, bounds_of)
        if name == "qa_squad_it_test":
            spanish = {
                row["id"].split("-")[-1]: row for row in records(train / "qa_squad_es_dev.jsonl.gz")
            }
            for row in rows:
                other = spanish.get(row["id"].split("-")[-1])
                if other:
                    yield from _spanned(row, other, "squad_it>es", bounds_of)
                    yield from _spanned(other, row, "squad_es>it", bounds_of)
    for name in _WHOLE:
        for row in records(train / f"{name}.jsonl.gz"):
            if row["passage"].strip():
                bounds = bounds_of(row["passage"])
                yield Example(
                    question=row["question"], title=row["title"], passage=row["passage"], bounds=bounds,
                    gold=tuple(range(len(bounds))), span=None, kind="any", source=name, group=row["title"],
                )  # fmt: skip
    yield from _welfare(train)
    for name, count in _PARALLEL:
        yield from _translated(train / f"{name}.tsv.gz", name, count)


def written_examples(
    written: Path, train: Path, sentences: Callable[[str], Bounds]
) -> Iterator[Example]:
    """Yield the questions that we wrote as people ask them; the group of each is its article's key."""
    texts: dict[str, tuple[str, str]] = {}
    rows = [(path.stem, row) for path in sorted(written.glob("*.jsonl")) for row in records(path)]
    known: dict[str, Bounds] = {}
    for name in sorted({row["file"] for _, row in rows}):
        for row in records(train / name):
            body = row.get("body") or row["passage"]
            texts[article_key(row["title"], body)] = (row["title"], body)
    for stem, row in rows:
        title, body = texts[row["article"]]
        bounds = known.setdefault(row["article"], ()) or sentences(body)
        known[row["article"]] = bounds
        answers = [tuple(place) for place in row["sentences"]]
        gold = tuple(
            n
            for n, (start, end) in enumerate(bounds)
            if any(a < end and start < b for a, b in answers)
        )
        span = tuple(row["span"]) if row["span"] else None
        kind: Kind = "none" if not gold else "span" if span else "sentence"
        yield Example(
            question=row["question"],
            title=title,
            passage=body,
            bounds=bounds,
            gold=gold,
            span=span,
            kind=kind,
            source=f"written_{stem}",
            group=row["article"],
        )


def is_held_out(article: str) -> bool:
    """Say whether questions of an article (its key) are kept for measuring."""
    return int(hashlib.sha256(f"dev {article}".encode()).hexdigest()[:8], 16) % 8 == 0


def article_key(title: str, body: str) -> str:
    """Return what an article of the training files is known by in the questions that we wrote of them."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:12]


def _spanned(
    asked: Row, read: Row, source: str, bounds_of: Callable[[str], Bounds]
) -> Iterator[Example]:
    passage = read["passage"]
    if not passage.strip():
        return
    bounds = bounds_of(passage)
    answer = next(
        (a for a in read["answers"] if _at(a) and passage[a["start"] : _at(a)] == a["text"]), None
    )
    answerable = bool(read["answers"]) and read.get("answerable", True)
    if answerable and answer is None:
        return
    span = (answer["start"], _at(answer)) if answer and answerable else None
    gold = _holding(bounds, span) if span else ()
    if span and not gold:
        return
    title = asked["title"] if asked is read else read["title"]
    yield Example(
        question=asked["question"], title=title.replace("_", " "), passage=passage, bounds=bounds, gold=gold, span=span,
        kind="span" if span else "none", source=source, group=f"{source}:{title or passage[:20]}",
    )  # fmt: skip


def _at(answer: Row) -> int:
    end: int = answer["start"] + len(answer["text"])
    return end


def _holding(bounds: Bounds, span: tuple[int, int]) -> tuple[int, ...]:
    """Return the sentence in which span starts."""
    return tuple(n for n, (start, end) in enumerate(bounds) if start <= span[0] < end)[:1]


def _welfare(train: Path) -> Iterator[Example]:
    """Make passages of the answers of one scheme; a question is answered by its own."""
    schemes: dict[str, list[Row]] = {}
    for row in records(train / f"{_SENTENCES}.jsonl.gz"):
        schemes.setdefault(row["title"], []).append(row)
    for title, rows in schemes.items():
        for number, row in enumerate(rows):
            chance = random.Random(row["id"])
            others = [one for n, one in enumerate(rows) if n != number]
            chosen = chance.sample(others, min(_BESIDE, len(others)))
            place = chance.randrange(len(chosen) + 1)
            texts = [one["passage"].strip() for one in chosen]
            texts.insert(place, row["passage"].strip())
            yield _joined(row["question"], title, texts, place, _SENTENCES, f"welfare:{title}")


def _translated(path: Path, source: str, count: int) -> Iterator[Example]:
    """Make passages of single sentences; the question is one of them in another language."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        table = [line.rstrip("\n").split("\t") for line in lines]
    head, rows = table[0], table[1:]
    chance = random.Random(source)
    pairs: list[tuple[str, str, str]] = []
    for row in rows:
        cells = dict(zip(head, row, strict=False))
        if "lang_a" in cells:
            pairs.append((f"{cells['lang_a']}>{cells['lang_b']}", cells["text_a"], cells["text_b"]))
            pairs.append((f"{cells['lang_b']}>{cells['lang_a']}", cells["text_b"], cells["text_a"]))
            continue
        spoken = [c for c in head if len(c) == 2 and cells.get(c)]
        if len(spoken) > 1:
            asked, said = chance.sample(spoken, 2)
            pairs.append((f"{asked}>{said}", cells[asked], cells[said]))
    pairs = [pair for pair in pairs if 20 < len(pair[1]) < 300 and 12 < len(pair[2]) < 300]
    by_pair: dict[str, list[tuple[str, str, str]]] = {}
    for pair in pairs:
        by_pair.setdefault(pair[0].partition(">")[2], []).append(pair)
    for name, asked, said in chance.sample(pairs, min(count, len(pairs))):
        others = [one[2] for one in chance.sample(by_pair[name.partition(">")[2]], 1)]
        others += [o[2] for o in chance.choices(by_pair[name.partition(">")[2]], k=_BESIDE - 1)]
        texts = [text for text in others if text != said]
        place = chance.randrange(len(texts) + 1)
        texts.insert(place, said)
        yield _joined(asked, "", texts, place, f"parallel {name}", f"parallel {name[-2:]}")


def _joined(
    question: str, title: str, texts: Sequence[str], place: int, source: str, group: str
) -> Example:
    bounds = []
    start = 0
    for text in texts:
        bounds.append((start, start + len(text)))
        start += len(text) + 1
    return Example(
        question=question,
        title=title,
        passage=" ".join(texts),
        bounds=tuple(bounds),
        gold=(place,),
        span=None,
        kind="any",
        source=source,
        group=group,
    )
