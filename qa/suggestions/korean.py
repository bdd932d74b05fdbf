"""Questions that a Korean sentence answers: Korean asks where the answer stands, so a word changes places."""

import re
from collections.abc import Iterator

_SHORTEST, _LONGEST = 12, 44  # characters of a sentence that makes a good question

_STRANGE = re.compile(r"[“”‘’\"'()\[\]<>|…:;~→]|, |\S\.\S*[가-힣]|\.\.")
"""Marks of sentences that quote, list or explain: they make no plain question."""

_LEANS = re.compile(
    r"(?:^|\s)(?:이|그|저|이날|이번|당시|앞서|이어|이어서|또|또한|한편|이에|이를|이는|그는|그녀는|이들은|이들|여기|여기에|이곳|"
    r"그곳|지금|지금의|오늘|어제|내일|이후|이때|그때|올해|지난해|내년|때문|양측|양국|둘|하지만|그러나|다만|반면|"
    r"같은|이런|그런|이렇게|그렇게|이와|그와|이중|가운데)(?:\s|은|는|이|가|을|를|의|에|도|$)"
)
"""Words that lean on the sentences before, or on the day of writing."""

_REPORTS = re.compile(r"[다라자냐]고(?:\s|$)|다며|라며|다는|라는|[으]?며\s")
"""Reported speech: it would be unclear whether the saying or the said is asked about."""

_PAST = "".join(map(chr, range(0xAC14, 0xD7A4, 28)))  # syllables that end in ㅆ
_CLAUSES = re.compile(rf"[가-힣](?:으나|지만|는데도?)\s|[{_PAST}]고\s")
"""Two things said in one sentence: 됐고, 옮겨졌으나, 일었는데도."""

_TOPIC = re.compile(r"(?:^|\s)[가-힣A-Za-z0-9·]{2,}(?:은|는|이|가|에는|에서는)\s")

_NUMBER = r"(?:[0-9][0-9,]*(?:\.[0-9]+)?(?:\s?[만억조천](?:\s?[0-9][0-9,]*)?)*)"
_WORDS = (
    r"(?:(?:열|스물|서른|마흔|쉰)?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)|스무|서른|마흔|쉰)"
)
_COUNTERS = (
    "명|곳|개국|개|권|석|대|척|마리|그루|가지|건|팀|채|종|점|가구|쌍|편|송이|자루|상자|차례|번|노트|㎞|킬로미터|미터|"
    "톤|퍼센트|%|㎡|헥타르|시간|분|년|개월|주|세"
)
_DATE = (
    r"(?:(?:지난|오는)\s)?(?:(?:[0-9]{4}년\s)?[0-9]{1,2}월(?:\s[0-9]{1,2}일)?|[0-9]{4}년|(?<=지난\s)[0-9]{1,2}일|"
    r"(?<=오는\s)[0-9]{1,2}일)"
)
_TITLES = (
    "시장|대통령|총리|장관|의원|회장|대표|교수|감독|원장|관장|소장|이사장|사장|위원장|국장|과장|팀장|부장|센터장|이장|"
    "시인|작가|화가|선장|선수|박사|건축가|기자|총장|교장|서장"
)
_MIDST = r"(?=\s|이다|다\.)"

_WHEN = re.compile(
    rf"(?<![0-9가-힣])(?P<answer>{_DATE})(?P<after>에|부터|까지)?{_MIDST}(?!\s(?:오전|오후|새벽|저녁|밤|낮|[0-9]))"
)
_HOUR = re.compile(
    r"(?<![0-9가-힣])(?P<answer>(?:(?:오전|오후|새벽|저녁|밤|낮)\s)?[0-9]{1,2}시(?:\s[0-9]{1,2}분)?)"
    rf"(?P<after>에|부터|까지)?{_MIDST}"
)
_MONEY = re.compile(
    rf"(?<![0-9가-힣])(?P<answer>{_NUMBER}\s?(?:원|달러|크라운|엔|위안|유로|파운드))(?P<after>을|이(?=\s)|로|으로|에)?{_MIDST}"
)
_COUNT = re.compile(
    rf"(?<![0-9가-힣.,])(?P<answer>(?:{_NUMBER}|{_WORDS}(?=\s))\s?(?P<counter>{_COUNTERS}))"
    r"(?P<after>이(?=\s)|가|을|를|으로|로|에|에서)?(?=\s|이다|다\.)"
)
_WHO = re.compile(
    rf"(?:^|(?<=[는에서을를로일]\s))(?P<answer>(?:[가-힣]{{1,9}}[^는은에서를을로와과의이가도\s]\s)?[가-힣]{{2,5}}\s(?:{_TITLES}))(?P<after>이|가)(?=\s)"
)
_WHERE = re.compile(
    r"(?<=[은는이가을를일월시]\s)(?P<answer>[가-힣A-Za-z][가-힣A-Za-z0-9]{1,11}(?:\s[가-힣A-Za-z0-9]{2,12})?)(?P<after>에서)(?=\s)"
)
_IS_PLACE = re.compile(
    r"(?:관|장|역|항|구|시|군|동|섬|도|교|원|실|센터|광장|공원|강당|마을|터미널|호텔|극장)$"
)


def korean_questions(sentence: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the questions that a Korean sentence answers: kind, question, start and end of the answer."""
    plain = sentence.removesuffix(".")
    if (
        not sentence.endswith("다.")
        or not _SHORTEST <= len(sentence) <= _LONGEST
        or any(pattern.search(plain) for pattern in (_STRANGE, _LEANS, _REPORTS, _CLAUSES))
        or not _TOPIC.search(sentence)
    ):
        return
    for kind, pattern in (
        ("when", _WHEN), ("hour", _HOUR), ("cost", _MONEY), ("count", _COUNT),
        ("who", _WHO), ("where", _WHERE),
    ):  # fmt: skip
        found = list(pattern.finditer(sentence))
        if len(found) != 1:
            continue
        question = _asked(sentence, found[0], kind) if _is_plain(sentence, found[0], kind) else None
        if question is not None:
            match = found[0]
            yield kind, question, match.start("answer"), match.end("answer")


def _is_plain(sentence: str, match: re.Match[str], kind: str) -> bool:
    """Say whether an answer is what its sentence tells, not a part of something else."""
    before, rest = sentence[: match.start()], sentence[match.end() :]
    if before.endswith(("인 ", "의 ")) or (rest.endswith("이다.") and rest != "이다."):
        return False  # 개통 전날인 11월 13일; 2031년까지 들어가는 돈은 1조 원이다
    if kind in ("cost", "count") and re.search("[0-9]", before + rest):
        return False  # which of the numbers?
    if kind == "hour" and not match["after"] and rest != "이다.":
        return False
    if kind == "cost" and (match["after"] or "").endswith("로") and len(rest.split()) > 1:
        return False
    if kind == "count":
        year = match["counter"] == "년" and re.match(r"[0-9]{4}", match["answer"])
        return not year and (match["counter"] != "%" or rest == "이다.")
    return kind != "where" or _IS_PLACE.search(match["answer"]) is not None


def _asked(sentence: str, match: re.Match[str], kind: str) -> str | None:
    """Return a sentence with its answer asked for; None where its ending is none that is known."""
    after = match["after"] or ""
    if kind == "when":
        word = "언제" + ("" if after == "에" else after)
    elif kind == "hour":
        word = "몇 시" + after
    elif kind == "cost":
        word = "얼마" + {"을": "를", "이": "가", "으로": "로"}.get(after, after)
    elif kind == "count":
        word = f"몇 {match['counter']}{after}"
    else:
        word = {"who": "누가", "where": "어디에서"}[kind]
    before, rest = sentence[: match.start()], sentence[match.end() : -1]
    if rest in ("이다", "다"):
        return f"{before}{word}인가?"
    ending = _ending(rest)
    return None if ending is None else f"{before}{word}{ending}?"


def _ending(rest: str) -> str | None:
    """Return the rest of a sentence with the ending of a question: 열었다, 연다, 받는다, 예정이다."""
    stem, last = rest[:-1], rest[-2:-1]
    if not ("가" <= last <= "힣"):
        return None
    final = (ord(last) - 0xAC00) % 28  # the final consonant: 4 ㄴ, 18 ㅄ, 20 ㅆ
    if final in (18, 20):
        return f"{stem}나"
    if last == "는":
        return f"{stem}가"
    if final == 4:
        return f"{stem[:-1]}{chr(ord(last) - 4)}는가"
    if last == "이":
        return f"{stem[:-1]}인가"
    return None
