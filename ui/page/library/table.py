"""The library beside the chat as HTML: how fresh it is, its folders, and its articles as a table."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.formats.choose_reader import PLAIN
from index.store.article_table import ROWS, Folder, Held, Page, Selection
from index.store.records import Failure
from ui.page.markup import escaped
from ui.strings import Strings, counted
from ui.strings.language_names import language_name
from ui.uploads import Uploads

UPLOADS_AT_ONCE = 200
"""Files of one drop: more are a folder, which is added by its path."""

OFFERED = 500  # publishers to choose from: a longer list is not looked through, text finds them too
COLUMNS = ("title", "publisher", "date", "language", "passages", "state")


def bar_to_html(strings: Strings) -> str:
    """Return the bar of the pane, with what its script says."""
    said = {
        "cancel": strings.cancel,
        "remove": strings.remove,
        "remove-question": strings.remove_question,
        "chosen": strings.chosen,
        "done": strings.upload_done,
        "many": strings.upload_many.format(count=UPLOADS_AT_ONCE),
        "most": str(UPLOADS_AT_ONCE),
        "refused-kind": strings.upload_kind,
        "refused-full": strings.upload_full,
        "refused-empty": strings.upload_empty,
        "refused-right": strings.not_allowed,
        "refused-failed": strings.upload_failed,
    }
    data = "".join(f' data-{name}="{escaped(text)}"' for name, text in said.items())
    return (
        f'<div class="bar" id="words"{data}><h2 class="what">{strings.library}</h2>'
        f'<button type="button" class="shut" data-shut>{strings.close}</button></div>'
    )


def shelf_to_html(
    fresh: str,
    folders: Sequence[Folder],
    failures: tuple[int, Sequence[Failure]],
    uploads: Uploads,
    may_edit: bool,
    strings: Strings,
) -> str:
    """Return what stands above the table: how fresh it is, ways to add and update, the folders."""
    parts = [f'<p class="fresh">{escaped(fresh)}</p>']
    if may_edit:
        parts.append(_deeds(strings))
        parts.append(_adding(uploads, strings))
    if folders:
        items = "".join(_folder(each, uploads, may_edit, strings) for each in folders)
        count = strings.folders.format(count=len(folders))
        parts.append(
            f'<details class="folders"><summary>{count}</summary><ul>{items}</ul></details>'
        )
    failed, first = failures
    if failed:
        items = "".join(f'<li dir="auto">{escaped(_failure(each))}</li>' for each in first)
        parts.append(
            f'<details class="failures"><summary>{strings.failures.format(count=failed)}</summary>'
            f"<ul>{items}</ul></details>"
        )
    return "".join(parts)


def _failure(failure: Failure) -> str:
    what, why, mend = failure
    return f"{what}: {why}. {mend}"


def _deeds(strings: Strings) -> str:
    return (
        '<div class="deeds">'
        f'<button type="button" id="renew" data-deed="update">{strings.update}</button>'
        '<button type="button" data-deed="rebuild"'
        f' data-question="{escaped(strings.rebuild_question)}">{strings.rebuild}</button></div>'
    )


def _adding(uploads: Uploads, strings: Strings) -> str:
    megabytes = uploads.file_bytes // 2**20
    kinds = ", ".join(suffix.removeprefix(".") for suffix in (*PLAIN, ".zip"))
    limits = strings.upload_limits.format(kinds=kinds, size=megabytes)
    large = escaped(strings.upload_large.format(size=megabytes))
    accept = ",".join((*PLAIN, ".zip", ".gz"))
    return (
        f'<details class="adding"><summary>{strings.add_articles}</summary>'
        f'<div class="drop"><label class="pill">{strings.choose_files}'
        f'<input type="file" id="files" multiple accept="{accept}" data-limit="{uploads.file_bytes}"'
        f' data-large="{large}"></label> <span>{strings.drop_here}</span>'
        f'<p class="limits">{limits}</p></div>'
        f'<div class="path"><label for="folder">{strings.folder_path}</label>'
        '<span class="line"><input type="text" id="folder" autocomplete="off" spellcheck="false"'
        f' maxlength="4000"><button type="button" data-deed="folder">{strings.add_folder}</button>'
        "</span></div></details>"
    )


def _folder(folder: Folder, uploads: Uploads, may_edit: bool, strings: Strings) -> str:
    holds = " · ".join(
        (
            counted(strings.library_state, folder.articles),
            counted(strings.library_files, folder.files),
        )
    )
    if not _is_there(folder.path):
        holds += f" · {strings.folder_missing}"
    is_uploads = folder.path == str(uploads.folder)
    name = strings.uploads_folder if is_uploads else folder.path
    button = ""
    if may_edit and not is_uploads:
        question = strings.forget_question.format(path=folder.path, count=folder.articles)
        button = (
            f'<button type="button" data-deed="forget" data-where="{escaped(folder.path)}"'
            f' data-question="{escaped(question)}"'
            f' aria-label="{escaped(f"{strings.forget}: {folder.path}")}">{strings.forget}</button>'
        )
    return (
        f'<li><span class="where"><bdi>{escaped(name)}</bdi>'
        f'<span class="holds">{holds}</span></span>{button}</li>'
    )


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # not to be seen from here
        return False


def browse_to_html(
    publishers: Sequence[tuple[str, int]], languages: Sequence[tuple[str, int]], strings: Strings
) -> str:
    """Return the fields that choose rows of the table, and on a phone their order."""
    names = _columns(strings)
    orders = "".join(
        f'<option value="{by}:{way}">{names[by]} {arrow}</option>'
        for by in COLUMNS
        for way, arrow in (("up", "↑"), ("down", "↓"))
    )
    return (
        '<div class="browse" role="search">'
        f'<input type="search" data-key="text" aria-label="{strings.find_article}"'
        f' placeholder="{strings.find_article}" maxlength="200">'
        f'<select data-key="publisher" aria-label="{strings.publisher}">'
        f"{options(strings.all_publishers, ((name, name, n) for name, n in publishers))}</select>"
        f'<select data-key="language" aria-label="{strings.article_language}">'
        f"{options(strings.all_languages, tongues(languages, strings))}</select>"
        f'<select data-key="order" aria-label="{strings.sort_by}">{orders}</select></div>'
    )


def options(everything: str, choices: Iterable[tuple[str, str, int]]) -> str:
    """Return the options of a select: all, then (value, name, count) of each."""
    shown = [f'<option value="">{everything}</option>']
    for value, name, count in list(choices)[:OFFERED]:
        shown.append(f'<option value="{escaped(value)}">{escaped(name)} ({count:,})</option>')
    return "".join(shown)


def tongues(languages: Iterable[tuple[str, int]], strings: Strings) -> list[tuple[str, str, int]]:
    """Return languages as choices: tag, name, count."""
    return [(tag, language_name(tag, strings), count) for tag, count in languages]


def rows_to_html(page: Page, selection: Selection, may_edit: bool, strings: Strings) -> str:
    """Return a page of the table, sorted as selected, and the way to its other pages."""
    if not page.rows:
        chosen = selection.text or selection.publisher or selection.language
        return f'<p class="none">{strings.no_rows if chosen else strings.library_empty}</p>'
    heads = "".join(_head(by, name, selection) for by, name in _columns(strings).items())
    pick = ""
    if may_edit:
        label = f'aria-label="{strings.choose_page}"'
        pick = f'<td class="pick"><input type="checkbox" data-all {label}></td>'
    rows = "".join(_row(row, may_edit, strings) for row in page.rows)
    return (
        f'<table><caption class="unseen">{strings.library}</caption>'
        f"<thead><tr>{pick}{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_pages(page, strings)}{_chosen(strings) if may_edit else ''}"
    )


def _columns(strings: Strings) -> dict[str, str]:
    names = (
        strings.title_column,
        strings.publisher,
        strings.date_column,
        strings.language,
        strings.passages_column,
        strings.state_column,
    )
    return dict(zip(COLUMNS, names, strict=True))


def _head(by: str, name: str, selection: Selection) -> str:
    sort, arrow = "none", ""
    if by == selection.by:
        sort = "descending" if selection.downwards else "ascending"
        arrow = f'<span aria-hidden="true">{"▼" if selection.downwards else "▲"}</span>'
    return (
        f'<th scope="col" class="{by}" aria-sort="{sort}">'
        f'<button type="button" data-by="{by}">{name}{arrow}</button></th>'
    )


def _row(row: Held, may_edit: bool, strings: Strings) -> str:
    pick = ""
    if may_edit:
        label = escaped(strings.choose_article.format(title=row.title))
        box = f'<input type="checkbox" value="{escaped(row.id)}" aria-label="{label}">'
        pick = f'<td class="pick">{box}</td>'
    publisher = f"<bdi>{escaped(row.publisher)}</bdi>" if row.publisher else ""
    day = f'<time datetime="{escaped(row.day)}">{escaped(row.day)}</time>' if row.day else ""
    language = escaped(language_name(row.language, strings)) if row.language else ""
    if row.unreadable:
        state = f'<span class="bad">{strings.state_unreadable}</span>'
    elif row.files:
        state = strings.state_files.format(count=row.files)
    else:
        state = strings.state_no_file
    unit = counted(strings.library_passages, row.passages)
    passages = f'<span class="bare">{row.passages:,}</span><span class="unit">{unit}</span>'
    return (
        f'<tr>{pick}<th scope="row"><button type="button" class="open"'
        f' data-open="article:{escaped(row.id)}"><bdi class="what">{escaped(row.title)}</bdi></button>'
        f'</th><td class="publisher">{publisher}</td><td class="date">{day}</td>'
        f'<td class="language">{language}</td><td class="passages">{passages}</td>'
        f'<td class="state">{state}</td></tr>'
    )


def _pages(page: Page, strings: Strings) -> str:
    first = page.number * ROWS + 1
    shown = strings.rows_shown.format(
        first=first, last=first + len(page.rows) - 1, total=page.total
    )
    if page.pages == 1:
        return f'<div class="pages"><span role="status">{shown}</span></div>'
    last = page.pages - 1
    ways = (
        ("«", strings.first_page, 0, page.number > 0),
        ("‹", strings.previous_page, page.number - 1, page.number > 0),
        ("›", strings.next_page, page.number + 1, page.number < last),
        ("»", strings.last_page, last, page.number < last),
    )
    buttons = [
        f'<button type="button" data-page="{to}" data-way="{sign}" aria-label="{label}"'
        f"{'' if there else ' disabled'}>{sign}</button>"
        for sign, label, to, there in ways
    ]
    return (
        f'<div class="pages">{"".join(buttons[:2])}<span role="status">{shown}</span>'
        f"{''.join(buttons[2:])}</div>"
    )


def _chosen(strings: Strings) -> str:
    return (
        '<div class="chosen" hidden><span role="status"></span>'
        f'<button type="button" class="bad" data-deed="remove">{strings.remove}</button>'
        f'<button type="button" data-unchoose>{strings.unchoose}</button></div>'
    )
