"""What a machine of a cluster does with a batch of articles."""

import json
from collections.abc import Callable
from functools import cache

from index.encoding.encoders import EncoderIdentity, open_encoder
from index.errors import InyongError
from index.text.analyzer import ANALYZER
from index.text.splitter import PassageSize
from index.update.process_main import preparing


def recipe_of(encoder: EncoderIdentity | None) -> str:
    """Return what passages are to be made with, for prepare_there."""
    return json.dumps([encoder.to_json() if encoder else None, *_made_with()])


def prepare_there(recipe: str, data: bytes) -> tuple[str, bytes]:
    """Return "" and what is prepared of articles (index/update/article_bytes.py); or why it would be anything else."""
    encoder, *made_with = json.loads(recipe)
    if made_with != _made_with():
        return f"a machine makes passages with {_made_with()}, not {made_with}", b""
    prepared = _prepared(encoder)
    return (prepared, b"") if isinstance(prepared, str) else ("", prepared(data))


@cache
def _prepared(encoder: str | None) -> Callable[[bytes], bytes] | str:
    """Return what prepares batches in this process, or why it cannot; an encoder takes a second to open."""
    if encoder is None:
        return preparing(None)
    identity = EncoderIdentity.from_json(encoder)
    try:
        opened = open_encoder(identity.name)
    except InyongError as error:
        return f"on a machine: {error.what}: {error.why}"
    if opened.identity != identity:
        return f"the encoder {identity.name} is another one on a machine"
    return preparing(opened)


def _made_with() -> list[str]:
    return [ANALYZER, str(PassageSize())]
