"""Sentences end where a reader would say they end, in Korean, English, Japanese and Chinese."""

import pytest

from index.article import Article, Block, Kind, Source, Span
from index.text.analyzer import Analyzer
from index.text.language import detect_language
from index.text.sentences import sentence_starts

# Each sentence of a case is one string; the text is these, joined by a space where the script has spaces.
KOREAN = {
    "numbers and times": ["다카이치 총리는 10월 21일 선출됐다.", "물가는 3.5% 올랐다.", "회담은 오후 1:55에 시작됐다."],
    "abbreviations": ["그는 워싱턴 D.C.에서 열린 회의에 참석했다.", "U.S. 대표단도 왔다."],
    "a quotation that goes on": ["그는 “우리는 간다. 반드시 간다.”라고 말했다.", "의장은 웃었다."],
    "a quotation that stands alone": ["“좋다.”", "의장은 웃었다."],
    "straight quotation marks": ['시장은 "축제를 연다"고 했다.', '"누구나 오라."', "그는 이렇게 덧붙였다."],
    "nested quotation marks": ["정부는 ‘제2의 “황금시대”를 열겠다’고 밝혔다.", "다음 날 회담이 열렸다."],
    "questions and exclamations": ["누가 왔나?", "시장이 왔다!", "모두 놀랐다."],
    "Hanja at the head of a sentence": ["그는 갔다.", "李 대통령은 말했다.", "美·日 정상이 만났다.", "日本은 컸다."],
    "a title at the head of a sentence": ["끝났다.", "《春香傳》은 길다.", "“韓國은 좋다.”"],
    "Hanja after a quotation that goes on": ["그는 “갔다. 日本은 컸다.”라고 말했다.", "中은 反對했다!", "3월에 왔다."],
    "Hanja": ["韓國의 總理가 왔다.", "그는 東京으로 갔다."],
    "old Hangul and emoji": ["ᄒᆞᆫ글은 나랏말ᄊᆞ미 다르다.", "👩‍👩‍👧 이모지도 있다."],
}  # fmt: skip
ENGLISH = {
    "numbers and times": ["Prices rose 3.5% in March.", "The meeting began at 1:55 p.m. on Monday.", "It was short."],
    "abbreviations": ["They met in Washington, D.C. and left at six.", "Mr. Smith stayed.", "The U.S. delegation left."],
    "quotation marks": ["“We will go,” he said.", "“We will surely go.”", "The chair smiled."],
    "straight quotation marks": ['He said "It is over."', "Then he left."],
    "a question inside": ["She asked, ‘Why now?’", "Nobody knew."],
}  # fmt: skip
JAPANESE = {
    "numbers and times": ["物価は3.5%上昇した。", "会談は午後1時55分に始まった！", "本当か？"],
    "a quotation that goes on": ["首相は「日米同盟を強化する。これは重要だ。」と述べた。", "会談は終わった。"],
    "nested quotation marks": ["彼は「『行こう。』と言われた」と話した。", "次の日、会談が開かれた。"],
    "brackets": ["大統領（58）は韓国を訪れた。", "「また来る」"],
}  # fmt: skip
CHINESE = {
    "numbers and times": ["物价上涨3.5%。", "会谈于下午1:55开始！", "结束了吗？", "没有。"],
    "a quotation that ends a sentence": ["他说：“我们走。一定走。”", "主席笑了。"],
    "a quotation that goes on": ["“好。”的说法很多。", "会议结束了。"],
}  # fmt: skip
CASES = {
    f"{language}: {name}": (sentences, gap)
    for language, cases, gap in (
        ("ko", KOREAN, " "), ("en", ENGLISH, " "), ("ja", JAPANESE, ""), ("zh", CHINESE, ""),
    )
    for name, sentences in cases.items()
}  # fmt: skip


def sentences_of(analyzer: Analyzer, text: str, kind: Kind = Kind.PARAGRAPH) -> list[str]:
    source = Source("a", "A title", language=detect_language(text))
    article = Article(source, text, (Block(kind, Span(0, len(text))),))
    (runs,) = analyzer.analyse([article])
    return [sentence.span.of(text) for run in runs for sentence in run]


@pytest.mark.parametrize("name", CASES)
def test_sentences_end_where_they_end(analyzer: Analyzer, name: str) -> None:
    sentences, gap = CASES[name]

    assert sentences_of(analyzer, gap.join(sentences)) == sentences


@pytest.mark.parametrize("gap", ["\n", "\r\n", "  ", " \n\n "])
def test_white_space_between_sentences_belongs_to_none(analyzer: Analyzer, gap: str) -> None:
    korean = ["다카이치 총리는 10월 21일 선출됐다.", "물가는 3.5% 올랐다."]
    english = ["The harbour opens at nine.", "It closes at six."]

    assert sentences_of(analyzer, gap.join(korean)) == korean
    assert sentences_of(analyzer, gap.join(english)) == english


def test_each_row_of_a_table_is_one_sentence(analyzer: Analyzer) -> None:
    rows = [
        "항목 | 2024년 | 2025년",
        "도서관 이용자 | 1,200명. | 3.5% 증가",
        "Visitors | 10. Up | 12",
    ]

    assert sentences_of(analyzer, "\n".join(rows), Kind.TABLE) == rows
    assert sentences_of(analyzer, "\r\n\n".join(rows), Kind.TABLE) == rows
    english = ["Year | Visitors. All | Change", "2025 | 1,200. More | up 3.5%. Good."]
    assert sentences_of(analyzer, "\n".join(english), Kind.TABLE) == english


def test_what_runs_on_without_an_end_is_cut(analyzer: Analyzer) -> None:
    for endless in ("도서관 " * 900, "word " * 900, "字" * 5000):
        found = sentences_of(analyzer, endless.strip())

        assert len(found) > 1
        assert max(map(len, found)) <= 800
        assert "".join(found).replace(" ", "") == endless.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "script", "second"),
    [
        ("यह पहला है। यह दूसरा है।", "Deva", "यह दूसरा है।"),
        ("هل وصلت؟ نعم وصلت.", "Arab", "نعم وصلت."),
        ("Она пришла. Он ушёл.", "Cyrl", "Он ушёл."),
    ],
)
def test_other_scripts_have_their_own_full_stops(text: str, script: str, second: str) -> None:
    starts = sentence_starts(text, script)

    assert [text[start:] for start in starts] == [text, second]


def test_thai_is_cut_at_spaces_since_it_has_no_full_stops() -> None:
    text = ("ห้องสมุดเปิดเวลาเก้าโมง " * 20).strip()

    starts = sentence_starts(text, "Thai")

    assert len(starts) > 2
    assert all(start == 0 or text[start - 1] == " " for start in starts)
