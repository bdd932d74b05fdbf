"""What the head of a web page tells of its article: JSON-LD, OpenGraph and other meta, time, h1.

What several places tell differently is taken from the one that is meant for machines first; what two
articles on one page tell differently is not taken at all. Elements are those of lxml.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from index.formats.labels import language_code, web_address
from index.formats.line_kinds import byline as read_byline
from index.formats.line_kinds import is_named_publisher
from index.formats.published_dates import read_given_date
from index.formats.web_blocks import Element

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review\w*Article)")
_TITLES = ("og:title", "twitter:title", "dc.title")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dd:publisher", "publisher", "copyright-holder")
_BYLINES = ("dd:author", "dable:author", "parsely-author", "sailthru.author", "author", "byl", "dc.creator", "article:author", "og:article:author")  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "dd:published_time", "datepublished", "date_published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "article.published", "date.release",
)  # fmt: skip
_NOBODY = re.compile(
    r"(?:admin\w*|administrator|webmaster|관리자|운영자|편집부|디지털뉴스팀|온라인뉴스팀|unknown|user\d*|editor|by|author|none|null)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+[|ㅣ│<>:–—-]\s+|\s*::\s*")
_CHANGED = re.compile(r"modif|updat|수정|변경|更新|edited", re.IGNORECASE)
_LONGEST_NAME = 120
_MOST_DATA = 2_000_000  # characters of JSON-LD that are read
_DEEPEST = 6  # lists and graphs within one another


def read_metadata(root: Element) -> dict[str, str | None]:
    """Return what a page tells of its article, as the attributes of Source."""
    meta = _meta(root)
    heading = _only_heading(root)
    title = _first(meta, _TITLES) or heading or _one_line(root.findtext(".//title"))
    address = web_address(_link(root, "canonical")) or web_address(meta.get("og:url"))
    data = _article_of(root, address, title, heading)
    publisher = _name(data.get("publisher")) or _first(meta, _PUBLISHERS)
    publisher = publisher or _publisher_in(root.findtext(".//title"))
    return {
        "title": _title(_text(data.get("headline")), title, heading, publisher),
        "publisher": publisher,
        "byline": _byline(_name(data.get("author")), publisher) or _meta_byline(meta, publisher),
        "published_at": read_given_date(_text(data.get("datePublished")) or "")
        or _meta_date(meta)
        or _time(root),
        "url": address or web_address(_text(data.get("url"))),
        "language": language_code(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")),
    }  # fmt: skip


def _meta(root: Element) -> dict[str, str]:
    """Return the content of the meta elements by their lower-case names, of two the first."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := _one_line(element.get("content")):
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _meta_date(meta: Mapping[str, str]) -> str | None:
    dates = (read_given_date(meta[name]) for name in _DATES if name in meta)
    return next((date for date in dates if date), None)


def _meta_byline(meta: Mapping[str, str], publisher: str | None) -> str | None:
    names = (_byline(meta[name], publisher) for name in _BYLINES if name in meta)
    return next((name for name in names if name), None)


def _byline(name: str | None, publisher: str | None) -> str | None:
    """Return a name as a byline; None for an address, an account of the system, or the publisher."""
    name = _one_line(name)
    if not name or len(name) > _LONGEST_NAME or _NOBODY.fullmatch(name):
        return None
    if re.match(r"(?:https?:|www\.|/|@)", name) or name == publisher:
        return None
    byline = read_byline(name)
    return byline or (None if "@" in name or not any(map(str.isalpha, name)) else name)


def _link(root: Element, rel: str) -> str | None:
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == rel)
    return next(links, None)


def _only_heading(root: Element) -> str | None:
    """Return the text of the h1 of a page, None if there is none or more than one."""
    headings = {_one_line("".join(element.itertext())) for element in root.iter("h1")} - {None}
    return headings.pop() if len(headings) == 1 else None


def _publisher_in(title: str | None) -> str | None:
    """Return the newspaper that a page's title names at its end or start."""
    pieces = _SITE.split(_one_line(title) or "")
    ends = (pieces[-1], pieces[0]) if len(pieces) > 1 else ()
    return next((piece for piece in ends if is_named_publisher(piece)), None)


def _title(
    headline: str | None, title: str | None, heading: str | None, publisher: str | None
) -> str | None:
    """Return the title: the headline for machines, but the heading where title or headline agree with it."""
    names = [_without_site(name, heading, publisher) for name in (headline, title)]
    return heading if heading and heading in names else (names[0] or names[1])


def _without_site(title: str | None, heading: str | None, publisher: str | None) -> str | None:
    """Return a title without the name of the site that pages put after or before it."""
    title = _one_line(title)
    if title is None:
        return None
    pieces = _SITE.split(title)
    if heading and len(pieces) > 1 and heading != title and heading in title:
        return heading
    if publisher and len(pieces) > 1:
        for place, rest in ((-1, pieces[:-1]), (0, pieces[1:])):
            if pieces[place].casefold() == publisher.casefold():
                start = title.find(rest[0])
                return title[start : title.rfind(rest[-1]) + len(rest[-1])]
    return title


def _time(root: Element) -> str | None:
    """Return the day that the time elements of the article agree on, None if they do not."""
    place = next(root.iter("article"), None)
    place = place if place is not None else next(root.iter("main"), root)
    sure: list[str] = []
    others: list[str] = []
    for element in place.iter("time"):
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('title') or ''}"
        around = element.getparent()
        before = element.getprevious()
        label = (
            (around.text or "" if before is None else before.tail or "")
            if around is not None
            else ""
        )
        if _CHANGED.search(names) or _CHANGED.search(label[-40:]):
            continue
        moment = read_given_date(
            element.get("datetime") or _one_line("".join(element.itertext())) or ""
        )
        if moment:
            is_sure = element.get("pubdate") is not None or "publish" in names.lower()
            (sure if is_sure else others).append(moment)
    for moments in (sure, others):
        if len({moment[:10] for moment in moments}) == 1:
            return max(moments, key=len)  # a time of day says more than a day
        if moments:
            return None
    return None


def _article_of(
    root: Element, address: str | None, title: str | None, heading: str | None
) -> Mapping[str, Any]:
    """Return the JSON-LD of the article that the page is, {} if there is none or it cannot be told."""
    found = [one for script in root.iter("script") for one in _articles_in(script)]
    if len(found) > 1:
        names = {name for name in (title, heading) if name}
        mine = [
            one
            for one in found
            if (address and address in (_text(one.get("url")), _page_of(one)))
            or _one_line(_text(one.get("headline"))) in names
        ]
        dates = {_text(one.get("datePublished")) for one in mine}
        found = mine[:1] if len(dates) == 1 else []
    return found[0] if found else {}


def _page_of(data: Mapping[str, Any]) -> str | None:
    page = data.get("mainEntityOfPage")
    return _text(page.get("@id")) if isinstance(page, dict) else _text(page)


def _articles_in(script: Element) -> Iterator[Mapping[str, Any]]:
    """Yield the articles in a script element of JSON-LD."""
    if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
        return
    text = (script.text or "")[:_MOST_DATA].strip()
    text = text.removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    yield from _walk(data, 0)


def _walk(data: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _walk(item, depth + 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        types = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and _ARTICLE.fullmatch(name) for name in types):
            yield data
        elif "@graph" in data:
            yield from _walk(data["@graph"], depth + 1)
        elif "mainEntity" in data:
            yield from _walk(data["mainEntity"], depth + 1)


def _name(value: object) -> str | None:
    """Return the name of a person or an organisation, of several with commas."""
    if isinstance(value, list):
        names = [name for item in value[:10] if (name := _name(item))]
        return ", ".join(dict.fromkeys(names)) or None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return _one_line(unescape(value)) if isinstance(value, str) else None


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
