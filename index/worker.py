"""A process beside the update: takes articles on standard input, gives what it prepared on standard output.

Run by `workers` as `python -m index.worker`. Frames are those of `wire`; the first names the encoder
({"encoder": null}: whoever started this encodes itself), each further one is a batch of articles. It
ends with its input, so it never outlives for long whoever started it.
"""

import gc
import json
import os
import sys

from index.analyzer import Analyzer
from index.encoders import open_encoder
from index.preparing import with_vectors, without_vectors
from index.wire import articles_of, prepared_to_bytes, receive, send

_GARBAGE = 50_000  # new objects before cycles are looked for: a batch makes many and no cycles


def main() -> None:
    """Prepare batches until the input ends."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak between the frames
    gc.set_threshold(_GARBAGE)
    try:
        name = json.loads(receive(source))["encoder"]
        encoder = open_encoder(name) if name else None
        analyzer = Analyzer()
        while True:
            prepared = without_vectors(articles_of(receive(source)), analyzer)
            if encoder:
                prepared = with_vectors(prepared, encoder)
            send(target, prepared_to_bytes(prepared))
    except (EOFError, BrokenPipeError):
        sys.stderr.close()  # nothing is left to be said, and nobody to say it to
        os._exit(0)


if __name__ == "__main__":
    main()
