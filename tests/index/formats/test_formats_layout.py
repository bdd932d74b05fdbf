from pathlib import Path

import pytest

from index.formats import read
from index.formats.charset import decode
from index.formats.plain_text import parse_text

SEED = Path("../shared/seeds/000_cf5ec88f90e30bc2.txt")

CAPTION = "28일 한솔시 강변에서 열린 개통식에서 시장(왼쪽)과 어린이들이 오색 줄을 자르고 있다."
CREDIT = "| 한솔일보 김서라"
PAPER = f"""한솔일보

한솔대교, 6년 공사 끝에 열렸다

2025년 10월 28일 오후 1:55
{CAPTION} {CREDIT}{CAPTION} {CREDIT}

한솔강을 건너는 새 다리가 28일 열렸다. 길이는 480미터이다.

시는 “돌아가는 길이 없어졌다”고 밝혔다.
다리 이름은 주민 투표로 정했다.

*홍길동 기자가 이 기사의 취재에 기여했습니다."""


def kinds(text):
    article = parse_text(text, Path("a.txt"))
    return [(str(block.kind), block.span.of(article.body)) for block in article.blocks]


def body_kinds(text):
    """The blocks below a title."""
    return kinds(f"한솔대교, 6년 공사 끝에 열렸다\n\n{text}")[1:]


def test_the_layout_of_a_newspaper_is_told_apart():
    assert kinds(PAPER) == [
        ("publisher", "한솔일보"),
        ("title", "한솔대교, 6년 공사 끝에 열렸다"),
        ("date", "2025년 10월 28일 오후 1:55"),
        ("caption", CAPTION),
        ("credit", CREDIT),
        ("repeat", f"{CAPTION} {CREDIT}"),
        ("paragraph", "한솔강을 건너는 새 다리가 28일 열렸다. 길이는 480미터이다."),
        ("paragraph", "시는 “돌아가는 길이 없어졌다”고 밝혔다."),
        ("paragraph", "다리 이름은 주민 투표로 정했다."),
        ("notice", "*홍길동 기자가 이 기사의 취재에 기여했습니다."),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_other_line_ends_change_nothing(end):
    assert kinds(PAPER.replace("\n", end)) == kinds(PAPER)


@pytest.mark.skipif(not SEED.exists(), reason="the real article lies outside the repository")
def test_the_real_article_is_told_apart():
    article = next(read(SEED))

    texts = {}
    for block in article.blocks:
        texts.setdefault(str(block.kind), []).append(block.span.of(article.body))
    assert article.source.title.startswith("미·일 정상")
    assert article.source.publisher == "에포크타임스"
    assert article.source.published_at == "2025-10-28T13:55:00+09:00"
    assert {kind: len(found) for kind, found in texts.items()} == {
        "publisher": 1,
        "title": 1,
        "date": 1,
        "caption": 1,
        "credit": 1,
        "repeat": 1,
        "paragraph": 18,
        "notice": 1,
    }
    assert texts["repeat"][0] == f"{texts['caption'][0]} {texts['credit'][0]}"
    assert article.body == decode(SEED.read_bytes())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{CAPTION} {CREDIT}", [("caption", CAPTION), ("credit", CREDIT)]),
        (
            f"{CAPTION} {CREDIT}" * 3,
            [("caption", CAPTION), ("credit", CREDIT), ("repeat", f"{CAPTION} {CREDIT}" * 2)],
        ),
        (
            f"{CAPTION} {CREDIT} {CAPTION} {CREDIT}",
            [("caption", CAPTION), ("credit", CREDIT), ("repeat", f"{CAPTION} {CREDIT}")],
        ),
        (
            f"{CAPTION}{CAPTION} {CREDIT}",
            [("caption", CAPTION), ("repeat", CAPTION), ("credit", CREDIT)],
        ),
        (f"{CAPTION}{CAPTION}", [("caption", CAPTION), ("repeat", CAPTION)]),
        (
            f"{CAPTION} | 한솔일보{CAPTION} | 강마을통신",
            [
                ("caption", CAPTION),
                ("credit", "| 한솔일보"),
                ("repeat", CAPTION),
                ("credit", "| 강마을통신"),
            ],
        ),
        (f"{CAPTION} /사진=한솔시", [("caption", CAPTION), ("credit", "/사진=한솔시")]),
        (f"{CAPTION} [사진=한솔시]", [("caption", CAPTION), ("credit", "[사진=한솔시]")]),
        (f"{CAPTION} (사진 제공: 한솔시)", [("caption", CAPTION), ("credit", "(사진 제공: 한솔시)")]),
        (f"{CAPTION} 사진 제공: 한솔시", [("caption", CAPTION), ("credit", "사진 제공: 한솔시")]),
        (f"{CAPTION} /한솔시 제공", [("caption", CAPTION), ("credit", "/한솔시 제공")]),
        (
            "The mayor cuts the ribbon. (Photo: Jane Doe)",
            [("caption", "The mayor cuts the ribbon."), ("credit", "(Photo: Jane Doe)")],
        ),
        ("(Photo: Jane Doe)", [("credit", "(Photo: Jane Doe)")]),
        ("사진=한솔시", [("credit", "사진=한솔시")]),
        (
            "橋の開通を祝う子どもたち（写真：韓松新聞）",
            [("caption", "橋の開通を祝う子どもたち"), ("credit", "（写真：韓松新聞）")],
        ),
    ],
)  # fmt: skip
def test_a_caption_comes_once_and_apart_from_its_credit(line, expected):
    assert body_kinds(f"{line}\n\n다리가 열렸다.")[:-1] == expected


@pytest.mark.parametrize(
    "text",
    [f"{CAPTION} {CREDIT}\n\n다리가 열렸다.\n\n{CAPTION}", f"{CAPTION}\n\n다리가 열렸다.\n\n{CAPTION} {CREDIT}"],
)  # fmt: skip
def test_a_paragraph_that_repeats_a_caption_is_no_second_answer(text):
    found = body_kinds(text)

    assert [part for kind, part in found if kind in ("caption", "paragraph")].count(CAPTION) == 1
    assert ("repeat", CAPTION) in found


@pytest.mark.parametrize(
    "line",
    [
        "*홍길동 기자가 이 기사의 번역 및 정리에 기여했습니다.",
        "*이 기사는 강마을통신이 제공했습니다.",
        "무단 전재 및 재배포 금지",
        "저작권자 ⓒ 한솔일보, 무단 전재 및 재배포 금지",
        "<저작권자(c) 한솔통신, 무단 전재-재배포, AI 학습 및 활용 금지>",
        "ⓒ 한솔일보 & example.com, 무단전재 및 재배포 금지",
        "[ⓒ 한솔일보, 무단전재 배포금지]",
        "본 기사의 무단 전재를 금합니다.",
        "Copyright 2025 Hansol Herald. All rights reserved.",
        "Copyright ⓒ 한솔일보. All rights reserved.",
        "All rights reserved.",
        "© Hansol Herald",
        "Jane Doe contributed to this report.",
        "제보는 카카오톡 한솔제보",
        "▶ 제보는 news@example.com 또는 02-123-4567",
        "hong@example.com",
        "[관련기사] 한솔대교 야간 조명 켜진다",
        "기사 원문: https://example.com/a",
        "※無断転載を禁じます。",
        "記事・写真の無断転載を禁じます",
        "版权所有 未经授权不得转载",
    ],
)
def test_a_notice_is_no_answer(line):
    assert body_kinds(f"다리가 열렸다.\n\n{line}")[-1] == ("notice", line)


@pytest.mark.parametrize(
    "line",
    [
        "협회는 기사의 무단 전재 및 재배포를 금지해 달라고 법원에 요청했다.",
        "무단 전재와 재배포를 금지하는 법이 28일 국회를 통과했다.",
        "저작권자는 작품을 쓴 사람이고, 저작권자가 숨지면 70년 동안 보호된다.",
        "저작권자들이 한솔시를 상대로 소송을 냈다.",
        "Copyright law in the country changed in 2025, the ministry said.",
        "The singer said all rights reserved by the label went back to her.",
        "제보는 경찰에 전화로 들어왔다.",
        "제보는 카카오톡으로 들어왔다.",
        "관련 기사 30건을 살펴본 연구진은 같은 결론을 냈다.",
        "홍길동 기자는 이날 법정에 나와 증언했다.",
        "그 사진은 1978년에 찍혔고 제공 받은 사람은 알려지지 않았다.",
        "By Monday the river had fallen below the warning level.",
        "[정정보도] 지난 21일 기사에서 다리의 길이를 450미터라고 썼으나 480미터이므로 바로잡습니다.",
        "하하하하하하하하하하하하하하하하하하하하하하하하",
        "無断転載を禁じる条例が可決された。",
    ],
)
def test_news_about_such_things_stays_text(line):
    assert body_kinds(f"다리가 열렸다.\n\n{line}")[-1] == ("paragraph", line)


def test_a_list_of_related_articles_is_a_notice_up_to_the_next_text():
    text = "다리가 열렸다.\n\n관련 기사\n\n- 밤에도 걷는 다리\n- 다리 이름은 누가\n\n다시 기사의 글이다."

    assert [kind for kind, _ in body_kinds(text)] == ["paragraph", *["notice"] * 3, "paragraph"]


def test_a_dateline_is_told_from_the_text_it_opens():
    text = "(한솔=한솔통신) 홍길동 기자 = 새 다리가 열렸다.\n\n주민들이 반겼다."

    assert body_kinds(text)[:2] == [
        ("byline", "(한솔=한솔통신) 홍길동 기자 ="),
        ("paragraph", "새 다리가 열렸다."),
    ]


def test_hard_wrapped_text_is_one_paragraph():
    wrapped = (
        "The new bridge over the river opened on Tuesday after six\n"
        "years of work, and several hundred people walked across it\n"
        "before the first cars came. It is 480 metres long, the city\n"
        "said."
    )

    assert body_kinds(f"{wrapped}\n\nThe old one will be torn down.") == [
        ("paragraph", wrapped),
        ("paragraph", "The old one will be torn down."),
    ]


def test_wrapped_korean_is_one_paragraph_and_lines_of_a_list_are_not():
    wrapped = (
        "한솔강을 건너는 새 다리가 여섯 해에 걸친 공사를 끝내고 마침내\n"
        "열렸다. 차가 다니기에 앞서 주민 수백 명이 다리 위를 걸었고 시는\n"
        "이날을 기념하는 나무를 강가에 심었다."
    )
    listed = "- 길이 480미터\n- 너비 20미터\n- 보행로 두 줄"

    assert [part for _, part in body_kinds(f"{wrapped}\n\n{listed}")] == [
        wrapped,
        *listed.split("\n"),
    ]


def test_a_single_newline_parts_paragraphs():
    text = "새 다리가 열렸다.\n주민들이 반겼다.\n옛 다리는 헐린다."

    assert [part for _, part in body_kinds(text)] == text.split("\n")


def test_rows_between_tabs_are_a_table():
    table = "구분\t어른\t어린이\n입장료\t3,000원\t1,000원"

    assert ("table", table) in body_kinds(f"요금은 이렇다.\n\n{table}")


def test_a_marked_line_of_its_own_over_a_text_is_a_heading():
    assert body_kinds("■ 다음 10년\n\n다리가 하나 더 놓인다.")[0] == ("heading", "■ 다음 10년")


def test_rules_and_invisible_lines_say_nothing():
    assert body_kinds("---\n\n다리가 열렸다.\n\n\u200b") == [
        ("metadata", "---"),
        ("paragraph", "다리가 열렸다."),
        ("metadata", "\u200b"),
    ]
