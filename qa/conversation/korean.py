"""Korean questions in a talk: what one is about, and how a following one leans on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.text.analyzer import Analyzer
from index.text.korean_terms import Token
from qa.conversation.follow_up import Follow, Form

_OPENING = re.compile(
    r"^(?:그럼|그러면|그렇다면|그리고|그래서|그런데|근데|또|혹시|아|음)[\s,]+(?=\S)"
)
_ASKING = re.compile(
    r"(?:누구|누가|누군|언제|어디|어느|무엇|무슨|어떤|어떻게|얼마|며칠|몇|왜|뭐|뭘|뭔)"
)
_TAKES_A_NOUN = frozenset({"몇", "무슨", "어느", "어떤"})
_HOW_ABOUT = re.compile(r"\s(?:어때|어떤가|어떨까|어떻게\s(?:돼|되나|됐어|됩니까|되지))요?\W*$")
# A noun that belongs to something: asked for alone, it is that of what was talked about.
_ATTRIBUTE = re.compile(
    r"(?:.*(?:요금|가격|비용|사업비|공사비|예산|국비|도비|시비|이용료|입장료|관람료|수수료|참가비|상금|금액|수익|매출|피해|피해액"
    r"|시간|시각|날짜|일시|일정|기간|기한|마감일?|[개시종]\w?일|인원|인원수|규모|면적|길이|높이|너비|무게|크기|속도|깊이|나이"
    r"|이름|제목|주소|위치|장소|번호|이유|원인|까닭|목적|효과|결과|반응|내용|조건|대상|자격|순위|점수|비율|비중|정원|좌석|좌석수"
    r"|횟수|수량|개수|관객|관람객|방문객|입장객|승객|직원|대표|관장|감독|위원장|주인|단장|작가|저자|기자|특징|장점|단점|효능|의미"
    r"|\w{2}자)|값|폭|수|뜻)들?"
)
_OF_ANYTHING = frozenset(
    """
    재산 인명 물적 경제적 총 전체 평균 최대 최소 최종 연간 하루 추정 예상 실제 공식 행사 사고 새 첫 어린 주요 정확한 가장
    """.split()  # noqa: SIM905 -- one text stays readable
)
_GENERIC = frozenset(
    """
    사람 사람들 것 거 곳 때 뒤 전 후 이후 다음 처음 마지막 중 가운데 정도 경우 쪽 편 일 말 얘기 이야기 번 더 측 안 밖 위 아래 문 돈 표
    """.split()  # noqa: SIM905 -- one text stays readable
)
_TIME = re.compile(
    r"[월화수목금토일]요일|주말|평일|공?휴일|오전|오후|아침|점심|저녁|밤|새벽|낮|그저께|그제|어제|오늘|내일|모레|재작년|작년|지난해|올해|내년"
    r"|이번|지난|다음|저번|지난주|이번주|다음주|지난달|이번달|다음달|주|달|해|[올지난]*(?:봄|여름|가을|겨울)|\d+(?:년|월|일|시|분)도?|방학|명절"
    r"|설날?|추석|현재|지금|최근|당일|전날|이튿날|올|상반기|하반기|그때|당시"
)
_CLASS = re.compile(
    r"어른|성인|어린이|아이|아동|청소년|(?:초등|중|고등|대)?학생|노인|어르신|경로|영?유아|외국인|내국인|단체|개인|장애인|여자|남자|여성|남성|왕복|편도"
)
_PARTICLES = r"(?:에서는?|에서도|에는?|에도|에게|한테|서는?|은|는|이|가|을|를|의|도|로|과|와|건|게)*(?=[\s?.!]|$)\s?"
_THERE = re.compile(
    rf"(?:^|(?<=\s))(?:(?:그|이|저)\s?곳|거기|여기|그중|이중){_PARTICLES}"
    r"|(?:^|(?<=\s))(?:거긴|여긴)(?=[\s?.!]|$)\s?"
)
_PRONOUN = re.compile(
    r"(?:^|(?<=\s))(?:(?:그|이|저)\s?(?:사람|분|것|거)들?|그녀|그들|걔|그(?=는|가|를|의|에게|도|와|한테))"
    rf"{_PARTICLES}|(?:^|(?<=\s))(?:그건|이건|그게|이게|그걸|이걸)(?=[\s?.!]|$)\s?"
)
_DEMONSTRATIVE = re.compile(
    r"(?:^|(?<=\s))(?:그|이|해당)\s(?!(?:뒤|후|전|이후|다음|외|밖)\S*)(?=[가-힣])"
)
_POLITE = re.compile(r"(?<=[은는에서도])요(?=\W*$)")
_TOPIC_WORDS = 3  # "북항 새 도서관은?"; what is named by more asks for itself
_SUBJECT_WORDS = 8  # a longer chain of words says nothing more


class _Kind(Enum):
    NOUN = "noun"
    VERB = "verb"
    ASKING = "asking"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a question: its place, where its stem ends, its particle and that particle's tag."""

    start: int
    stem_end: int
    end: int
    stem: str
    particle: str
    tag: str
    kind: _Kind

    @property
    def is_topic(self) -> bool:
        return self.kind is _Kind.NOUN and self.particle[-1:] in ("은", "는")

    @property
    def is_anchor(self) -> bool:
        """Whether it names a thing of its own, rather than a time, a kind of people, or a property."""
        return self.kind is _Kind.NOUN and not (
            _TIME.fullmatch(self.stem)
            or _CLASS.fullmatch(self.stem)
            or _ATTRIBUTE.fullmatch(self.stem)
            or self.stem in _GENERIC
            or self.stem in _OF_ANYTHING
        )


class Korean:
    """Follow-ups in Korean, and questions in Korean that are followed up."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def follow(self, text: str) -> Follow:
        """Say how a question leans on what was said before it."""
        opening = _OPENING.match(text)
        rest = text[opening.end() :] if opening else text
        rest, opened = _POLITE.sub("", rest), opening is not None
        if how_about := _HOW_ABOUT.search(rest):
            rest, opened = rest[: how_about.start()] + "?", True
        words = self._words(rest)
        nouns = [word for word in words if word.kind is _Kind.NOUN]
        asking = [word for word in words if word.kind is _Kind.ASKING]
        anchors = [word for word in nouns if word.is_anchor]
        if asking and len(asking) == len([w for w in words if w.kind is not _Kind.OTHER]):
            return Follow(Form.ASKING, rest)
        pointing = _PRONOUN.search(rest) or _DEMONSTRATIVE.search(rest)
        if _THERE.search(rest) or (pointing and not _named_before(pointing.start(), anchors)):
            return Follow(Form.LEANING, rest, self._owns(words))
        if not asking and not any(word.kind is _Kind.VERB for word in words):
            return self._fragment(rest, opened, nouns, anchors)
        if not anchors:
            return Follow(Form.LEANING, rest, self._owns(words))
        if opened and all(word.tag == "JKB" and not word.is_topic for word in anchors):
            return Follow(Form.LEANING, rest)
        return Follow(Form.WHOLE, text)

    def lean(self, rest: str, subject: str) -> str:
        """Return a question with its subject said; what only pointed at it is left away."""
        shorter = _DEMONSTRATIVE.sub("", _PRONOUN.sub("", _THERE.sub("", rest))).strip()
        shorter = shorter if any(c.isalnum() for c in shorter) else rest
        said = {word.strip("?.,!") for word in shorter.split()}
        kept = [word for word in dict.fromkeys(subject.split()) if word not in said]
        return " ".join([*kept, shorter])

    def subject(self, text: str, *, owner: bool = False) -> str:
        """Return what a question is about, "" if it does not say.

        owner: without the property at its end, since another property is asked for: of "도서관의
        사업비는 얼마야?" only the library.
        """
        words = [word for word in self._words(text) if word.kind is not _Kind.ASKING]
        heads = [word for word in words if word.is_topic and not self._only_time([word])]
        heads = heads or [w for w in words if w.kind is _Kind.NOUN and w.tag == "JKS"]
        if heads:
            chosen = [word for word in words if word.start <= heads[0].start]
            while owner and len(chosen) > 1 and _ATTRIBUTE.fullmatch(chosen[-1].stem):
                chosen.pop()
            if not any(w.is_anchor or w.kind is _Kind.VERB for w in chosen):
                chosen = [w for w in words if w.kind is _Kind.NOUN and w.start <= heads[0].start]
        else:
            chosen = [w for w in words if w.kind is _Kind.NOUN and not self._only_time([w])]
        if not any(word.is_anchor for word in chosen):
            return ""
        chosen = chosen[-_SUBJECT_WORDS:]
        *before, last = chosen
        return " ".join([*(text[w.start : w.end] for w in before), last.stem])

    def with_topic(self, text: str, topic: str) -> str:
        """Return a question asked of another topic: what it asks stays, what it was about goes."""
        words, others = self._words(text), self._words(topic)
        stem = topic[others[0].start : others[-1].stem_end]
        if self._only_time(others) or all(_CLASS.fullmatch(word.stem) for word in others):
            same = _TIME if self._only_time(others) else _CLASS
            old = [w for w in words if w.kind is _Kind.NOUN and same.fullmatch(w.stem)]
            if old:
                return _replaced(text, old[0].start, old[-1], stem)
            at = next((w.start for w in words if w.kind in (_Kind.ASKING, _Kind.VERB)), len(text))
            return " ".join(filter(None, (text[:at].strip(), topic.rstrip("?. "), text[at:])))
        chunks = [chunk for chunk in _chunks(words) if any(word.is_anchor for word in chunk)]
        if not chunks:
            return f"{stem} {text}"
        alike = [chunk for chunk in chunks if any(_alike(stem, w.stem) for w in chunk)]
        topics = [chunk for chunk in chunks if chunk[-1].is_topic]
        subjects = [chunk for chunk in chunks if chunk[-1].tag == "JKS"]
        chunk = (alike or topics or subjects or chunks)[0]
        kept = [word for word in chunk if word.is_anchor]
        return _replaced(text, kept[0].start, kept[-1], stem)

    def with_asking(self, text: str, asking: str) -> str:
        """Return a question that asks for something else of the same: "언제?" for "어디에서"."""
        words = self._words(text)
        first = next((n for n, w in enumerate(words) if w.kind is _Kind.ASKING), None)
        asking = re.sub(r"(?<=\S)요?[?.!\s]*$", "", asking)
        if first is None:
            return " ".join(filter(None, (self.subject(text), f"{asking}?")))
        last = first
        while last + 1 < len(words) and words[last + 1].kind is _Kind.ASKING:
            last += 1
        return text[: words[first].start] + asking + text[words[last].end :]

    def _fragment(
        self, rest: str, opened: bool, nouns: Sequence[_Word], anchors: Sequence[_Word]
    ) -> Follow:
        """Say how words without a verb lean: "도서관은?" is another topic, "요금은?" is of the last."""
        if not nouns or not (opened or nouns[-1].is_topic or nouns[-1].particle[-1:] == "도"):
            return Follow(Form.WHOLE, rest)
        if _ATTRIBUTE.fullmatch(nouns[-1].stem):
            return Follow(Form.WHOLE if anchors else Form.LEANING, rest, owner=True)
        several = len(nouns) > _TOPIC_WORDS or any(noun.tag == "JKG" for noun in nouns)
        return Follow(Form.WHOLE if several else Form.TOPIC, rest)

    @staticmethod
    def _owns(words: Sequence[_Word]) -> bool:
        return any(w.kind is _Kind.NOUN and _ATTRIBUTE.fullmatch(w.stem) for w in words)

    @staticmethod
    def _only_time(words: Sequence[_Word]) -> bool:
        return all(_TIME.fullmatch(word.stem) for word in words)

    def _words(self, text: str) -> list[_Word]:
        tokens = self._analyzer.tokens(text)
        words: list[_Word] = []
        takes_a_noun = False
        for match in re.finditer(r"[^\s?!.,]+", text):
            parts = [t for t in tokens if match.start() <= t.start < match.end()]
            word = _word(match.group(), match.start(), match.end(), parts, takes_a_noun)
            takes_a_noun = word.stem in _TAKES_A_NOUN
            words.append(word)
        return words


def _word(text: str, start: int, end: int, parts: list[Token], asked: bool) -> _Word:
    """Return a word with its particles apart; asked: the word before it asks which or how many."""
    stem_end, tag = end, ""
    if parts and parts[-1].form == "요" and len(parts) > 1 and parts[-1].tag == "EF":
        stem_end = parts.pop().start
    while len(parts) > 1 and parts[-1].tag.startswith("J"):
        last = parts.pop()
        stem_end, tag = min(stem_end, max(last.start, start + 1)), tag or last.tag
        if last.tag in ("JKB", "JKS"):
            tag = last.tag
    stem, particle = text[: stem_end - start], text[stem_end - start :].removesuffix("요")
    ending = parts[-1].tag if parts else ""
    if _ASKING.match(text) or asked:
        kind = _Kind.ASKING
    elif ending.startswith(("E", "V", "XSV", "XSA")):
        kind = _Kind.VERB
    elif ending.startswith(("N", "S", "X", "W")) and ending != "NP":
        kind = _Kind.NOUN
    else:
        kind = _Kind.OTHER
    return _Word(
        start=start, stem_end=stem_end, end=end, stem=stem, particle=particle, tag=tag, kind=kind
    )


def _named_before(place: int, anchors: Sequence[_Word]) -> bool:
    """Say whether a question itself names something that a word at a place may point at."""
    return any(word.start < place for word in anchors)


def _chunks(words: Sequence[_Word]) -> list[list[_Word]]:
    """Return runs of nouns, each ended by a particle that binds it to the verb."""
    chunks: list[list[_Word]] = []
    going_on = False
    for word in words:
        if word.kind is not _Kind.NOUN:
            going_on = False
            continue
        if going_on:
            chunks[-1].append(word)
        else:
            chunks.append([word])
        going_on = word.tag in ("", "JKG", "JC")
    return chunks


def _alike(one: str, other: str) -> bool:
    """Say whether two names end in the same noun: 시내버스 and 급행버스."""
    return one != other and len(other) > 1 and one[-2:] == other[-2:]


def _replaced(text: str, start: int, last: _Word, stem: str) -> str:
    particle = "은" if last.tag == "JKS" and last.particle in ("이", "가") else last.particle
    return text[:start] + stem + _fitting(stem, particle) + text[last.end :]


_PAIRS = {"은": "은는", "는": "은는", "이": "이가", "가": "이가", "을": "을를", "를": "을를", "과": "과와", "와": "과와"}  # fmt: skip


def _fitting(stem: str, particle: str) -> str:
    """Return a particle in the form that fits the sound it follows."""
    if particle not in _PAIRS:
        return particle
    closed = "가" <= stem[-1] <= "힣" and (ord(stem[-1]) - ord("가")) % 28 != 0
    return _PAIRS[particle][0 if closed else 1]
