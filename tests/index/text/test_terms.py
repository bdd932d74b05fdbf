"""How often pairs of characters stand in texts: what str.count says, for all texts at once."""

from hypothesis import given
from hypothesis import strategies as st

from index.text.scripts import WORD, character_bigrams
from index.text.terms import bigrams, fold, occurrences, spaced_bigrams, stems_of, word_terms

characters = st.sampled_from("가나다가라ab😀𠀀\uffff \n")
text = st.text(characters, max_size=30)
pair = st.text(characters, min_size=1, max_size=2)


@given(st.lists(text, min_size=1, max_size=5), st.lists(pair, max_size=6, unique=True))
def test_pairs_are_counted_as_python_counts_them(texts: list[str], pairs: list[str]) -> None:
    counts = occurrences(texts, pairs)
    assert counts.shape == (len(texts), len(pairs))
    assert counts.tolist() == [[one.count(pair) for pair in pairs] for one in texts]


def test_a_word_of_an_unknown_language_has_a_stem_in_each():
    assert stems_of("Wahlen", ("de", "en")) == ("wahl", "wahlen")
    assert stems_of("1988", ("de", "en")) == stems_of("台風", ("de", "en")) == ()


def test_a_dotted_capital_i_is_an_i():
    assert fold("İSTANBUL") == "istanbul"
    assert fold("Ištar ḯ").startswith("ištar")


@given(st.text(st.one_of(characters, st.sampled_from("İ'.,3ｱé️")), max_size=30))
def test_bigrams_are_the_pairs_of_each_word(text: str) -> None:
    wanted = [pair for word in WORD.findall(fold(text)) for pair in character_bigrams(word)]
    assert bigrams(text) == spaced_bigrams(text).split() == wanted


def test_a_word_of_which_the_stemmer_leaves_nothing_is_found_by_itself():
    assert word_terms("όταν", ("el",)) == ["όταν"]
    assert word_terms("ــــ", ("ar",)) == ["ــــ"]
