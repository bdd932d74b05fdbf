"""Train the reader and ship it: python -m qa.training.reader --data DIR --work DIR --output qa/reading/model.

DIR holds train/; work keeps what was prepared and the checkpoint from which the next run goes on; the
network, its words and its pieces are written into output. Runs on a CPU, and unchanged on a GPU.
"""

import argparse
import json
import logging
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from qa.training.reader.backbone import package_file, read_backbone
from qa.training.reader.batches import Mix, Window, batches, drawn, whole_windows
from qa.training.reader.learning import Recipe, learn
from qa.training.reader.look import looked
from qa.training.reader.model import Reader
from qa.training.reader.prepare import prepared
from qa.training.reader.shares import weights
from qa.training.reader.shipping import AGREEMENT, agreement, ship

logger = logging.getLogger("qa.training.reader")

_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "500000000",
}
"""glibc keeps memory instead of giving it back at each step: steps are three to six times faster."""

_BATCH = 2048  # pieces
_POOL = 512  # windows that are sorted by length at once
_DRAWN = 400_000  # examples that are drawn ahead
_LOOK_EVERY = 6000  # windows
_COMPARED = 500  # windows that the shipped network is compared on with the trained one


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line; prepare, learn, ship."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/")
    parser.add_argument("--work", type=Path, required=True, help="keeps arrays and the checkpoint")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    parser.add_argument(
        "--windows", type=int, default=200_000, help="to read in all (default: %(default)s)"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after, at the latest")
    parser.add_argument("--layers", type=int, default=12, help="of the backbone, from the first")
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s  %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.work.mkdir(parents=True, exist_ok=True)

    backbone = read_backbone(package_file())
    ready = prepared(options.data, options.work, backbone)
    words = backbone.words[ready.kept]
    chances = weights(ready.data)

    def stream(read: int) -> Iterator[list[Window]]:
        order = np.random.default_rng(100 + read).choice(len(chances), size=_DRAWN, p=chances)
        windows = drawn(ready.data, order.tolist(), ready.near, Mix(), read + 7)
        return batches(windows, _BATCH, _POOL, read + 3)

    model = Reader(options.layers, backbone.heads)
    model.start_from(backbone, list(range(options.layers)))
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    done = learn(
        model, words, stream, options.windows, Recipe(rate=options.rate), options.work,
        minutes=options.minutes, look_every=_LOOK_EVERY,
        look=lambda one: looked(one, ready.held_out, words),
    )  # fmt: skip
    logger.info("%s", json.dumps(asdict(done)))
    held_out = whole_windows(ready.held_out, _COMPARED)
    ship(model.cpu(), backbone, ready.kept, options.output, held_out[::4])
    same = agreement(model, options.output, held_out)
    logger.info("written to %s: %s", options.output, json.dumps(asdict(same)))
    if same.sentences < AGREEMENT[0] or same.spans < AGREEMENT[1]:
        raise SystemExit(f"the shipped network reads otherwise than the trained one: {same}")


if __name__ == "__main__":
    if sys.platform == "linux" and not _MEMORY.keys() <= os.environ.keys():
        os.execve(
            sys.executable,
            [sys.executable, "-m", "qa.training.reader", *sys.argv[1:]],
            {**os.environ, **_MEMORY},
        )
    main()
