"""Questions made from plain text: what is sought, what is a negative, and what is left out."""

import gzip
import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from index.encoder_training.catalogue import HELD_IN_TENTH
from index.encoder_training.cloze import Cloze, read_clozes
from index.encoder_training.store import MISSING, TextStore


def write_lines(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    body = "다리는 봄에 놓였다. 시장이 테이프를 끊었다. 주민 백 명이 건넜다."
    other = "도서관은 여름에 열었다. 책은 만 권이다. 월요일에는 쉰다."
    write_lines(
        tmp_path / "title_body_wikinews_bookreview_ko.jsonl.gz",
        [{"title": "새 다리", "body": body}, {"title": "새 도서관", "body": other}],
    )
    with gzip.open(tmp_path / "questions_mrtydi_miracl_train.tsv.gz", "wt") as file:
        file.write("lang\tsource\tsplit\tquestion\nko\tmiracl\ttrain\t첫 기차는 언제인가?\n")
    return tmp_path


def news(folder: Path, store: TextStore) -> Cloze:
    return next(cloze for cloze in read_clozes(folder, store) if cloze.name == "wikinews-ko cloze")


def test_each_question_seeks_its_own_sentence_or_passage(folder: Path) -> None:
    store = TextStore()
    cloze = news(folder, store)
    for seed in range(20):
        batch = cloze.draw(8, np.random.default_rng(seed))
        assert len(batch.left) == len(batch.left_keys) == 2
        assert len(batch.right) == len(batch.right_keys) >= 2
        for row in range(len(batch.left)):
            asking = batch.left.values[batch.left.offsets[row]]
            sought = batch.right.values[batch.right.offsets[row] : batch.right.offsets[row + 1]]
            assert asking in sought


def test_negatives_are_other_sentences_of_the_same_passage(folder: Path) -> None:
    store = TextStore()
    cloze = news(folder, store)
    passages = [set(document.passages[0]) for document in cloze.documents]
    more = [
        batch
        for seed in range(20)
        if len((batch := cloze.draw(8, np.random.default_rng(seed))).right) > len(batch.left)
    ]
    assert more
    for batch in more:
        for key in batch.right_keys[len(batch.left) :].tolist():
            assert any(key in passage for passage in passages)
            assert key not in batch.left_keys


def test_asking_phrases_come_from_real_questions(folder: Path) -> None:
    store = TextStore()
    cloze = news(folder, store)
    phrases = {store.texts[int(text)] for text in cloze.phrases}
    assert phrases <= {"언제인가?", "기차는 언제인가?"}
    assert phrases


def test_held_in_questions_give_no_cloze_and_passages_without_a_title_have_none(
    tmp_path: Path,
) -> None:
    rows = [
        {"title": "", "passage": f"첫째 문장 {n}이다. 둘째 문장 {n}이다.", "question": "?"}
        for n in range(50)
    ]
    write_lines(tmp_path / "qa_kobest_boolq_train_ko.jsonl.gz", rows)
    store = TextStore()
    (cloze,) = read_clozes(tmp_path, store)
    kept = [r for r in rows if zlib.crc32(r["passage"].encode()) % 10 != HELD_IN_TENTH]
    assert len(cloze.documents) == len(kept) < len(rows)
    assert all(document.title == MISSING for document in cloze.documents)
