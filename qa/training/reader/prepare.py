"""From the data's files to arrays: examples, the pieces that are kept, hard negatives, what is held out."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article, Block, Kind, Source, Span
from index.encoding.pieces import Pieces
from index.text.analyzer import Analyzer
from qa.training.reader.backbone import Backbone, kept_pieces
from qa.training.reader.corpus import (
    Bounds,
    Example,
    is_held_out,
    reading_examples,
    records,
    written_examples,
)
from qa.training.reader.made_tables import table_examples
from qa.training.reader.near import near_passages
from qa.training.reader.pieces import Array, Encoded, encode

logger = logging.getLogger("qa.training.reader")

WRITTEN = Path(__file__).parent / "written"
_TABLES = 600  # of each language
PIECES = 100_000
"""How many of the backbone's 250,000 pieces are kept."""

_BODIES = (
    "title_body_easylaw_ko", "title_body_wikinews_bookreview_ko", "title_body_wikinews_ja",
)  # fmt: skip
_TEXTS = (
    "naver_square_kosbi_ko_en", "sts_multi_train", "tico19_multi", "korean_parallel_corpora_small",
    "ko_news_headlines_square", "names_people_ko_en", "text_unesco_fairytale_ko", "tatoeba_multi",
    "tech_docs_pairs", "names_places_multi", "loanwords_ko_en",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """What is learnt from, and what is held out of it to measure with. kept: numbers of backbone pieces."""

    kept: list[int]
    data: Encoded
    near: Array
    held_out: Encoded


def prepared(data: Path, work: Path, backbone: Backbone) -> Prepared:
    """Return the arrays, made from `data` and kept in `work`; made once, until the questions change."""
    files = [
        work / name for name in ("kept.json", "reading.npz", "near.npy", "held_out.npz", "of.json")
    ]
    of = json.dumps({path.name: path.stat().st_size for path in sorted(WRITTEN.glob("*.jsonl"))})
    if not all(path.exists() for path in files) or files[4].read_text() != of:
        _prepare(data / "train", files, backbone)
        files[4].write_text(of)
    return Prepared(
        json.loads(files[0].read_text()),
        Encoded.load(files[1]),
        np.load(files[2], allow_pickle=False),
        Encoded.load(files[3]),
    )


def _prepare(train: Path, files: Sequence[Path], backbone: Backbone) -> None:
    sentences = sentence_bounds(Analyzer())
    written = list(written_examples(WRITTEN, train, sentences))
    held = [one for one in written if is_held_out(one.group)]
    unseen = {one.passage for one in held}
    examples = [one for one in reading_examples(train, sentences) if one.passage not in unseen]
    examples += [one for one in written if not is_held_out(one.group)]
    examples += table_examples(train, _TABLES)
    logger.info("%d examples, %d held out", len(examples), len(held))
    if not files[0].exists():
        files[0].write_text(json.dumps(kept_pieces(backbone, _texts(train, examples), PIECES)))
    kept = json.loads(files[0].read_text())
    pieces = Pieces([backbone.pieces[i] for i in kept], [backbone.scores[i] for i in kept])
    data = encode(examples, pieces)
    data.save(files[1])
    logger.info("cut to %d pieces", len(data.passages))
    np.save(files[2], near_passages(data, examples), allow_pickle=False)
    encode(held, pieces).save(files[3])


def sentence_bounds(analyzer: Analyzer) -> Callable[[str], Bounds]:
    """Return what gives the bounds of the sentences of a text, as indexing finds them."""

    def bounds(text: str) -> Bounds:
        blocks = (Block(Kind.PARAGRAPH, Span(0, len(text))),)
        (runs,) = analyzer.analyse([Article(Source("", ""), text, blocks)])
        return tuple((one.span.start, one.span.end) for run in runs for one in run)

    return bounds


def _texts(train: Path, examples: Sequence[Example]) -> Iterator[str]:
    """Yield what the pieces are chosen by, each text once."""
    seen: set[str] = set()
    for example in examples:
        for text in (example.question, example.title, example.passage):
            if text not in seen:
                seen.add(text)
                yield text
    for name in _BODIES:
        for row in records(train / f"{name}.jsonl.gz"):
            yield row["title"]
            yield row["body"]
    for name in _TEXTS:
        with gzip.open(train / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n").replace("\t", " ")
