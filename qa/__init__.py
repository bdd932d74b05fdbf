"""In: a library of articles, and questions from a person. Out: answers in the articles' own words.

Knows nothing of screens. `Inyong` is the way in; each name is loaded when it is first asked for, so
that importing the package loads no index and no model.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answer import Answer, AskOptions, Filters, Quote, Turn
    from qa.pipeline import Inyong

__all__ = ["Answer", "AskOptions", "Filters", "Inyong", "Quote", "Turn"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module("qa.pipeline" if name == "Inyong" else "qa.answer")
    return getattr(module, name)
