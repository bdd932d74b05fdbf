"""The names that fields of an article go by, in front matter and in labelled lines of a head."""

import re

_NAMES = {
    "title": "title headline 제목 기사제목 タイトル 見出し 標題 标题",
    "publisher": "publisher site source outlet 언론사 매체 매체명 신문사 출처 媒体 媒體 発行元 出典",
    "byline": "byline author authors writer reporter 기자 글쓴이 작성자 저자 記者 记者 著者 作者 筆者",
    "published_at": "published_at published date 날짜 일자 일시 작성일 발행일 게시일 보도일 日付 日期 公開日 配信日",
    "url": "url link 링크 주소 원문 원문주소",
    "language": "language lang 언어 言語 语言",
}
FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
"""Lower-case name of a field → attribute of Source."""

_LABELLED = re.compile(r"([^\W\d]{2,12})\s?[:：]\s*(\S.*)", re.DOTALL)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")
_TRADITIONAL = frozenset({"TW", "HK", "MO"})


def read_label(line: str) -> tuple[str, str] | None:
    """Return (field, value) of a line such as "제목: 다리 개통", or None if the line has no such label."""
    match = _LABELLED.fullmatch(line)
    field = FIELDS.get(match[1].lower()) if match else None
    return (field, match[2]) if match and field else None


def web_address(text: str | None) -> str | None:
    """Return text if it is an http(s) address, else None."""
    if text is None or not re.match(r"https?://[^\s/]", text, re.IGNORECASE) or len(text) > 4_000:
        return None
    return None if re.search(r"[\s\x00-\x1f\"<>\\^`{|}]", text) else text


def language_code(text: str | None) -> str | None:
    """Return a BCP 47 code without its region (ko-KR → ko), Chinese with its script (zh-TW → zh-Hant).

    Whatever is no code ("Korean") is None.
    """
    match = _LANGUAGE.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    language, script, region = match.groups()
    if script is None and language == "zh" and region:
        script = "Hant" if region.upper() in _TRADITIONAL else "Hans"
    return f"{language}-{script.title()}" if script else language
