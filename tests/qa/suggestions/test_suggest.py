import pytest

from index.article import Article, Block, Kind, Source, Span
from qa.suggestions.east_asian import chinese_questions, japanese_questions
from qa.suggestions.english import english_questions
from qa.suggestions.korean import korean_questions
from qa.suggestions.suggest import is_about, suggestions


def korean(sentence):
    return [(q, sentence[low:high]) for _, q, low, high in korean_questions(sentence)]


def english(sentence):
    return [(q, sentence[low:high]) for _, q, low, high in english_questions(sentence)]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("별빛도서관 열람석은 720석이다.", "별빛도서관 열람석은 몇 석인가?", "720석"),
        ("별무리도에는 173명이 산다.", "별무리도에는 몇 명이 사는가?", "173명"),
        ("섬에서 나오는 막배는 오후 6시 25분이다.", "섬에서 나오는 막배는 몇 시인가?", "오후 6시 25분"),
        ("별빛도서관이 2024년 9월 1일에 문을 열었다.", "별빛도서관이 언제 문을 열었나?", "2024년 9월 1일"),
        ("카드는 3월 25일부터 주민센터에서 받는다.", "카드는 언제부터 주민센터에서 받는가?", "3월 25일"),
        ("공사비는 모두 6,480억 원이 들었다.", "공사비는 모두 얼마가 들었나?", "6,480억 원"),
        ("개관식에는 마가람 시장이 참석했다.", "개관식에는 누가 참석했나?", "마가람 시장"),
        ("두 번째 문서는 이튿날 아카사카 영빈관에서 서명됐다.", None, None),
        ("두 번째 문서는 28일 아카사카 영빈관에서 서명됐다.", "두 번째 문서는 28일 어디에서 서명됐나?", "아카사카 영빈관"),
    ],
)  # fmt: skip
def test_a_korean_sentence_asks_where_its_answer_stands(sentence, question, answer):
    assert korean(sentence) == ([] if question is None else [(question, answer)])


@pytest.mark.parametrize(
    "sentence",
    [
        "이날 행사에는 120명이 왔다.",
        "도서관은 어제 문을 열었다.",
        "시장은 “2024년 9월 1일에 연다”고 말했다.",
        "도서관은 2024년 9월 1일에 연다고 밝혔다.",
        "도서관에는 책 12권과 의자 30개가 있다.",
        "개통 전날인 11월 13일에 행사가 열린다.",
        "협약에 따라 2031년까지 들어가는 돈은 큰 돈이다.",
        "도서관에 120명이 왔으나 자리가 없었다.",
        "시는 120명을 뽑는다",
        "아주 길고 길어서 " * 9 + "도서관에는 120명이 왔다.",
        "",
    ],
)
def test_a_korean_sentence_that_leans_quotes_or_lists_asks_nothing(sentence):
    assert korean(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The salt railway was laid in 1924 to bring salt.", "When was the salt railway laid?", "1924"),
        ("The bridge will be opened on 3 May 2025.", "When will the bridge be opened?", "3 May 2025"),
        ("The line will be 7.4 kilometres long with eleven stops.", "How long will the line be?", "7.4 kilometres"),
        ("Each tram carries 165 people on one charge.", "How many people does each tram carry?", "165"),
        ("Mayor Do Hangyeol opened the new tram line.", "Who opened the new tram line?", "Mayor Do Hangyeol"),
        ("12 people were hurt in the fire.", "How many people were hurt in the fire?", "12"),
    ],
)  # fmt: skip
def test_an_english_sentence_is_turned_round(sentence, question, answer):
    assert english(sentence) == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    ["He was born in 1924 in Haeon.", "Critics doubt these numbers.", "It was opened in 1924.",
     '"We were founded in 1924," he said.', "The council approved the tram by 12 votes to 8."],
)  # fmt: skip
def test_an_english_sentence_that_leans_asks_nothing(sentence):
    assert english(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("図書館は2024年9月1日に開館した。", "図書館はいつ開館したか？", "2024年9月1日"),
        ("最終便は午後6時25分に出る。", "最終便は何時に出るか？", "午後6時25分"),
        ("総工費は163億ウォン。", "総工費はいくらか？", "163億ウォン"),
        ("初日は約7400人が訪れた。", "初日は何人が訪れたか？", "7400人"),
        ("島にある学校は3校だ。", "島にある学校は何校か？", "3校"),
    ],
)
def test_a_japanese_sentence_asks_where_its_answer_stands(sentence, question, answer):
    found = [(q, sentence[low:high]) for _, q, low, high in japanese_questions(sentence)]

    assert found == [(question, answer)]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("海稳图书馆于2024年9月1日开放。", "海稳图书馆于何时开放？", "2024年9月1日"),
        ("末班船晚上6点25分离开慢岛。", "末班船几点离开慢岛？", "晚上6点25分"),
        ("慢岛上住着173人。", "慢岛上住着多少人？", "173人"),
        ("缆车全长约3.2公里。", "缆车全长多少公里？", "3.2公里"),
        ("赤潮使养殖户损失31亿韩元。", "赤潮使养殖户损失多少韩元？", "31亿韩元"),
    ],
)
def test_a_chinese_sentence_asks_where_its_answer_stands(sentence, question, answer):
    found = [(q, sentence[low:high]) for _, q, low, high in chinese_questions(sentence)]

    assert found == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    ["この島には173人が住んでいる。", "市長は「173人が住む」と述べた。", "島には学校が3校と店が5軒ある。",
     "店は71軒と最も多く、残りは屋台だ。", "高さ1.8メートルの像が贈られる。", "島には173人が住んでいる"],
)  # fmt: skip
def test_a_japanese_sentence_that_leans_quotes_or_lists_asks_nothing(sentence):
    assert list(japanese_questions(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    ["今年的船票卖出173张。", "他在1924年出生于慢岛。", "市长说“明年将有173人”。", "全市有12所学校和34座桥。",
     "缆车全长3.2公里,是全国最长的。", "1924年。"],
)  # fmt: skip
def test_a_chinese_sentence_that_leans_quotes_or_lists_asks_nothing(sentence):
    assert list(chinese_questions(sentence)) == []


def test_sentences_without_spaces_between_them_ask_each_for_itself():
    body = "島には173人が住んでいる。総工費は163億ウォン。"
    block = Block(Kind.PARAGRAPH, Span(0, len(body)))

    found = list(suggestions(Article(Source("a", "島"), body, (block,))))

    assert [one.answer.of(body) for one in found] == ["173人", "163億ウォン"]


def test_only_paragraphs_ask_and_their_places_are_those_of_the_body():
    body = "새 도서관은 2024년 열었다.\n\n별무리도에는 173명이 산다. 열람석은 720석이다."
    head, text = body.split("\n\n")
    at = len(head) + 2
    blocks = (
        Block(Kind.TITLE, Span(0, len(head))),
        Block(Kind.PARAGRAPH, Span(at, at + len(text))),
    )

    found = list(suggestions(Article(Source("a", "제목"), body, blocks)))

    assert [one.question for one in found] == [
        "별무리도에는 몇 명이 사는가?",
        "열람석은 몇 석인가?",
    ]
    assert [one.answer.of(body) for one in found] == ["173명", "720석"]
    assert [one.sentence.of(body) for one in found] == text.replace(". ", ".|").split("|")


@pytest.mark.parametrize(
    ("question", "title", "about"),
    [
        ("별무리도에는 몇 명이 사는가?", "해온~별무리도 새 뱃길", True),
        ("열람석은 몇 석인가?", "별빛도서관 새 열람실 열어", False),
        ("학교는 27일 몇 시에 행진을 하는가?", "학교 우승", False),
        ("When was the salt railway laid?", "A tram along the old salt railway", True),
        ("When was the pan filled?", "A tram", False),
        ("朝市には何軒の店があるか？", "海穏市の朝市、屋根付きで再開", True),
        ("フェリーは何時に出るか？", "慢島のフェリー再開", True),
        ("総工費はいくらか？", "海穏市の朝市、屋根付きで再開", False),
        ("海稳图书馆何时开放？", "海稳图书馆新馆", True),
        ("船票多少元？", "海稳图书馆新馆", False),
    ],
)
def test_a_question_out_of_the_blue_names_something_of_the_title(question, title, about):
    assert is_about(question, title) is about
