"""The reader of mails (.eml) and of web pages saved as one file (.mht, .mhtml), which are built alike."""

import email
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

from index.article import Article
from index.formats.charset import decode_page
from index.formats.format_error import FormatError
from index.formats.html import parse_html, parts_of_html
from index.formats.labels import web_address
from index.formats.lines import is_blank
from index.formats.metadata import Metadata
from index.formats.parts import Part, compose
from index.formats.published_dates import read_given_date

LARGEST_MAIL = 32 * 2**20
"""Bytes of the largest mail, attachments and pictures and all."""

MOST_LINES = 400_000
"""Lines of the largest mail; attachments of 22 MB make as many."""

MOST_PARTS = 2_000
MOST_HEADER = 4_000  # characters of a header that are read

_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")


def parse_mail(data: bytes, path: Path) -> Article:
    """Return the article that a mail is: its subject, sender, day and text. Raises FormatError."""
    message = _message(data)
    texts = [part for part in _leaves(message) if _is_text(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    pages = [part for part in texts if part.get_content_type() == "text/html"]
    parts = [Part(text) for part in plain for text in _paragraphs(_text(part))]
    if not any(not is_blank(part.text) for part in parts):
        parts = [one for part in pages for one in parts_of_html(_text(part))]
    if not parts:
        raise FormatError("it holds no text", "Remove it, or save its text as .txt")
    sender, _ = parseaddr(_header(message, "from"))
    metadata = Metadata(
        title=_header(message, "subject") or None,
        byline=sender if sender and "@" not in sender else None,
        published_at=read_given_date(_COMMENT.sub("", _header(message, "date"))),
    )
    return compose(parts, metadata, path, has_head=False)


def parse_mhtml(data: bytes, path: Path) -> Article:
    """Return the article on a web page that was saved as one file. Raises FormatError."""
    message = _message(data)
    page = next((p for p in _leaves(message) if p.get_content_type() == "text/html"), None)
    if page is None:
        raise FormatError("it holds no web page", "Save the page again")
    address = web_address(_header(page, "content-location")) or web_address(
        _header(message, "snapshot-content-location")
    )
    return parse_html(_payload(page), path, page.get_content_charset(), Metadata(url=address))


def _message(data: bytes) -> Message:
    """Return the parsed message; raises FormatError."""
    if len(data) > LARGEST_MAIL or data.count(b"\n") > MOST_LINES:
        why = f"it is larger than {LARGEST_MAIL // 2**20} MB, or has more than {MOST_LINES} lines"
        raise FormatError(why, "Save its text as .txt")
    if not data.strip():
        raise FormatError("it is empty", "Remove it, or save it again")
    try:
        message = email.message_from_bytes(data)
    except (RecursionError, ValueError, LookupError, TypeError) as cause:
        raise FormatError(
            "its parts are damaged, or too many within one another", "Save it again"
        ) from cause
    if not message.keys():
        raise FormatError("it has no header, so it is no mail", "Give it the suffix of its format")
    return message


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts of a message that hold no others, attached mails aside."""
    waiting: list[Message] = [message]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        content = part.get_payload()
        if not part.is_multipart():
            yield part
        elif isinstance(content, list) and part.get_content_maintype() == "multipart":
            waiting += [each for each in reversed(content) if isinstance(each, Message)]


def _is_text(part: Message) -> bool:
    """Say whether a part is text to read rather than a file that is attached."""
    return part.get_content_maintype() == "text" and "attachment" not in str(
        part.get("content-disposition", "")
    )


def _payload(part: Message) -> bytes:
    """Return the bytes of a part; raises FormatError."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError) as cause:
        raise FormatError("the coding of its text is damaged", "Save it again") from cause
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    return decode_page(_payload(part), charset)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a mail's text: what blank lines part."""
    return [part for part in re.split(r"\r?\n[ \t]*(?:\r?\n[ \t]*)+", text) if not is_blank(part)]


def _header(message: Message, name: str) -> str:
    """Return a header on one line with its words decoded, "" for none."""
    value = str(message.get(name, ""))[:MOST_HEADER]
    try:
        pieces = decode_header(value)
        words = [
            piece.decode(_charset(charset), errors="replace") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        ]
    except (ValueError, LookupError, email.errors.HeaderParseError):
        words = [value]
    return " ".join("".join(words).split())


def _charset(name: str | None) -> str:
    """Return the encoding of words in a header: Korean programs say ks_c_5601 and mean CP949."""
    known = {
        "ks_c_5601-1987": "cp949",
        "euc-kr": "cp949",
        "shift_jis": "cp932",
        "gb2312": "gb18030",
    }
    return known.get((name or "ascii").lower(), name or "ascii")
