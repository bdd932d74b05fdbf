"""The command line: inyong serve, index, ask, articles, evaluate, check, migrate.

Results go to standard output, talk and progress to standard error. Exit status: 0 done, 1 no answer
found, 2 wrong use or an error that the user can mend (one line), 130 interrupted.
"""

import argparse
import atexit
import io
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NoReturn

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # read by numpy when it is imported: a question's
# products are small, and a second thread waits for its turn longer than it helps

from platformdirs import user_data_path

from index.errors import BadSettings, InyongError, LibraryEmpty
from index.store.home import ledger_path
from ui.commands.interrupts import stopping
from ui.commands.library_option import KeptLibrary, library_of
from ui.options import parser

_DONE, _NOT_FOUND, _MENDABLE, _INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what it cannot show, it shows the code of
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        _ensure_posix()
        options = parser().parse_args(arguments)
        status = _COMMANDS[options.command](options)
        sys.stdout.flush()
    except InyongError as error:
        sys.stderr.write(f"inyong: {' '.join(str(error).split())}\n")
        return _MENDABLE
    except BrokenPipeError:  # the reader of our output left: `inyong articles list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except OSError as error:
        sys.stderr.write(f"inyong: {error.strerror or error}. Check the disk and the permissions\n")
        return _MENDABLE
    except KeyboardInterrupt:
        sys.stderr.write("inyong: interrupted; what was stored by then is kept\n")
        return _INTERRUPTED
    return status


def run() -> NoReturn:
    """Run the command of this process, and end the process.

    A thread that still answers a question is within native code, which must not be torn down below it:
    with one about, the process ends without that, once all is flushed and what waits for the end is done.
    """
    try:
        sys.exit(main())
    except SystemExit as ended:
        if threading.active_count() == 1:
            raise
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # its reader has left, or it is closed
                stream.flush()
        atexit._run_exitfuncs()
        os._exit(ended.code if isinstance(ended.code, int) else int(ended.code is not None))


def _ensure_posix() -> None:
    """Raise BadSettings on Windows, whose files and processes are not what this program relies on."""
    if sys.platform == "win32":
        raise BadSettings(
            "cannot run on Windows",
            "Inyong needs a POSIX system and is tested on Linux",
            "Run it in WSL (Windows Subsystem for Linux)",
        )


def _serve(options: argparse.Namespace) -> int:
    from ui.server.command import access_of, edit_users, run_server

    if said := edit_users(options):
        _say(said)
        return _DONE
    access_of(options)  # what is not safe is told before anything is indexed
    library = _library(options)
    home = library.home
    if library.settings is None and _is_empty(home):
        _say("the library is empty: indexing the sample articles first")
        with as_file(files("seeds") / "articles") as samples:
            status = _update(library, [samples], as_json=False)
        if status:
            return status
    run_server(options, library, lambda url: _say(f"open {url}"))
    return _DONE


def _is_empty(home: Path) -> bool:
    """Say whether no article was ever indexed; a damaged library is not empty, and raises."""
    from index.store.ledger import Ledger

    try:
        ledger = Ledger.open(ledger_path(home))
    except LibraryEmpty:
        return True
    try:
        return ledger.generation == 0
    finally:
        ledger.close()


def _index(options: argparse.Namespace) -> int:
    library = _library(options)
    home = library.home
    if options.dry_run:
        return _dry_run(options, home)
    how: dict[str, Any] = {"as_json": options.json, "workers": options.workers, "ray": options.ray}
    status = _update(
        library, options.paths, rebuild=options.rebuild, encoder=options.encoder, **how
    )
    if not options.watch or status:
        return status
    from index.store.ledger import Ledger
    from index.update.watch import changes

    with stopping() as stop:
        ledger = Ledger.open(ledger_path(home))
        roots = [Path(folder) for folder in ledger.folders()]
        ledger.close()
        _say(f"watching {', '.join(map(str, roots))}; Ctrl-C ends it")
        for _ in changes(roots, stop):
            _update(library, (), **how)
    return _DONE


def _dry_run(options: argparse.Namespace, home: Path) -> int:
    from ui.commands.dry_run import tell_changes

    refused = {"rebuild": options.rebuild, "watch": options.watch, "encoder": options.encoder,
               "ray": options.ray}  # fmt: skip
    if others := [f"--{name}" for name, given in refused.items() if given]:
        raise BadSettings(
            f"cannot use --dry-run with {' and '.join(others)}",
            "it only says which files would be added, changed, moved or deleted",
            "Leave one of them out",
        )
    tell_changes(home, options.paths, as_json=options.json)
    return _DONE


def _update(
    library: KeptLibrary,
    paths: Sequence[Path],
    *,
    as_json: bool,
    rebuild: bool = False,
    encoder: str | None = None,
    workers: int | None = None,
    ray: str | None = None,
) -> int:
    from index.update import update
    from ui.commands.progress import ProgressLine, summary_to_json, summary_to_text
    from ui.commands.workers_option import pool_of

    line = ProgressLine(as_json)
    with stopping() as stop, library.followed() as follow, pool_of(workers, ray) as pool:
        try:
            summary = update(
                library.home,
                paths,
                rebuild=rebuild,
                encoder=encoder,
                on_progress=line,
                cancelled=stop.is_set,
                pool=pool,
                readers=None if ray else workers,
                follow=follow,
            )
        finally:
            line.close()
    if as_json:
        _print_json(summary_to_json(summary))
    else:
        print(summary_to_text(summary))
    return _INTERRUPTED if summary.cancelled else _DONE


def _ask(options: argparse.Namespace) -> int:
    from ui.commands.ask import ask

    return _DONE if ask(options, _library(options)) else _NOT_FOUND


def _evaluate(options: argparse.Namespace) -> int:
    from ui.commands.evaluate import Task, evaluate

    where = (options.articles, options.encoder, options.output, options.html)
    evaluate(Task(options.questions, _library(options), *where, as_json=options.json))
    return _DONE


def _list(options: argparse.Namespace) -> int:
    from ui.commands.articles import list_articles

    list_articles(_library(options), as_json=options.json)
    return _DONE


def _show(options: argparse.Namespace) -> int:
    from ui.commands.articles import show_article

    show_article(_library(options), options.id, as_json=options.json)
    return _DONE


def _remove(options: argparse.Namespace) -> int:
    from ui.commands.articles import remove_articles

    remove_articles(_library(options), options.ids, as_json=options.json)
    return _DONE


def _export(options: argparse.Namespace) -> int:
    from ui.commands.articles import export_articles

    return _DONE if export_articles(_library(options), options.file) else _MENDABLE


def _import(options: argparse.Namespace) -> int:
    from ui.commands.articles import import_articles

    with stopping() as stop:
        whole = import_articles(_library(options), options.file, stop.is_set, as_json=options.json)
    return _DONE if whole else _INTERRUPTED


def _check(options: argparse.Namespace) -> int:
    library = _library(options)
    if options.repair:
        for action in library.repair():
            if options.json:
                _print_json({"repaired": action})
            else:
                print(action)
    findings = library.findings()
    for finding in findings:
        if options.json:
            _print_json(asdict(finding))
        else:
            print(f"{finding.what}. {finding.mend}")
    if not findings and not options.json:
        print("the library is whole")
    return _MENDABLE if findings else _DONE


def _migrate_to_milvus(options: argparse.Namespace) -> int:
    from ui.commands.library_option import migrate_to_milvus

    generation = migrate_to_milvus(_library(options), _say_rows, replace=options.replace)
    _tell_generation(options, generation, f"generation {generation} is published")
    return _DONE


def _migrate_to_local(options: argparse.Namespace) -> int:
    from ui.commands.library_option import migrate_to_local

    generation = migrate_to_local(_library(options), _say_rows)
    _tell_generation(options, generation, f"generation {generation} is in {_home(options)}")
    return _DONE


def _tell_generation(options: argparse.Namespace, generation: int, line: str) -> None:
    if options.json:
        _print_json({"generation": generation})
    else:
        print(line)


def _say_rows(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {total:,}" + ("\n" if done == total else ""))
        sys.stderr.flush()


def _library(options: argparse.Namespace) -> KeptLibrary:
    return library_of(options, _home(options))


def _home(options: argparse.Namespace) -> Path:
    named = options.home or os.environ.get("INYONG_HOME")
    try:
        home = Path(named).expanduser() if named else user_data_path("inyong", appauthor=False)
    except RuntimeError as cause:
        raise BadSettings(
            f"cannot use {named or '~'} as the library's folder",
            "the system knows no home folder for it",
            "Name another folder with --home or INYONG_HOME",
        ) from cause
    if home.exists() and not home.is_dir():
        raise BadSettings(
            f"cannot use {home}", "it is a file, not a folder", "Name a folder with --home"
        )
    return home.absolute()


def _print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


def _say(line: str) -> None:
    print(f"inyong: {line}", file=sys.stderr, flush=True)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "index": _index,
    "ask": _ask,
    "evaluate": _evaluate,
    "list": _list,
    "show": _show,
    "remove": _remove,
    "export": _export,
    "import": _import,
    "check": _check,
    "migrate-to-milvus": _migrate_to_milvus,
    "migrate-to-local": _migrate_to_local,
}


if __name__ == "__main__":
    run()
