"""Articles of every format in a library: found by content, their ids kept, a bad file beside them."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "formats"))
import samples

from index.article import Kind
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.update.run_update import UpdateSummary, update
from qa.pipeline import Inyong

ONE = {"title": "하나", "text": "첫 다리가 봄에 열렸다. 길이는 100미터이다."}
TWO = {"title": "둘", "text": "둘째 다리가 여름에 열렸다. 길이는 200미터이다."}
THREE = {"title": "셋", "text": "셋째 다리가 가을에 열렸다. 길이는 300미터이다."}


def counts(summary: UpdateSummary) -> dict[str, int]:
    names = ("added", "changed", "deleted", "moved", "unchanged")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def ids(home: Path) -> dict[str, str]:
    """The id of each article in the library by its title."""
    ledger = Ledger.open(ledger_path(home))
    found = {source.title: source.id for source in ledger.sources()}
    ledger.close()
    return found


def write(path: Path, *records: dict[str, object]) -> Path:
    path.write_text(json.dumps(records, ensure_ascii=False))
    return path


def test_files_of_every_format_are_added_and_a_bad_one_is_named(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    files = {
        "a.html": samples.article_page(),
        "b.pdf": samples.pdf([["가나다라.", samples.MORE], [samples.KOREAN]]),
        "c.docx": samples.word(("Title", "다리 백서"), samples.KOREAN),
        "d.json": samples.records(ONE, TWO),
        "e.csv": f"title,text\n셋,{THREE['text']}\n".encode(),
        "f.eml": samples.mail(f"{samples.MORE} 편지이다."),
        "g.zip": samples.archive({"a.txt": "다리 소식\n\n다리가 길다. 아주 길다.\n"}),
        "bad.pdf": b"%PDF-1.4 broken",
        "bad.docx": b"PK\x03\x04 broken",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)

    summary = update(home, [folder], encoder=tiny_encoder)

    assert counts(summary) == {"added": 8}
    assert [failure.what.rpartition("/")[2] for failure in summary.failures] == [
        "bad.docx",
        "bad.pdf",
    ]
    assert counts(update(home)) == {"unchanged": 8}
    assert len(update(home).failures) == 2


def test_the_pages_of_a_pdf_are_kept_and_no_passage_runs_over_one(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    (folder / "a.pdf").write_bytes(samples.pdf([[samples.MORE], [samples.KOREAN]]))

    update(home, [folder], encoder=tiny_encoder)

    ledger = Ledger.open(ledger_path(home))
    [article_id] = ledger.article_hashes()
    article = ledger.article(article_id)
    stored = ledger.passages(ledger.passage_ids(article_id), ledger.generation)
    ledger.close()
    assert [b.span.of(article.body) for b in article.blocks if b.kind is Kind.PAGE] == [
        "[1쪽]",
        "[2쪽]",
    ]
    assert [article.page_of(each.passage.span.start) for each in stored] == [1, 2]
    assert [each.passage.text for each in stored] == [samples.MORE, samples.KOREAN]


def test_articles_of_one_file_keep_their_ids_while_others_change(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    path = write(folder / "a.json", ONE, TWO, THREE)
    update(home, [folder], encoder=tiny_encoder)
    before = ids(home)

    write(path, THREE, ONE, TWO | {"text": "둘째 다리가 닫혔다. 다시 열릴 날은 모른다."})
    summary = update(home)

    after = ids(home)
    assert counts(summary) == {"added": 1, "deleted": 1, "unchanged": 2}
    assert {name: after[name] for name in ("하나", "셋")} == {
        name: before[name] for name in ("하나", "셋")
    }


def test_an_id_that_a_record_brings_is_kept_over_changes_and_moves(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    path = write(folder / "a.json", ONE | {"id": "x"}, TWO | {"id": "y"})
    update(home, [folder], encoder=tiny_encoder)

    write(path, ONE | {"id": "x", "title": "하나 더"}, TWO | {"id": "y"})
    changed = update(home)
    path.rename(folder / "b.json")
    moved = update(home)

    assert counts(changed) == {"changed": 1, "unchanged": 1}
    assert counts(moved) == {"moved": 2, "unchanged": 2}
    assert ids(home) == {"하나 더": "x", "둘": "y"}


def test_a_page_keeps_its_id_when_it_is_edited_and_an_article_in_two_files_is_one(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    page = samples.article_page()
    (folder / "a.html").write_bytes(page)
    (folder / "b.zip").write_bytes(samples.archive({"copy.html": page}))
    first = update(home, [folder], encoder=tiny_encoder)
    before = ids(home)

    (folder / "b.zip").unlink()
    assert counts(update(home)) == {"unchanged": 1}
    (folder / "a.html").write_bytes(page.replace("1,200억".encode(), "1,300억".encode()))
    second = update(home)

    assert (counts(first), counts(second)) == ({"added": 1}, {"changed": 1})
    assert ids(home) == before


@pytest.mark.parametrize("change", ["a bad record", "a cut file"])
def test_what_a_file_held_stays_while_part_of_it_cannot_be_read(
    home: Path, folder: Path, tiny_encoder: str, change: str
) -> None:
    path = write(folder / "a.json", ONE, TWO)
    update(home, [folder], encoder=tiny_encoder)

    if change == "a bad record":
        write(path, ONE, {"title": "둘"})
    else:
        path.write_bytes(path.read_bytes()[:-9])
    summary = update(home)

    assert counts(summary) == {"unchanged": 2}
    assert len(summary.failures) == 1


def test_a_quote_from_a_pdf_tells_its_page(tmp_path: Path, home: Path) -> None:
    (tmp_path / "bridge.pdf").write_bytes(samples.pdf([[samples.KOREAN], [samples.MORE]]))
    update(home, [tmp_path / "bridge.pdf"])
    program = Inyong.open(home)
    answer = program.ask("꽃길 사업비는 모두 얼마가 들었나?")
    program.close()

    quote = (answer.quotes or answer.nearest)[0]
    assert "1,200억 원" in quote.text
    assert quote.citation.page == 2
