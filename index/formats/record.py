"""An article as a record of named fields, as JSON and tables hold it: lenient on names and values.

JSON Lines have a reader of their own, which is strict: its files are made for Inyong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.errors import Unreadable
from index.formats.charset import settle
from index.formats.format_error import FormatError
from index.formats.html import parts_of_html
from index.formats.labels import FIELDS, language_code, web_address
from index.formats.layout import ensure_answering, lay_out
from index.formats.line_kinds import byline
from index.formats.lines import is_blank, shorten, split_lines
from index.formats.metadata import Metadata
from index.formats.parts import LONGEST_TITLE, compose
from index.formats.plain_text import first_words
from index.formats.published_dates import read_given_date

MOST_PROBLEMS = 10
"""Records of a file that are named one by one where they cannot be read; the rest is counted."""

MOST_BAD = 1_000
"""Records that cannot be read before any that can, after which a file is given up."""

MOST_FIELDS = 1_000
"""Fields of the largest record that is looked through."""

LONGEST_TEXT = 8 * 2**20
"""Characters of the longest text of a record; a table whose quotation mark stays open makes longer ones."""

_MORE_NAMES = {
    "id": "id article_id articleid doc_id docid guid 기사id 기사번호",
    "text": "text body content contents article_body articlebody fulltext full_text content_text content_html"
    " 본문 내용 기사본문 本文 正文 内容",
    "title": "subject 기사제목 题目",
    "publisher": "media press newspaper site_name provider 언론 신문",
    "byline": "creator authors 기자명 记者姓名",
    "published_at": "datepublished date_published publishedat publish_date pubdate pub_date published_date"
    " published_time issued 등록일 입력일 발행일자 보도일자 掲載日 发布时间",
    "url": "permalink canonical_url source_url 기사url",
    "language": "inlanguage 언어코드",
}
NAMES = FIELDS | {name: field for field, names in _MORE_NAMES.items() for name in names.split()}
"""Lower-case name of a field, as programs and people write it → attribute of an article."""

_TAG = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|table|figure|span|strong|em|a|img)\b[^<>]{0,500}>", re.IGNORECASE
)


def read_records(
    records: Iterable[tuple[str, object]], path: Path
) -> Iterator[Article | Unreadable]:
    """Yield the articles of records, each with the words that name its place in the file.

    A record that repeats one above is passed over. Of many that cannot be read the first are named.
    Raises FormatError if there are none.
    """
    seen: dict[str, str] = {}
    count = problems = articles = 0
    for place, record in records:
        count += 1
        try:
            article = article_of(record, path)
            articles += 1
            if _is_new(article, seen):
                yield article
        except FormatError as error:
            problems += 1
            if problems <= MOST_PROBLEMS:
                yield Unreadable(f"cannot read {path}, {place}", error.why, error.mend)
        if problems == MOST_BAD and not articles:
            why = f"none of its first {MOST_BAD} records can be read"
            yield Unreadable(f"cannot read the rest of {path}", why, "Mend those that are named")
            return
    if not count:
        raise FormatError("it holds no articles", "Remove it, or put articles into it")
    if problems > MOST_PROBLEMS:
        why = f"{problems - MOST_PROBLEMS} more of its {count} records cannot be read either"
        yield Unreadable(f"cannot read all of {path}", why, "Mend those that are named first")


def article_of(record: object, path: Path) -> Article:
    """Return the article that a record is; raises FormatError for one without text or with a wrong field."""
    if not isinstance(record, dict):
        kind = "a list" if isinstance(record, list) else "a bare value"
        raise FormatError(f"it is {kind}, not an object", "Write an object for each article")
    if len(record) > MOST_FIELDS:
        raise FormatError(
            f"it has more than {MOST_FIELDS} fields", "Write an object for each article"
        )
    fields = named(record)
    text = _paragraphs(fields.get("text"))
    if text is None or is_blank(text):
        raise FormatError("it has no text", 'Put the article\'s words into a field "text"')
    if len(text) > LONGEST_TEXT:
        raise FormatError(
            f"its text is longer than {LONGEST_TEXT // 2**20} million characters", "Split it"
        )
    text = settle(text)
    writer = _named_one(fields.get("byline"))
    metadata = Metadata(
        title=_named_one(fields.get("title")),
        publisher=_named_one(fields.get("publisher")),
        byline=(byline(writer) or writer) if writer else None,
        published_at=_date(fields.get("published_at")),
        url=web_address(_named_one(fields.get("url"))),
        language=language_code(_named_one(fields.get("language"))),
        id=_identity(fields.get("id")),
    )
    return _article(text, metadata, path)


def named(record: Mapping[object, object]) -> dict[str, object]:
    """Return the fields of a record by the attribute that each is for, of two for one the first."""
    fields: dict[str, object] = {}
    for name, value in record.items():
        field = NAMES.get(name.strip().lower().replace(" ", "_")) if isinstance(name, str) else None
        if field and value not in (None, "", [], {}):
            fields.setdefault(field, value)
    return fields


def _article(text: str, metadata: Metadata, path: Path) -> Article:
    """Return the article of a text: as it is, or what its HTML shows."""
    if len(_TAG.findall(text[:20_000])) > 1:
        return compose(parts_of_html(text), metadata, path, has_head=False)
    blocks = ensure_answering(lay_out(text, split_lines(text)))
    title = metadata.title or first_words(text) or metadata.id or path.stem
    return Article(metadata.source(path, shorten(title, LONGEST_TITLE)), text, blocks)


def _paragraphs(value: object) -> str | None:
    """Return a text that is a string, a list of paragraphs, or an object that holds it."""
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("text") or value.get("value")
    if isinstance(value, list):
        texts = [text for item in value if (text := _paragraphs(item))]
        return "\n\n".join(texts) or None
    return value if isinstance(value, str) else None


def _named_one(value: object) -> str | None:
    """Return a value on one line: a number as it is, a list with commas, of an object its name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("rendered")
    if isinstance(value, list):
        names = [name for item in value[:20] if (name := _named_one(item))]
        return ", ".join(names) or None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return " ".join(settle(value).split()) or None if isinstance(value, str) else None


def _date(value: object) -> str | None:
    """Return a date in ISO 8601: one that is written, or a count of seconds or milliseconds since 1970."""
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value // 1000 if value >= 10**11 else value
        if 10**8 <= seconds < 2**32 and len(str(value)) in (9, 10, 12, 13):
            return datetime.fromtimestamp(seconds, UTC).isoformat()
        value = str(value)
    text = _named_one(value)
    return read_given_date(text) if text else None


def _identity(value: object) -> str:
    """Return the id of a record as a string, "" for none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return shorten(settle(value), 500) if isinstance(value, str) else ""


def _is_new(article: Article, seen: dict[str, str]) -> bool:
    """Say whether an article was not seen before; raises FormatError if another was, with its id."""
    digest = article.content_hash
    name = article.source.id or digest
    before = seen.setdefault(name, digest)
    if before != digest:
        why = f'the id "{shorten(name, 60)}" stands above already, for another article'
        raise FormatError(why, "Give each article an id of its own")
    return before is digest
