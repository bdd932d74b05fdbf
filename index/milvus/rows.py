"""Passages and articles to rows of the store, and back."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from hashlib import blake2b, sha256
from itertools import islice

from index.article import Article, Block, Kind, Source, Span
from index.milvus.client import Row
from index.milvus.mark import damaged
from index.milvus.schema import NAME_BYTES, TEXT_BYTES, cut, pieces
from index.milvus.term_weights import keys_of, passage_vector
from index.store.records import ArticleHead, StoredPassage
from index.store.rows import stored_passage_of
from index.text.terms import bigrams


def name_of(article_id: str) -> str:
    """Return an article's id as rows have it: itself, unless it is longer than a field of names."""
    if len(article_id.encode("utf-8", "replace")) <= NAME_BYTES:
        return article_id
    return f"sha256:{sha256(article_id.encode('utf-8', 'replace')).hexdigest()}"


# --- passages


def passage_rows(stored: StoredPassage, born: int) -> tuple[Row, list[Row]]:
    """Return the row of a passage, and the records that hold its payload where a field cannot."""
    payload = _payload(stored)
    source = stored.source
    fits = len(payload.encode("utf-8")) <= TEXT_BYTES
    row = {
        "id": stored.id,
        "meaning": stored.vectors[0].astype("float32").tolist(),
        "words": passage_vector(_morphemes(stored), _bigrams(stored)),
        "born": born,
        "died": 0,
        "article": name_of(source.id),
        "day": source.published_day or 0,
        "publisher": cut(source.publisher or ""),
        "language": cut(source.language or ""),
        "payload": payload if fits else "",
    }
    more = [] if fits else records("passage", stored.id, name_of(source.id), payload, born)
    return row, more


def passage_of(passage_id: int, payload: str) -> StoredPassage:
    """Return the passage of a payload. Raises LibraryDamaged when it makes no sense."""
    try:
        source, title_terms, start, end, text, bounds, terms, vectors, *counts = json.loads(payload)
        return stored_passage_of(
            (*source, title_terms, passage_id, start, end, text, bounds, terms,
             base64.b64decode(vectors, validate=True), *counts)
        )  # fmt: skip
    except (ValueError, TypeError, LookupError) as cause:
        raise damaged(f"passage {passage_id} cannot be read ({cause})") from cause


def keys_of_passage(stored: StoredPassage) -> list[int]:
    """Return the keys of the terms of either kind that a passage and its title hold, each once."""
    return keys_of(_morphemes(stored), _bigrams(stored))


def _payload(stored: StoredPassage) -> str:
    passage = stored.passage
    return json.dumps(
        [
            astuple(stored.source),
            " ".join(stored.title_terms),
            passage.span.start,
            passage.span.end,
            passage.text,
            json.dumps(passage.bounds),
            "\n".join(passage.terms),
            base64.b64encode(stored.vectors.tobytes()).decode(),
            stored.term_count,
            stored.bigram_count,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _morphemes(stored: StoredPassage) -> list[str]:
    return [*stored.title_terms, *" ".join(stored.passage.terms).split()]


def _bigrams(stored: StoredPassage) -> list[str]:
    return bigrams(f"{stored.source.title}\n{stored.passage.text}")


# --- records


def records(kind: str, number: int, name: str, text: str, born: int) -> list[Row]:
    """Return a text as records, a row for each piece of it that a field holds."""
    return [
        {
            "key": f"{kind}:{number}:{part}",
            "nothing": [0.0, 0.0],
            "kind": kind,
            "name": name,
            "number": number,
            "part": part,
            "born": born,
            "died": 0,
            "payload": piece,
        }
        for part, piece in enumerate(pieces(text))
    ]


def texts_of(rows: Iterable[Row]) -> dict[int, str]:
    """Return the texts of records of one kind, by number."""
    parts: dict[int, dict[int, str]] = {}
    for row in rows:
        parts.setdefault(int(row["number"]), {})[int(row["part"])] = str(row["payload"])
    return {
        number: "".join(of_number[part] for part in sorted(of_number))
        for number, of_number in parts.items()
    }


# --- articles


def head_records(head: ArticleHead, born: int) -> list[Row]:
    """Return the records of an article's head."""
    values = [astuple(head.source), head.hash, " ".join(head.title_terms), head.paths]
    text = json.dumps(values, ensure_ascii=False)
    return records("article", head.number, name_of(head.source.id), text, born)


def head_of(number: int, text: str) -> ArticleHead:
    """Return the head that head_records wrote. Raises LibraryDamaged."""
    try:
        source, digest, title_terms, paths = json.loads(text)
        return ArticleHead(
            number=number,
            source=Source(*source),
            hash=digest,
            title_terms=tuple(title_terms.split()),
            paths=tuple(paths),
        )
    except (ValueError, TypeError, AttributeError) as cause:
        raise damaged(f"the head of article {number} cannot be read ({cause})") from cause


def body_records(head: ArticleHead, article: Article, born: int) -> list[Row]:
    """Return the records of an article's text: its body, and the blocks that it consists of."""
    blocks = [[block.kind, block.span.start, block.span.end] for block in article.blocks]
    text = json.dumps([article.body, blocks], ensure_ascii=False, separators=(",", ":"))
    return records("body", head.number, name_of(head.source.id), text, born)


def article_of(head: ArticleHead, text: str) -> Article:
    """Return the article whose text body_records wrote. Raises LibraryDamaged."""
    try:
        body, blocks = json.loads(text)
        return Article(
            head.source,
            body,
            tuple(Block(Kind(kind), Span(start, end)) for kind, start, end in blocks),
        )
    except (ValueError, TypeError) as cause:
        raise damaged(f"the text of article {head.source.id} cannot be read ({cause})") from cause


def source_sum(heads: Iterable[ArticleHead]) -> int:
    """Return the sum of a 64-bit hash of each head: equal for equal heads, in any order."""
    total = 0
    for head in heads:
        text = json.dumps([astuple(head.source), head.paths])
        total += int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return total


def grouped(values: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield values in runs of at most size."""
    rest = iter(values)
    while run := list(islice(rest, size)):
        yield run
