"""A process beside the update: takes articles on standard input, gives what it prepared on standard output.

Run by `process_pool` as `python -m index.update.process_main`. Frames are those of index/child_process.py; the first names the encoder
({"encoder": null}: whoever started this encodes itself), each further one is a batch of articles. It
ends with its input, so it never outlives for long whoever started it.
"""

import gc
import json
import os
import sys
from collections.abc import Callable

from index.child_process import own_streams, receive, send
from index.encoding.encoders import Encoder, open_encoder
from index.text.analyzer import Analyzer
from index.update.article_bytes import articles_of, prepared_to_bytes
from index.update.prepare import with_vectors, without_vectors

_GARBAGE = 50_000  # new objects before cycles are looked for: a batch makes many and no cycles


def preparing(encoder: Encoder | None) -> Callable[[bytes], bytes]:
    """Return what makes of articles as bytes what is prepared of them; without an encoder no vectors."""
    gc.set_threshold(_GARBAGE)
    analyzer = Analyzer(threads=1)

    def prepared(data: bytes) -> bytes:
        found = without_vectors(articles_of(data), analyzer)
        return prepared_to_bytes(with_vectors(found, encoder) if encoder else found)

    return prepared


def main() -> None:
    """Prepare batches until the input ends."""
    source, target = own_streams()
    try:
        name = json.loads(receive(source))["encoder"]
        prepared = preparing(open_encoder(name) if name else None)
        while True:
            send(target, prepared(receive(source)))
    except (EOFError, BrokenPipeError):
        sys.stderr.close()  # nothing is left to be said, and nobody to say it to
        os._exit(0)


if __name__ == "__main__":
    main()
