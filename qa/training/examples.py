"""Questions with known answers, asked of libraries made for them: what was found, and what is right."""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from index.article import clean_text
from index.search.library import Library, open_library
from index.update import update
from qa.answer import Filters
from qa.question.analysis import Question, analyse
from qa.reading.choosing import Choice
from qa.search.ranking import Evidence, Ranking, Weights, rank
from qa.search.retrieval import retrieve

FOLDS = 5
_KEPT = 5  # passages of each side that are remembered: those that are read
_LEFT_OUT = 3  # of every so many texts one is left out, so that its questions have no answer
_KOREAN = "korquad_even"
WRITTEN = "written.jsonl"
"""Questions as readers ask them, written by us: article (article_key), question, language, and answers as [start, end]
in its body; none where it does not tell."""
_SPANS = (
    ("jsquad", "qa_jsquad_valid", 1200),
    ("drcd", "qa_drcd_dev_zh_hant", 900),
    ("cmrc", "qa_cmrc2018_dev_zh", 900),
    ("squad", "qa_squad_dev_part_en", 1200),
    ("qed", "qa_qed_nq_dev_en", 1200),
)  # fmt: skip
_PAIRS = (
    "es>es", "en>de", "es>en", "zh>en", "en>zh", "ru>es", "en>ru", "el>en", "ar>de", "de>zh", "zh>ru", "tr>en",
)  # fmt: skip
_ELSEWHERE = (
    ("ko", "title_body_wikinews_bookreview_ko", ("en", "ja", "ru", "ar", "zh", "th")),
    ("ja", "title_body_wikinews_ja", ("ko", "en", "ru")),
    ("en", "qa_squad_dev_part_en", ("ko", "ja", "zh", "ar")),
)  # fmt: skip
_QUESTIONS_OF_ELSEWHERE = "questions_mrtydi_miracl_train"
_SMALL, _LARGE = 12, 600  # articles: in a small library one stands out easily
_ASKED_ELSEWHERE = 60  # questions of a language, of a library of either size
_ASKED_AT_HOME = 200  # likewise, in the language of the articles
_WRITTEN = (
    ("ko", "title_body_wikinews_bookreview_ko"),
    ("ja", "title_body_wikinews_ja"),
    ("en", "qa_squad_dev_part_en"),
)
_FEW = 24  # articles of a library as small as one folder of a reader
_EACH_QUESTION = 3  # of XQuAD's questions, one in so many for each pair

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the best passages that were found, and what would answer it.

    gold: the answers, empty where there is none; right: ids of the articles that hold it; kind: where the
    example is from, "… removed" where its answer was taken away. fold: 0..FOLDS-1, by article.
    """

    question: Question
    ranking: Ranking
    gold: tuple[str, ...]
    right: frozenset[str]
    kind: str
    fold: int

    def answers(self, choice: Choice) -> bool:
        """Say whether a sentence is of a right article and holds an answer."""
        stored = choice.evidence.stored
        text = stored.passage.sentence_text(choice.number)
        return stored.source.id in self.right and any(gold in text for gold in self.gold)


def whole(data: Path) -> Iterator[Example]:
    """Yield examples from which nothing was taken away, to learn reading from."""
    dev = data / "dev"
    yield from _examples(
        records(dev / f"{_KOREAN}.articles.jsonl.gz"),
        records(dev / f"{_KOREAN}.questions.jsonl.gz"),
        "ko",
    )
    for name, file, count in _SPANS:
        articles, questions = _span_file(data / "train" / f"{file}.jsonl.gz", count)
        yield from _examples(articles, questions, name)
    yield from _crossing(dev, 1)
    yield from _written(data / "train", [_LARGE])


def reduced(data: Path) -> Iterator[Example]:
    """Yield examples of which some lost their article or passage, to learn silence from."""
    dev = data / "dev"
    yield from _examples(
        records(dev / f"{_KOREAN}_reduced.articles.jsonl.gz"),
        records(dev / f"{_KOREAN}_reduced.questions.jsonl.gz"),
        "ko",
    )
    for name, file, count in _SPANS:
        articles, questions = _span_file(data / "train" / f"{file}.jsonl.gz", count)
        yield from _examples(_thinned(articles), questions, name)
    yield from _crossing(dev, _LEFT_OUT)
    yield from _elsewhere(data / "train")
    yield from _written(data / "train", [_FEW, _LARGE])


def records(path: Path) -> list[Row]:
    """Read JSON lines, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def fold_of(article_id: str) -> int:
    """Return the fold of an article; passages of one text, "text-number", fall into one fold."""
    return _digest(article_id.split("-")[0]) % FOLDS


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def _crossing(dev: Path, left_out: int) -> Iterator[Example]:
    """Yield examples of XQuAD: questions in one language, passages in the same or another."""
    for pair in _PAIRS:
        asked, written = pair.split(">")
        gold = {q["id"]: q for q in records(dev / f"xquad_{written}_even.questions.jsonl.gz")}
        articles = records(dev / f"xquad_{written}_even.articles.jsonl.gz")
        questions = [
            question | {"answers": gold[question["id"]]["answers"]}
            for question in records(dev / f"xquad_{asked}_even.questions.jsonl.gz")
            if question["id"] in gold and _digest(question["id"] + pair) % _EACH_QUESTION == 0
        ]
        yield from _examples(articles if left_out == 1 else _thinned(articles), questions, pair)


def _elsewhere(train: Path) -> Iterator[Example]:
    """Yield people's questions of articles about other things, in their own language and in others."""
    with gzip.open(train / f"{_QUESTIONS_OF_ELSEWHERE}.tsv.gz", "rt", encoding="utf-8") as lines:
        rows = sorted(
            (line.rstrip("\n").split("\t") for line in lines), key=lambda row: _digest(row[3])
        )
    asked: dict[str, list[str]] = {}
    for language, *_, question in rows:
        asked.setdefault(language, []).append(question)
    for written, file, languages in _ELSEWHERE:
        texts = {
            row["title"]: row.get("body") or row["passage"]
            for row in sorted(
                records(train / f"{file}.jsonl.gz"), key=lambda row: _digest(str(row))
            )
        }
        articles = [
            {"id": str(_digest(title)), "title": title, "text": text}
            for title, text in texts.items()
        ]
        for size, start in ((_SMALL, 0), (_LARGE, _ASKED_AT_HOME)):
            for name, few, count in (
                (f"elsewhere>{written}", languages, _ASKED_ELSEWHERE),
                (written, [written], _ASKED_AT_HOME),
            ):
                texts_asked = [text for one in few for text in asked[one][start : start + count]]
                yield from _examples(articles[:size], [_stray(text) for text in texts_asked], name)


def _written(train: Path, sizes: Sequence[int]) -> Iterator[Example]:
    """Yield the questions that we wrote as readers ask them, of libraries of so many articles.

    A third of the articles of a small library are left out, so that their questions have no answer.
    """
    text = resources.files("qa.training").joinpath(WRITTEN).read_text(encoding="utf-8")
    questions = [json.loads(line) for line in text.splitlines()]
    for written, file in _WRITTEN:
        bodies = {}
        for row in records(train / f"{file}.jsonl.gz"):
            body = row.get("body") or row["passage"]
            bodies[article_key(row["title"], body)] = (row["title"], body)
        asked = [one for one in questions if one["article"] in bodies]
        keys = sorted({one["article"] for one in asked})
        others = sorted(bodies.keys() - set(keys))
        for size in sizes:
            for start in range(0, len(keys), size):
                there = [*keys[start : start + size], *others][:size]
                articles = [
                    {"id": key, "title": bodies[key][0], "text": bodies[key][1]} for key in there
                ]
                if size != _LARGE:
                    articles = _thinned(articles)
                for language in sorted({one["language"] for one in asked}):
                    rows = [
                        _row_of(one, bodies[one["article"]][1])
                        for one in asked
                        if one["language"] == language and one["article"] in there
                    ]
                    pair = written if language == written else f"{language}>{written}"
                    yield from _examples(articles, rows, f"written-{pair}")


def article_key(title: str, body: str) -> str:
    """Return what an article of the training files is known by in the questions that we wrote of them."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:12]


def _row_of(written: Row, body: str) -> Row:
    """Return a written question as the files of questions have them."""
    answers = [{"text": body[start:end]} for start, end in written["answers"]]
    return {
        "id": str(_digest(written["question"])), "question": written["question"],
        "article_ids": [written["article"]], "answers": answers, "answerable": bool(answers),
        "kind": "answerable" if answers else "near removed",
    }  # fmt: skip


def _stray(text: str) -> Row:
    return {
        "id": str(_digest(text)), "question": text, "article_ids": [], "answerable": False, "kind": "elsewhere removed",
    }  # fmt: skip


def _thinned(articles: Sequence[Row]) -> list[Row]:
    return [a for a in articles if _digest("out" + a["id"].split("-")[0]) % _LEFT_OUT]


def _span_file(path: Path, count: int) -> tuple[list[Row], list[Row]]:
    """Return articles, a passage each, and count questions of a file of questions with passages."""
    articles: dict[str, Row] = {}
    questions = []
    for row in records(path):
        passage = row["passage"]
        text = _digest(row["title"] or passage)
        article = {"id": f"{text}-{_digest(passage)}", "title": row["title"], "text": passage}
        articles[article["id"]] = article
        asked = {"article_ids": [article["id"]], "answerable": True}
        questions.append({key: row[key] for key in ("id", "question", "answers")} | asked)
    questions.sort(key=lambda question: _digest(question["id"]))
    return list(articles.values()), questions[:count]


def _examples(articles: Sequence[Row], questions: Sequence[Row], name: str) -> Iterator[Example]:
    there = {article["id"] for article in articles}
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "articles.jsonl"
        file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
        update(Path(home), [file])
        library = open_library(Path(home))
        for question in questions:
            right = frozenset(question["article_ids"]) & there
            gone = not right or not question["answerable"]
            gold = () if gone else tuple(clean_text(a["text"]) for a in question["answers"])
            removed = question.get("kind", "")
            kind = (
                f"{name} {removed if removed.endswith('removed') else 'removed'}" if gone else name
            )
            fold = fold_of((question["article_ids"] or [question["id"]])[0])
            yield _asked(library, question["question"], gold, right, kind, fold)
        library.ledger.close()


def _asked(
    library: Library, text: str, gold: tuple[str, ...], right: frozenset[str], kind: str, fold: int
) -> Example:
    question = analyse(text, library.analyzer, library.languages)
    ranking = rank(question, retrieve(question, library, Filters()), library, Weights())
    return Example(question, _best(ranking), gold, right, kind, fold)


def _best(ranking: Ranking) -> Ranking:
    kept: list[Evidence] = []
    for foreign in (False, True):
        kept += [one for one in ranking.evidence if one.foreign is foreign][:_KEPT]
    return replace(ranking, evidence=tuple(kept))
