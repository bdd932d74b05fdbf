import gzip
import zipfile

import pytest
import samples

from index.article import Article
from index.errors import Unreadable
from index.formats import archives, read

TEXT = f"{samples.TITLE}\n\n{samples.KOREAN}\n"


def read_bytes(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path))


def test_each_file_of_an_archive_is_read_by_its_name(tmp_path):
    data = samples.archive(
        {
            "기사/a.txt": TEXT,
            "b.html": samples.article_page(),
            "c.json": samples.records({"text": samples.MORE}, {"title": "t"}),
            "d.docx": samples.word(samples.KOREAN),
            "e.txt.gz": gzip.compress(TEXT.encode(), mtime=0),
            "picture.png": b"\x89PNG",
            ".hidden.txt": "a",
            "__MACOSX/a.txt": "a",
        }
    )

    found = read_bytes(tmp_path, "기사.zip", data)

    assert [type(one) for one in found] == [Article, Article, Article, Unreadable, Article, Article]
    assert found[0].source.title == samples.TITLE
    assert found[3].what.endswith("기사.zip/c.json, article 2")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/a.txt", "etc/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a\nb.txt", "a\ufffdb.txt"),
    ],
)
def test_a_name_that_leads_elsewhere_is_harmless(tmp_path, name, shown):
    found = read_bytes(tmp_path, "a.zip", samples.archive({name: b"\xff\xfe\0", "b.txt": TEXT}))

    assert found[0].what == f"cannot read {tmp_path / 'a.zip'}/{shown}"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_names_of_korean_programs_are_shown_in_korean(tmp_path):
    raw = "기사.txt".encode("cp949")
    data = samples.archive({"XXXX.txt": b"\0\1\2"}).replace(b"XXXX.txt", raw)

    [problem] = read_bytes(tmp_path, "a.zip", data)

    assert problem.what.endswith("a.zip/기사.txt")


def test_an_archive_within_an_archive_is_refused_and_the_rest_is_read(tmp_path):
    data = samples.archive({"inner.zip": samples.archive({"a.txt": TEXT}), "b.txt": TEXT})

    problem, article = read_bytes(tmp_path, "a.zip", data)

    assert "within an archive" in problem.why
    assert article.source.title == samples.TITLE


def test_a_bomb_is_not_unpacked(tmp_path):
    data = samples.archive({f"{n}.txt": bytes(20 * 2**20) for n in range(3)} | {"b.txt": TEXT})

    *problems, article = read_bytes(tmp_path, "a.zip", data)

    assert len(problems) == 3
    assert all("200 times" in problem.why for problem in problems)
    assert isinstance(article, Article)


def test_a_packed_file_that_unpacks_without_end_is_not_unpacked(tmp_path):
    [problem] = read_bytes(tmp_path, "a.txt.gz", gzip.compress(bytes(50 * 2**20), mtime=0))

    assert "200 times" in problem.why


def test_limits_on_files_and_bytes_hold(tmp_path, monkeypatch):
    data = samples.archive({"a.txt": TEXT, "b.txt": TEXT * 2})

    monkeypatch.setattr(archives, "LARGEST_TOTAL", 100)
    [too_large] = read_bytes(tmp_path, "a.zip", data)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    [too_many] = read_bytes(tmp_path, "a.zip", data)

    assert "unpacks to more" in too_large.why
    assert "more than 1 files" in too_many.why


def damaged(data):
    place = data.index(b"PK\x03\x04") + 60
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def locked():
    data = bytearray(samples.archive({"a.txt": TEXT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.zip", b"", "damaged"),
        ("a.zip", samples.archive({"a.txt": TEXT})[:-30], "cut off"),
        ("a.zip", b"text", "no zip"),
        ("a.zip", samples.archive({"a.png": "a"}), "no file that can be read"),
        ("a.zip", damaged(samples.archive({"a.txt": TEXT})), "damaged"),
        ("a.zip", locked(), "encrypted"),
        ("a.txt.gz", b"text", "gzip"),
        ("a.txt.gz", gzip.compress(TEXT.encode() * 9)[:-9], "cut off"),
        ("a.txt.gz", b"", "empty"),
        ("a.html.gz", gzip.compress(b""), "empty"),
    ],
    ids=range(10),
)
def test_a_damaged_archive_is_one_line(tmp_path, name, data, reason):
    [problem] = read_bytes(tmp_path, name, data)

    assert isinstance(problem, Unreadable)
    assert reason in problem.why
    assert name in problem.what


@pytest.mark.parametrize("suffix", [".txt", ".html", ".json", ".csv", ".eml", ".pdf", ".docx"])
def test_a_packed_file_gives_what_it_gives_unpacked(tmp_path, suffix):
    data = {
        ".txt": TEXT.encode(),
        ".html": samples.article_page(),
        ".json": samples.records({"text": samples.MORE}),
        ".csv": f'title,text\na,"{samples.KOREAN}"\n'.encode(),
        ".eml": samples.mail(samples.KOREAN),
        ".pdf": samples.pdf([[samples.KOREAN]]),
        ".docx": samples.word(samples.KOREAN),
    }[suffix]
    [plain] = read_bytes(tmp_path, f"a{suffix}", data)

    [packed] = read_bytes(tmp_path, f"a{suffix}.gz", gzip.compress(data, mtime=0))
    [zipped] = read_bytes(tmp_path, "a.zip", samples.archive({f"a{suffix}": data}))

    assert packed.content_hash == zipped.content_hash == plain.content_hash


def test_other_ways_of_packing_are_read_too(tmp_path):
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        [article] = read_bytes(tmp_path, "a.zip", samples.archive({"a.txt": TEXT}, method=method))

        assert article.source.title == samples.TITLE
