"""Sound files of every format and ways to spoil them, always alike for the same random numbers."""

import gzip
import io
import random
import zipfile

import samples

HOSTILE = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"&#0;", b"&#x1F600;", b"<!--", b"-->", b"]]>", b"<![CDATA[",
    b"<script>", b"</script>", b"<table><tr><td>", b"</div>", b"<div>" * 50, b"<b>" * 300, b"[" * 200, b"{" * 200, b'{"a":' * 99,
    b"<!ENTITY a 'b'>", b"&a;", b"%PDF-1.4\n", b"endobj", b"stream\n", b"endstream", b"/Length 999999999", b"<< /Kids [2 0 R] >>",
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b'"', b'"""', b"'", b"\r", b"\n\n", b"\t", b";", b",", b"|", b"charset=utf-16",
    b"charset=euc-jp", b"charset=none", b"Content-Transfer-Encoding: base64\r\n", b"--B", b"=?utf-8?B?//8=?=", b"=?x?Q?=00?=",
    "\u0301".encode() * 120, "\u202e\u2028\u2029\x85".encode(), "가\u1112\u119e\u11ab".encode(), "관련 기사\n".encode(),
    "무단 전재 금지".encode(), "입력 2025.13.45 99:99".encode(), b"0001-01-01", b"1e999", b"-1", b"9" * 400, b"NaN", b"null",
    b'"date": 99999999999999', b'"text": [[[["a"]]]]', b"<pre>\n\n", b"<time datetime='x'>", b"<base href='x'>", b"<svg><p>", b"<br>" * 99,
)  # fmt: skip

_PAGE = samples.article_page()
_ITEM = (
    "<title>다리</title><link>https://example.com/1</link><pubDate>Tue, 28 Oct 2025 13:55:00 +0900</pubDate>"
    f"<content:encoded><![CDATA[<p>{samples.KOREAN}</p><p>{samples.MORE}</p>]]></content:encoded>"
)
_TABLE = f'id,title,text,date\n1,다리,"{samples.KOREAN}\n{samples.MORE}",2025-10-28\n2,꽃길,{samples.MORE},2025.10.29\n'
_RECORD = {
    "title": "다리",
    "text": samples.KOREAN,
    "date": "2025-10-28",
    "author": {"name": "홍길동"},
}
_TEXT = f"한솔일보\n\n{samples.TITLE}\n\n입력 2025.10.28 13:55\n홍길동 기자\n\n{samples.KOREAN}\n\n{samples.MORE}\n"
_PDF = samples.pdf([[samples.TITLE, samples.KOREAN], [samples.MORE]], title=samples.TITLE)
_WORD = samples.word(
    ("Title", samples.TITLE), samples.KOREAN, [["구분", "요금"], ["버스", "2,000원"]]
)
_JSONL = b'{"id": "a", "title": "t", "text": "%s"}\n' % samples.KOREAN.encode()

SEEDS = {
    ".txt": (_TEXT.encode(), _TEXT.encode("cp949"), _TEXT.encode("utf-16")),
    ".md": (f"---\ntitle: 다리\n---\n\n# {samples.TITLE}\n\n{samples.KOREAN}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),),
    ".html": (_PAGE, _PAGE.replace(b"utf-8", b"euc-kr").decode().encode("cp949")),
    ".mhtml": (samples.saved_page(_PAGE),),
    ".pdf": (_PDF,),
    ".docx": (_WORD,),
    ".eml": (samples.mail(samples.KOREAN), samples.mail(f"<p>{samples.KOREAN}</p>", kind="html")),
    ".jsonl": (_JSONL * 3,),
    ".json": (samples.records(_RECORD, _RECORD | {"id": 7}), b'{"articles": %s}' % samples.records(_RECORD)),
    ".csv": (_TABLE.encode(), _TABLE.encode("cp949")),
    ".tsv": (_TABLE.replace(",", "\t").encode(),),
    ".rss": (samples.feed(_ITEM, _ITEM),),
    ".atom": (
        samples.atom(
            f"<title>다리</title><published>2025-10-28</published><content type='html'>&lt;p&gt;{samples.KOREAN}&lt;/p&gt;</content>"
        ),
    ),
    ".zip": (samples.archive({"a.txt": _TEXT, "나/b.html": _PAGE, "c.csv": _TABLE, "d.zip": b"PK"}),),
    ".html.gz": (gzip.compress(_PAGE, mtime=0),),
    ".jsonl.gz": (gzip.compress(_JSONL, mtime=0),),
}  # fmt: skip
"""By suffix, sound files that are spoilt."""


def mutate(suffix, chance: random.Random) -> bytes:
    """Return a sound file of that suffix, spoilt in up to eight places; one in fifty is of another format.

    Of packed files mostly what is packed is spoilt: spoilt in their case, few are read at all.
    """
    kind = suffix if chance.random() < 0.98 else chance.choice(sorted(SEEDS))
    data = chance.choice(SEEDS[kind])
    inside = chance.random() < 0.8
    if inside and kind.endswith(".gz"):
        return gzip.compress(_spoilt(gzip.decompress(data), chance), mtime=0)
    if inside and kind in (".zip", ".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            members = {name: file.read(name) for name in file.namelist()}
        likely = [
            name for name in members if name.endswith(("document.xml", ".txt", ".html", ".csv"))
        ]
        chosen = chance.choice(likely if chance.random() < 0.7 else sorted(members))
        return samples.archive(members | {chosen: _spoilt(members[chosen], chance)})
    return _spoilt(data, chance)


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 2, 3, 8))):
        _spoil(spoilt, chance)
    return bytes(spoilt)


def _spoil(data: bytearray, chance: random.Random) -> None:
    """Change, cut, double or fill one stretch of data."""
    if not data:
        data += chance.choice(HOSTILE)
        return
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 2, 5, 20, 80, 300)))
    way = chance.randrange(8)
    if way == 0:
        data[start] ^= 1 << chance.randrange(8)
    elif way == 1:
        data[start:end] = chance.randbytes(end - start)
    elif way == 2:
        del data[start:end]
    elif way == 3:
        data[start:start] = data[start:end] * chance.choice((1, 3, 50))
    elif way == 4:
        data[start:start] = chance.choice(HOSTILE)
    elif way == 5 and chance.random() < 0.2:
        del data[start:]
    elif way == 6:
        place = chance.randrange(len(data))
        data[place:place] = data[start:end]
    else:
        data[start:end] = chance.choice(HOSTILE) * chance.choice((1, 1, 20))
