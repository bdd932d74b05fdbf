"""The best sentences looked at again: how well the short answer that each would give fits the question."""

import math
from collections.abc import Mapping, Sequence

from index.text.scripts import main_script
from qa.reading.short_answers.korean import Found, KoreanReader

LOOKED_AT = 4  # sentences, copies not counted; the answering one is among the first 4 for 97 % of KorQuAD's questions
DOUBT = 3.0  # one that is e^3 times less likely than the first is not looked at
AGAIN_SIGNS = {
    "first_look": "the sentence's score by SENTENCE_SIGNS and PASSAGE_SIGNS",
    "answer": "logit of its likeliest short answer, as tanh of a tenth",
    "answer_share": "share of that in the softmax of all candidates of the sentence",
    "answer_kind": "it is of the kind of name or number that is asked for",
    "answer_lead": "its logit less that of the best of the other sentences, copies left out, as tanh of a quarter",
    "no_answer": "the sentence has no candidate",
}


def finds(reader: KoreanReader | None, sentences: Sequence[str]) -> list[Found | None]:
    """Return the likeliest short answer of each sentence, the same one for the same words.

    None for sentences in another script.
    """
    if reader is None or not reader.has_short_answer():
        return [None] * len(sentences)
    known = {
        text: reader.best(text) if main_script(text) == "Hang" else None
        for text in dict.fromkeys(sentences)
    }
    return [known[text] for text in sentences]


def again_signs(scores: Sequence[float], found: Sequence[Found | None]) -> list[dict[str, float]]:
    """Return AGAIN_SIGNS of sentences. scores: of the first look; found: their likeliest short answers."""
    signs = []
    for score, one in zip(scores, found, strict=True):
        others = [other.score for other in found if other is not None and other is not one]
        lead = one.score - max(others) if one and others else 0.0
        signs.append({
            "first_look": score,
            "answer": math.tanh(one.score / 10) if one else 0.0,
            "answer_share": one.share if one else 0.0,
            "answer_kind": one.kind if one else 0.0,
            "answer_lead": math.tanh(lead / 4),
            "no_answer": float(one is None),
        })  # fmt: skip
    return signs


def weigh(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted sum of signs."""
    return sum(weights[name] * value for name, value in signs.items())
