"""Which files are trained on, and how large a share of the steps each gets.

python-docs and tldr weigh little (narrow, repetitive), lists of names a small share each. Not used for want of
a clear licence: the STS rows from MSRpar and the CS231N subtitles.
"""

from __future__ import annotations

from dataclasses import dataclass

HELD_IN_SOURCE = "ud-pud"  # news and Wikipedia in 12 languages: the best yardstick in the folder
BARRED_ORIGIN = frozenset({"MSRpar"})  # of STS rows: its sentences ask for a research agreement
HELD_IN_TENTH = 0  # questions whose title falls into this tenth (by CRC-32) are held in


@dataclass(frozen=True)
class TableFile:
    """A parallel file. sources: rows of which `source`; None for all. Shares as in `Source`."""

    name: str
    file: str
    share: float
    is_ordered: bool = False
    passages: float = 0.0  # share of batches that ask for passages of it
    sources: frozenset[str] | None = None
    kept: float = 0.9
    one_in: int = 1  # blocks of BLOCK rows that are read: each, or one in so many


PYTHON = frozenset({"python-docs"})
TLDR = frozenset({"tldr"})
PROSE = frozenset(
    [
        "african-storybook",
        "vote-gov",
        "mozilla-legal",
        "mozilla-www",
        "bitcoin.org",
        "monero-site",
        "privacyguides",
        "owasp-top10",
        "art-of-command-line",
        "hf-agents-course",
        "react.dev",
        "nodebestpractices",
        "fastapi-docs",
        "nodejs.org",
        "comprehensive-rust",
    ]
)
TABLES = (
    TableFile("web-prose", "web_docs_multi", 14, True, 11, PROSE),
    TableFile("python-docs", "web_docs_multi", 5, True, 3, PYTHON, one_in=3),
    TableFile("tldr", "web_docs_multi", 1.5, False, 0, TLDR),
    TableFile("sts", "sts_multi_train", 6, passages=1),
    TableFile("tatoeba", "tatoeba_multi", 9, passages=3),
    TableFile("tanaka", "tanaka_ja_en_50k", 2.5),
    TableFile("square", "naver_square_kosbi_ko_en", 7, passages=2),
    TableFile("tech", "tech_docs_pairs", 4, True, 2),
    TableFile("tico", "tico19_multi", 4, True, 3),
    TableFile("parallel-small", "korean_parallel_corpora_small", 1.5),
    TableFile("manythings", "tatoeba_manythings_ko_en", 0.7),
    TableFile("bible", "bible_krv_kjv_ko_en", 0.8, True),
    TableFile("people", "names_people_ko_en", 4, kept=1.0),
    TableFile("name-parts", "names_tokens_translit_multi", 3, kept=1.0),
    TableFile("places", "names_places_multi", 3, kept=1.0),
    TableFile("loan-words", "loanwords_ko_en", 2, kept=1.0),
    TableFile("cldr", "terms_cldr_multi", 2, kept=1.0),
    TableFile("map-terms", "terms_osm_multi", 1.5, kept=1.0),
    TableFile("learner-words", "dict_ezcorean_ko_en", 1, kept=1.0),
    TableFile("wiktionary", "dict_wiktionary_multi", 0.6, kept=1.0),
)
QUESTIONS = (
    ("jsquad", "qa_jsquad_valid", 2.0),
    ("drcd", "qa_drcd_dev_zh_hant", 1.5),
    ("cmrc", "qa_cmrc2018_dev_zh", 1.5),
    ("squad", "qa_squad_dev_part_en", 1.5),
    ("qed", "qa_qed_nq_dev_en", 1.0),
    ("boolq-ko", "qa_kobest_boolq_train_ko", 2.5),
    ("welfare", "qa_welfare_ko", 1.5),
    ("easylaw-qa", "qa_easylaw_ko", 0.5),
)
BODIES = (
    ("easylaw", "title_body_easylaw_ko", 7.0),
    ("wikinews-ko", "title_body_wikinews_bookreview_ko", 2.5),
    ("wikinews-ja", "title_body_wikinews_ja", 1.5),
)
# name, file, language of its questions, share
CLOZES = (
    ("easylaw", "title_body_easylaw_ko", "ko", 19.0),
    ("wikinews-ko", "title_body_wikinews_bookreview_ko", "ko", 16.0),
    ("boolq-ko", "qa_kobest_boolq_train_ko", "ko", 14.0),
    ("wikinews-ja", "title_body_wikinews_ja", "ja", 2.0),
    ("jsquad", "qa_jsquad_valid", "ja", 2.0),
    ("drcd", "qa_drcd_dev_zh_hant", "zh", 2.0),
    ("cmrc", "qa_cmrc2018_dev_zh", "zh", 2.0),
    ("squad", "qa_squad_dev_part_en", "en", 2.0),
    ("qed", "qa_qed_nq_dev_en", "en", 1.0),
)
LISTS = ("ko_news_headlines_square", "text_unesco_fairytale_ko", "text_klue_dp_dev_ko")
