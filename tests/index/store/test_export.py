"""What is exported makes an equal library: same ids, bodies, blocks, sources, passages, hits."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import contents, rewrite, story, write_stories

from index.encoding.encoders import open_encoder
from index.formats import read
from index.search.library import identity_of, open_library
from index.store.export import write_articles
from index.store.home import ledger_path
from index.store.ledger import Ledger
from index.store.ledger_writer import LedgerWriter
from index.store.records import Restriction
from index.text.terms import bigrams
from index.update.import_articles import add_articles
from index.update.run_update import remove_articles, update

ROOT = Path(__file__).parents[3]
WEB_PAGE = """<html lang="ko"><head><title>다리 개통</title></head><body><article><h1>다리 개통</h1>
<p>하은시는 새 다리를 월요일에 열었다. 길이는 300미터다.</p><figure><img src="a.png"><figcaption>새 다리의
모습. 하은시 제공</figcaption></figure><p>통행료는 없다.</p></article></body></html>"""


def exported(home: Path) -> bytes:
    file = io.BytesIO()
    _, failures = write_articles(home, file)
    assert failures == []
    return file.getvalue()


def empty_library(home: Path, encoder: str) -> Path:
    LedgerWriter(ledger_path(home), identity_of(open_encoder(encoder))).close()
    return home


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: str) -> Path:
    """The sample articles, and some of other formats, indexed."""
    place = tmp_path_factory.mktemp("library")
    folder = shutil.copytree(ROOT / "seeds" / "articles", place / "articles")
    (folder / "bridge.html").write_text(WEB_PAGE)
    (folder / "table.csv").write_text('id,제목,본문\n"x 1",숲,"숲이 넓다.\n\n나무가 많다."\n')
    (folder / "odd.txt").write_text(
        "Odd\u2028ends\r\n\r\nIt runs\x0bon.\r\rÉnd \U0001f600 ᄒᆞᆫ글 끝.\n"
    )
    update(place / "home", [folder], encoder=tiny_encoder)
    return place / "home"


@pytest.fixture
def copy(library: Path, home: Path, tmp_path: Path, tiny_encoder: str) -> Path:
    """A library that was made of what the other one exports."""
    file = tmp_path / "all.jsonl"
    file.write_bytes(exported(library))
    summary = add_articles(empty_library(home, tiny_encoder), file)
    assert summary.failures == ()
    return home


def stored(home: Path) -> Iterator[object]:
    """All that the ledger keeps of each article, but for the files it was read from."""
    ledger = Ledger.open(ledger_path(home))
    hashes = ledger.article_hashes()
    for article in ledger.articles():
        source = article.source
        facts = [getattr(source, name) for name in source.__slots__ if name != "path"]
        found = ledger.passages(ledger.passage_ids(source.id), ledger.generation)
        passages = [(p.passage, p.title_terms, p.vectors.tobytes()) for p in found]
        yield facts, hashes[source.id], article.body, article.blocks, passages
    ledger.close()


def hits(home: Path, question: str) -> list[list[tuple[str, int, float]]]:
    """What both followers find, as (article, start, score)."""
    library = open_library(home)
    vector = library.encoder.encode_questions([question])[0]
    words = library.lexical.search(question.split(), bigrams(question), 100, Restriction())
    found = []
    for ranking in (words, library.vectors.search(vector, 100)):
        rows = library.ledger.passages([number for number, _ in ranking], library.generation)
        scores = [score for _, score in ranking]
        placed = zip(rows, scores, strict=True)
        found.append(sorted((r.source.id, r.passage.span.start, s) for r, s in placed))
    library.ledger.close()
    return found


def test_a_copy_is_equal_to_its_library(library: Path, copy: Path) -> None:
    assert list(stored(copy)) == list(stored(library))
    assert len(list(stored(copy))) > 30


def test_a_copy_exports_the_same_bytes(library: Path, copy: Path) -> None:
    assert exported(copy) == exported(library)


@pytest.mark.slow
def test_a_copy_answers_the_sample_questions_with_the_same_hits(library: Path, copy: Path) -> None:
    lines = (ROOT / "seeds" / "questions.jsonl").read_text().splitlines()

    for line in lines[::10]:
        question = json.loads(line)["question"]
        for mine, theirs in zip(hits(copy, question), hits(library, question), strict=True):
            assert [hit[:2] for hit in mine] == [hit[:2] for hit in theirs]
            assert [hit[2] for hit in mine] == pytest.approx([hit[2] for hit in theirs], rel=1e-5)


def test_an_exported_file_may_be_indexed_as_well(
    library: Path, home: Path, folder: Path, tiny_encoder: str
) -> None:
    (folder / "all.jsonl").write_bytes(exported(library))

    update(home, [folder], encoder=tiny_encoder)

    assert list(stored(home)) == list(stored(library))


def test_importing_again_changes_nothing(library: Path, copy: Path, tmp_path: Path) -> None:
    before = contents(copy)

    summary = add_articles(copy, tmp_path / "all.jsonl")

    assert (summary.added, summary.changed, summary.failures) == (0, 0, ())
    assert summary.generation == add_articles(copy, tmp_path / "all.jsonl").generation
    assert contents(copy) == before


def test_importing_into_the_library_that_was_exported_changes_nothing(
    library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "all.jsonl"
    file.write_bytes(exported(library))

    summary = add_articles(library, file)

    assert (summary.added, summary.changed, summary.failures) == (0, 0, ())


def test_an_import_that_was_cut_short_keeps_what_it_had_and_goes_on(
    home: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    file = tmp_path / "many.jsonl"
    lines = [{"id": f"id-{n}", "title": "Ferry", "text": f"Ferry {n} leaves."} for n in range(150)]
    file.write_text("\n".join(map(json.dumps, lines)))
    asked = iter([False] * 70)

    first = add_articles(
        empty_library(home, tiny_encoder), file, cancelled=lambda: next(asked, True)
    )
    second = add_articles(home, file)

    assert (first.cancelled, first.added) == (True, 70)
    assert (second.cancelled, second.added, second.articles) == (False, 80, 150)


def test_imported_articles_outlive_their_file_and_an_update(
    home: Path, folder: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps({"id": "x", "title": "Ferry", "text": "It leaves."}))

    add_articles(home, file)
    file.unlink()
    update(home)

    assert "x" in contents(home)
    assert len(contents(home)) == 5


def test_an_imported_article_may_be_corrected_by_importing_and_removed(
    home: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    file = tmp_path / "more.jsonl"
    for text in ("It leaves.", "It stays."):
        file.write_text(json.dumps({"id": "x", "title": "Ferry", "text": text}))
        summary = add_articles(empty_library(home, tiny_encoder), file)

    assert (summary.added, summary.changed) == (0, 1)
    assert contents(home)["x"][1][0][2] == "It stays."
    remove_articles(home, ["x"])
    assert contents(home) == {}


def test_an_id_that_an_indexed_file_holds_is_refused_and_the_rest_goes_on(
    home: Path, folder: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    (folder / "one.jsonl").write_text('{"id": "a", "title": "T", "text": "The ferry leaves."}')
    update(home, [folder], encoder=tiny_encoder)
    before = contents(home)
    file = tmp_path / "more.jsonl"
    file.write_text('{"id": "a", "text": "Other."}\n{"id": "b"}\n{"id": "c", "text": "New."}')

    summary = add_articles(home, file)

    refused = sorted(str(failure) for failure in summary.failures)
    assert len(refused) == 2
    assert "'a'" in refused[1]
    assert "line 2" in refused[0]
    assert contents(home) == {**before, "c": contents(home)["c"]}


def test_files_take_up_the_articles_that_were_imported_from_them(
    library: Path, home: Path, folder: Path, tmp_path: Path, tiny_encoder: str
) -> None:
    files = write_stories(folder)
    update(tmp_path / "first", [folder], encoder=tiny_encoder)
    (tmp_path / "all.jsonl").write_bytes(exported(tmp_path / "first"))
    add_articles(empty_library(home, tiny_encoder), tmp_path / "all.jsonl")
    before = contents(home)

    summary = update(home, [folder])
    rewrite(files["harbour"], story("harbour", "ten"))
    edited = update(home)

    assert (summary.added, summary.changed, summary.unchanged) == (0, 0, 4)
    assert (edited.added, edited.changed, edited.deleted) == (0, 1, 0)
    assert contents(home).keys() == before.keys()


def test_an_article_that_cannot_be_read_is_left_out_and_named(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    write_stories(folder)
    update(home, [folder], encoder=tiny_encoder)
    names = sorted(contents(home))
    writer = LedgerWriter(ledger_path(home), identity_of(open_encoder(tiny_encoder)))
    with writer._database.transaction():
        writer._database.run("UPDATE articles SET blocks = '[[' WHERE id = ?", names[1])
    writer.close()
    file = io.BytesIO()

    count, (failure,) = write_articles(home, file)

    assert count == 3
    assert names[1] in str(failure)
    assert [json.loads(line)["id"] for line in file.getvalue().splitlines()] == [
        names[0], *names[2:]
    ]  # fmt: skip


GOOD = {
    "id": "a",
    "title": "T",
    "text": "One. \n Two.",
    "blocks": [["caption", 0, 4], ["notice", 7, 11]],
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"blocks": [["caption", 0, 4]]}, "none of them"),
        ({"blocks": [["caption", 1, 4], ["notice", 7, 11]]}, "none of them"),
        ({"blocks": [["caption", 0, 8], ["notice", 7, 11]]}, "overlap"),
        ({"blocks": [["caption", 0, 4], ["notice", 7, 12]]}, "leave the text"),
        ({"blocks": [["poem", 0, 11]]}, "unknown kind"),
        ({"blocks": [["caption", 4, 0]]}, "kind, start, end"),
        ({"blocks": [[["caption"], 0, 11]]}, "kind, start, end"),
        ({"blocks": None}, "no list"),
        ({"text": "Ｏne. e\u0301 Two."}, "NFC"),
        ({"title": 5}, "no text"),
        ({"published_at": "yesterday"}, "no date"),
        ({"published_at": "2025-10-28T13:55:00"}, "no date"),
        ({"url": "javascript:x"}, "no http"),
        ({"language": "Korean"}, "no code"),
    ],
)
def test_blocks_that_do_not_fit_their_text_are_refused(
    folder: Path, wrong: dict[str, object], words: str
) -> None:
    path = folder / "a.jsonl"
    path.write_text(f"{json.dumps(GOOD | wrong)}\n{json.dumps(GOOD | {'id': 'b'})}")

    failure, article = read(path)

    assert "line 1" in str(failure)
    assert words in str(failure)
    assert [block.kind for block in article.blocks] == ["caption", "notice"]
