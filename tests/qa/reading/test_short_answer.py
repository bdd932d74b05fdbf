"""A short answer begins and ends where a word, a name, a number or its unit does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text.analyzer import Analyzer
from qa.reading.short_answer import trimmed

CASES = [
    ("새 시장 한도윤 씨는 지난 5월 2일 시청에서 취임했다.", "5월 2", "5월 2일"),
    ("새 시장 한도윤 씨는 지난 5월 2일 시청에서 취임했다.", "한도윤 씨는", "한도윤 씨"),
    ("이번 불로 12명이 다치고 기름 91,000t이 흘렀다.", "12명이", "12명"),
    ("사업비는 312억 원이다.", "312", "312억 원"),
    ("표값은 어른 3천 원, 어린이 1천500원이다.", "1천500", "1천500원"),
    ("회의에는 김민수, 박서준과 이영희가 나왔다.", "김민수, 박서준과 이영희가", "김민수, 박서준과 이영희"),
    ("그는 “끝까지 책임지겠다”고 말했다.", "끝까지 책임지겠다”", "“끝까지 책임지겠다”"),
    ("수달 열두 마리가 새로 태어났다.", "열두", "열두 마리"),
    ("축제는 5월 3일부터 5일까지 열린다.", "5월 3일부터 5일까지", "5월 3일부터 5일까지"),
    ("The fare is $4.3 million a year.", "4", "$4.3 million"),
    ("It was the 250th ferry of the yard.", "250", "250th"),
    ("会议于2025年10月28日举行。", "2025年10月28", "2025年10月28日"),
    ("参加者は約300人だった。", "300", "300人"),
    ("단원은 모두 서른여덟 명이다.", "여덟 명", "서른여덟 명"),
    ("トンネルは来年3月20日に開通する。", "来年3月20日に", "来年3月20日"),
    ("妹妹叫“米粒”。", "“米粒”", "米粒"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "seen", "wanted"), CASES)
def test_a_short_answer_is_whole(analyzer: Analyzer, sentence: str, seen: str, wanted: str) -> None:
    start = sentence.index(seen)

    place = trimmed(sentence, start, start + len(seen), analyzer)

    assert place is not None
    assert sentence[slice(*place)] == wanted


@pytest.mark.parametrize("seen", ["。", "…", " , ", "”"])
def test_what_says_nothing_is_none(analyzer: Analyzer, seen: str) -> None:
    sentence = f"배가 떠났다 {seen} 다시"
    start = sentence.index(seen)

    assert trimmed(sentence, start, start + len(seen), analyzer) is None


def test_a_whole_sentence_is_no_short_answer(analyzer: Analyzer) -> None:
    sentence = "비가 많이 내려 다리 아래 길이 물에 잠겼기 때문에 버스가 돌아서 다녔다."

    assert trimmed(sentence, 0, len(sentence), analyzer) is None


@given(
    st.text(st.sampled_from("가나 12일,.“”()ab年月 \n"), min_size=1, max_size=40),
    st.data(),
)
@settings(max_examples=80, deadline=None)
def test_it_stands_in_its_sentence(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))

    place = trimmed(sentence, start, end, ANALYZER)

    assert place is None or 0 <= place[0] < place[1] <= len(sentence)


ANALYZER = Analyzer()
