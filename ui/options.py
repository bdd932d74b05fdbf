"""What the command line takes: commands, options and their help."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from index.errors import BadSettings


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and how to see what is right.

    Every command's parser takes the global options too, so that they may stand before or after it.
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  # as argparse has it
        super().__init__(**settings)
        self.add_argument(
            "--home", type=_path, metavar="DIR", default=argparse.SUPPRESS,
            help="the library's folder (else INYONG_HOME, else the user's data folder)",
        )  # fmt: skip
        self.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS,
            help="results as JSON: one object, or one a line",
        )  # fmt: skip

    def error(self, message: str) -> NoReturn:
        raise BadSettings("wrong use", message, f"See: {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has the name of the command in `command`."""
    parser = _Parser(
        prog="inyong",
        description="Answers questions over a folder of articles in the articles' own words.",
    )
    parser.set_defaults(home=None, json=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    serve = commands.add_parser("serve", help="open the chat page")
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--port", type=int, help="default: 7860, or the next that is free")
    _add_server_options(serve)
    _in_a_store(serve)
    serve.set_defaults(command="serve")

    index = commands.add_parser("index", help="add, change and delete articles")
    index.add_argument(
        "paths", nargs="*", type=_path, metavar="PATH", help="files or folders; none: those known"
    )
    index.add_argument("--watch", action="store_true", help="go on, and update when files change")
    index.add_argument(
        "--rebuild", action="store_true", help="make every passage anew from the stored text"
    )
    index.add_argument(
        "--encoder", metavar="NAME", help="'bundled', or a sentence-transformers model or folder"
    )
    index.add_argument(
        "--dry-run", action="store_true", help="say what would change, and change nothing"
    )
    index.add_argument(
        "--workers",
        type=_some,
        metavar="N",
        help="processes that read and analyse; default: one a core",
    )
    index.add_argument(
        "--ray", metavar="ADDRESS",
        help="let a Ray cluster analyse, as HOST:6379; wants inyong[ray]",
    )  # fmt: skip
    _in_a_store(index)
    index.set_defaults(command="index")

    ask = commands.add_parser("ask", help="ask a question, or a file of them")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--hits", type=_count, default=0, metavar="K", help="also the K best passages")
    ask.add_argument("--since", type=_day, metavar="D", help="published on or after, as 2025-10-28")
    ask.add_argument("--until", type=_day, metavar="D", help="published on or before")
    ask.add_argument("--publisher", metavar="P", help="published by")
    ask.add_argument("--language", metavar="L", help="written in, as ko")
    ask.add_argument(
        "--questions", type=_path, metavar="FILE", help='JSON lines {"id", "question"}'
    )
    ask.add_argument(
        "--output", type=_path, metavar="FILE", help="where the answers go, as JSON lines"
    )
    _in_a_store(ask)
    ask.set_defaults(command="ask")

    evaluate = commands.add_parser("evaluate", help="measure the answers to a file of questions")
    evaluate.add_argument(
        "questions", type=_path, metavar="QUESTIONS",
        help="JSON lines with the answers that are right, or SQuAD or KorQuAD 1.0 JSON",
    )  # fmt: skip
    evaluate.add_argument(
        "--articles", type=_path, metavar="PATH", help="ask these articles, not the library"
    )
    evaluate.add_argument("--encoder", metavar="NAME", help="as of index, for --articles")
    evaluate.add_argument("--output", type=_path, metavar="FILE", help="the JSON to a file as well")
    evaluate.add_argument(
        "--html", type=_path, metavar="FILE", help="a page with plots as well; wants inyong[report]"
    )
    _in_a_store(evaluate)
    evaluate.set_defaults(command="evaluate")

    articles = commands.add_parser("articles", help="list, show, remove, export or import articles")
    actions = articles.add_subparsers(required=True, metavar="ACTION", parser_class=_Parser)
    listing = actions.add_parser("list", help="one line an article, newest first")
    listing.set_defaults(command="list")
    show = actions.add_parser("show", help="one article with its whole text")
    show.add_argument("id", metavar="ID")
    show.set_defaults(command="show")
    remove = actions.add_parser("remove", help="remove articles from the library (not their files)")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(command="remove")
    export = actions.add_parser("export", help="every article, whole, as JSON lines")
    export.add_argument(
        "file", nargs="?", type=_path, metavar="FILE.jsonl",
        help="where they go; - or none: standard output",
    )  # fmt: skip
    export.set_defaults(command="export")
    importing = actions.add_parser("import", help="add the articles of a file of JSON lines")
    importing.add_argument("file", type=_path, metavar="FILE.jsonl")
    importing.set_defaults(command="import")
    for action in (listing, show, remove, export, importing):
        _in_a_store(action)

    check = commands.add_parser("check", help="look the whole library over")
    check.add_argument(
        "--repair", action="store_true", help="make anew what can be made from the stored articles"
    )
    _in_a_store(check)
    check.set_defaults(command="check")

    migrate = commands.add_parser("migrate", help="copy a library to Milvus, or back")
    ways = migrate.add_subparsers(required=True, metavar="WAY", parser_class=_Parser)
    there = ways.add_parser("to-milvus", help="the library of --home to a store")
    there.add_argument(
        "--replace", action="store_true", help="remove what the store holds before, whatever it is"
    )
    there.set_defaults(command="migrate-to-milvus")
    back = ways.add_parser("to-local", help="a store to a new library in --home")
    back.set_defaults(command="migrate-to-local")
    for way in (there, back):
        _reaching_a_store(way)
        way.set_defaults(store="milvus")
    return parser


def _add_server_options(serve: argparse.ArgumentParser) -> None:
    """Add what serving to other computers, to programs and to editors takes."""
    serve.add_argument(
        "--auth-file", type=_path, metavar="FILE", help="ask for a login of its users"
    )
    serve.add_argument("--add-user", metavar="NAME", help="add a user to the file, and end")
    serve.add_argument("--remove-user", metavar="NAME", help="remove one from the file, and end")
    serve.add_argument(
        "--tls-cert", type=_path, metavar="FILE", help="speak https: certificate (PEM)"
    )
    serve.add_argument("--tls-key", type=_path, metavar="FILE", help="its key (PEM)")
    serve.add_argument(
        "--behind-proxy", action="store_true",
        help="a proxy speaks https; believe its X-Forwarded-Proto, -Host and -For",
    )  # fmt: skip
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME",
        help="a host name by which browsers reach the page; may be repeated",
    )  # fmt: skip
    serve.add_argument(
        "--root-path", default="", metavar="PATH",
        help="the sub-path under which a proxy shows the page, as /news",
    )  # fmt: skip
    serve.add_argument(
        "--frame-ancestor", action="append", default=[], metavar="HOST",
        help="a site that may show the page in an iframe, as https://intranet.example.org; "
        "wants https; may be repeated",
    )  # fmt: skip
    serve.add_argument(
        "--allow-edit", action="store_true",
        help="let every visitor change the library (default: your own account on this computer)",
    )  # fmt: skip
    serve.add_argument(
        "--edit-root", type=_path, action="append", default=[], metavar="DIR",
        help="a folder from which the page may add articles by path, beside those known and the "
        "uploads; may be repeated",
    )  # fmt: skip
    serve.add_argument("--no-edit", action="store_true", help="let nobody update it on the page")
    serve.add_argument(
        "--mcp", action="store_true", help="tools for language models, at /mcp; wants inyong[mcp]"
    )
    serve.add_argument(
        "--history", choices=("off", "browser", "disk"), default="browser",
        help="where past conversations are kept; default: %(default)s",
    )  # fmt: skip
    serve.add_argument(
        "--history-folder", type=_path, metavar="DIR",
        help="of --history disk; default: talks in the library's folder",
    )  # fmt: skip
    serve.add_argument(
        "--no-feedback", action="store_true", help="do not ask whether an answer was right"
    )


def _in_a_store(command: argparse.ArgumentParser) -> None:
    """Let a command work on a library that is kept elsewhere."""
    command.add_argument(
        "--store", choices=("local", "milvus"), default="local", help="default: %(default)s"
    )
    _reaching_a_store(command)


def _reaching_a_store(command: argparse.ArgumentParser) -> None:
    command.add_argument("--uri", metavar="URI", help="the Milvus server, as http://HOST:19530")
    command.add_argument(
        "--token-file", type=_path, metavar="FILE", help="holds its token, as user:password"
    )
    command.add_argument(
        "--settings", type=_path, metavar="FILE.toml",
        help="how the store is reached (else store.toml in the library's folder)",
    )  # fmt: skip


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty path names nothing")
    return Path(text)


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no count")
    return int(text)


def _some(text: str) -> int:
    count = _count(text)
    if not count:
        raise argparse.ArgumentTypeError("it takes one at least")
    return count


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2025-10-28") from None
