"""Questions that a Japanese or a Chinese sentence answers: the question word stands where the answer stood."""

import re
from collections.abc import Iterator

_SHORTEST, _LONGEST = 10, 60  # characters of a sentence that makes a good question

_STRANGE = re.compile('[「」『』“”"()（）\\[\\]<>《》|…:：;；]')
_NUMBER = re.compile("[0-9]")
_N = r"[0-9][0-9,]*(?:\.[0-9]+)?[万億亿]*"
_DATE = r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年(?:[0-9]{1,2}月)?"

_JA_LEANS = re.compile(
    r"^(?:また|しかし|そして|さらに|一方|ただ|なお|同|両|これ|それ|この|その|ここ|そこ)"
    r"|(?:この|その|これ|それ|彼|彼女|今日|昨日|明日|今年|去年|来年|昨年|来春|とした|という|と述べ|と話|と語)"
)
_JA = (
    ("when", re.compile(rf"(?P<answer>{_DATE})に?"), "いつ"),
    ("hour", re.compile(r"(?P<answer>(?:午前|午後)[0-9]{1,2}時(?:[0-9]{1,2}分)?)"), "何時"),
    ("cost", re.compile(rf"(?<=[はがをにもでて、])約?(?P<answer>{_N}(?:円|ウォン|ドル|ユーロ))"), "いくら"),
    ("count", re.compile(
        rf"(?<=[はがをにもで、])約?(?P<answer>{_N}(?P<unit>人|軒|台|本|店|隻|校|か所|メートル|キロ|トン|年間|時間))"
    ), "何"),
)  # fmt: skip
_JA_ENDING = re.compile(r"(?:だ|である)$")

_ZH_LEANS = re.compile(
    r"^(?:但|而|此外|另外|同时|因此|其中|不过|双方|两)"
    r"|[他她它其该此这那]|今[天年日]|昨[天日]|明[天年]|去年|当[天日]|表示|认为|预计|建议"
)
_ZH = (
    ("when", re.compile(rf"(?P<answer>{_DATE})"), "何时"),
    ("hour", re.compile(r"(?P<answer>(?:上午|下午|早上|晚上)[0-9]{1,2}[时点](?:[0-9]{1,2}分)?)"), "几点"),
    ("count", re.compile(
        rf"约?(?P<answer>{_N}(?P<unit>人|名|个|家|座|条|艘|辆|吨|平方公里|公里|米|小时|天|韩元|美元|日元|元))"
    ), "多少"),
)  # fmt: skip


def japanese_questions(sentence: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the question that a Japanese sentence answers: kind, question, start and end of the answer."""
    if _is_plain(sentence, _JA_LEANS) and re.search("[はがも]", sentence):
        for kind, asked, match in _fact(sentence, _JA):
            rest = _JA_ENDING.sub("", sentence[match.end() : -1])
            yield kind, f"{asked}{rest}か？", match.start("answer"), match.end("answer")


def chinese_questions(sentence: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the question that a Chinese sentence answers: kind, question, start and end of the answer."""
    if _is_plain(sentence, _ZH_LEANS):
        for kind, asked, match in _fact(sentence, _ZH):
            rest = sentence[match.end() : -1]
            yield kind, f"{asked}{rest}？", match.start("answer"), match.end("answer")


def _is_plain(sentence: str, leans: re.Pattern[str]) -> bool:
    return (
        _SHORTEST <= len(sentence) <= _LONGEST
        and sentence.endswith("。")
        and not _STRANGE.search(sentence)
        and not leans.search(sentence)
    )


def _fact(
    sentence: str, kinds: tuple[tuple[str, re.Pattern[str], str], ...]
) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Yield a sentence's only number, if that stands in its last clause: kind, question up to it, place."""
    for kind, pattern, word in kinds:
        if match := pattern.search(sentence):
            before, rest = sentence[: match.start()], sentence[match.end() :]
            if before and not _NUMBER.search(before + rest) and not re.search("[、，,]", rest):
                yield kind, before + word + (match.groupdict().get("unit") or ""), match
            return
