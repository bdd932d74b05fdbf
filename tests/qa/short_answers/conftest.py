import pytest

from index.encoders import open_encoder
from index.likeness import Likeness


@pytest.fixture(scope="session")
def likeness() -> Likeness:
    return Likeness(open_encoder())
