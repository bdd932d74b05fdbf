"""How often pairs of characters stand in texts: what str.count says, for all texts at once."""

from hypothesis import given
from hypothesis import strategies as st

from index.terms import occurrences

characters = st.sampled_from("가나다가라ab😀𠀀\uffff \n")
text = st.text(characters, max_size=30)
pair = st.text(characters, min_size=1, max_size=2)


@given(st.lists(text, min_size=1, max_size=5), st.lists(pair, max_size=6, unique=True))
def test_pairs_are_counted_as_python_counts_them(texts: list[str], pairs: list[str]) -> None:
    counts = occurrences(texts, pairs)
    assert counts.shape == (len(texts), len(pairs))
    assert counts.tolist() == [[one.count(pair) for pair in pairs] for one in texts]
