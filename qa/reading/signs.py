"""What speaks for a sentence, or against it, as the place where a question is answered.

Every sign is a number, mostly 0..1. choosing.py weighs them; the weights are learnt (qa/training/).
"""

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.text.terms import fold
from qa.question.analysis import Asked, Question
from qa.reading.short_answers.patterns import has_type
from qa.search.ranking import Evidence, Ranking

SENTENCE_SIGNS = {
    "coverage": "share of the question's morphemes that the sentence holds; those of the title count"
    " nothing, and one counts the more the fewer sentences of the passage hold it",
    "pairs": "the same of its bigrams",
    "alike": "the same of its morphemes, where words alike in meaning count in part",
    "before": "coverage of the sentence before, which names what this one goes on about",
    "before_pairs": "pairs of the sentence before",
    "before_alike": "alike of the sentence before",
    "after": "coverage of the sentence after, which may go on about this one",
    "after_alike": "alike of the sentence after",
    "leans": "it opens by pointing back (그는, 이때, This), times the coverage of the sentence before",
    "cosine": "cosine of the sentence's vector with the question's",
    "above": "cosine less the mean of the passage's sentences",
    "type": "it holds something of the asked type, or the type has no form",
    "form": "it holds the very form that is asked for: the counted unit, money, a year, a weekday",
    "only_form": "form as a share of that of all sentences of its passage",
    "before_form": "form times the coverage of the sentence before",
    "first": "it opens its passage",
    "last": "it ends its passage",
    "length": "ln(1 + characters) / 5: headings and captions say little",
}
PASSAGE_SIGNS = {
    "passage": "the passage's score as a share of the best one's",
    "morphemes": "its BM25 of morphemes, as a share of the most the question can reach",
    "bigrams": "its BM25 of bigrams, likewise",
    "sentence": "BM25 of its best sentence, likewise",
    "passage_cosine": "cosine of the passage's vector with the question's",
    "sentence_cosine": "the best cosine among its sentences",
    "passage_alike": "share of the question's morphemes that it and its title hold, words alike in part",
    "core": "share of the question's bigrams without particles and endings that it and its title hold",
}

_COUNT = (
    r"(?:\d[\d,.]*\s?여?\s?[십백천만억조]*|[십백천만억조]+|[수몇]\s?[십백천만]+|스무|스물[가-힣]?"
    r"|열[가-힣]{0,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉)\s?여?\s?"
)
_MONEY = re.compile(
    _COUNT + r"(?:원|달러|엔|유로|위안|파운드)|[$€£¥₩]\s?\d|\d\s?(?:won|dollars|yen|euros|pounds)\b"
    r"|\d[\d,.]*\s?[万億亿]?\s?(?:円|ウォン|ドル|元|美元|韩元|日元|欧元)"
    r"|\b(?:million|billion) (?:won|dollars|yen|euros)\b"
)
_ASKS_MONEY = re.compile(
    r"비용|사업비|예산|요금|가격|금액|돈|값|내야|벌금|연봉|매출|수출액|투자|상금|입장료|국비|시비"
    r"|월급|급여|임금|과태료|보상금|배상|(?:세금?|료|비|성금|기금)[은는이가]\s?(?:모두\s|전부\s)?얼마"
    r"|\b(?:cost|price|fare|fee|pay|paid|budget|worth)|費用|料金|金額|予算|価格|多少钱|费用|价格|损失|预算"
)
_ASKS_YEAR = re.compile(
    r"몇\s?년|연도|년도|어느\s?해|\b(?:what|which) year|何年|哪(?:一)?年", re.IGNORECASE
)
_YEAR = re.compile(r"\d{2,4}\s?[년年]|\b(?:1[5-9]|20)\d\d\b")
_ASKS_WEEKDAY = re.compile(r"요일|曜|what day of the week|星期几|周几", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"[월화수목금토일]요일|[月火水木金土日]曜|星期[一二三四五六日天]|周[一二三四五六日]"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_LEANS = re.compile(
    r"^[“\"‘']?(?:그는|그녀는|그가|이는|이에|이때|이후|이어|이를|이로|이런|이러한|그\s결과|그러나|또한|또|이\s자리|같은\s(?:날|해|시기)|여기|이곳|당시"
    r"|He |She |They |It |This |That |These |Those |But |However|彼[はが女]|これ|それ|この|その|他|她|这|该|此)"
)
_FORM_OF_ITS_OWN = (Asked.TIME, Asked.PERSON, Asked.PLACE, Asked.REASON)


def passage_signs(
    question: Question, ranking: Ranking, evidence: Evidence, top: float
) -> dict[str, float]:
    """Return PASSAGE_SIGNS of a passage; top is the score of the best one."""
    signals = evidence.signals
    core = {pair: weight for pair, weight in ranking.pair_idf.items() if pair in question.core}
    text = fold(f"{evidence.stored.source.title}\n{evidence.stored.passage.text}")
    return {
        "passage": evidence.score / top if top > 0 else 0.0,
        "morphemes": signals["morphemes"],
        "bigrams": signals["bigrams"],
        "sentence": signals["sentence"],
        "passage_cosine": signals["passage_cosine"],
        "sentence_cosine": signals["sentence_cosine"],
        "passage_alike": signals["alike"],
        "core": share(core, text),
    }


def sentence_signs(
    question: Question, ranking: Ranking, evidence: Evidence
) -> Iterator[dict[str, float]]:
    """Yield SENTENCE_SIGNS of each sentence of a passage, in order."""
    passage = evidence.stored.passage
    texts = [passage.sentence_text(number) for number in range(len(passage.sentences))]
    terms = [frozenset(sentence.terms) for sentence in passage.sentences]
    title = evidence.stored.source.title
    held = _held(ranking.idf_for(evidence), terms, frozenset(evidence.stored.title_terms))
    held_pairs = _held(ranking.pair_idf, [fold(text) for text in texts], fold(title))
    overlap = evidence.overlap
    alikes = overlap.covered_by_each(held.telling, terms) if overlap else held.shares
    mean = sum(evidence.cosines) / len(evidence.cosines)
    typed = [has_type(question.asked, text) for text in texts]
    forms = [holds_form(question, *one) for one in zip(texts, typed, strict=True)]
    all_forms = sum(forms) or 1.0
    before = before_pairs = before_alike = 0.0
    for number, cosine in enumerate(evidence.cosines):
        text = texts[number]
        coverage, pairs, alike = held.shares[number], held_pairs.shares[number], alikes[number]
        is_last = number == len(texts) - 1
        yield {
            "coverage": coverage,
            "pairs": pairs,
            "alike": alike,
            "before": before,
            "before_pairs": before_pairs,
            "before_alike": before_alike,
            "after": 0.0 if is_last else held.shares[number + 1],
            "after_alike": 0.0 if is_last else alikes[number + 1],
            "leans": before * leans(text),
            "cosine": cosine,
            "above": cosine - mean,
            "type": float(typed[number]),
            "form": forms[number],
            "only_form": forms[number] / all_forms,
            "before_form": before * forms[number],
            "first": float(number == 0),
            "last": float(is_last),
            "length": math.log1p(len(text)) / 5,
        }
        before, before_pairs, before_alike = coverage, pairs, alike


def leans(sentence: str) -> bool:
    """Say whether a sentence opens by pointing back, so that it needs the one before to be understood."""
    return _LEANS.match(sentence) is not None


def heads_a_table(sentence: str) -> bool:
    """Say whether a sentence is a table's underlined first row: what the columns are called answers nothing."""
    _, _, rule = sentence.partition("\n")
    return "-" in rule and sentence.startswith("|") and not any(map(str.isalnum, rule))


def holds_form(question: Question, text: str, is_typed: bool) -> float:
    """Return 1 where text holds the very form that is asked for, 0.5 for any number, else 0.

    is_typed: it holds something of the asked type.
    """
    asked = question.asked
    if asked is Asked.NUMBER:
        if question.unit:
            return float(re.search(_COUNT + re.escape(question.unit), text) is not None)
        if _ASKS_MONEY.search(question.text):
            return float(_MONEY.search(text) is not None)
        return 0.5 * any(c.isdigit() for c in text)
    if asked is Asked.DATE:
        if _ASKS_WEEKDAY.search(question.text):
            return float(_WEEKDAY.search(text) is not None)
        if _ASKS_YEAR.search(question.text):
            return float(_YEAR.search(text) is not None)
        return float(is_typed)
    return float(asked in _FORM_OF_ITS_OWN and is_typed)


def share(idf: Mapping[str, float], there: Container[str]) -> float:
    """Return the share of terms that are there, each weighted by how telling it is."""
    total = sum(idf.values())
    return sum(weight for term, weight in idf.items() if term in there) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Held:
    """How much each term tells the sentences of a passage apart, and the share that each sentence holds."""

    telling: Mapping[str, float]
    shares: Sequence[float]


def _held(
    idf: Mapping[str, float], sentences: Sequence[Container[str]], title: Container[str]
) -> _Held:
    """Weigh the terms by how few of the sentences hold them; those of the title tell nothing."""
    telling: dict[str, float] = {}
    sums = [0.0] * len(sentences)
    for term, weight in idf.items():
        if term in title:
            continue
        holders = [number for number, sentence in enumerate(sentences) if term in sentence]
        telling[term] = weight * math.log1p(len(sentences) / max(1, len(holders)))
        for number in holders:
            sums[number] += telling[term]
    total = sum(telling.values())
    return _Held(telling, [one / total if total else 0.0 for one in sums])
