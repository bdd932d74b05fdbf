"""The shape of the program: one direction, one importer a library, small modules, a light `ask`."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from index.update import update

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {"seeds": 0, "index": 0, "qa": 1, "ui": 2}
TRAINING = ("index/encoder_training/", "qa/training/")
"""Make what is learnt and shipped, never run with the program, and may import what they like."""

IMPORTERS = {
    "charset_normalizer": "index/formats/charset.py",
    "docx": "index/formats/word.py",
    "faiss": "index/search/vector_segment.py",
    "fastapi": "ui/server/http/routes.py",
    "filelock": "index/store/home.py",
    "gradio": "ui/page/",
    "grpc": "index/milvus/client.py",
    "jinja2": "ui/templates.py",
    "kiwipiepy": "index/text/analyzer.py",
    "lxml": "index/formats/web_page.py",
    "markupsafe": "ui/templates.py",
    "matplotlib": "ui/report/plots.py",
    "mcp": "ui/server/mcp_tools.py",
    "platformdirs": "ui/cli.py",
    "prometheus_client": "ui/server/http/prometheus.py",
    "py3langid": "index/text/language.py",
    "pydantic": "ui/page/history/talk_record.py",
    "pymilvus": "index/milvus/client.py",
    "pypdf": "index/formats/pdf_pages.py",
    "ray": "index/cluster/driver.py",
    "safetensors": "index/encoding/encoders.py",
    "sentence_transformers": "index/encoding/encoders.py",
    "snowballstemmer": "index/text/terms.py",
    "sqlite3": "index/store/database.py",
    "syntok": "index/text/sentences.py",
    "tantivy": "index/search/lexical.py",
    "onnxruntime": "qa/reading/network.py",
    "tokenizers": "index/encoding/",
    "trafilatura": "index/formats/web_page.py",
    "uvicorn": "ui/server/http/connections.py",
    "watchfiles": "index/update/watch.py",
    "yaml": "index/formats/front_matter.py",
}
"""The one module that may import each library, or the one package where it is a framework ("ui/page/").

numpy is everywhere; a new library gets a line."""

LONGEST = 500  # lines of a module

RETIRED = {
    "crew", "flaw", "likeness", "holdings", "shelf", "shelving", "halt", "halting", "tally", "keeping",
    "surroundings", "told", "wanted", "deed", "tongue", "mending",
}  # fmt: skip
"""Words of an earlier dialect of this code: the usual term of the field is used in their place."""

HOMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module that is shipped, as (path from the root, its tree)."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(), str(path)))
        for package in LAYERS
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


@cache
def imported(tree: ast.Module) -> set[str]:
    """The dotted names that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return names


def roots(tree: ast.Module) -> set[str]:
    return {name.partition(".")[0] for name in imported(tree)}


def test_there_are_modules_to_look_at() -> None:
    assert {path.partition("/")[0] for path, _ in modules()} == set(LAYERS)


def test_imports_never_point_up() -> None:
    upward = [
        f"{path}: {root}"
        for path, tree in modules()
        for root in sorted(roots(tree))
        if LAYERS.get(root, -1) > LAYERS[path.partition("/")[0]]
    ]

    assert upward == []


def test_the_training_programs_are_imported_by_nothing_else() -> None:
    packages = tuple(folder.rstrip("/").replace("/", ".") for folder in TRAINING)
    importers = [
        path
        for path, tree in modules()
        if not path.startswith(TRAINING)
        and any(name.startswith(packages) for name in imported(tree))
    ]

    assert importers == []


def test_each_library_has_one_importer() -> None:
    known = set(sys.stdlib_module_names) - {"sqlite3"} | set(LAYERS) | {"numpy"}

    strays = [
        f"{path}: {root}"
        for path, tree in modules()
        if not path.startswith(TRAINING)
        for root in sorted(roots(tree) - known)
        if not _may_import(path, root)
    ]

    assert strays == []


def _may_import(path: str, library: str) -> bool:
    importer = IMPORTERS.get(library, "")
    return path == importer or (importer.endswith("/") and path.startswith(importer))


def test_each_importer_named_here_imports_its_library() -> None:
    trees = dict(modules())

    idle = [
        library
        for library, importer in IMPORTERS.items()
        if not any(library in roots(trees[path]) for path in trees if path.startswith(importer))
    ]
    assert idle == []


def test_modules_are_small() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules()}

    assert {p: n for p, n in lengths.items() if n > LONGEST} == {}


def test_every_module_is_named_after_a_thing() -> None:
    assert [path for path, _ in modules() if HOMELESS & set(Path(path).with_suffix("").parts)] == []


def _words(name: str) -> set[str]:
    """The words of an identifier, in snake or camel case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def _identifiers(tree: ast.Module) -> set[str]:
    """What a module names: definitions, parameters, variables, attributes, arguments, imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        for field in ("name", "id", "attr", "arg", "asname", "module", "rest"):
            if isinstance(value := getattr(node, field, None), str):
                names.add(value)
        if isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
        if isinstance(node, ast.MatchClass):
            names.update(node.kwd_attrs)
    return names


def test_no_identifier_uses_a_retired_word() -> None:
    retired = [
        f"{path}: {name}"
        for path, tree in modules()
        if not path.startswith(
            "qa/training/"
        )  # it never runs with the program, nor is in its wheel
        for name in sorted({*_identifiers(tree), path.removesuffix(".py")})
        if RETIRED & _words(name)
    ]

    assert retired == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("_shelf_of", {"shelf", "of"}),
        ("RayCrew", {"ray", "crew"}),
        ("KEPT_AT_MOST", {"kept", "at", "most"}),
        ("HTMLTally2", {"html", "tally"}),
        ("index.cluster.crew", {"index", "cluster", "crew"}),
        ("holding", {"holding"}),
    ],
)
def test_an_identifier_is_taken_apart_into_its_words(name: str, words: set[str]) -> None:
    assert _words(name) == words


def test_every_change_of_a_library_is_a_session() -> None:
    """Else what is searched would not follow: the indexes of the home, or its store."""
    writers = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "LedgerWriter"
    ]

    assert writers == ["index/update/session.py"]


def test_nothing_is_pickled() -> None:
    unsafe = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "cloudpickle"}
    picklers = [path for path, tree in modules() if roots(tree) & unsafe]
    allowing = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]

    assert picklers == []
    assert allowing == []


def test_init_modules_hold_a_docstring_and_exports_and_nothing_else() -> None:
    for path, tree in modules():
        if not path.endswith("__init__.py"):
            continue
        first, *rest = tree.body
        assert ast.get_docstring(tree), path
        assert isinstance(first, ast.Expr), path
        for node in rest:
            exports = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            # an export that is loaded when it is asked for
            exports |= isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            exports |= isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
            assert isinstance(node, ast.Import | ast.ImportFrom) or exports, f"{path}:{node.lineno}"


ONE_IDEA = {"Library"}
"""Names that a protocol and the class that keeps to it share."""


def test_no_two_classes_share_a_name_for_different_ideas() -> None:
    places: dict[str, list[str]] = {}
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not path.startswith(TRAINING):
                places.setdefault(node.name, []).append(path)

    public = {name: found for name, found in places.items() if not name.startswith("_")}
    assert {n: found for n, found in public.items() if len(found) > 1 and n not in ONE_IDEA} == {}


def test_every_module_and_public_thing_says_what_it_is() -> None:
    silent = [
        f"{path}: {getattr(node, 'name', 'the module')}"
        for path, tree in modules()
        for node in [tree, *tree.body]
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and not getattr(node, "name", "").startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


READERS = {"trafilatura", "lxml", "justext", "htmldate", "pypdf", "docx"}
"""What takes web pages, PDF and Word files apart: loaded in a process of its own, never in this one."""

HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "gradio",
    "fastapi",
    "scipy",
    "sklearn",
    "pymilvus",
    "grpc",
    "ray",
} | READERS
COMMAND = """
import sys
from ui.cli import main
status = main(sys.argv[1:])
sys.stderr.write("\\nLOADED " + " ".join(sorted({name.partition(".")[0] for name in sys.modules})))
sys.exit(status)
"""


@pytest.fixture(scope="module")
def asked_home(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: str) -> Path:
    place = tmp_path_factory.mktemp("ask")
    (place / "articles").mkdir()
    korean = (
        "하은 도서관, 다시 문 열어\n\n하은 도서관은 오전 9시에 문을 연다. 이용료는 3.5크라운이다.\n"
    )
    english = "The harbour opens again\n\nThe harbour of Haeon opens at nine. It closes at six.\n"
    (place / "articles" / "ko.txt").write_text(korean)
    (place / "articles" / "en.txt").write_text(english)
    update(place / "home", [place / "articles"], encoder=tiny_encoder)
    return place / "home"


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "하은 도서관은 몇 시에 문을 여나?"),
        ("ask", "When does the harbour of Haeon open?", "--json", "--hits", "3"),
        ("articles", "list"),
        ("check",),
        ("index",),
    ],
    ids=" ".join,
)
def test_the_command_line_loads_no_model_library_and_no_web_page(
    asked_home: Path, child_environment: Callable[[], dict[str, str]], command: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "--home", str(asked_home), *command],
        env=child_environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    loaded = set(done.stderr.rpartition("LOADED ")[2].split())
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert "index" in loaded
    assert loaded & HEAVY == set()


def loaded_by(program: str, environment: dict[str, str]) -> set[str]:
    """The packages that a program has loaded at its end."""
    program += "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_importing_the_pipeline_loads_no_model(
    child_environment: Callable[[], dict[str, str]],
) -> None:
    loaded = loaded_by("import qa.pipeline", child_environment())

    assert loaded & {*HEAVY, "kiwipiepy", "tokenizers", "py3langid"} == set()


def test_importing_the_public_interface_loads_nothing_until_it_is_used(
    child_environment: Callable[[], dict[str, str]],
) -> None:
    environment = child_environment()

    assert loaded_by("import qa", environment) & {"index", "numpy"} == set()
    assert "numpy" not in loaded_by("from qa import Answer, Filters, Quote", environment)
    assert "index" in loaded_by("from qa import Inyong", environment)


def test_the_public_names_are_those_of_the_interface() -> None:
    import qa

    assert {name: getattr(qa, name).__name__ for name in qa.__all__} == {
        name: name for name in ("Answer", "AskOptions", "Filters", "Inyong", "Quote", "Turn")
    }
    with pytest.raises(AttributeError, match="Nothing"):
        _ = qa.Nothing
