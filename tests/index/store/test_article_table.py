"""The table of what a library holds: sorted, filtered, page by page, with ties and unknown values."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import by_hand, new_ledger, put, story

from index.errors import LibraryEmpty
from index.store.article_table import ROWS, SORTS, ArticleTable, Selection
from index.update.run_update import remove_articles, update

ARTICLES = (
    ("a1", "나루 다리", "해온일보", "2024-05-02", "ko", 2),
    ("a2", "가람 도서관", "해온일보", "2025-01-09T09:00:00+09:00", "ko", 1),
    ("a3", "Harbour 100% open", "Harbour Post", None, "en", 3),
    ("a4", "harbour_news", None, "2024-05-02", None, 1),
    ("a5", "나루 다리", "해온일보", "2024-05-02", "ko", 2),
)


@pytest.fixture
def table(home: Path) -> Iterator[ArticleTable]:
    writer = new_ledger(home)
    for article_id, title, publisher, published_at, language, passages in ARTICLES:
        texts = [f"{title} {number} {article_id}" for number in range(passages)]
        put(
            writer,
            by_hand(
                article_id, title, texts,
                publisher=publisher, published_at=published_at, language=language,
            ),
        )  # fmt: skip
    writer.close()
    made = ArticleTable(home)
    yield made
    made.close()


def ids(table: ArticleTable, selection: Selection) -> list[str]:
    return [row.id for row in table.page(selection).rows]


@pytest.mark.parametrize(
    ("by", "upwards", "downwards"),
    [
        ("title", "a3 a4 a2 a1 a5", "a1 a5 a2 a4 a3"),  # Latin before Hangul
        ("publisher", "a3 a1 a2 a5 a4", "a1 a2 a5 a3 a4"),
        ("date", "a1 a4 a5 a2 a3", "a2 a1 a4 a5 a3"),
        ("language", "a3 a1 a2 a5 a4", "a1 a2 a5 a3 a4"),
        ("passages", "a2 a4 a1 a5 a3", "a3 a1 a5 a2 a4"),
    ],
)
def test_rows_are_sorted_with_unknown_values_last_and_ties_by_id(
    table: ArticleTable, by: str, upwards: str, downwards: str
) -> None:
    assert ids(table, Selection(by=by, downwards=False)) == upwards.split()
    assert ids(table, Selection(by=by, downwards=True)) == downwards.split()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"text": "나루"}, {"a1", "a5"}),
        ({"text": " HARBOUR "}, {"a3", "a4"}),
        ({"text": "일보"}, {"a1", "a2", "a5"}),
        ({"text": "0% o"}, {"a3"}),
        ({"text": "r_n"}, {"a4"}),
        ({"text": "r%n"}, set()),
        (
            {"text": unicodedata.normalize("NFD", "나루")},
            {"a1", "a5"},
        ),  # as a Mac's keyboard writes it
        ({"publisher": "해온일보"}, {"a1", "a2", "a5"}),
        ({"language": "en"}, {"a3"}),
        ({"text": "다리", "publisher": "Harbour Post"}, set()),
        ({"text": "' OR 1=1 --"}, set()),
    ],
)
def test_rows_are_chosen_by_text_publisher_and_language(
    table: ArticleTable, chosen: dict[str, str], found: set[str]
) -> None:
    page = table.page(Selection(**chosen))  # type: ignore[arg-type]

    assert {row.id for row in page.rows} == found
    assert page.total == len(found)


def test_a_row_tells_day_passages_and_that_no_file_holds_it(table: ArticleTable) -> None:
    (row,) = table.page(Selection(text="가람")).rows

    assert (row.day, row.passages, row.files, row.unreadable) == ("2025-01-09", 1, 0, 0)


def test_publishers_and_languages_are_counted(table: ArticleTable) -> None:
    assert table.publishers() == (("Harbour Post", 1), ("해온일보", 3))
    assert table.languages() == (("en", 1), ("ko", 3))


def test_every_article_stands_on_exactly_one_page(home: Path) -> None:
    writer = new_ledger(home)
    articles = [by_hand(f"{n:03}", "the same", ["one text"]) for n in range(2 * ROWS + 7)]
    put(writer, *articles)
    writer.close()
    table = ArticleTable(home)

    pages = [table.page(Selection(by="title", page=number)) for number in range(3)]
    beyond = table.page(Selection(by="title", page=99))
    table.close()

    assert [len(page.rows) for page in pages] == [ROWS, ROWS, 7]
    assert [row.id for page in pages for row in page.rows] == [
        a.article.source.id for a in articles
    ]
    assert (beyond.number, beyond.pages, beyond.total) == (2, 3, 107)
    assert beyond.rows == pages[2].rows


def test_the_table_follows_the_library(home: Path, folder: Path, tiny_encoder: str) -> None:
    (folder / "a.txt").write_text(story("library"))
    (folder / "b.txt").write_text(story("library"))
    (folder / "c.txt").write_text(story("harbour"))
    (folder / "broken.jsonl").write_text("{ no json")
    update(home, [folder], encoder=tiny_encoder)
    table = ArticleTable(home)

    rows = table.page(Selection(by="state", downwards=True)).rows
    (known,) = table.folders()
    count, failures = table.failures(5)
    remove_articles(home, [rows[0].id])
    after = table.page(Selection())
    table.close()

    assert [row.files for row in rows] == [2, 1]
    assert (known.path, known.files, known.articles) == (str(folder), 4, 2)
    assert count == 1
    assert "broken.jsonl" in failures[0][0]
    assert [row.id for row in after.rows] == [rows[1].id]
    assert after.rows[0].passages > 0


def test_an_article_whose_file_cannot_be_read_any_more_says_so(
    home: Path, folder: Path, tiny_encoder: str
) -> None:
    path = folder / "a.jsonl"
    path.write_text(
        '{"id": "x", "title": "Bridge", "text": "The bridge of Haeon opens at nine."}\n'
    )
    update(home, [folder], encoder=tiny_encoder)
    path.write_text("{ no json any more, and longer")
    update(home, [folder])
    table = ArticleTable(home)

    (row,) = table.page(Selection(by="state", downwards=False)).rows
    table.close()

    assert row.unreadable == 1


def test_where_there_is_no_library_there_is_no_table(home: Path) -> None:
    with pytest.raises(LibraryEmpty):
        ArticleTable(home)

    assert not home.exists()


@pytest.mark.parametrize("wrong", [{"by": "body"}, {"by": "id; DROP TABLE held"}, {"page": -1}])
def test_a_selection_that_there_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Selection(**wrong)  # type: ignore[arg-type]


def test_every_sort_has_an_order(table: ArticleTable) -> None:
    assert all(len(ids(table, Selection(by=by))) == len(ARTICLES) for by in SORTS)
