"""What counts in the exact scoring of passages."""

import json

import pytest

from index.search.library import open_library
from index.update import update
from qa.answer import Filters
from qa.question.analysis import analyse
from qa.search.ranking import Factors, Weights, rank
from qa.search.retrieval import retrieve

ARTICLES = [
    {
        "id": "de",
        "language": "de",
        "title": "Dorvantis gewinnt die Wahlen in Haeon",
        "text": "Die Wahlen in Haeon gewann Helena Dorvantis mit 4200 Stimmen. Sie dankte den Helfern.",
    },
    {
        "id": "en",
        "language": "en",
        "title": "The harbour of Haeon opens again",
        "text": "The harbour of Haeon opened again on Monday. Ferries leave every hour.",
    },
]


@pytest.fixture(scope="module")
def library(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("ranking")
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    update(folder / "home", [folder / "articles.jsonl"], encoder=tiny_encoder)
    library = open_library(folder / "home")
    yield library
    library.ledger.close()


def ranked(library, text):
    asked = analyse(text, library.analyzer, library.languages)
    return rank(asked, retrieve(asked, library, Filters()), library, Weights())


def test_a_word_counts_by_the_stem_of_its_own_language(library):
    assert {"wahl", "wahlen"} <= set(
        analyse("Wahlen", library.analyzer, library.languages).morphemes
    )

    assert "wahl" in ranked(library, "Wahlen in Haeon").idf
    assert "wahlen" not in ranked(library, "Wahlen in Haeon").idf


def test_a_word_that_stands_nowhere_is_missed_once(library):
    plain = ranked(library, "Wahlen Glockenspielen").idf

    assert len(plain) == 2


def test_a_score_is_a_share_of_what_the_question_can_reach(library):
    best = ranked(library, "Wer gewann die Wahlen in Haeon?").evidence[0]

    assert best.stored.source.id == "de"
    assert best.signals["morphemes"] > 0.5


def test_factors_multiply_the_weights_of_their_side():
    weights = Weights(alphabetic=Factors(words=2, bigrams=0.5, alike=0), foreign=Factors(words=0.5))

    assert weights.of_side(foreign=False, alphabetic=False) == weights
    own = weights.of_side(foreign=False, alphabetic=True)
    assert (own.morphemes, own.bigrams, own.alike) == (1.2, 0.4, 0)
    assert weights.of_side(foreign=True, alphabetic=False).sentence == weights.sentence / 2
    assert own.passage_cosine == weights.passage_cosine
