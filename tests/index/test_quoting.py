"""What is stored is what stands in the article, code point for code point, whatever the text (promise 1)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import AT, contents

from index.article import ANSWERING, clean_text
from index.encoding.encoders import Encoder
from index.formats.plain_text import parse_text
from index.search.library import identity_of, open_library
from index.store.home import ledger_path
from index.store.ledger_writer import LedgerWriter
from index.store.records import Commit
from index.text.analyzer import ANALYZER, Analyzer
from index.update import update
from index.update.prepare import prepare

_SCRAPS = st.sampled_from(
    ["하은 도서관은 “아홉 시”에 연다. ", "The harbour opens at 1:55 p.m. ", "韓國의 總理가 왔다. ", "ᄒᆞᆫ글 나랏말ᄊᆞ미. ",
     "👩‍👩‍👧🇰🇷 ", "\r\n", "\n\n", "\r", unicodedata.normalize("NFD", "도서관은 열었다. "), "e\u0301te\u0301. ", "𠮷野家。",
     "\ufeff", "\u200b", "\0", "\ud800", "\u2028", "항구의 모습 | 사진 하은일보\n", "2025년 10월 28일 오후 1:55\n"]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_SCRAPS, st.text(max_size=20)), min_size=1, max_size=12).map("".join)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[LedgerWriter]:
    made = LedgerWriter(ledger_path(tmp_path_factory.mktemp("quoting")), identity_of(encoder))
    yield made
    made.close()


@given(_TEXTS)
@settings(derandomize=True, deadline=None, database=None, max_examples=100)
def test_a_text_comes_back_from_the_ledger_letter_for_letter(
    writer: LedgerWriter, analyzer: Analyzer, encoder: Encoder, text: str
) -> None:
    body = clean_text(text)
    if not any(map(str.isalnum, body)):
        body += "글"
    article = parse_text(body, Path("글.txt"))
    article = replace(article, source=replace(article.source, id="one"))
    (prepared,) = prepare([article], analyzer, encoder)

    generation = writer.commit(Commit((prepared,)), AT)

    kept = writer.ledger.article("one")
    assert (kept.body, kept.blocks) == (body, article.blocks)
    stored = writer.ledger.passages(writer.ledger.passage_ids("one"), generation)
    assert [s.passage for s in stored] == [p.passage for p in prepared.passages]
    assert stored or not any(block.kind in ANSWERING for block in article.blocks)
    assert all(s.passage.span.of(kept.body) == s.passage.text for s in stored)
    assert writer.ledger.statistics().passages == len(stored)


STORY = "하은 도서관, 다시 문 열어\n\n하은 도서관은 “오전 9시”에 문을 연다. 이용료는 3.5크라운이다.\n\n韓國의 總理도 왔다.\n"
FILES = {
    "utf8.txt": STORY.encode(),
    "bom.txt": STORY.replace("하은", "두은").encode("utf-8-sig"),
    "utf16.txt": STORY.replace("하은", "세은").encode("utf-16"),
    "cp949.txt": STORY.replace("하은", "네은").encode("cp949"),
    "crlf.txt": STORY.replace("하은", "다은").replace("\n", "\r\n").encode(),
    "nfd.txt": unicodedata.normalize("NFD", STORY.replace("하은", "여은")).encode(),
    "emoji.txt": STORY.replace("하은", "👩‍👩‍👧🇰🇷 일은").encode(),
    "old.txt": STORY.replace("하은", "ᄒᆞ은 ᄊᆞ은").encode(),
}


def test_files_of_every_encoding_are_quoted_letter_for_letter(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    for name, data in FILES.items():
        (folder / name).write_bytes(data)

    summary = update(home, [folder], encoder=tiny_encoder)

    held = contents(home)  # checks each passage against its body
    texts = " ".join(text for _, passages in held.values() for _, _, text in passages)
    assert (summary.failures, len(held)) == ((), len(FILES))
    assert texts.count("문을 연다.") == len(FILES)
    assert all(
        name in texts for name in ("하은", "두은", "세은", "네은", "다은", "여은", "ᄒᆞ은 ᄊᆞ은")
    )
    assert unicodedata.is_normalized("NFC", texts)
    library = open_library(home)
    assert library.ledger.identity().analyzer == ANALYZER
    assert library.languages == ("ko",)
    library.ledger.close()
