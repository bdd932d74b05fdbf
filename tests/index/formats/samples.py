"""Small files of every format, written here byte by byte: nothing in them comes from anywhere else."""

import io
import json
import zipfile

import docx

KOREAN = "한솔강을 건너는 새 다리가 28일 열렸다. 길이는 480미터이고 보행로가 따로 있다."
MORE = "시는 오는 봄에 꽃길도 만든다. 사업비는 모두 1,200억 원이 들었다고 시가 밝혔다."
TITLE = "한솔대교, 6년 공사 끝에 열렸다"
MOMENT = "2025-10-28T13:55:00+09:00"


def pdf(pages, *, title=None, maps=True):
    """Return a PDF of pages, each a list of lines; a font that names no file, its letters by ToUnicode.

    Without maps the font does not tell which letters it shows.
    """
    objects = [b"", b""]

    def add(body):
        objects.append(body)
        return len(objects)

    def stream(data):
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)

    used = sorted(
        {byte for lines in pages for line in lines for byte in line.encode("utf-16-be")[::2]}
    )
    ranges = [b"<%02X00> <%02XFF> <%02X00>" % (high, high, high) for high in used]
    blocks = [ranges[start : start + 100] for start in range(0, len(ranges), 100)]
    table = b"".join(
        b"%d beginbfrange\n%s\nendbfrange\n" % (len(block), b"\n".join(block)) for block in blocks
    )
    cmap = add(
        stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%sendcmap end end" % table
        )
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    unicode = b"/ToUnicode %d 0 R " % cmap if maps else b""
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H %s"
        b"/DescendantFonts [%d 0 R] >>" % (unicode, descendant)
    )
    numbers = []
    for lines in pages:
        shown = b"".join(
            b"1 0 0 1 50 %d Tm <%s> Tj\n" % (780 - 16 * n, line.encode("utf-16-be").hex().encode())
            for n, line in enumerate(lines)
            if line
        )
        content = add(stream(b"BT /F1 10 Tf\n%sET" % shown))
        numbers.append(
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (content, font)
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(numbers))
    info = b""
    if title is not None:
        text = (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode()
        info = b" /Info %d 0 R" % add(b"<< /Title <%s> >>" % text)
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, info, start,
    )  # fmt: skip
    return bytes(out)


def word(*blocks):
    """Return a Word file of blocks: a text, (style, text), or a list of rows."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, list):
            table = document.add_table(len(block), len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
        elif isinstance(block, tuple):
            document.add_paragraph(block[1], style=block[0])
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as file:
        return archive({name: file.read(name) for name in file.namelist()})


def page(body, head="", *, charset="utf-8", language="ko"):
    """Return a web page as bytes."""
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="{charset}">{head}</head>'
        f"<body>{body}</body></html>"
    )
    return text.encode(charset)


def mail(text, *, subject="Bridge", sender="Jane Doe <jane@example.com>", date="Tue, 28 Oct 2025 13:55:00 +0900", charset="utf-8", kind="plain"):  # fmt: skip
    """Return a mail as bytes."""
    head = (
        f"From: {sender}\r\nSubject: {subject}\r\nDate: {date}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + text.encode(charset)


def saved_page(data, *, address="https://example.com/a", charset="utf-8"):
    """Return a web page saved as one file (MHTML)."""
    return (
        b"From: <Saved>\r\nSubject: saved\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
        b"------B\r\nContent-Type: text/html; charset=%s\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"Content-Location: %s\r\n\r\n%s\r\n------B\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------B--\r\n"
        % (charset.encode(), address.encode(), data)
    )


def feed(*items, title="한솔일보", language="ko"):
    """Return an RSS feed; each item is XML."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{title}</title><language>{language}</language>{inner}</channel></rss>"
    ).encode()


def atom(*entries, title="한솔일보"):
    """Return an Atom feed; each entry is XML."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>{title}</title>{inner}</feed>'
    ).encode()


def archive(members, *, method=zipfile.ZIP_DEFLATED):
    """Return a zip archive of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)  # of 1980, so that the bytes are the same on every day
            member.compress_type = method
            file.writestr(member, data)
    return out.getvalue()


def records(*found):
    """Return records as JSON."""
    return json.dumps(list(found), ensure_ascii=False).encode()


def article_page():
    """Return a usual page of a newspaper: menu, headline, picture, text, table, notices, other articles."""
    head = (
        f"<title>{TITLE} - 한솔일보</title><meta property='og:title' content='{TITLE}'>"
        "<meta property='og:site_name' content='한솔일보'>"
        "<script type='application/ld+json'>"
        + json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": MOMENT})
        + "</script>"
    )
    body = (
        "<header><nav><ul><li><a href='/'>홈</a></li><li><a href='/p'>정치</a></li></ul></nav></header>"
        f"<article><h1>{TITLE}</h1><div class='info'><span>홍길동 기자</span><span>입력 2025.10.28 13:55</span></div>"
        "<div id='articleBody'><figure><img src='a.jpg'><figcaption>강변에서 시장이 줄을 자르고 있다. [사진=한솔시]</figcaption></figure>"
        f"{KOREAN}<br><br>{MORE}<br><br><h2>통행 요금</h2>"
        "<table><tr><th>구분</th><th>요금</th></tr><tr><td>승용차</td><td>1,000원</td></tr></table>"
        "<p>무단 전재 및 재배포 금지</p></div>"
        "<div class='relatedNews'><h3>관련 기사</h3><ul><li><a>밤에도 걷는 다리</a></li><li><a>다리 이름 공모</a></li></ul></div>"
        "</article><aside><h3>많이 본 뉴스</h3><ol><li><a>하나</a></li></ol></aside><footer>한솔일보 주소</footer>"
    )
    return page(body, head)
