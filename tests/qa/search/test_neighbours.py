import json

import numpy as np
import pytest

from index.search.library import open_library
from index.update import update
from qa.search.neighbours import ALIKE, neighbours

ARTICLES = {
    "bridge": "새 다리가 강 위에 열렸다. 다리의 길이는 3km다.",
    "bridges": "강 위의 새 다리가 열렸다. 다리 길이는 2km다.",
    "whale": "고래 떼가 바다에 나타났다.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("neighbours")
    lines = (json.dumps({"id": id, "title": id, "text": text}) for id, text in ARTICLES.items())
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    update(folder / "home", [folder / "a.jsonl"], encoder=tiny_encoder)
    opened = open_library(folder / "home")
    yield opened
    opened.ledger.close()


def cosines(library, article_id):
    """The best cosine of every other article's passages with the mean of this one's, by brute force."""
    ledger, generation = library.ledger, library.generation

    def vectors(id):
        stored = ledger.passages(ledger.passage_ids(id), generation)
        return np.array([one.vectors[0].astype(np.float32) for one in stored])

    mean = vectors(article_id).mean(axis=0)
    mean /= np.linalg.norm(mean)
    return {id: float((vectors(id) @ mean).max()) for id in ARTICLES if id != article_id}


@pytest.mark.parametrize("article_id", ARTICLES)
def test_neighbours_are_the_articles_alike_nearest_first(library, article_id):
    expected = sorted(cosines(library, article_id).items(), key=lambda one: -one[1])

    found = [source.id for source in neighbours(library, article_id, 4)]

    assert found == [id for id, cosine in expected if cosine >= ALIKE]
    assert neighbours(library, article_id, 4) == neighbours(library, article_id, 4)


def test_there_are_as_many_neighbours_as_are_wanted_and_none_of_what_is_not_there(library):
    assert [one.id for one in neighbours(library, "bridge", 1)] == ["bridges"]
    assert neighbours(library, "bridge", 0) == []
    assert neighbours(library, "gone", 4) == []
