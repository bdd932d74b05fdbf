"""Questions with known answers, none of which the reader learnt from, asked of libraries made for them."""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import clean_text
from index.encoding.pieces import Pieces
from index.search.library import Library, open_library
from index.update import update
from qa.answer import Filters
from qa.question.analysis import Question, analyse
from qa.reading.sheets import Sheet, sheets
from qa.search.ranking import Weights, rank
from qa.search.retrieval import retrieve
from qa.training.reader.corpus import article_key, is_held_out, records
from qa.training.reader.prepare import WRITTEN

FOLDS = 5
_XQUAD = ("en", "zh", "de", "es", "ru", "vi", "tr", "th")
_PAIRS = ("es>en", "en>zh", "zh>en", "ru>es", "en>de", "zh>ru", "de>ru", "en>es")
_WRITTEN = 1800  # of the held-out written questions
_OF_A_SET = 25  # questions
_KOREAN, _REDUCED, _TYDI, _NEWS = 150, 240, 100, 50
_REMOVED = 6  # of the written questions, one in so many is asked again without its article
_STRAY = 100  # questions about other things
_STRAY_LANGUAGES = ("ko", "en", "ja", "zh")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is to be asked. gold: texts that answer, or places in the body where given.

    articles: those that hold the answer; short: its short answers. kind: where it is from, "… removed" where
    nothing answers. group: what it must not be parted from in folds.
    """

    question: str
    articles: tuple[str, ...]
    gold: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    short: tuple[str, ...]
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passages to read, and for each of them which sentences answer."""

    asked: Asked
    question: Question
    sheets: tuple[Sheet, ...]
    right: tuple[tuple[bool, ...], ...]

    @property
    def fold(self) -> int:
        """0..FOLDS-1, by article."""
        return digest(self.asked.group) % FOLDS

    @property
    def is_answerable(self) -> bool:
        """Whether an article of the library answers."""
        return not self.asked.kind.endswith("removed")


def sets(data: Path) -> Iterator[tuple[list[Row], list[Asked]]]:
    """Yield articles and what is asked of them: written questions that were held out, KorQuAD, XQuAD, M2QA, TyDi, strays."""
    dev = data / "dev"
    texts, written = _written(data / "train")
    articles = [{"id": key, "title": title, "text": body} for key, (title, body) in texts.items()]
    yield articles, written
    known = [article for article in articles if not is_held_out(article["id"])]
    yield known, [_removed(one) for one in written if digest(one.question) % _REMOVED == 0]
    yield articles, _strays(dev)
    for name, count in (("korquad_even", _KOREAN), ("korquad_even_reduced", _REDUCED)):
        yield _set(dev, name, name, "korquad", count)
    for language in _XQUAD:
        name = f"xquad_{language}_even"
        yield _set(dev, name, name, f"xquad {language}", _OF_A_SET)
    for pair in _PAIRS:
        asked, read = pair.split(">")
        own, others = f"xquad_{read}_even", f"xquad_{asked}_even"
        yield _set(dev, own, others, f"across {pair}", _OF_A_SET)
    yield _passages(dev / "tydiqa_dev_ko.jsonl.gz", "tydi ko", _TYDI)
    for language in ("de", "tr", "zh"):
        yield _passages(dev / "m2qa_news_de_tr_zh.jsonl.gz", f"m2qa {language}", _NEWS, language)


def examples(data: Path, pieces: Pieces, share: float = 1.0) -> Iterator[Example]:
    """Yield an example for each question of all sets, or for so large a share of each set."""
    for articles, questions in sets(data):
        chosen = [one for one in questions if digest(f"share {one.question}") < share * 2**32]
        yield from _examples(articles, chosen, pieces)


def digest(text: str) -> int:
    """Return a number that looks random and is the same everywhere."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def _written(train: Path) -> tuple[dict[str, tuple[str, str]], list[Asked]]:
    """Return the articles that we wrote questions of, and the questions that were held out."""
    rows = [row for path in sorted(WRITTEN.glob("*.jsonl")) for row in records(path)]
    keys = {row["article"] for row in rows}
    texts: dict[str, tuple[str, str]] = {}
    for name in sorted({row["file"] for row in rows}):
        for row in records(train / name):
            body = row.get("body") or row["passage"]
            key = article_key(row["title"], body)
            if key in keys:
                title = row["title"] or " ".join(body.split()[:6])
                texts[key] = (title, body)
    asked = []
    for row in rows:
        if not is_held_out(row["article"]):
            continue
        body = texts[row["article"]][1]
        language = row["file"].partition(".")[0].rpartition("_")[2].replace("hant", "zh")
        pair = language if language == row["language"] else f"{row['language']}>{language}"
        places = tuple((start, end) for start, end in row["sentences"])
        asked.append(
            Asked(
                question=row["question"],
                articles=(row["article"],),
                gold=tuple(body[start:end] for start, end in places),
                places=places,
                short=(body[slice(*row["span"])],) if row["span"] else (),
                kind=f"written {pair}" + ("" if places else " near removed"),
                group=row["article"],
            )
        )
    asked.sort(key=lambda one: digest(one.question))
    return texts, asked[:_WRITTEN]


def _removed(one: Asked) -> Asked:
    kind = one.kind.partition(" near")[0]
    return Asked(
        question=one.question,
        articles=one.articles,
        gold=(),
        places=(),
        short=(),
        kind=f"{kind} article removed",
        group=one.group,
    )


def _strays(dev: Path) -> list[Asked]:
    path = dev / "questions_mrtydi_miracl_dev_test.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    rows = [row for row in rows if row[0] in _STRAY_LANGUAGES]
    rows.sort(key=lambda row: digest(row[-1]))
    return [
        Asked(
            question=row[-1],
            articles=(),
            gold=(),
            places=(),
            short=(),
            kind=f"stray {row[0]} removed",
            group=row[-1],
        )
        for row in rows[:_STRAY]
    ]


def _set(
    dev: Path, articles: str, questions: str, kind: str, count: int
) -> tuple[list[Row], list[Asked]]:
    """Return the articles of one file and questions of the same ids of another."""
    texts = records(dev / f"{articles}.articles.jsonl.gz")
    there = {article["id"] for article in texts}
    answers_of = {row["id"]: row for row in records(dev / f"{articles}.questions.jsonl.gz")}
    rows = [
        row for row in records(dev / f"{questions}.questions.jsonl.gz") if row["id"] in answers_of
    ]
    rows.sort(key=lambda row: digest(row["id"] + kind))
    asked = []
    for row in rows[:count]:
        own = answers_of[row["id"]]
        gold = tuple(clean_text(answer["text"]) for answer in own["answers"])
        answers = own["answerable"] and bool(there & set(own["article_ids"]))
        name = kind if answers else f"{kind} {own.get('kind', '')}".strip()
        if not answers and not name.endswith("removed"):
            name += " removed"
        group = (own["article_ids"] or [row["id"]])[0].split("-")[0]
        asked.append(
            Asked(
                question=row["question"],
                articles=tuple(own["article_ids"]),
                gold=gold,
                places=(),
                short=gold,
                kind=name,
                group=group,
            )
        )
    return texts, asked


def _passages(
    path: Path, kind: str, count: int, language: str | None = None
) -> tuple[list[Row], list[Asked]]:
    """Return a file of questions with passages, each passage an article."""
    rows = [row for row in records(path) if language in (None, row["lang"])]
    ids = {row["passage"]: f"p{digest(row['passage'])}" for row in rows}
    titles = {row["passage"]: row["title"] for row in rows}
    texts = [{"id": key, "title": titles[text], "text": text} for text, key in ids.items()]
    asked = []
    for row in sorted(rows, key=lambda row: digest(row["id"]))[:count]:
        gold = tuple(clean_text(answer["text"]) for answer in row["answers"])
        key = ids[row["passage"]]
        name = kind if gold else f"{kind} near removed"
        asked.append(
            Asked(
                question=row["question"],
                articles=(key,),
                gold=gold,
                places=(),
                short=gold,
                kind=name,
                group=key,
            )
        )
    return texts, asked


def _examples(
    articles: Sequence[Row], questions: Sequence[Asked], pieces: Pieces
) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as home:
        library = library_of(articles, Path(home))
        for asked in questions:
            question = analyse(asked.question, library.analyzer, library.languages)
            ranking = rank(question, retrieve(question, library, Filters()), library, Weights())
            read = tuple(sheets(question, ranking, pieces))
            yield Example(asked, question, read, tuple(_right(asked, sheet) for sheet in read))
        library.close()


def library_of(articles: Sequence[Row], home: Path) -> Library:
    """Index articles in an empty folder."""
    file = home / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    update(home, [file])
    return open_library(home)


def _right(asked: Asked, sheet: Sheet) -> tuple[bool, ...]:
    """Say of each sentence of a passage whether it answers."""
    stored = sheet.evidence.stored
    if asked.kind.endswith("removed") or stored.source.id not in asked.articles:
        return (False,) * len(stored.passage.sentences)
    if asked.places:
        return tuple(
            any(one.span.start < end and start < one.span.end for start, end in asked.places)
            for one in stored.passage.sentences
        )
    return tuple(
        any(gold in stored.passage.sentence_text(n) for gold in asked.gold)
        for n in range(len(stored.passage.sentences))
    )
