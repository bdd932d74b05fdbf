"""The law of reading, for the tests and for tests/bench/fuzz_formats.py."""

import json
import unicodedata
from pathlib import Path

from index.article import ANSWERING, Article
from index.errors import Unreadable
from index.text.analyzer import Analyzer


def broken_law(found):
    """Return which law what was read of a file breaks, None for none."""
    if not found:
        return "says nothing"
    for one in found:
        if isinstance(one, Unreadable):
            if "\n" in str(one) or not (one.what and one.why and one.mend) or len(str(one)) > 2_000:
                return f"is no clear line: {one}"
            str(one).encode()
        elif not isinstance(one, Article):
            return f"is no article: {type(one)}"
        elif law := _broken_by_article(one):
            return law
    return None


def _broken_by_article(article):
    body, end = article.body, 0
    if not unicodedata.is_normalized("NFC", body):
        return "the body is not NFC"
    for block in article.blocks:
        if body[end : block.span.start].strip():
            return f"no block holds {body[end : block.span.start]!r}"
        text = block.span.of(body)
        if block.span.start < end or text != text.strip():
            return f"block {block} overlaps or begins with white space"
        end = block.span.end
    if body[end:].strip():
        return f"no block holds {body[end:]!r}"
    source = article.source
    told = (source.title, source.publisher, source.byline, source.url, source.language, source.id)
    if not source.title.strip() or any("\n" in text for text in told if text):
        return f"a fact is no line: {told}"
    if not Path(source.path).name:
        return "it has no path"
    json.dumps([body, *told], ensure_ascii=False).encode()
    if source.published_at and not 1 <= source.published_day <= 99991231:
        return f"no day: {source.published_at}"
    return None


def splits_well(article, analyzer: Analyzer):
    """Return what is wrong with the sentences of an article, None for nothing."""
    [runs] = analyzer.analyse([article])
    sentences = [sentence.span for run in runs for sentence in run]
    places = {
        place
        for block in article.blocks
        if block.kind in ANSWERING
        for place in range(block.span.start, block.span.end)
        if not article.body[place].isspace()
    }
    for span in sentences:
        if len(span.of(article.body)) != span.end - span.start:
            return f"sentence {span} does not stand in the body"
        places -= set(range(span.start, span.end))
    return f"{len(places)} characters stand in no sentence" if places else None
