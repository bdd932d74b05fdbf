"""Runs one update; at a named point the process is killed (-9), or its disk is full from then on.

Run as a program by test_crash and test_storage.

Points are functions of the product, "module:name[.name]", wrapped from here: the product has no hooks.
"commit" is the moment at which SQLite is told COMMIT.
"""

import importlib
import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any


def main() -> None:
    order = json.loads(sys.argv[1])
    update = importlib.import_module("index.update.run_update")
    for constant, value in order["constants"].items():
        module, name = constant.split(":")
        setattr(importlib.import_module(module), name, value)
    arm(order["point"], order["moment"], order["count"], {"die": die, "fill": fill}[order["deed"]])
    try:
        update.update(Path(order["home"]), [Path(order["folder"])], **order["options"])
    except importlib.import_module("index.errors").InyongError as error:
        sys.exit(f"{type(error).__name__}: {error}")


def arm(point: str, moment: str, count: int, deed: Callable[[], None]) -> None:
    """Do the deed before or after the count-th call of the function at point."""
    countdown = iter(range(count - 1, -1, -1))

    def is_last() -> bool:
        return next(countdown, -1) == 0

    def dying(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        last = is_last()
        if last and moment == "before":
            deed()
        result = function(*given, **named)
        if last and moment == "after":
            deed()
        return result

    if point == "commit":
        arm_commit(dying)
        return
    module, _, path = point.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    function = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:  # a function, so that it binds as a method too
        return dying(function, *given, **named)

    setattr(owner, name, wrapped)


def arm_commit(dying: Callable[..., Any]) -> None:
    class Connection(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            if statement == "COMMIT":
                return dying(super().execute, statement)
            return super().execute(statement, *values)

    database = importlib.import_module("index.store.database")
    database.sqlite3.connect = partial(sqlite3.connect, factory=Connection)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill() -> None:
    """Let no file grow any more: writes fail as they do on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


if __name__ == "__main__":
    main()
