"""What the documentation says is so: links resolve, commands are understood, what is named exists."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from index.milvus.settings import StoreSettings
from ui.options import parser

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "seeds/*.md", "index/**/*.md", "qa/**/*.md")
    for path in ROOT.glob(pattern)
)
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = sorted((ROOT / "docs").glob("*.png"))

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_PATH = re.compile(r"(?:index|qa|ui|tests|seeds|docs)/[\w./-]*|\.ci/run")
_LONGEST_README = 150
_LONGEST_DECISION = 60  # lines: a page


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(text: str, language: str) -> list[str]:
    return [body for found, body in _FENCED.findall(text) if found == language]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return _FENCED.sub("", text)


def anchors(page: Path) -> set[str]:
    """What a link may name after #: each heading as GitHub writes it."""
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def commands(text: str) -> Iterator[str]:
    """Every command that a page shows: lines of its blocks, and code within its lines."""
    for block in blocks(text, "sh"):
        for line in block.splitlines():
            yield from (part.strip() for part in re.split(r"&&|\|", line.partition("  #")[0]))
    yield from (code for code in _INLINE.findall(prose(text)) if " " in code)


def test_there_are_pages_to_look_at() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/architecture.md", "docs/decisions/README.md"} <= set(
        map(name, PAGES)
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for pair in _LINK.findall(prose(page.read_text("utf-8"))):
        link = "".join(pair)
        if re.match(r"https?://", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_every_command_is_understood(page: Path) -> None:
    wrong = []
    for command in commands(page.read_text("utf-8")):
        if not command.startswith("inyong "):
            continue
        try:
            parser().parse_args(shlex.split(command)[1:])
        except Exception as error:
            wrong.append(f"{command}: {error}")

    assert wrong == []


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_every_program_that_is_run_exists_and_takes_what_it_is_given(page: Path) -> None:
    wrong = []
    for command in commands(page.read_text("utf-8")):
        program = re.search(r"python (?:-m (?P<module>[\w.]+)|(?P<file>\S+\.py))", command)
        if program is None:
            continue
        if module := program["module"]:
            file = ROOT / module.replace(".", "/")
            file = file / "__main__.py" if file.is_dir() else file.with_suffix(".py")
        else:
            file = ROOT / program["file"]
        source = file.read_text("utf-8") if file.exists() else ""
        options = re.findall(r" (--[a-z-]+)", command[program.end() :])
        wrong += [
            f"{command}: {file.name} {option}" for option in options if f'"{option}"' not in source
        ]
        wrong += [f"{command}: no {file}"] if not source else []

    assert wrong == []


def test_every_extra_that_is_installed_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {
        extra
        for page in GUIDES
        for extra in re.findall(r"(?:inyong|\.)\[(\w+)\]'", page.read_text("utf-8"))
    }

    assert named
    assert named <= set(project["optional-dependencies"])


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_every_path_that_a_guide_names_exists(page: Path) -> None:
    named = {
        found.group()
        for code in _INLINE.findall(prose(page.read_text("utf-8")))
        if (found := _PATH.match(code))
    }

    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_architecture_page_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {
        name(init.parent) + "/"
        for package in ("index", "qa", "ui")
        for init in (ROOT / package).rglob("__init__.py")
        if init.parent.parent != ROOT and not name(init).startswith("qa/training/")
    }

    assert {room for room in rooms if f"`{room}`" not in text} == set()


def test_the_command_line_page_names_every_command_and_option() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    missing = []
    for words, taken in _all_parsers():
        missing += [f"inyong {words}"] if words and f"inyong {words}" not in text else []
        missing += [f"{words} {option}" for option in taken if not re.search(rf"`{option}\b", text)]

    assert missing == []


def _all_parsers() -> Iterator[tuple[str, list[str]]]:
    """Each command as it is typed ("articles list"), with its long options."""
    waiting = [("", parser())]
    while waiting:
        words, one = waiting.pop()
        options = []
        for action in one._actions:
            options += [option for option in action.option_strings if option.startswith("--")]
            if isinstance(action.choices, dict):
                below = action.choices.items()
                waiting += [(f"{words} {word}".strip(), inner) for word, inner in below]
        yield words, [option for option in options if option != "--help"]


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_blocks_of_code_are_code(page: Path) -> None:
    text = page.read_text("utf-8")
    for block in blocks(text, "python"):
        compile(block, name(page), "exec")
    for block in blocks(text, "toml"):
        assert set(tomllib.loads(block)) <= {field.name for field in fields(StoreSettings)}


def test_every_picture_is_shown() -> None:
    shown = {
        link for page in GUIDES for pair in _LINK.findall(page.read_text("utf-8")) for link in pair
    }

    assert PICTURES
    assert {path.name for path in PICTURES} <= {Path(link).name for link in shown}


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]

    assert {name(page) for page in PAGES if page not in reached} == set()


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= _LONGEST_README


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


@pytest.mark.parametrize("path", decisions(), ids=lambda path: path.stem)
def test_a_decision_has_its_form(path: Path) -> None:
    text = path.read_text("utf-8")
    number = int(path.stem[:4])

    assert re.match(rf"# {number}\. \S", text)
    assert re.search(r"^- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert re.search(
        r"^- Status: (accepted(, amended by \[.+\)|)|superseded by \[.+\))$", text, re.MULTILINE
    )
    for part in ("Chosen", "Against", "Because"):
        assert f"\n**{part}.** " in text
    assert len(text.splitlines()) <= _LONGEST_DECISION


def test_what_is_superseded_says_so_on_both_sides() -> None:
    texts = {path.name: path.read_text("utf-8") for path in decisions()}
    older = {
        (word, old, new)
        for old, text in texts.items()
        for word, new in re.findall(r"(superseded|amended) by \[\d+\]\(([^)]+)\)", text)
    }
    newer = {
        (word, old, new)
        for new, text in texts.items()
        for line in re.findall(r"^- (?:Supersedes|Amends) .*$", text, re.MULTILINE)
        for word, old in re.findall(r"(supersede|amend)s \[\d+\]\(([^)]+)\)", line.lower())
    }

    assert older == {
        (word + "d" if word == "supersede" else "amended", *rest) for word, *rest in newer
    }
    assert older


def test_the_list_of_decisions_is_that_of_the_files() -> None:
    rows = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \| (\S+) \| (.+) \|$",
        (DECISIONS / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    expected = []
    for number, path in enumerate(decisions(), 1):
        title, day, status = re.search(
            r"# \d+\. (.+)\n\n- Date: (\S+)\n- Status: (.+)\n", path.read_text("utf-8")
        ).groups()
        expected.append((f"{number:04d}", path.name, title, day, status))

    assert rows == expected
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)


def test_what_the_code_says_of_the_docs_is_there() -> None:
    named = {
        (name(path), link.rstrip("."))
        for package in ("index", "qa", "ui", "tests")
        for path in (ROOT / package).rglob("*.py")
        for link in re.findall(r"\bdocs/[\w/.-]+", path.read_text("utf-8"))
        if "NAME" not in link  # a pattern
    }

    assert {(path, link) for path, link in named if not (ROOT / link).exists()} == set()


def _lint_commands(text: str) -> list[str]:
    return re.findall(r"^\s*(?:entry: )?(ruff .+|mypy)$", text, re.MULTILINE)


def test_the_desk_and_the_gate_check_the_same() -> None:
    gate = _lint_commands((ROOT / ".ci" / "run").read_text("utf-8"))
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]

    assert gate == ["ruff check .", "ruff format --check .", "mypy"]
    assert _lint_commands((ROOT / "Makefile").read_text("utf-8")) == gate
    assert [hook["entry"] for repo in hooks for hook in repo["hooks"]] == gate
    assert all(hook["language"] == "system" for repo in hooks for hook in repo["hooks"])


@pytest.mark.parametrize("target", ["check", "quick", "test", "coverage", "bench"])
def test_the_makefile_has_its_targets(target: str) -> None:
    try:
        done = subprocess.run(
            ["make", "-n", target, "DATA=DATA"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
        )
    except FileNotFoundError:
        pytest.skip("make is not installed")

    assert done.returncode == 0, done.stderr
    for program in re.findall(r"python (\S+)", done.stdout):
        assert (ROOT / program).exists()
