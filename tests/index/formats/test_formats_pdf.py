from pathlib import Path

import pytest
import samples

from index.article import Article, Kind
from index.errors import Unreadable
from index.formats import read
from index.formats.format_error import FormatError
from index.formats.pdf import parse_pdf, parts_of_pages

WIDE = "시는 오는 봄에 다리 양쪽에 꽃길을 만들고 밤에도 걸을 수 있게 등을 단다고 밝히"


def parse(pages, **options):
    return parse_pdf(samples.pdf(pages, **options), Path("다리.pdf"))


def kinds(article):
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def test_a_page_is_marked_where_it_starts():
    article = parse([[samples.KOREAN], [samples.MORE]])

    assert kinds(article) == [
        ("page", "[1쪽]"),
        ("paragraph", samples.KOREAN),
        ("page", "[2쪽]"),
        ("paragraph", samples.MORE),
    ]
    assert article.page_of(article.body.index(samples.MORE)) == 2


def test_the_head_of_the_first_page_is_read():
    source = parse(
        [["한솔일보", samples.TITLE, "홍길동 기자", "입력 2025.10.28 13:55", samples.KOREAN]]
    ).source

    assert (source.title, source.publisher) == (samples.TITLE, "한솔일보")
    assert (source.byline, source.published_at) == ("홍길동 기자", samples.MOMENT)


def test_a_title_is_believed_only_where_the_first_page_shows_it():
    shown = parse([[samples.TITLE, samples.KOREAN, samples.MORE]], title=samples.TITLE)
    wrong = parse([[samples.KOREAN, samples.MORE]], title="Microsoft Word - 문서1.docx")

    assert shown.source.title == samples.TITLE
    assert "Word" not in wrong.source.title


def texts(pages):
    return [(part.kind, part.text) for part in parts_of_pages(pages)]


def test_lines_of_one_paragraph_are_joined_and_a_short_line_ends_it():
    page = f"통행 요금\n{WIDE}\n고 예산을 마련했다고 한다.\n{samples.KOREAN}"

    assert texts([page])[1:] == [
        (None, "통행 요금"),
        (None, f"{WIDE} 고 예산을 마련했다고 한다."),
        (None, samples.KOREAN),
    ]


def test_a_word_cut_at_the_end_of_a_line_is_joined_where_other_lines_end_in_a_space():
    page = f"{WIDE}\n고 예산을 마련했다. 이 길은 언제나 열려 있고 누구나 걸을 수 있다. 또한 그 \n길은 길다."

    [_, (_, text)] = texts([page])
    assert "밝히고 예산을" in text
    assert "또한 그 길은" in text


def test_a_sentence_over_two_pages_stays_whole_and_what_follows_is_on_the_second():
    pages = [WIDE, "고 예산을 마련했다. 둘째 쪽의 문장이다."]

    assert texts(pages) == [
        (Kind.PAGE, "[1쪽]"),
        (None, f"{WIDE} 고 예산을 마련했다."),
        (Kind.PAGE, "[2쪽]"),
        (None, "둘째 쪽의 문장이다."),
    ]


def test_running_heads_and_page_numbers_are_no_text():
    pages = [
        f"한솔시 백서\n{number}번째 쪽의 글이 여기에 있다.\n- {number} -" for number in range(1, 5)
    ]

    found = texts(pages)
    assert [text for kind, text in found if kind is None] == [
        f"{number}번째 쪽의 글이 여기에 있다." for number in range(1, 5)
    ]
    assert (Kind.METADATA, "- 3 -") in found
    assert (Kind.METADATA, "한솔시 백서") in found


def test_pages_in_another_language_are_marked_in_figures_anyone_reads():
    assert texts(["The bridge opened."])[0] == (Kind.PAGE, "[p. 1]")


def test_a_scan_says_that_it_has_no_text():
    with pytest.raises(FormatError, match="a scan"):
        parse([[], []])


def test_letters_that_are_none_are_refused():
    with pytest.raises(FormatError, match="fonts"):
        parse([["\ue001\ue002\ue003 \ue004\ue005"]])


def encrypted(user, owner):
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(samples.pdf([[samples.KOREAN]])))
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password_to_read_is_asked_for_and_one_to_change_is_not():
    with pytest.raises(FormatError, match="password"):
        parse_pdf(encrypted("열쇠", "열쇠"), Path("a.pdf"))

    assert samples.KOREAN in parse_pdf(encrypted("", "owner"), Path("a.pdf")).body


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"text", "no PDF"), (samples.pdf([["a"]])[:300], "damaged"), (b"%PDF-1.4\n", "damaged")],
)
def test_a_damaged_file_is_one_line(tmp_path, data, reason):
    path = tmp_path / "a.pdf"
    path.write_bytes(data)

    [problem] = read(path)

    assert isinstance(problem, Unreadable)
    assert reason in problem.why


def test_an_article_without_pages_has_no_page():
    assert Article.page_of(parse([[samples.KOREAN]]), 0) == 1
    assert next(iter(parts_of_pages([])), None) is None
