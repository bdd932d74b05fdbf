"""Why a passage was quoted, in values that can be said in plain words: the words it shares, and its ranks."""

from collections.abc import Sequence

from index.text.analyzer import Analyzer
from index.text.question_words import words_with_terms
from index.text.sounds import is_sound
from qa.answer import Reason
from qa.question.analysis import Question
from qa.search.ranking import Evidence, Ranking

Words = Sequence[tuple[str, tuple[str, ...]]]
"""The words of a question that tell something, each with its terms."""


def telling_words(question: Question, analyzer: Analyzer, languages: Sequence[str]) -> Words:
    """Return the words that a question is searched by, each once, in its order, with their terms."""
    searched = frozenset(question.morphemes)
    found = {
        word: tuple(term for term in terms if term in searched)
        for word, terms in words_with_terms(analyzer, question.text, languages)
    }
    return [(word, terms) for word, terms in found.items() if terms]


def reason(words: Words, ranking: Ranking, evidence: Evidence, first: int, last: int) -> Reason:
    """Return why the sentences first to last of a passage were quoted.

    A word stands there if all its terms do; in another script than the question's, if its sound does.
    """
    stored = evidence.stored
    sentences = stored.passage.sentences
    quoted = frozenset(term for one in sentences[first : last + 1] for term in one.terms)
    passage = frozenset(stored.title_terms).union(*(one.terms for one in sentences))
    held, beside, missed = [], [], []
    idf = ranking.idf_for(evidence)  # without stems of languages that the word is not of
    for word, every in words:
        terms = [term for term in every if term in idf or is_sound(term)]
        if _stands(terms, quoted, evidence.foreign):
            held.append(word)
        elif _stands(terms, passage, evidence.foreign):
            beside.append(word)
        else:
            missed.append(word)
    return Reason(
        held=tuple(held),
        beside=tuple(beside),
        missed=tuple(missed),
        word_rank=evidence.word_rank,
        meaning_rank=evidence.meaning_rank,
        candidates=ranking.candidates,
        score=evidence.score,
        cosine=max(evidence.cosines),
    )


def _stands(terms: Sequence[str], there: frozenset[str], foreign: bool) -> bool:
    plain = [term for term in terms if not is_sound(term)]
    if plain and there.issuperset(plain):
        return True
    return foreign and any(term in there for term in terms if is_sound(term))
