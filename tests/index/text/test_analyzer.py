"""Terms, and the law of sentences: no character of what may answer is lost or given twice."""

from weakref import ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import ANSWERING, Article, Block, Kind, Source, Span, clean_text
from index.text.analyzer import Analyzer
from index.text.splitter import PassageSize, split
from index.text.terms import bigrams, word_terms

# --- terms


def test_korean_terms_are_content_morphemes_without_particles_and_endings(
    analyzer: Analyzer,
) -> None:
    asked = analyzer.terms("다카이치 총리는 언제 총리로 선출됐나?")
    told = analyzer.terms("총리에 다카이치가 선출되었다고 하원은 밝혔다")

    assert {"다카이치", "총리", "선출"} <= set(asked) & set(told)
    assert not {"는", "로", "가", "은", "에", "됐나", "었", "다고", "?"} & {*asked, *told}
    assert asked.count("총리") == 2, "repeats are kept"


@pytest.mark.parametrize(
    ("korean", "english", "shared"),
    [
        ("Galaxy S25는 2025년에 나왔다", "When was the Galaxy S25 released in 2025?", {"galaxi", "s25", "2025"}),
        ("물가가 3.5% 올랐다", "Did prices rise 3.5%?", {"3.5"}),
        ("표는 1,200달러였다", "Was it 1,200 dollars, or 1200?", {"1200"}),
        ("NATO와 APEC이 만났다", "Did NATO meet APEC?", {"nato", "apec"}),
        ("H5N1형 AI가 퍼졌다", "Is H5N1 an AI?", {"h5n1", "ai"}),
        ("ＡＩ 산업", "The AI industry", {"ai"}),
    ],
)  # fmt: skip
def test_a_korean_article_and_an_english_question_share_names_and_numbers(
    analyzer: Analyzer, korean: str, english: str, shared: set[str]
) -> None:
    assert shared <= set(analyzer.terms(korean))
    assert shared <= set(analyzer.terms(english))


def test_hanja_and_old_hangul_do_not_break(analyzer: Analyzer) -> None:
    assert {"韓國", "總理"} <= set(analyzer.terms("韓國의 總理가 왔다"))
    old = analyzer.terms("나랏말ᄊᆞ미 中國에 달아")
    assert "中國" in old
    assert any("ᄊᆞ" in term for term in old)


def test_words_of_other_languages_are_stems_of_that_language(analyzer: Analyzer) -> None:
    assert analyzer.terms("elections elected", ["en"]) == ["elect", "elect"]
    assert "wahl" in analyzer.terms("Wahlen", ["de"])
    assert word_terms("Wahlen", ["de", "en"]) == ["wahl", "wahlen"]
    assert word_terms("晴れた日", ["ja"]) == ["晴れ", "れた", "た日"]


def test_hangul_within_an_english_text_is_read_as_korean(analyzer: Analyzer) -> None:
    found = analyzer.terms("The word 도서관에서 means in the library of the town of Haeon")

    assert "도서관" in found
    assert "librari" in found


def test_a_text_of_no_words_has_no_terms(analyzer: Analyzer) -> None:
    for nothing in ("", "   ", "…!?", "🚢"):
        assert analyzer.terms(nothing) == []
        assert bigrams(nothing) == []


def test_bigrams_stay_inside_words() -> None:
    assert bigrams("도서관에 책") == ["도서", "서관", "관에", "책"]
    assert bigrams("AI산업 ＡＢ") == ["ai", "산업", "ab"]
    assert bigrams("in the US") == ["in", "th", "he", "us"]


def test_tokens_stand_where_they_say(analyzer: Analyzer) -> None:
    text = "🚢 다카이치 총리가 왔다"

    assert {text[t.start : t.end] for t in analyzer.tokens(text)} >= {"다카이치", "총리", "가"}


# --- what may answer, and what may not


def article(*blocks: tuple[Kind, str], language: str = "ko") -> Article:
    body, found = "", []
    for kind, text in blocks:
        found.append(Block(kind, Span(len(body), len(body) + len(text))))
        body += f"{text}\n"
    return Article(Source("a", "제목", language=language), body, tuple(found))


def passages_of(analyzer: Analyzer, made: Article) -> list[str]:
    (runs,) = analyzer.analyse([made])
    return [passage.text for passage in split(made.body, runs, PassageSize())]


P = Kind.PARAGRAPH


def test_credits_notices_and_repeats_are_in_no_passage(analyzer: Analyzer) -> None:
    kinds = [kind for kind in Kind if kind not in ANSWERING]
    made = article(
        *((kind, f"{kind} 글자는 답이 아니다.") for kind in kinds), (P, "문은 아홉 시에 연다.")
    )

    assert {Kind.CREDIT, Kind.NOTICE, Kind.REPEAT, Kind.TITLE} <= set(kinds)
    assert passages_of(analyzer, made) == ["문은 아홉 시에 연다."]


def test_a_caption_is_a_passage_of_its_own(analyzer: Analyzer) -> None:
    made = article(
        (P, "문을 연다."), (Kind.CAPTION, "항구의 모습."), (P, "표를 판다."), (P, "배가 온다.")
    )

    assert passages_of(analyzer, made) == ["문을 연다.", "항구의 모습.", "표를 판다.\n배가 온다."]


def test_the_rule_of_a_table_goes_with_the_row_that_it_underlines(analyzer: Analyzer) -> None:
    body = "| 요일 | 문 여는 때 |\n|---|---|\n| 월요일 | 휴관 |\n\n| 화요일 | 06:00 |"
    article = Article(
        Source("a", "수영장", language="ko"), body, (Block(Kind.TABLE, Span(0, len(body))),)
    )
    [[run]] = analyzer.analyse([article])

    assert [sentence.span.of(body) for sentence in run] == [
        "| 요일 | 문 여는 때 |\n|---|---|", "| 월요일 | 휴관 |", "| 화요일 | 06:00 |",
    ]  # fmt: skip


def test_no_passage_reaches_over_what_may_not_be_quoted(analyzer: Analyzer) -> None:
    made = article((P, "문을 연다."), (Kind.NOTICE, "무단 전재 금지."), (P, "표를 판다."))

    assert passages_of(analyzer, made) == ["문을 연다.", "표를 판다."]


def test_articles_of_many_languages_are_analysed_at_once_as_one_by_one(analyzer: Analyzer) -> None:
    made = [
        article((P, "문을 연다."), (P, "The door opens. It shuts."), (P, "다시 닫는다.")),
        article((P, "The door opens. It shuts."), language="en"),
        article(language="ko"),
        article((P, "門が開く。また閉まる。"), language="ja"),
    ]

    assert analyzer.analyse(made) == [analyzer.analyse([each])[0] for each in made]
    assert analyzer.analyse([]) == []


# --- the law

_SCRAPS = st.sampled_from(
    ["총리는 “간다.”라고 했다. ", "D.C. ", "3.5% ", "오후 1:55 ", "그는 갔다. ", "He left. ", "「行く。」と", "言った。",
     "“好。”", "ᄒᆞᆫ글", "나랏말ᄊᆞ미", "韓國", "👩‍👩‍👧", "🇰🇷", "e\u0301", "\u1112\u1161\u11ab", "\ufeff", "\u200b", "\u3000",
     "\r\n", "\n\n", "\u2028", "\x1c", "\x85", "…", "'", '"', "(", "」", "ㅋㅋㅋ", "\ufffd", "𠮷", "กขค ", "مرحبا. "]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_SCRAPS, st.text(max_size=12)), max_size=14).map("".join)
_BLOCKS = st.lists(st.tuples(st.sampled_from(list(Kind)), _TEXTS), min_size=1, max_size=4)


@given(_BLOCKS, st.sampled_from(["ko", "en", "ja", "zh", None]))
@settings(derandomize=True, deadline=None, database=None, max_examples=250)
def test_every_character_that_may_answer_lies_in_exactly_one_sentence_and_passage(
    analyzer: Analyzer, given_blocks: list[tuple[Kind, str]], language: str | None
) -> None:
    cleaned = [(kind, clean_text(text)) for kind, text in given_blocks]
    made = article(*((kind, text) for kind, text in cleaned if text), language=language or "und")

    (runs,) = analyzer.analyse([made])
    size = PassageSize(40, 10)
    passages = split(made.body, runs, size)

    answering = [block.span for block in made.blocks if block.kind in ANSWERING]
    wanted = [
        place
        for span in answering
        for place in range(span.start, span.end)
        if not made.body[place].isspace()
    ]
    sentences = [sentence for run in runs for sentence in run]
    held = [place for s in sentences for place in range(s.span.start, s.span.end)]
    assert [place for place in held if not made.body[place].isspace()] == wanted
    assert all(any(span.holds(s.span) for span in answering) for s in sentences)
    assert [s for passage in passages for s in passage.sentences] == sentences
    assert all(passage.span.of(made.body) == passage.text for passage in passages)
    assert all(s.span.of(made.body) == s.span.of(made.body).strip() for s in sentences)
    assert all(not any(map(str.isspace, term)) for s in sentences for term in s.terms)


def test_analyzers_share_a_kiwi_while_one_of_them_lives() -> None:
    one, other = Analyzer(threads=3), Analyzer(threads=3)
    kiwi = ref(one._kiwi)

    assert other._kiwi is kiwi()
    del one
    assert kiwi() is not None
    del other
    assert kiwi() is None


def test_no_question_waits_for_articles(analyzer: Analyzer) -> None:
    updating = Analyzer(threads=1)

    with updating._kiwi.lock:
        assert analyzer.tokens("도서관은 언제 문을 여나?")
