"""In: folders and files of articles, and the library that they go into.

Out: a new generation of the library, and what changed. `update` is loaded when it is first asked
for: the processes that prepare articles are in this package too, and do without stores and indexes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.update.run_update import update

__all__ = ["update"]


def __getattr__(name: str) -> object:
    if name != "update":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from index.update.run_update import update

    return update
