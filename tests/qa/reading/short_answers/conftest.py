import pytest

from index.encoding.encoders import open_encoder
from index.encoding.term_similarity import Likeness


@pytest.fixture(scope="session")
def likeness() -> Likeness:
    return Likeness(open_encoder())
