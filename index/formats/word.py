"""A Word file (.docx) as parts, as the worker sends them."""

import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.table import CT_Tc
from docx.table import Table
from docx.text.paragraph import Paragraph

from index.article import Kind
from index.formats.format_error import FormatError

LARGEST_UNPACKED = 256 * 2**20  # bytes of all members, pictures and all
LARGEST_TEXT = 48 * 2**20  # bytes of a member of XML, whose tree takes ten times as much
MOST_MEMBERS = 20_000

_HEADINGS = ("heading", "제목", "見出し", "标题", "標題", "subtitle", "부제")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_word(data: bytes) -> dict[str, Any]:
    """Return {"parts"} of a Word file: paragraphs, headings by their style, tables by rows. Raises FormatError."""
    if data.startswith(_OLE):
        why = "it is encrypted, or an old Word file (.doc)"
        raise FormatError(why, "Open it in its program and save it as .docx without a password")
    _look_over(data)
    try:
        document: Document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as cause:
        raise FormatError(
            "it is damaged, cut off, or no Word file (.docx)", "Copy or save it again"
        ) from cause
    parts: list[tuple[str, str | None]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            parts += _table(block)
        elif text := block.text.strip():
            kind = _kind(block)
            parts.append((text, kind.value if kind else None))
    return {"parts": parts}


def _look_over(data: bytes) -> None:
    """Raise FormatError for a file that is no zip, or that unpacks to more than a document holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as cause:
        raise FormatError(
            "it is damaged, cut off, or no Word file (.docx)", "Copy or save it again"
        ) from cause
    large = max((m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0)
    total = sum(member.file_size for member in members)
    if total > LARGEST_UNPACKED or large > LARGEST_TEXT or len(members) > MOST_MEMBERS:
        raise FormatError("it unpacks to more than a document holds", "Save its text as .txt")


def _kind(paragraph: Paragraph) -> Kind | None:
    """Return the kind that the style of a paragraph tells, or the styles that it is based on."""
    style = paragraph.style
    name = (style.name or "").lower() if style is not None else ""
    if name in ("title", "제목", "표제", "表題"):
        return Kind.TITLE
    if name in ("caption", "캡션", "図表番号", "题注"):
        return Kind.CAPTION
    return Kind.HEADING if name.startswith(_HEADINGS) else None


def _table(table: Table) -> list[tuple[str, str | None]]:
    """Return the rows of a table as "| a | b |"; one of a single cell only frames its paragraphs."""
    rows = [[_cell(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
    if all(len(row) < 2 for row in rows):
        return [(text, None) for row in rows for text in row if text]
    lines = [f"| {' | '.join(row)} |" for row in rows if any(row)]
    return [("\n".join(lines), Kind.TABLE.value)] if lines else []


def _cell(cell: CT_Tc) -> str:
    """Return the text of a cell, with that of tables in it, on one line."""
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return " ".join(
        " ".join(
            "".join(text.text or "" for text in p.iter(name)) for p in cell.iter(name[:-1] + "p")
        ).split()
    )
