"""Follow-ups: what each means after the turns before it, and what is left alone."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.answer import Turn
from qa.conversation.complete import complete, turns

FESTIVAL = "등불축제는 어디에서 열렸어?"
SUMMIT = "다카이치 총리는 언제 선출됐나?"
FERRY = "물마루 3호는 별무리도까지 얼마나 걸려?"
BUS = "급행버스 요금은 얼마야?"
LIBRARY = "해온중앙도서관의 총사업비는 얼마야?"
POOL = "시민수영장은 토요일에 몇 시에 닫아?"
BAKERY = "달무리제과를 처음 연 사람은 왜 배에서 내렸어?"
FIRE = "북항 냉동창고 불은 언제 꺼졌어?"
MEETING = "Where did Trump meet Takaichi?"
SIGNED = "What did Trump and Takaichi sign in Tokyo?"
MUSEUM = "When was the Haeon museum opened?"
TRAM = "How fast is the Haeon tram?"
LIGHT = "Who built the lighthouse in 1931?"
PROME = "市民プールは何時に開きますか？"
PACT = "海穏市と潮鳴浦市の協定の柱は何ですか?"
MARKET = "朝市はいつ再開しましたか？"
TIDE = "赤潮是什么时候开始的？"
LOSS = "海稳市的赤潮造成了多少经济损失？"
BRIDGE = "新大桥在哪里？"

COMPLETED = [
    # Another topic: what is asked stays, what it was about goes
    (FESTIVAL, "그럼 도서관은?", "도서관은 어디에서 열렸어?"),
    (FESTIVAL, "도서관은요?", "도서관은 어디에서 열렸어?"),
    (FESTIVAL, "그러면 굴 축제는?", "굴 축제는 어디에서 열렸어?"),
    (FESTIVAL, "시민 음악회는 어때?", "시민 음악회는 어디에서 열렸어?"),
    ("올해 등불축제에는 몇 명이 왔어?", "그럼 굴 축제는?", "올해 굴 축제에는 몇 명이 왔어?"),
    ("여객선 요금은 얼마야?", "버스는?", "버스 요금은 얼마야?"),
    (BUS, "시내버스는?", "시내버스 요금은 얼마야?"),
    ("급행버스 청소년 요금이 얼마예요?", "시내버스는?", "시내버스 청소년 요금이 얼마예요?"),
    (LIBRARY, "그럼 시립병원은?", "시립병원의 총사업비는 얼마야?"),
    (SUMMIT, "트럼프 대통령은?", "트럼프 대통령은 언제 선출됐나?"),
    ("누가 등불축제를 열었어?", "그럼 굴 축제는?", "누가 굴 축제를 열었어?"),
    ("2024년 등불축제에 온 사람은 몇 명이야?", "불꽃놀이는?", "2024년 불꽃놀이에 온 사람은 몇 명이야?"),
    (FERRY, "그럼 물마루 2호는?", "물마루 2호는 별무리도까지 얼마나 걸려?"),
    (MUSEUM, "What about the library?", "When was the library opened?"),
    (MUSEUM, "And the lighthouse?", "When was the lighthouse opened?"),
    (TRAM, "How about the ferry?", "How fast is the ferry?"),
    (MEETING, "And Xi?", "Where did Xi meet Takaichi?"),
    (LIGHT, "And the harbour?", "Who built the harbour in 1931?"),
    (PROME, "図書館は？", "図書館は何時に開きますか？"),
    (PROME, "では、美術館は？", "美術館は何時に開きますか？"),
    (MARKET, "じゃあ、夜市はどうですか？", "夜市はいつ再開しましたか？"),
    (TIDE, "那台风呢？", "台风是什么时候开始的？"),
    (BRIDGE, "图书馆呢？", "图书馆在哪里？"),
    # Another time, or other people: the topic stays
    (POOL, "일요일은?", "시민수영장은 일요일에 몇 시에 닫아?"),
    (POOL, "그럼 평일에는요?", "시민수영장은 평일에 몇 시에 닫아?"),
    (BUS, "청소년은?", "급행버스 요금은 청소년은 얼마야?"),
    ("수영장 어른 이용권은 얼마야?", "어린이는?", "수영장 어린이 이용권은 얼마야?"),
    ("What time does the pool close on Saturday?", "And on Sunday?", "What time does the pool close on Sunday?"),
    (PROME, "日曜日は？", "市民プールは日曜日何時に開きますか？"),
    # Only what is asked
    (FESTIVAL, "언제?", "등불축제는 언제 열렸어?"),
    (FESTIVAL, "그럼 왜?", "등불축제는 왜 열렸어?"),
    (FESTIVAL, "누가요?", "등불축제는 누가 열렸어?"),
    ("시장은 누구를 만났어?", "어디에서?", "시장은 어디에서 만났어?"),
    (MEETING, "When?", "When did Trump meet Takaichi?"),
    (MEETING, "And why?", "why did Trump meet Takaichi?"),
    (MARKET, "なぜですか？", "朝市はなぜ再開しましたか？"),
    (TIDE, "为什么呢？", "赤潮是为什么开始的？"),
    # The subject is left out
    (FESTIVAL, "그럼 언제 열렸어?", "등불축제 언제 열렸어?"),
    (SUMMIT, "그럼 누가 참석했어?", "다카이치 총리 누가 참석했어?"),
    ("해온 여객선 요금은 얼마야?", "누가 정했나?", "해온 여객선 요금 누가 정했나?"),
    (FESTIVAL, "몇 명이 왔어?", "등불축제 몇 명이 왔어?"),
    (FIRE, "재산 피해는 얼마나 돼?", "북항 냉동창고 불 재산 피해는 얼마나 돼?"),
    (FIRE, "원인은?", "북항 냉동창고 불 원인은?"),
    (LIBRARY, "면적은 얼마나 돼?", "해온중앙도서관 면적은 얼마나 돼?"),
    (LIBRARY, "언제 문을 열어?", "해온중앙도서관의 총사업비 언제 문을 열어?"),
    (BUS, "그럼 언제부터 올라?", "급행버스 요금 언제부터 올라?"),
    (POOL, "이용료는?", "시민수영장 이용료는?"),
    (POOL, "그리고 주소는 어디야?", "시민수영장 주소는 어디야?"),
    ("누가 등불축제를 열었어?", "언제 끝났어?", "등불축제 언제 끝났어?"),
    ("Who signed the minerals agreement?", "And who attended?", "the minerals agreement who attended?"),
    (SIGNED, "And who attended on the American side?", "Trump and Takaichi Tokyo who attended on the American side?"),
    ("When did the morning market reopen?", "How many shops are there?", "the morning market How many shops are there?"),
    (MUSEUM, "How much was the fee?", "Haeon museum How much was the fee?"),
    (PACT, "では、費用は誰が出しますか?", "海穏市と潮鳴浦市の協定の柱 費用は誰が出しますか?"),
    (MARKET, "誰が出席しましたか？", "朝市 誰が出席しましたか？"),
    (TIDE, "谁参加了？", "赤潮 谁参加了？"),
    (LOSS, "那原因是什么？", "海稳市的赤潮 原因是什么？"),
    # The subject is pointed at
    (SUMMIT, "거기서 뭐에 서명했지?", "다카이치 총리 뭐에 서명했지?"),
    (FERRY, "그 배는 하루에 몇 번 떠나?", "물마루 3호 배는 하루에 몇 번 떠나?"),
    ("은비늘식품은 누가 세웠어?", "거기 직원은 가장 많을 때 몇 명이었어?", "은비늘식품 직원은 가장 많을 때 몇 명이었어?"),
    (SUMMIT, "그는 어디에서 태어났나?", "다카이치 총리 어디에서 태어났나?"),
    (FESTIVAL, "이 행사에는 누가 왔어?", "등불축제 행사에는 누가 왔어?"),
    (BAKERY, "그 사람은 그 뒤에 뭘 하기로 했대?", "달무리제과를 처음 연 사람 그 뒤에 뭘 하기로 했대?"),
    (LIBRARY, "그중에 국비는 얼마야?", "해온중앙도서관 국비는 얼마야?"),
    (MUSEUM, "Where is it?", "Where is the Haeon museum?"),
    (MUSEUM, "Who is its director?", "Who is the Haeon museum's director?"),
    ("When was Takaichi elected prime minister?", "Where was she born?", "Where was Takaichi born?"),
    (MEETING, "What did they sign there?", "What did Trump Takaichi sign there?"),
    (MARKET, "そこには店がいくつありますか？", "朝市 店がいくつありますか？"),
    (PACT, "それはいつ結ばれましたか？", "海穏市と潮鳴浦市の協定の柱 いつ結ばれましたか？"),
    (TIDE, "它造成了多少损失？", "赤潮 造成了多少损失？"),
    (SUMMIT, "트럼프 대통령은 거기서 뭐라고 했어?", "다카이치 총리 트럼프 대통령은 뭐라고 했어?"),
    # Another language than the turn before
    (FESTIVAL, "Who attended?", "등불축제 Who attended?"),
    (MEETING, "그럼 누가 참석했어?", "Trump Takaichi 누가 참석했어?"),
]  # fmt: skip

WHOLE = [
    "한국은행 기준금리는 얼마인가?",
    "그럼 한국은행 기준금리는 얼마인가?",
    "그리고 시립병원은 언제 문을 여나?",
    "비트코인 가격은 얼마야?",
    "비트코인 가격은?",
    "시립병원 응급실에서 일할 의사는 몇 명인가요?",
    "도서관은 어디에 있어?",
    "트럼프 대통령은 그 뒤 어디로 갔나?",
    "해온 굴을 제일 많이 수입한 나라는 어디야?",
    "미역 봉지는 바다에서 며칠이면 없어지나요?",
    "굴 껍데기로 무엇을 만들어?",
    "개관식에는 누가 참석하나?",
    "흰돌등대가 처음 불을 켠 건 언제지?",
    "화산은 어떻게 생기나?",
    "'닻참'이 무슨 뜻이야?",
    "해안도로 개통일과 시각을 알려 줘",
    "등불축제",
    "적조",
    "남궁벼리의 첫 시집은?",
    "2014년 동계 올림픽 개최 도시는?",
    "소리나 시장은 그녀의 공약에서 무엇을 약속했나?",
    "When was the Haeon lighthouse built?",
    "And when was the Haeon lighthouse built?",
    "Who was the final keeper of the Huindol light?",
    "How many oystercatchers were recorded in the 2025 survey?",
    "How do volcanoes form?",
    "When did Takaichi say she would resign?",
    "Why did shipowners set up a fund for the lighthouse?",
    "What share of the tram's cost does the state cover?",
    "再開した朝市にはいくつの店がありますか?",
    "高市氏は何本の桜を米国に贈ると言いましたか?",
    "朝市の建物を設計したのは誰ですか?",
    "海鳥の観察小屋はいつ開きますか?",
    "赤潮造成了多少经济损失?",
    "为什么要往海里撒黄土?",
    "海稳市的牡蛎出口额是多少美元?",
]

HISTORY = {"en": MUSEUM, "ko": FESTIVAL}


@pytest.mark.parametrize(("before", "text", "meant"), COMPLETED)
def test_a_follow_up_is_searched_as_what_it_means(analyzer, before, text, meant):
    assert complete(text, [Turn(before, before)], analyzer) == meant


@pytest.mark.parametrize("before", [FESTIVAL, MUSEUM, MARKET, TIDE])
@pytest.mark.parametrize("text", WHOLE)
def test_a_question_that_stands_by_itself_stays_as_it_is(analyzer, before, text):
    assert complete(text, [Turn(before, before)], analyzer) == text


@pytest.mark.parametrize("text", sorted({text for _, text, _ in COMPLETED}))
def test_without_a_turn_before_nothing_is_completed(analyzer, text):
    assert complete(text, [], analyzer) == text


@pytest.mark.parametrize("text", ["고마워요!", "?!", "안녕하세요", "Thanks a lot", "도움말"])
def test_small_talk_is_not_completed(analyzer, text):
    assert complete(text, [Turn(FESTIVAL, FESTIVAL)], analyzer) == text


def test_a_talk_keeps_its_subject_from_turn_to_turn(analyzer):
    talk = turns([SUMMIT, "그럼 누가 참석했어?", "거기서 뭐에 서명했지?", "언제?"], analyzer)

    assert [turn.searched_as for turn in talk[1:]] == [
        "다카이치 총리 누가 참석했어?",
        "다카이치 총리 뭐에 서명했지?",
        "다카이치 총리 언제 서명했지?",
    ]


def test_a_new_topic_is_the_topic_of_what_follows(analyzer):
    talk = turns(
        [FESTIVAL, "그럼 도서관은?", "누가 설계했어?", "사업비는?", "그럼 병원은?"], analyzer
    )

    assert [turn.searched_as for turn in talk[1:]] == [
        "도서관은 어디에서 열렸어?",
        "도서관 누가 설계했어?",
        "도서관 사업비는?",
        "병원 사업비는?",
    ]


def test_a_full_question_begins_anew(analyzer):
    talk = turns([FESTIVAL, "시립병원은 언제 문을 여나?", "어디에 있어?"], analyzer)

    assert talk[-1].searched_as == "시립병원 어디에 있어?"


def test_an_english_talk_keeps_its_subject(analyzer):
    talk = turns(
        ["When was the Haeon lighthouse built?", "Who designed it?", "How tall is it?"], analyzer
    )

    assert [turn.searched_as for turn in talk[1:]] == [
        "Who designed the Haeon lighthouse?",
        "How tall is the Haeon lighthouse?",
    ]


def test_thanks_between_two_questions_change_nothing(analyzer):
    talk = turns([FESTIVAL, "고마워요", "그럼 언제 열렸어?"], analyzer)

    assert talk[-1].searched_as == "등불축제 언제 열렸어?"


def test_the_title_quoted_stands_in_where_no_question_named_a_subject(analyzer):
    turn = Turn("누가 왔어?", "누가 왔어?", "등불축제에 1만 2천 명")

    assert complete("언제 열렸어?", [turn], analyzer) == "등불축제에 1만 2천 명 언제 열렸어?"


@pytest.mark.parametrize("text", ["What about !!", "What about ?", "!!は", "? は", "그럼 ?!"])
@pytest.mark.parametrize("before", [FESTIVAL, MEETING, MARKET, TIDE])
def test_an_opening_without_words_completes_nothing(analyzer, before, text):
    assert complete(text, [Turn(before, before)], analyzer) == text


PIECES = st.sampled_from(
    ["그럼 ", "그 ", "거기서 ", "도서관", "은", "요?", "언제", "왜", "토요일", "에는 ", "요금", "And ", "the ", "library", "What about ", "it", " ",
     "?", "!!", "…", "1", "😀", "では、", "図書館", "は", "いつ", "那", "呢", "为什么", "的", "'s", "\t", "Ω", "ก"]
)  # fmt: skip
SAID = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=12)


@settings(deadline=None, max_examples=400)
@example(before=["いつ"], text="呢")
@given(before=st.lists(SAID, max_size=2), text=SAID)
def test_any_talk_can_be_completed_and_always_the_same_way(analyzer, before, text):
    history = turns(before, analyzer)

    completed = complete(text, history, analyzer)

    assert completed == complete(text, history, analyzer)
    assert completed.strip() or not text.strip()
