"""One choice: what is quoted, its short answer, and how likely; and when reading stops."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.encoding.pieces import Pieces
from index.search.library import Library, open_library
from index.update import update
from qa.answer import Filters
from qa.question.analysis import analyse
from qa.reading.choice import THRESHOLD, ChoiceWeights, choose, confidence, shipped_weights
from qa.reading.network import Scores, SeenSpan, shipped
from qa.reading.quotes import read
from qa.reading.sheets import Sheet, sheets
from qa.reading.windows import Window
from qa.search.ranking import Weights as Ranked
from qa.search.ranking import rank
from qa.search.retrieval import retrieve

ARTICLES = [
    {"id": "ferry", "title": "해온 연락선", "text": "해온 연락선이 3월에 다시 뜬다. 표값은 4천 원이다. 배는 하루 여섯 번 떠난다.\n\n이는 지난해보다 두 번 많다."},
    {"id": "copy", "title": "연락선 소식", "text": "표값은 4천 원이다."},
    {"id": "pool", "title": "해온 수영장", "text": "해온 수영장은 5월에 문을 연다. 표값은 6천 원이다."},
]  # fmt: skip


class Marks:
    """Stands in for the network: a sentence that holds a mark answers, and the mark is its short answer."""

    def __init__(self, mark: str, strength: float = 4.0) -> None:
        self.pieces: Pieces = shipped().pieces
        self.read_windows = 0
        self._mark, self._strength = mark, strength

    def bind(self, text_of: dict[int, str]) -> "Marks":
        self._texts = text_of
        return self

    def read(self, windows: Sequence[Window]) -> list[Scores]:
        self.read_windows += len(windows)
        return [self._scores(window) for window in windows]

    def _scores(self, window: Window) -> Scores:
        text = self._texts[id(window)]
        scores, spans = [], []
        for number in range(1, window.count + 1):
            own = window.places[window.sentence == number]
            start, end = int(own[0, 0]), int(own[-1, 1])
            at = text[start:end].find(self._mark)
            scores.append(self._strength if at >= 0 else -self._strength)
            spans.append(
                SeenSpan(start + at, start + at + len(self._mark), 2.0) if at >= 0 else None
            )
        return Scores(0.0, tuple(scores), tuple(spans))


WEIGHTS = replace(
    shipped_weights(),
    own=dict.fromkeys(shipped_weights().own, 0.0) | {"margin": 1.0, "later": -0.1},
    foreign=dict.fromkeys(shipped_weights().foreign, 0.0) | {"margin": 1.0, "later": -0.1},
    slope=1.0,
    bias=0.0,
    enough=99.0,
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("choice")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    update(folder / "home", [folder / "a.jsonl"])
    opened = open_library(folder / "home")
    yield opened
    opened.close()


def made(library: Library, question: str, network: Marks) -> list[Sheet]:
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Ranked())
    found = sheets(asked, ranking, network.pieces)
    network.bind(
        {id(window): s.evidence.stored.passage.text for s in found for window in s.windows}
    )
    return found


def test_the_sentence_that_the_network_sees_is_chosen(library: Library) -> None:
    network = Marks("여섯 번")

    chosen = choose(made(library, "해온 연락선은 하루에 몇 번 떠나?", network), network, WEIGHTS)

    assert "여섯 번" in chosen.every[0].text
    assert chosen.probability > 0.9
    assert [c.score for c in chosen.every] == sorted((c.score for c in chosen.every), reverse=True)


def test_where_nothing_is_seen_nothing_is_likely(library: Library) -> None:
    network = Marks("하늘을 난다")

    chosen = choose(made(library, "해온 연락선은 하루에 몇 번 떠나?", network), network, WEIGHTS)

    assert chosen.probability < 0.1


def test_what_says_the_same_is_no_rival(library: Library) -> None:
    network = Marks("4천 원")

    chosen = choose(made(library, "연락선 표값은 얼마야?", network), network, WEIGHTS)

    assert [c.text for c in chosen.every[:2]] == ["표값은 4천 원이다."] * 2
    assert chosen.probability > 0.9


def test_reading_stops_when_what_was_read_is_enough(library: Library) -> None:
    whole, early = Marks("4천 원"), Marks("4천 원")
    question = "연락선 표값은 얼마야?"

    choose(made(library, question, whole), whole, WEIGHTS)
    choose(made(library, question, early), early, replace(WEIGHTS, enough=2.0))

    assert early.read_windows < whole.read_windows


def test_a_quote_spans_no_blank_line(library: Library) -> None:
    network = Marks("두 번 많다")
    question = "해온 연락선은 지난해보다 몇 번 많아?"
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Ranked())

    reading = read(asked, ranking, library, _Bound(network, library, question), WEIGHTS)

    assert reading.quotes[0].text == "이는 지난해보다 두 번 많다."


def test_the_short_answer_is_that_of_the_chosen_sentence(library: Library) -> None:
    network = Marks("여섯 번")
    question = "해온 연락선은 하루에 몇 번 떠나?"
    asked = analyse(question, library.analyzer, library.languages)
    ranking = rank(asked, retrieve(asked, library, Filters()), library, Ranked())

    reading = read(asked, ranking, library, _Bound(network, library, question), WEIGHTS)

    assert reading.quotes[0].short_answer is not None
    assert reading.quotes[0].short_answer.text == "여섯 번"


class _Bound:
    """Marks for windows that are made anew: equal windows are found by their pieces."""

    def __init__(self, marks: Marks, library: Library, question: str) -> None:
        self.pieces = marks.pieces
        self._marks = marks
        self._texts = {
            window.ids.tobytes(): sheet.evidence.stored.passage.text
            for sheet in made(library, question, marks)
            for window in sheet.windows
        }

    def read(self, windows: Sequence[Window]) -> list[Scores]:
        self._marks.bind({id(w): self._texts[w.ids.tobytes()] for w in windows})
        return self._marks.read(windows)


def test_weights_of_unknown_or_missing_signs_are_refused() -> None:
    text = shipped_weights().to_json()
    assert ChoiceWeights.from_json(text) == shipped_weights()
    with pytest.raises(ValueError, match="coverage"):
        ChoiceWeights.from_json(text.replace('"coverage"', '"something"'))


def test_words_of_confidence_follow_the_probability() -> None:
    assert confidence(THRESHOLD - 0.01).value == "none"
    assert confidence(THRESHOLD).value == "low"
    assert confidence(0.99).value == "high"
