"""Lines that are not the article's text: bylines, names of publishers, notices.

Every pattern holds for the whole of a short line, so that news about copyright, or about a
journalist, stays text. None has two ways to read the same characters, so none can run away.
"""

import re

LONGEST = 200
"""Characters of the longest line that is looked at; the notices of wire services stay under 150."""

_OPEN, _CLOSE = r"[\[(（【〔<＜〈《「]", r"[\])）】〕>＞〉》」]"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_EMAIL_LINE = re.compile(rf"(?:e-?mail|이메일|메일)?[\s:(<\[]*{_EMAIL}[\s)>\]]*", re.IGNORECASE)

_KOREAN_NAME = r"[가-힣]{2,5}"
_KOREAN_ROLE = (
    r"(?:선임|수석|수습|인턴|전문|객원|시민|사진|영상|온라인|취재)?\s?"
    r"(?:기자|특파원|통신원|논설위원|편집위원|칼럼니스트|에디터|리포터|앵커|PD)"
)
_KOREAN_PERSON = rf"{_KOREAN_NAME}(?:\s[가-힣]{{2,6}})?\s?{_KOREAN_ROLE}"
_KOREAN_PERSONS = rf"{_KOREAN_NAME}(?:\s?[·ㆍ,/]\s?{_KOREAN_NAME}){{0,5}}\s?{_KOREAN_ROLE}(?:\s?[·ㆍ,/]\s?{_KOREAN_PERSON}){{0,5}}|{_KOREAN_PERSON}"
_PLACE = r"[가-힣A-Za-z]{2,12}(?:\s?[=/]\s?[가-힣A-Za-z0-9]{2,12})?"
_BEFORE_KOREAN = (
    rf"(?:{_OPEN}\s?{_PLACE}\s?{_CLOSE}\s?|{_PLACE}\s?=\s?|(?:글|취재|글·사진|글/사진)\s?[:=]?\s)?"
)
_KOREAN = rf"{_OPEN}?\s?{_BEFORE_KOREAN}(?P<korean>{_KOREAN_PERSONS})\s?{_CLOSE}?"

_WORD = r"[A-ZÀ-Þ][\w.'’-]{0,24}"
_LATIN_NAME = rf"{_WORD}(?: (?:(?:de|del|di|van|von|der|la|le|bin|al) ){{0,2}}{_WORD}){{1,3}}"
_LATIN_NAMES = rf"{_LATIN_NAME}(?:(?:,| and| &|, and) {_LATIN_NAME}){{0,4}}?"
_LATIN_ROLE = (
    r"(?:[A-Za-z]+ ){0,3}(?:[Rr]eporter|[Ww]riter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist)s?"
)
_AGENCIES = r"Reuters|AP|AFP|The Associated Press|Associated Press|Staff"
_LATIN = (
    rf"(?:(?:[Rr]eported |[Ww]ritten |[Ss]tory )?[Bb][Yy]:? (?P<by>{_LATIN_NAMES}|{_AGENCIES})(?:,? {_LATIN_ROLE})?"
    rf"|(?P<latin>{_LATIN_NAMES}), {_LATIN_ROLE})"
)
_HAN_NAME = (
    r"[\u3005\u3040-\u30ff\u3400-\u9fff·・]{2,12}(?:[\s\u3000][\u3040-\u30ff\u3400-\u9fff]{1,6})?"
)
_HAN = (
    rf"{_OPEN}?(?:(?:本[報报紙纸社]|新[華华]社)?(?:[記记]者)[:：／/\s・]|(?:取材・)?文[:：／/＝=]|(?:取材|作者|著者|筆者|撰文)[:：／/])"
    rf"\s?(?P<han>{_HAN_NAME})(?:[／/][^\s／/]{{1,12}})?{_CLOSE}?"
    rf"|{_OPEN}?(?P<writer>[\u3005\u3040-\u30ff\u3400-\u9fff]{{2,10}}[記记]者){_CLOSE}?"
)
_KOREAN_LABEL = (
    r"(?:기자|글쓴이|작성자|글)\s?[:：]\s?(?P<named>[가-힣]{2,5})|(?P<named_>기자\s[가-힣]{2,4})"
)
_BYLINE = re.compile(
    rf"(?:/\s?|기자명\s)?(?:{_KOREAN}|{_LATIN}|{_HAN}|{_KOREAN_LABEL})(?:\s?[=·|/,(<]?\s?{_EMAIL}[)>]?)?"
)
_DATELINE = re.compile(
    rf"{_OPEN}\s?{_PLACE}\s?{_CLOSE}\s?(?P<outside>{_KOREAN_PERSONS})\s?=\s?(?=\S)"
    rf"|{_OPEN}\s?{_PLACE}\s?[=\s]\s?(?P<inside>{_KOREAN_PERSONS})\s?{_CLOSE}\s?=?\s?(?=\S)"
)

_PUBLISHER = re.compile(
    r"(?:[\w&.'’·-]{1,20}\s?){0,4}?"
    r"(?:신문|일보|뉴스|타임스|타임즈|방송|방송국|통신|저널|투데이|데일리|헤럴드|미디어|프레스|포스트"
    r"|News|Times|Post|Herald|Journal|Tribune|Gazette|Press|Daily|Chronicle|Observer|Courier|Ledger"
    r"|Weekly|Mail|Telegraph|Globe|Star|Standard|Dispatch|Register|Sentinel"
    r"|新聞|新闻|通信|通信社|通訊社|通讯社|放送|ニュース|タイムズ|日報|日报|時報|时报|晚報|晚报|テレビ)"
)
_SHORT_NAME = re.compile(
    r"[^\s,.!?…:;\d“”‘’\"'「」~]{1,12}(?: [^\s,.!?…:;\d“”‘’\"'「」~]{1,6}){0,2}|[A-Z][\w'’]{0,15}(?: [A-Z][\w'’]{0,15}){1,3}"
)

_RIGHTS = (
    rf"[\s*※▶]*{_OPEN}?\s?(?:저작권자\s?[:ⓒ©(<]|저작권\s?[ⓒ©]|[ⓒ©]|\([cC]\)\s|Copyrights?\s?(?:[ⓒ©(:]|[0-9]{{4}}|by\b)"
    r"|版[权權]所有|著作[权權]所有).*"
)
_ONLY_RIGHTS = rf"{_OPEN}?\s?All [Rr]ights [Rr]eserved\.?\s?{_CLOSE}?"
_FORBIDDEN = (
    rf"[\s*※▶]*{_OPEN}?\s?(?:(?:본|이|모든)\s?(?:기사|콘텐츠|사진|저작물)[은는의]?\s|[\w.·&\s-]{{1,30}}[,.]\s)?"
    r"무단\s?(?:전재|복제|배포|사용|이용|도용|수집)"
    r"(?:[\s,·ㆍ/-]|및|재배포|배포|전재|복제|수집|이용|AI|학습|활용|등|을|를|은|는|또는|DB|금지)*"
    rf"(?:금지|금합니다|불허|금함)\.?\s?{_CLOSE}?"
)
_FORBIDDEN_HAN = (
    rf"[\s*※＊]*{_OPEN}?(?:(?:本[紙報誌]|記事|写真|当サイト|掲載|[©ⓒ])[^。]{{0,40}})?"
    r"無断(?:で)?(?:転載|複製|使用)[^。]{0,20}(?:禁じます|禁止|禁止します|禁止です|お断りします)。?"
    rf"{_CLOSE}?|未[经經]授[权權][^。]{{0,20}}(?:不得|禁止)[^。]{{0,10}}(?:转载|轉載)[^。]{{0,10}}。?"
)
_CONTRIBUTED = (
    r"[*※]\s?(?:[가-힣·,\s]{2,60}(?:기자|특파원|통신원|에디터|번역가|위원)(?:[가이는은와과]|도)\s"
    r"|(?:이|본)\s(?:기사|글|콘텐츠)[는은]\s)[^.]{0,80}(?:습니다|입니다|됩니다|기여했다)\.?"
    r"|[*(]?\s?[A-Z][\w.,'’ -]{1,80} contributed to (?:this|the) (?:report|story|article|reporting)\.?\)?"
)
_TIP = r"[\s*※▶■☞]*(?:기사\s?)?제보(?:는|하기|\s?및|\s?전화|\s?메일|\s?문의)?\s?[:=]?\s?"
_CONTACT = rf"(?:{_EMAIL}|\(?0[0-9]{{1,2}}[)-]\s?[0-9]{{3,4}}-?[0-9]{{4}})"
_TIPS = rf"{_TIP}(?:.*{_CONTACT}.*|.{{0,30}}(?:카카오톡|카톡|텔레그램|홈페이지).*(?<!다\.))"
_ORIGINAL = (
    r"(?:기사\s)?(?:원문|출처|원문\s?보기|기사\s?보기|Source|Original)\s?[:：]?\s?https?://\S+"
)
_EDITOR = r"[（(【]?(?:责任编辑|責任編輯|编辑|編輯|校对)[:：]\s?\S{2,12}[）)】]?"
_NOTICE = re.compile(
    "|".join(
        f"(?:{pattern})"
        for pattern in (
            _RIGHTS,
            _ONLY_RIGHTS,
            _FORBIDDEN,
            _FORBIDDEN_HAN,
            _CONTRIBUTED,
            _TIPS,
            _ORIGINAL,
            _EDITOR,
        )
    ),
    re.DOTALL,
)
_RELATED_WORDS = (
    r"(?:관련\s?(?:기사|뉴스)|함께 볼 만한 기사|이 시각 주요\s?뉴스|많이 본 (?:기사|뉴스)|주요\s?뉴스"
    r"|[Rr]elated(?: (?:[Aa]rticles?|[Ss]tories|[Nn]ews|[Cc]overage))?|(?:Read|READ) (?:more|also|MORE|ALSO)|More on this(?: story)?"
    r"|関連(?:記事|ニュース)|あわせて読みたい|相[关關](?:新[闻聞]|[阅閱][读讀]|[报報][道導]))"
)
_BEFORE_RELATED = rf"[\s▶▷►■□◆◇●○☞★*#]*{_OPEN}?\s?"
_RELATED = re.compile(rf"{_BEFORE_RELATED}{_RELATED_WORDS}\s?{_CLOSE}?\s?[:：]?")
_RELATED_ITEM = re.compile(rf"{_BEFORE_RELATED}{_RELATED_WORDS}\s?(?:{_CLOSE}|[:：]).*", re.DOTALL)
_SUBHEADING = re.compile(r"[■◆▣◇□●]\s?[^:：]*[^:：.。]")


def byline(text: str) -> str | None:
    """Return who wrote the article if a line tells that and nothing else: no label, no e-mail address."""
    match = _BYLINE.fullmatch(text) if len(text) <= LONGEST else None
    return (
        next((name.strip() for name in match.groupdict().values() if name), None) if match else None
    )


def dateline(text: str) -> tuple[int, str] | None:
    """Return how many characters a place and byline before the text take, and who wrote it.

    As in "(한솔=한솔통신) 홍길동 기자 = 다리가 …".
    """
    match = _DATELINE.match(text[:LONGEST]) if text[:1] in "[(（【〔" else None
    return (match.end(), (match["outside"] or match["inside"]).strip()) if match else None


def is_named_publisher(text: str) -> bool:
    """Say whether a line reads as the name of a newspaper, a broadcaster or an agency."""
    return len(text) <= 40 and _PUBLISHER.fullmatch(text) is not None


def may_be_publisher(text: str) -> bool:
    """Say whether a line is one short name, so that above a title it is the publisher's."""
    return len(text) <= 40 and _SHORT_NAME.fullmatch(text) is not None


def is_notice(text: str) -> bool:
    """Say whether a line is a notice: of rights, contributors or contacts."""
    if len(text) > LONGEST:
        return False
    return any(pattern.fullmatch(text) for pattern in (_NOTICE, _EMAIL_LINE, _RELATED_ITEM))


def is_subheading(text: str) -> bool:
    """Say whether a line is marked as the heading of a part, such as "■ 다음 10년"."""
    return len(text) <= 50 and _SUBHEADING.fullmatch(text) is not None


def is_related_heading(text: str) -> bool:
    """Say whether a line is the heading over a list of other articles."""
    return len(text) <= 40 and _RELATED.fullmatch(text) is not None
