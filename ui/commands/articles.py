"""The commands over stored articles: list, show, remove, export, import."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import BadSettings
from index.store.atomic_files import written_whole
from ui.commands.library_option import KeptLibrary
from ui.render import article_to_json, head_to_text, one_line, printable


def list_articles(library: KeptLibrary, *, as_json: bool) -> None:
    """Write a line an article, newest first; of one that several files hold, how many do."""
    with library.articles() as articles:
        found = list(articles.listed())
    for source, paths in found:
        if as_json:
            _write_json(asdict(source) | {"paths": paths})
        else:
            day = (source.published_at or "")[:10]
            cells = (source.id, day, source.publisher or "", source.title)
            files = (f"{len(paths)} files",) if len(paths) > 1 else ()
            _write("\t".join(map(one_line, (*cells, *files))))


def show_article(library: KeptLibrary, article_id: str, *, as_json: bool) -> None:
    """Write one article with its whole text, and the files that hold it. Raises NotFound."""
    with library.articles() as articles:
        article, paths = articles.shown(article_id)
    if as_json:
        _write_json(article_to_json(article) | {"paths": paths})
    else:
        _write(head_to_text(article.source))
        if len(paths) > 1:
            _write("".join(f"in {one_line(path)}\n" for path in paths))
        _write(printable(article.body))


def remove_articles(library: KeptLibrary, ids: Sequence[str], *, as_json: bool) -> None:
    """Remove articles from the library, and say so. Raises NotFound, BadSettings where it is only read."""
    from index.update.run_update import remove_articles  # half a second: the others do without

    library.ensure_ledger("remove articles")
    with library.followed() as follow:
        generation = remove_articles(library.home, ids, follow=follow)
    if as_json:
        _write_json({"removed": list(ids), "generation": generation})
    else:
        _write(f"removed {len(set(ids))}")


def export_articles(library: KeptLibrary, path: Path | None) -> bool:
    """Write every article as a JSON line, to a file that is written whole or not at all.

    path: None or "-" for standard output. What cannot be read is left out, and said; returns whether
    nothing was. Raises BadSettings, LibraryEmpty, LibraryDamaged, StorageFailed, StoreFailed.
    """
    if path is None or str(path) == "-":
        with library.articles() as articles:
            count, failures = articles.write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        _ensure_json_lines(path, "export to")
        with library.articles() as articles, written_whole(path) as file:
            count, failures = articles.write(file)
        _say(f"{count:,} articles written to {one_line(str(path))}")
    for failure in failures:
        _say(f"left out: {one_line(str(failure))}")
    return not failures


def import_articles(
    library: KeptLibrary, path: Path, cancelled: Callable[[], bool], *, as_json: bool
) -> bool:
    """Add the articles of a file of JSON lines, and say what was done; return whether to its end.

    Raises BadSettings, NotFound, LibraryBusy, LibraryDamaged, IdentityMismatch, StorageFailed, StoreFailed.
    """
    from index.update.import_articles import add_articles  # half a second: the others do without
    from ui.commands.progress import ProgressLine, summary_to_json, summary_to_text

    _ensure_json_lines(path, "import")
    library.ensure_ledger("import articles")
    line = ProgressLine(as_json)
    try:
        with library.followed() as follow:
            summary = add_articles(
                library.home, path, on_progress=line, cancelled=cancelled, follow=follow
            )
    finally:
        line.close()
    if as_json:
        _write_json(summary_to_json(summary))
    else:
        _write(summary_to_text(summary, "the same command"))
    return not summary.cancelled


def _ensure_json_lines(path: Path, action: str) -> None:
    if path.suffix.lower() != ".jsonl":
        raise BadSettings(
            f"cannot {action} {path}",
            "its name does not end in .jsonl",
            "Name it FILE.jsonl; files of other formats are read by: inyong index",
        )


def _say(line: str) -> None:
    sys.stderr.write(f"inyong: {line}\n")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _write_json(record: dict[str, object]) -> None:
    _write(json.dumps(record, ensure_ascii=False))
