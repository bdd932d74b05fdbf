"""The reader of feeds: RSS 0.9 to 2.0 and Atom; each item that has a text of its own is an article."""

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

from index.article import Article
from index.errors import Unreadable
from index.formats.charset import decode_page
from index.formats.format_error import FormatError
from index.formats.html import parts_of_html
from index.formats.labels import language_code, web_address
from index.formats.line_kinds import byline, is_named_publisher
from index.formats.lines import ends_sentence
from index.formats.metadata import Metadata
from index.formats.parts import Part, compose
from index.formats.published_dates import read_given_date

LARGEST_FEED = 32 * 2**20
"""Bytes of the largest feed; its tree takes ten times as much."""

MOST_TAGS = 1_000_000
"""Tags of the largest feed, the ends of elements too."""

SHORTEST_TEXT = 60
"""Characters from which on what stands in an item is a text; teasers that are cut off are shorter."""

MOST_PROBLEMS = 10

Element = ElementTree.Element

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)(?:[A-Za-z][A-Za-z0-9]{1,31};)?"
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SITE = re.compile(r"\s*(?:[|ㅣ<>:·–—-]|::|RSS)\s*")


def read_feed(data: bytes, path: Path) -> Iterator[Article | Unreadable]:
    """Yield the articles of a feed, and for each item that is damaged the reason. Raises FormatError."""
    root = _parse(data)
    kind = _name(root)
    if kind not in ("rss", "RDF", "feed"):
        raise FormatError(
            f"it is XML (<{kind[:40]}>), but no RSS or Atom feed", "Save its text as .txt"
        )
    channel = root if kind == "feed" else next((e for e in root if _name(e) == "channel"), root)
    of_all = Metadata(publisher=_publisher(channel), language=_language(channel) or _language(root))
    items = [element for element in root.iter() if _name(element) in ("item", "entry")]
    read = problems = 0
    for number, item in enumerate(items, 1):
        try:
            article = _article(item, of_all, path)
        except FormatError as error:
            problems += 1
            if problems <= MOST_PROBLEMS:
                yield Unreadable(f"cannot read {path}, item {number}", error.why, error.mend)
            continue
        if article is not None:
            read += 1
            yield article
    if not read and not problems:
        raise FormatError("none of its items has a text of its own", "Save the articles themselves")


def _parse(data: bytes) -> Element:
    """Return the root of a feed; raises FormatError for what is no XML or would grow without end."""
    if len(data) > LARGEST_FEED or data.count(b"<") > MOST_TAGS:
        why = f"it is larger than {LARGEST_FEED // 2**20} MB, or has too many elements"
        raise FormatError(why, "Split it")
    if not data.strip():
        raise FormatError("it is empty", "Remove it, or save it again")
    text = _DECLARATION.sub("", decode_page(data).lstrip("\ufeff"), count=1)
    if "<!ENTITY" in text:
        raise FormatError(
            "it declares entities, which feeds have no need of", "Save the feed again"
        )
    try:
        try:
            return ElementTree.fromstring(text)
        except ElementTree.ParseError:
            return ElementTree.fromstring(_mended(text))
    except (ElementTree.ParseError, ValueError, RecursionError) as cause:
        raise FormatError(
            f"it is no XML ({' '.join(str(cause).split())})", "Save the feed again"
        ) from cause


def _mended(text: str) -> str:
    """Return XML without what feeds often have and XML does not allow: bare &, &nbsp;, control characters."""
    text = _NOT_XML.sub("", text)
    return _AMPERSAND.sub(lambda name: escape(unescape(name[0]), quote=False), text)


def _article(item: Element, of_all: Metadata, path: Path) -> Article | None:
    """Return the article of an item, None if it has no text beside its title; raises FormatError."""
    title = _first(item, "title")
    parts = _parts(item)
    text = " ".join(" ".join(part.text for part in parts).split())
    is_cut_off = text.endswith(("...", "…", "[…]", "[...]")) and len(text) < 4 * SHORTEST_TEXT
    if text == title or is_cut_off or (len(text) < SHORTEST_TEXT and not ends_sentence(text)):
        return None
    writer = _writer(item)
    own = Metadata(
        title=title,
        publisher=_first(item, "publisher") or _source(item),
        byline=(byline(writer) or writer) if writer else None,
        published_at=_published(item),
        url=_address(item),
        language=_language(item),
    )
    return compose(parts, own.or_else(of_all), path, has_head=False)


def _parts(item: Element) -> list[Part]:
    """Return the text of an item: its whole content if it has that, else its description."""
    texts: dict[str, str] = {}
    for element in item:
        name = _name(element)
        if name in ("encoded", "content", "description", "summary", "fulltext"):
            is_xhtml = element.get("type") == "xhtml" or len(element) > 0
            text = (
                ElementTree.tostring(element, encoding="unicode", method="html")
                if is_xhtml
                else (element.text or "")
            )
            if text.strip():
                texts.setdefault(name, text)
    for name in ("encoded", "fulltext", "content", "description", "summary"):
        if name in texts:
            return parts_of_html(texts[name])
    return []


def _published(item: Element) -> str | None:
    """Return when an item appeared; the day of its last change (updated) is another thing."""
    found = (
        read_given_date(_first(item, name) or "")
        for name in ("pubDate", "published", "issued", "date")
    )
    return next((date for date in found if date), None)


def _writer(item: Element) -> str | None:
    """Return who wrote an item: dc:creator, or the name of its author, not an address."""
    for element in item:
        if _name(element) in ("creator", "author"):
            name = _first(element, "name") or " ".join((element.text or "").split())
            inside = re.fullmatch(r"\S+@\S+ \(([^()]+)\)", name)  # RSS: address (name)
            name = inside[1] if inside else name
            if name and "@" not in name and len(name) <= 120:
                return name
    return None


def _address(item: Element) -> str | None:
    for element in item:
        if _name(element) == "link" and element.get("rel", "alternate") == "alternate":
            address = web_address((element.get("href") or element.text or "").strip())
            if address:
                return address
    return web_address(_first(item, "guid"))


def _source(item: Element) -> str | None:
    """Return the name of the feed that an item was taken from."""
    for element in item:
        if _name(element) == "source":
            return _first(element, "title") or " ".join((element.text or "").split()) or None
    return None


def _publisher(channel: Element) -> str | None:
    """Return the newspaper that the title of a feed names, None if it names none: "정치", "전체기사"."""
    title = _first(channel, "title") or ""
    pieces = (piece.strip() for piece in (*_SITE.split(title), title))
    return next((piece for piece in pieces if piece and is_named_publisher(piece)), None)


def _language(element: Element) -> str | None:
    return language_code(_first(element, "language") or element.get(_LANGUAGE))


def _first(element: Element, name: str) -> str | None:
    """Return the text of the first child of that name on one line, tags in it left out."""
    for child in element:
        if _name(child) == name:
            return " ".join("".join(child.itertext()).split()) or None
    return None


def _name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
