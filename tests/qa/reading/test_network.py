"""The reader that is shipped: light, the same every time, and what was trained is what runs."""

from pathlib import Path

import numpy as np
import pytest

from index.encoding.pieces import Pieces
from qa.reading.network import (
    FOLDER,
    NETWORK,
    PIECES,
    WORDS,
    Network,
    scores_of,
    shipped,
    unpacked,
)
from qa.reading.windows import Window, windows

QUESTION = "물결다리는 언제 열렸나?"
TITLE = "물결다리, 반년 만에 개통"
TEXT = "물결다리가 지난 5월 2일 열렸다. 길이는 1.2km다. 시는 다리 아래에 산책길도 놓는다."
STARTS = (0, 20, 32)


def window(network: Network) -> Window:
    text, places = network.pieces.cut(TEXT)
    [made] = windows(network.pieces.ids(QUESTION), network.pieces.ids(TITLE), text, places, STARTS)
    return made


def test_it_is_light() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 45_000_000


def test_it_sees_the_sentence_and_the_day() -> None:
    network = shipped()

    [scores] = network.read([window(network)])

    assert int(np.argmax(scores.sentences)) == 0
    span = scores.spans[0]
    assert span is not None and "5월 2일" in TEXT[span.start : span.end]


def test_a_window_reads_the_same_in_any_company() -> None:
    network = shipped()
    own = window(network)

    [alone] = network.read([own])
    _, beside = network.read([own, own])

    assert alone == beside


def test_packed_words_are_what_their_blocks_say() -> None:
    scale = np.array([0.5], "<f2").view(np.uint8)
    block = np.concatenate([scale, np.arange(16, dtype=np.uint8) * 16 + 8])

    values = unpacked(block[None])[0]

    assert values.tolist()[:16] == [0.0] * 16
    assert values.tolist()[16:] == [(n - 8) * 0.5 for n in range(16)]


@pytest.mark.filterwarnings("ignore")  # the exporter's own: that it is the older of two, and traces
def test_what_is_trained_is_what_is_shipped(tmp_path: Path) -> None:
    """A small network in both forms: eight bits move scores by little, and no span."""
    pytest.importorskip("onnx", reason="comes with the training extra")
    torch = pytest.importorskip("torch")
    from qa.training.reader.backbone import Backbone
    from qa.training.reader.model import Reader
    from qa.training.reader.shipping import ship, whole

    torch.manual_seed(1)
    real = shipped()
    words = np.load(FOLDER / WORDS, mmap_mode="r")
    with np.load(FOLDER / PIECES) as file:
        pieces = file["pieces"].tobytes().decode().split("\n")
        scores = file["scores"].tolist()
    backbone = Backbone(tuple(pieces), tuple(scores), {}, np.asarray(words), 2, 12)
    model = Reader(2, 12).eval()
    with torch.no_grad():
        model.span.weight.mul_(20)

    own = window(real)
    ship(model, backbone, range(len(pieces)), tmp_path, [own])

    network = Network(tmp_path)
    with torch.no_grad():
        ends, sentence = whole(model)(
            torch.from_numpy(unpacked(np.asarray(words[own.ids])))[None],
            torch.from_numpy(own.parts.astype(np.int64))[None],
        )
    wanted = scores_of(own, ends[0].numpy(), sentence[0].numpy())
    [found] = network.read([own])
    assert (tmp_path / NETWORK).exists()
    assert found.sentences == pytest.approx(wanted.sentences, abs=0.1)
    assert [(s.start, s.end) for s in found.spans if s] == [
        (s.start, s.end) for s in wanted.spans if s
    ]


def test_pieces_are_read_as_they_were_written(tmp_path: Path) -> None:
    Pieces.save(
        tmp_path / "p.npz", ["<s>", "<pad>", "</s>", "<unk>", "▁가", "나"], [0, 0, 0, 0, -1, -2]
    )

    ids, places = Pieces.load(tmp_path / "p.npz").cut("  가나 가")

    assert ids.tolist() == [4, 5, 4]
    assert places.tolist() == [[2, 3], [3, 4], [5, 6]]
