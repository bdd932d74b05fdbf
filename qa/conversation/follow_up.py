"""How a question leans on the talk before it."""

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """What a question leaves to the talk before it.

    WHOLE: nothing. TOPIC: it names only another topic ("그럼 도서관은?"). ASKING: only what it asks
    ("언제?"). LEANING: its subject, which it leaves out or points at ("거기서 누가 서명했지?").
    """

    WHOLE = "whole"
    TOPIC = "topic"
    ASKING = "asking"
    LEANING = "leaning"


@dataclass(frozen=True, slots=True)
class Follow:
    """The form of a question and its words without what only opens it ("그럼").

    owner: it asks for a property of its own, so that it needs only the thing that was talked of.
    """

    form: Form
    rest: str
    owner: bool = False
