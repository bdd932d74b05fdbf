"""Japanese and Chinese questions in a talk: what one is about, and how a following one leans on it."""

import re

from qa.conversation.follow_up import Follow, Form

_OPENING = re.compile(
    r"^(?:それでは|それじゃあ?|じゃあ?|では|それなら|ならば|それで|そして|また|ところで|那麼|那么|那|然后|然後|还有|還有|另外|所以)[\s,、，]*(?=\w)"
)
_ASKING = re.compile(
    r"(?:いつ|どこ|だれ|誰|なぜ|どうして|どのように|どうやって|どう|どの\w?|どれ(?:くらい|ぐらい|ほど)?|どんな|いくつ|いくら|何[人本個件回台隻冊枚軒階歳円種校社割倍点席年月日時分度名]?|なに|なん)"
    r"(?:から|まで|に|で(?!す)|が|を|と|の)?"
    r"|(?:从)?(?:什么时候|什麼時候|什么时间|何时|何時|哪一?[年天里裡儿個个国家些]+|在?哪|谁|誰|为什么|為什麼|为何|怎么样?|怎麼|如何|多少|多大|多长|多久|多高|多远|几[个人次种名点月号年天]?|幾[個人次種名]?|什么|什麼|何处)"
)
_FILLER = re.compile(
    r"(?:です|でした|でしょう|だ|なの|なん|ん|の)*か?(?:ね|よ)?[\s。、，,？?！!]*|[呢啊呀吗嗎了的\s。、，,？?！!]*"
)
_TOPIC = re.compile(
    r"(?P<topic>.{1,24}?)(?:は(?:どう|いかが)?(?:です|なん|なの|でしょう)*か?|について(?:は|も)?|も|呢|怎么样|怎麼樣)[\s。、？?！!]*"
)
_ATTRIBUTE = re.compile(
    r".*(?:費用|料金|値段|価格|運賃|時間|時刻|日程|日時|場所|理由|原因|目的|人数|参加者|出席者|来場者|規模|面積|長さ|高さ|重さ|大きさ|名前|題名|内容|結果|被害|損失|予算"
    r"|期間|定員|住所|電話番号|代表|主催者|費|票价|价格|价钱|时间|日期|地点|人数|参加者|规模|面积|长度|高度|名字|内容|结果|损失|预算|地址|伤亡|经费|门票|负责人|效果|影响)"
)
_TIME = re.compile(
    r"(?:[月火水木金土日]曜日?|(?:周|星期|礼拜)[一二三四五六日天]|周末|週末|平日|祝日|休日|午前|午後|上午|下午|早上|晚上|[朝昼夜](?=[はにのも]|$)|夕方|昨日|今日|明日|昨天|今天|明天|去年|今年|来年|明年|前年"
    r"|先月|今月|来月|上个?月|下个?月|先週|今週|来週|上周|下周|本周|[春夏秋冬][天季]?|\d+[年月日時时点号]+)[にはもの]?"
)
_POINTING = re.compile(
    r"(?:その|この|あの)(?:人|方|時|日|後|場所|会議|会談|店|船)?[はがをにでとのも]*|(?:それ|これ|そこ|ここ|あそこ|彼女?ら?)(?:から|まで)?[はがをにでとのも]*"
    r"|其中|当时|當時|那里|那裡|那儿|这里|這裡|这次|那次|该|此|[他她它]们?(?:的)?|这个|那个|這個|那個"
)
_DETERMINER = re.compile(
    r"その|この|あの|该|此|这个|那个|這個|那個|这次|那次|那[场座位艘]|这[场座位艘]"
)
_NOUN = re.compile(
    r"[\u3005\u30a0-\u30ff\u3400-\u9fffA-Za-z0-9・ー]+(?=は|が|を|に|で|と|の|も|へ|から|まで|、)"
)
_SUBJECT_END = re.compile(
    r"是|在(?!线)|有(?!限)|会(?!议|談|谈|长)|将|被|把|要|从|为|怎|几|幾|多[少大长久高远]|何|哪|谁|誰|什么|什麼|造成|导致|举行|签署|开始|开放|开业|参加|出席|当选|得了|了"
)
_CHINESE_FILLER = re.compile(r"[了的是在有被会要着过吗呢嗎都也还又就吧从到和与及所]")
_FEW = 2  # Chinese characters beside what asks: a verb, or a property
_KANA = re.compile(r"[\u3040-\u309f]")


class EastAsian:
    """Follow-ups in Japanese and Chinese, and questions in them that are followed up."""

    def follow(self, text: str) -> Follow:
        """Say how a question leans on what was said before it."""
        opening = _OPENING.match(text)
        rest = text[opening.end() :] if opening else text
        if _FILLER.fullmatch(_ASKING.sub("", rest)):
            return Follow(Form.ASKING, rest)
        topic = _TOPIC.fullmatch(rest)
        pointed = _POINTING.match(rest)
        if topic and not pointed and not _ASKING.search(topic["topic"]):
            if _ATTRIBUTE.fullmatch(topic["topic"]):
                whole = "の" in topic["topic"] or "的" in topic["topic"]
                return Follow(Form.WHOLE if whole else Form.LEANING, rest, owner=True)
            return Follow(Form.TOPIC, topic["topic"])
        if pointed or _POINTING.search(rest[:12]):
            return Follow(Form.LEANING, rest)
        left = rest if _KANA.search(rest) else self._left(rest)
        owner = bool(_ATTRIBUTE.match(left))
        if not self._anchors(rest):
            return Follow(Form.LEANING, rest, owner)
        return Follow(Form.WHOLE, text)

    def lean(self, rest: str, subject: str) -> str:
        """Return a question with its subject said; what only pointed at it is left away."""
        pointed = _POINTING.match(rest)
        shorter = rest[pointed.end() :] if pointed and not _DETERMINER.match(rest) else rest
        shorter = _DETERMINER.sub("", shorter, count=1)
        return shorter if subject in shorter else f"{subject} {shorter}"

    def subject(self, text: str, *, owner: bool = False) -> str:
        """Return what a question is about, "" if it does not say."""
        rest = text[match.end() :] if (match := _OPENING.match(text)) else text
        span = self._topic(rest)
        found = rest[span[0] : span[1]] if span else ""
        if (
            owner
            and (match := re.fullmatch(r"(.+)[の的](.+?)", found))
            and _ATTRIBUTE.fullmatch(match[2])
        ):
            found = match[1]
        return found

    def with_topic(self, text: str, topic: str) -> str:
        """Return a question asked of another topic: what it asks stays, what it was about goes."""
        if _TIME.fullmatch(topic):
            if old := _TIME.search(text):
                return text[: old.start()] + topic + text[old.end() :]
            asked = _ASKING.search(text)
            at = asked.start() if asked else len(text)
            return text[:at] + topic + text[at:]
        span = self._topic(text)
        if span is None:
            asked = _ASKING.search(text)
            return f"{topic} {text[asked.start() :] if asked else text}"
        start, end = span
        if (match := re.fullmatch(r"(.+)([の的].+?)", text[start:end])) and _ATTRIBUTE.fullmatch(
            match[2][1:]
        ):
            end = start + match.end(1)
        return text[:start] + topic + text[end:]

    def with_asking(self, text: str, asking: str) -> str:
        """Return a question that asks for something else of the same."""
        asking = re.sub(r"(?:です|でした|なの|か|呢|[\s。、？?！!])*$", "", asking)
        if match := _ASKING.search(text):
            return text[: match.start()] + asking + text[match.end() :]
        return f"{self.subject(text)} {asking}?"

    def _topic(self, text: str) -> tuple[int, int] | None:
        """Return where the topic of a question stands: before は or が, in Chinese before its verb."""
        if _KANA.search(text):
            for particle in ("は", "が"):
                for found in re.finditer(particle, text):
                    before = text[: found.start()]
                    if before and not _KANA.search(before[-1]) and not _ASKING.fullmatch(before):
                        return _trimmed(text, 0, found.start())
            nouns = [m for m in _NOUN.finditer(text) if not _ASKING.match(m.group())]
            return (nouns[0].start(), nouns[-1].end()) if nouns else None
        if (space := text.find(" ")) > 0:  # completed before: "赤潮 什么时候开始的"
            return 0, space
        match = _SUBJECT_END.search(text)
        return _trimmed(text, 0, match.start()) if match and match.start() > 1 else None

    def _anchors(self, text: str) -> list[str]:
        """Return the things that a question names; in Chinese what is left when that is much."""
        if _KANA.search(text):
            found = (match.group() for match in _NOUN.finditer(text))
            named = (noun for noun in found if not _ASKING.match(noun) and not _TIME.match(noun))
            return [noun for noun in named if not _ATTRIBUTE.fullmatch(noun)]
        left = self._left(text)
        few = len(left) <= _FEW or (len(left) <= 2 * _FEW and _ATTRIBUTE.fullmatch(left))
        return [] if few else [left]

    @staticmethod
    def _left(text: str) -> str:
        """Return the characters of a Chinese question that neither ask nor only bind."""
        bare = _TIME.sub("", _ASKING.sub("", text))
        return "".join(c for c in _CHINESE_FILLER.sub("", bare) if c.isalnum())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range without a time that opens it and without the space around it."""
    if (match := _TIME.match(text, start, end)) and match.end() < end:
        start = match.end()
    while start < end and text[start] in " 、，,":
        start += 1
    while end > start and text[end - 1] in " 、，,":
        end -= 1
    return (start, end) if end > start else None
