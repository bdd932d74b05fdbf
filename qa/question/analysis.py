"""What a question asks for, and the terms it is searched by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.text.analyzer import Analyzer
from index.text.korean_terms import Token
from index.text.scripts import main_script
from index.text.terms import bigrams
from qa.question.asking_words import ASKING_WORDS
from qa.question.small_talk import is_small_talk


class Asked(StrEnum):
    """The kind of thing that a question asks for."""

    PERSON = "person"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    METHOD = "method"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for searching.

    text is what is searched (after completion); script what it is written in (index/text/scripts.py);
    asked what it wants; unit what it counts ("그루" of "몇 그루"), "" when it does not say. morphemes and pairs are its terms of both kinds, each once,
    without what only asks. core are those of the pairs that an answer may be expected to hold:
    without particles and endings, which help to rank but whose absence says nothing. stems: of each word
    whose language is not known, what it is in each of the library's; they are among the morphemes.
    """

    text: str
    script: str
    asked: Asked
    unit: str
    morphemes: tuple[str, ...]
    pairs: tuple[str, ...]
    core: frozenset[str]
    stems: tuple[tuple[str, ...], ...] = ()


# What a Korean question asks for when it ends in it: "…한 사람은?", "…의 나이는 무엇인가?"
_ENDING = r"(?:의?\s?이름)?[은는이가]\s?(?:무엇\S*|뭐\S*|뭔\S*|어떻게 [되돼됩]\S*)?\s?\??\s?$"
_PEOPLE = (
    r"(?:사람|인물|선수|감독|배우|가수|작가|저자|대통령|총리|장군|의원|장관|교수|학자|화가|시인|작곡가|지휘자|주인공|아내|남편"
    r"|아들|딸|아버지|어머니|부인|스승|제자|동생|친구|국왕|황제|왕비|여왕|회장|사장|대표|시장|기자|변호사|후보|진행자|설립자|창립자|창시자|발명가)"
)
_PLACES = r"(?:나라|국가|도시|지역|장소|곳|고향|출신지|출생지|수도|위치|섬|행정구역|소재지|개최지)"
_AMOUNTS = r"(?:나이|연령|기간|무게|길이|높이|깊이|금액|점수|순위|거리|넓이|면적|인구|속도|온도|비용|가격|요금|횟수|개수|숫자|비율|규모|수량|득표율|확률|연봉)"
_DAYS = r"(?:출생일|생일|생년월일|일자|날짜|날|시기|시점|때|해|[연년]도|연월|개봉일|발매일|창립일|기념일)"

# Checked in this order: "몇 시" is a time though "몇" counts; the first pattern that is found decides.
_PATTERNS: tuple[tuple[Asked, str], ...] = (
    (Asked.TIME, r"몇\s?시(?![가-힣]*간)|시각|시간은\s?언제|what time|何時|几点|幾點"),
    (
        Asked.DATE,
        r"언제|며칠(?!이면|이나|\s?동안|\s?만에|\s?걸|\s?간)|몇\s?(?:년|월|일|세기)(?!\s?(?:간|동안|만에|째|안에))|어느\s?(?:해|날|시기)"
        rf"|무슨\s?(?:요일|날)|{_DAYS}{_ENDING}"
        r"|\bwhen\b|\b(?:what|which) (?:year|date|day|month|century)|いつ|何年|何月|何日|何曜"
        r"|什么时候|什麼時候|何时|何時|哪(?:一)?年|几月|哪(?:一)?天|幾月",
    ),
    (
        Asked.REASON,
        r"왜|이유|까닭|(?<!몇)(?<!몇\s)원인|때문|\bwhy\b|\bwhat caused|なぜ|どうして|理由|为什么|為什麼|为何|為何|原因",
    ),
    (
        Asked.NUMBER,
        rf"몇|얼마|며칠|{_AMOUNTS}{_ENDING}|(?:횟|점|건|환자|학생|주민|관객|의석|득표|사람|직원|회원)\s?수[는가]"
        r"|인원은|규모는|비율은|가격은|\bhow (?:many|much|long|far|old|tall|high|large|big)"
        r"|いくつ|いくら|何[人本個件回台隻冊枚歳円種校社割倍点席]|どれ(?:くらい|ぐらい|ほど)"
        r"|多少|几[个人次种名]|幾[個人次種名]|多大|多长|多久",
    ),
    (
        Asked.PERSON,
        rf"누가|누구|누군|{_PEOPLE}{_ENDING}|\bwho\b|\bwhom\b|\bwhose\b|誰|だれ|谁|哪位|何人",
    ),
    (
        Asked.PLACE,
        rf"어디|어느\s?{_PLACES}|{_PLACES}{_ENDING}|\bwhere\b"
        r"|\b(?:what|which) (?:city|country|place|state|town)|どこ|どの(?:国|都市|町|県)|哪里|哪裡|哪儿|何处|在哪|哪个(?:国家|城市)",
    ),
    (
        Asked.METHOD,
        r"어떻게(?!\s?[되돼됩])|어떤\s?(?:방법|방식)|\bhow\b|どうやって|どのように|怎么|怎麼|如何|怎样",
    ),
)
_COMPILED = tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _PATTERNS)
_UNIT = re.compile(
    r"몇\s?([가-힣]{1,3}?)(?=(?:이?[야나며지죠]|이에요|예요|인가요?|일까요?|인지|입니까|이?었[나어지]요?|였[나어지]요?|까지|이?쯤|정도|[은는이가을를의에로])*[\s?.,]|[?]?$)"
    r"|何([人本個件回台隻冊枚軒歳円種校社割倍点席])|几([个人次种名条只])"
)

# Words that ask: they stand in the question and need not stand in the answer.
_ASKING = frozenset(  # one text, so that it stays readable
    """
    언제 누구 누가 무엇 무슨 어디 어느 어떤 어떻게 얼마 얼마나 며칠 이유 까닭 알리 알 말하 말 뭐 what when where who whom whose
    which why how do does did is are was were be been the a an of in on at to for by with and
    or it its that this there from as has have had will would can could many much do doe ani
    any some tell me about or not no please so then
    """.split()  # noqa: SIM905
)


def analyse(text: str, analyzer: Analyzer, languages: Sequence[str]) -> Question:
    """Return a question ready for searching. languages are those of the library's articles.

    A question that only asks, greets or counts has no morphemes: nothing can answer it.
    """
    text = "".join(c if c.isprintable() else " " for c in text).strip()
    asked = next((asked for asked, form in _COMPILED if form.search(text)), Asked.THING)
    unit = ""
    if asked is Asked.NUMBER and (match := _UNIT.search(text)):
        unit = next(group for group in match.groups() if group)
    script = main_script(text)
    korean = script == "Hang"
    bare = _bare(text, script)
    terms = analyzer.terms(text if korean else bare, languages)
    morphemes = tuple(dict.fromkeys(term for term in terms if term not in _ASKING))
    if is_small_talk(text) or all(map(_is_bare, morphemes)):
        morphemes = ()
    pairs = tuple(dict.fromkeys(bigrams(bare)))
    core = bigrams(_stems(text, analyzer.tokens(text))) if korean else pairs
    stems = () if korean else tuple(analyzer.stems(bare, languages))
    return Question(
        text=text,
        script=script,
        asked=asked,
        unit=unit,
        morphemes=morphemes,
        pairs=pairs,
        core=frozenset(core),
        stems=stems,
    )


_BARE_DIGITS = 2


def _is_bare(term: str) -> bool:
    """Say whether a term is a number or a letter that stands everywhere."""
    return term.isascii() and (len(term) == 1 or (term.isdecimal() and len(term) <= _BARE_DIGITS))


_ASKING_KOREAN = re.compile(
    r"(?:언제|누가|누구[를의에게가]*|무엇[을이에의]*|무슨|어디[에서의]*|어느|어떤|어떻게|얼마나?|며칠|몇)"
    r"(?=[\s?]|$)|(?:인가|입니까|인지|일까|이었나|였나|하나|했나|됐나|되나|나요|까요|니까|는가)요?\s*\??\s*$"
)
_EAST_ASIAN_ENDINGS = re.compile(
    r"(?:でし|まし|ませ|でしょ)?(?:た|です|ます|う|ん)?(?:のです)?か[。？?]*$|(?:です|ます)(?:か)?[。？?]*$"
    r"|(?:吗|呢|了吗|的)[。？?]*$"
)


def _bare(text: str, script: str) -> str:
    """Return a question, written in script, without what only asks."""
    if script == "Hang":
        bare = _ASKING_KOREAN.sub(" ", text)
    elif script in ("Hani", "Kana"):
        bare = _EAST_ASIAN_ENDINGS.sub(" ", text)
        for _, form in _COMPILED:
            bare = form.sub(" ", bare)
    else:
        asking = _ASKING | ASKING_WORDS
        bare = " ".join(w for w in text.split() if w.lower().strip("?.,!¿¡'\"؟;।") not in asking)
    return bare


def _stems(text: str, tokens: Sequence[Token]) -> str:
    """Return the stems of the words of a Korean question, without particles and endings."""
    kept: list[str] = []
    end = -1
    for token in tokens:
        if token.tag[:1] in "JEX" and token.tag not in ("XR", "XSN", "XPN"):
            continue
        if token.tag in ("NP", "MM", "MAJ", "IC", "SF", "SP") or token.form in _ASKING:
            continue
        surface = text[token.start : token.end]
        if kept and token.start == end:
            kept[-1] += surface
        else:
            kept.append(surface)
        end = token.end
    return " ".join(kept)
