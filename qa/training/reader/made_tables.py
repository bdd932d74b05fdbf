"""Made-up tables with questions on one cell, so that the reader learns rows of `column: cell`.

The figures are drawn, the places are names of the training data; nothing in them is true.
"""

import csv
import gzip
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.training.reader.corpus import Example

_NAMES = "names_places_multi.tsv.gz"
_UNTOLD = 0.2  # of the questions: another row's name, or a column that is not there


@dataclass(frozen=True, slots=True)
class Column:
    """A column's names, the questions that ask of it ({} is the row's name), and what draws a cell."""

    names: tuple[str, ...]
    asked: tuple[str, ...]
    cell: Callable[[random.Random], str]


def _count(low: int, high: int) -> Callable[[random.Random], str]:
    return lambda chance: f"{chance.randint(low, high):,}"


def _decimal(low: int, high: int) -> Callable[[random.Random], str]:
    return lambda chance: f"{chance.uniform(low, high):.1f}"


def _time(chance: random.Random) -> str:
    return f"{chance.randint(5, 23)}:{chance.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)):02d}"


def _price(sign: str) -> Callable[[random.Random], str]:
    return lambda chance: (
        f"{sign}{chance.randint(1, 40)}.{chance.choice(('00', '20', '50', '80'))}"
        if sign
        else f"{chance.randint(5, 400) * 100:,}원"
    )


def _day(form: str) -> Callable[[random.Random], str]:
    return lambda chance: form.format(chance.randint(1, 12), chance.randint(1, 28))


def _year(chance: random.Random) -> str:
    return str(chance.randint(1890, 2024))


_COLUMNS = {
    "ko": (
        Column(("인구", "인구(명)", "주민 수"), ("{} 인구", "{}에는 몇 명이 살아?", "{}의 인구는 몇 명인가요?", "{} 사는 사람 수 알려줘"), _count(3000, 900000)),
        Column(("면적", "면적(km²)", "넓이(㎢)"), ("{} 면적", "{}의 면적은?", "{}는 얼마나 넓어?", "{} 넓이가 어떻게 되나요?"), _decimal(5, 900)),
        Column(("초등학교", "초등학교 수", "학교(곳)"), ("{} 초등학교 수는?", "{}에는 초등학교가 몇 곳 있어?", "{} 학교 몇 개야", "{}에 학교가 몇 군데 있나요?"), _count(2, 60)),
        Column(("첫차", "첫 배", "첫 출발"), ("{} 첫차 시간", "{} 가는 첫차는 몇 시야?", "{} 첫 출발은 몇 시인가요?", "{} 제일 이른 거 몇 시에 있어?"), _time),
        Column(("막차", "마지막 배", "마지막 출발"), ("{} 막차 시간", "{} 가는 막차 몇 시야?", "{} 마지막 출발이 언제예요?", "{} 제일 늦은 거 몇 시까지 있어?"), _time),
        Column(("요금", "어른 요금", "이용료"), ("{} 요금", "{} 요금은 얼마야?", "{} 가려면 얼마 내야 해?", "{} 이용료가 얼마인가요?"), _price("")),
        Column(("개장일", "문 연 날", "준공"), ("{} 언제 열었어?", "{} 개장일", "{}는 언제 문을 열었나요?"), _day("{}월 {}일")),
        Column(("설립 연도", "지정 연도"), ("{}는 몇 년에 생겼어?", "{} 설립 연도", "{}는 언제 지정됐나요?"), _year),
    ),
    "en": (
        Column(("Population", "Residents"), ("What is the population of {}?", "How many people live in {}?", "{} population"), _count(3000, 900000)),
        Column(("Area (km²)", "Area"), ("How large is {}?", "What is the area of {}?", "{} area"), _decimal(5, 900)),
        Column(("First ferry", "First train", "First"), ("When does the first one to {} leave?", "first departure to {}", "What time is the earliest departure for {}?"), _time),
        Column(("Last ferry", "Last train", "Last"), ("When does the last one to {} leave?", "last departure {}", "What time is the latest departure for {}?"), _time),
        Column(("Fare", "Price", "Adult fare"), ("What is the fare to {}?", "How much does it cost to go to {}?", "{} fare"), _price("$")),
        Column(("Opened", "Opening day"), ("When did {} open?", "opening day of {}"), _day("{}/{}")),
        Column(("Schools", "Primary schools"), ("How many schools does {} have?", "number of schools in {}"), _count(2, 60)),
    ),
    "ja": (
        Column(("人口", "人口（人）"), ("{}の人口は？", "{}には何人住んでいますか", "{} 人口"), _count(3000, 900000)),
        Column(("面積", "面積（km²）"), ("{}の面積は？", "{}の広さを教えて", "{} 面積"), _decimal(5, 900)),
        Column(("始発", "始発時刻"), ("{}行きの始発は何時？", "{} 始発", "{}への最初の便はいつ出ますか"), _time),
        Column(("終発", "最終便"), ("{}行きの最終は何時？", "{}への最後の便はいつですか"), _time),
        Column(("学校数", "小学校"), ("{}に小学校はいくつある？", "{}の学校の数は"), _count(2, 60)),
    ),
    "zh": (
        Column(("人口", "人口（人）"), ("{}有多少人口？", "{}住着多少人", "{} 人口"), _count(3000, 900000)),
        Column(("面积", "面积（km²）"), ("{}面积多大？", "{}的面积是多少", "{} 面积"), _decimal(5, 900)),
        Column(("首班车", "首班"), ("去{}的首班车几点？", "{}最早一班什么时候"), _time),
        Column(("末班车", "末班"), ("去{}的末班车几点？", "{}最晚一班是几点"), _time),
        Column(("小学", "小学数"), ("{}有几所小学？", "{}小学有多少"), _count(2, 60)),
    ),
}  # fmt: skip
_HEADS = {
    "ko": (("구", "지역", "도시", "행선지", "곳"), ("현황", "통계", "안내", "시간표와 요금")),
    "en": (("Town", "To", "Place", "District"), ("Figures", "Timetable", "Overview")),
    "ja": (("市", "行き先", "地域"), ("一覧", "時刻表", "統計")),
    "zh": (("城市", "目的地", "地区"), ("一览", "时刻表", "统计")),
}


def table_examples(train: Path, count: int) -> Iterator[Example]:
    """Yield so many questions of each language, every one on a table of its own."""
    with gzip.open(train / _NAMES, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    chance = random.Random(7)
    for language in _COLUMNS:
        names = sorted({row[language] for row in rows if 1 < len(row[language] or "") < 16})
        for number in range(count):
            yield _example(language, names, chance, f"made table {language} {number % 40}")


def _example(language: str, names: list[str], chance: random.Random, group: str) -> Example:
    heads, titles = _HEADS[language]
    columns = chance.sample(_COLUMNS[language], chance.randint(2, 4))
    places = chance.sample(names, chance.randint(3, 8))
    head = (chance.choice(heads), *(chance.choice(column.names) for column in columns))
    table = [[place, *(column.cell(chance) for column in columns)] for place in places]
    lines = [
        f"| {' | '.join(head)} |" + chance.choice(("", "\n|" + "---|" * len(head))),
        *(
            "".join(f"{name}: {cell}, " for name, cell in zip(head, row, strict=True))
            for row in table
        ),
    ]
    passage = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    bounds = tuple((start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    row, at = chance.randrange(len(places)), chance.randrange(len(columns))
    asked, column, name = places[row], columns[at], head[at + 1]
    is_told = chance.random() >= _UNTOLD
    if not is_told:
        rest = [one for one in _COLUMNS[language] if one not in columns]
        if rest and chance.random() < 0.5:
            column = chance.choice(rest)
        else:
            asked = chance.choice([one for one in names if one not in places])
    start = starts[row + 1] + sum(len(f"{n}: {c}, ") for n, c in zip(head[: at + 1], table[row], strict=False)) + len(f"{name}: ")  # fmt: skip
    end = start + len(table[row][at + 1])
    return Example(
        question=chance.choice(column.asked).format(asked),
        title=f"{chance.choice(names)} {chance.choice(titles)}",
        passage=passage,
        bounds=bounds,
        gold=(row + 1,) if is_told else (),
        span=(start, end) if is_told else None,
        kind="span" if is_told else "none",
        source="made_tables",
        group=group,
    )
