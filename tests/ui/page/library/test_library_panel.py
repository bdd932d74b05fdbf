"""The library beside the chat without a browser: its HTML, its actions, and who may do them."""

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from conftest import ATTACKS

from index.errors import StorageFailed
from index.store.article_table import ROWS, Folder, Held, Page, Selection
from index.update import update
from index.update.run_update import UpdateSummary
from qa.pipeline import Inyong
from ui.page.desk import Desk
from ui.page.library.panel import LibraryPane
from ui.page.library.table import browse_to_html, folders_to_html, rows_to_html
from ui.page.library.updating import State, Updater
from ui.page.visitor import EDITOR
from ui.strings import ENGLISH, KOREAN
from ui.uploads import Uploads


class Tags(HTMLParser):
    """Collects the tags of some HTML, with what an attack would add to them."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.names, self.text = set(), set(), ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def held(number=1, title="새 다리", **other):
    fields = {
        "publisher": "해온일보", "day": "2025-05-02", "language": "ko", "passages": 3, "files": 1,
        "unreadable": 0,
    }  # fmt: skip
    return Held(f"a{number}", title, **{**fields, **other})


STRANGE = {
    "script",
    "style",
    "svg",
    "img",
    "form",
    "iframe",
    "object",
    "meta",
    "base",
    "link",
    "h1",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_an_article_or_a_path_becomes_markup(attack, home):
    row = held(title=attack, publisher=attack, day=attack, language=attack)
    page = rows_to_html(Page((row,), 0, 1), Selection(text=attack), True, KOREAN)
    browse = browse_to_html([(attack, 1)], [(attack, 1)], KOREAN)
    folders = folders_to_html(
        attack, [Folder(attack.replace("\0", ""), 1, 1)], (1, [(attack, attack, attack)]),
        Uploads(home), True, KOREAN,
    )  # fmt: skip

    for markup in (page, browse, folders):
        read = Tags(markup)
        assert not read.tags & STRANGE
        assert not [name for name in read.names if name.startswith("on") or name == "style"]
    assert attack in Tags(page).text
    assert attack in Tags(folders).text


def test_the_table_says_how_it_is_sorted_and_has_a_scope_for_each_head():
    selection = Selection(by="title", downwards=False)

    table = rows_to_html(Page((held(),), 0, 1), selection, True, KOREAN)

    assert table.count('scope="col"') == 6
    assert table.count('scope="row"') == 1
    assert table.count('aria-sort="none"') == 5
    assert 'class="title" aria-sort="ascending"' in table
    assert 'data-open="article:a1"' in table


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (held(files=2), "파일 2개"),
        (held(files=0), KOREAN.state_no_file),
        (held(files=2, unreadable=1), KOREAN.state_unreadable),
        (held(language="ko"), "한국어"),
        (held(language="xx"), "xx"),
        (held(publisher=None, day=None, language=None), "새 다리"),
    ],
)
def test_a_row_says_state_and_language(row, said):
    assert said in Tags(rows_to_html(Page((row,), 0, 1), Selection(), False, KOREAN)).text


def test_the_pages_can_be_turned_as_far_as_there_are_any():
    rows = tuple(held(number) for number in range(ROWS))

    middle = rows_to_html(Page(rows, 1, 3 * ROWS), Selection(page=1), False, ENGLISH)
    last = rows_to_html(Page(rows[:3], 2, 2 * ROWS + 3), Selection(page=2), False, ENGLISH)

    assert f"{ROWS + 1}–{2 * ROWS} of {3 * ROWS}" in middle
    assert "disabled" not in middle
    assert last.count("disabled") == 2
    assert 'data-page="1"' in last


def test_an_empty_table_tells_whether_nothing_is_there_or_nothing_fits():
    nothing = Page((), 0, 0)

    assert KOREAN.no_rows in rows_to_html(nothing, Selection(text="x"), True, KOREAN)
    assert KOREAN.library_empty in rows_to_html(nothing, Selection(), True, KOREAN)


def test_who_may_not_edit_is_offered_nothing(home):
    folders = folders_to_html("", [Folder("/a", 1, 1)], (0, []), Uploads(home), False, KOREAN)
    rows = rows_to_html(Page((held(),), 0, 1), Selection(), False, KOREAN)

    assert "data-deed" not in folders + rows
    assert "<input" not in folders + rows


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, tiny_encoder):
    """A library of two files, to be copied."""
    place = tmp_path_factory.mktemp("pane")
    articles = place / "articles"
    articles.mkdir()
    (articles / "bridge.txt").write_text("새 다리 열려\n\n해온의 새 다리는 5월 2일 열렸다.\n")
    (articles / "pool.txt").write_text("수영장 닫아\n\n해온의 수영장은 7월 1일 닫는다.\n")
    update(place / "home", [articles], encoder=tiny_encoder)
    return place


@pytest.fixture
def make_pane(indexed, tmp_path):
    """A function that opens a copy of the library."""
    opened = []

    def make(may_edit=True, edit_roots=(Path("/"),)):
        home = tmp_path / "home"
        shutil.copytree(indexed / "home", home)
        inyong = Inyong.open(home)
        updater = Updater(home, update, inyong.refresh)
        pane = LibraryPane(Desk(inyong, updater, may_edit, edit_roots=edit_roots))
        opened.append(pane)
        return pane

    yield make
    for pane in opened:
        pane.desk.updater.wait(30)
        pane.table.close()
        pane.desk.inyong.close()


def asking(**rights):
    """A request as the server hands it on."""
    return SimpleNamespace(request=SimpleNamespace(scope=rights))


EDITING, READING = asking(**{EDITOR: True}), asking(**{EDITOR: False})


def do(pane, request=EDITING, **deed):
    """Do an action; wait for an update that it began; return the panel."""
    said = pane.edit(SimpleNamespace(**deed), (), "ko", request)
    assert len(said) == 8
    if pane.desk.updater.state.running or "progress" in str(said[0]):
        assert pane.desk.updater.wait(300)
        return pane.look(SimpleNamespace(), (), "ko", request)[0]
    return said[0]


@pytest.mark.parametrize(
    ("may_edit", "request_of"), [(False, EDITING), (True, READING), (True, asking())]
)
def test_who_may_not_edit_is_refused_in_code(make_pane, may_edit, request_of):
    """Where nobody may, and where a request comes without the page's token."""
    pane = make_pane(may_edit=may_edit)
    before = pane.desk.inyong.summary()
    actions = (
        {"deed": "update"}, {"deed": "rebuild"}, {"deed": "stop"}, {"deed": "uploaded"}, {},
        {"deed": "folder", "where": "/"}, {"deed": "forget", "where": "/"}, {"deed": "remove", "ids": []},
    )  # fmt: skip

    assert all(KOREAN.not_allowed in do(pane, request_of, **deed) for deed in actions)
    assert not pane.desk.updater.state.running
    assert pane.desk.inyong.summary() == before


def test_a_folder_is_added_and_taken_off(make_pane, folder):
    pane = make_pane()
    (folder / "zoo.txt").write_text("동물원 열려\n\n해온 동물원에는 판다 세 마리가 있다.\n")

    added = do(pane, deed="folder", where=f" {folder} ")
    names = [each.path for each in pane.table.folders()]
    off = do(pane, deed="forget", where=str(folder))

    assert "추가 1" in added
    assert str(folder) in names
    assert KOREAN.forgotten.format(count=1) in off
    assert pane.desk.inyong.summary().articles == 2


def test_only_folders_that_are_allowed_are_added_by_path(make_pane, folder, indexed, tmp_path):
    allowed = folder / "allowed"
    allowed.mkdir()
    (folder / "secret.txt").write_text("비밀\n\n아무도 모른다.\n")
    (allowed / "link").symlink_to(folder)
    (allowed / "zoo.txt").write_text("동물원 열려\n\n해온 동물원에는 판다 세 마리가 있다.\n")
    pane = make_pane(edit_roots=(allowed,))
    outside = (
        folder, folder / "secret.txt", allowed / "..", allowed / "link", allowed / "link/secret.txt",
        f"{allowed}X", folder / "no such file", "/", "~",
    )  # fmt: skip

    for path in map(str, outside):
        said = do(pane, deed="folder", where=path)
        assert "--edit-root" in said, path
        assert pane.desk.inyong.summary().articles == 2

    assert "추가 1" in do(pane, deed="folder", where=f"{allowed}/../allowed/zoo.txt")
    known = indexed / "articles" / "bridge.txt"
    assert "--edit-root" not in do(pane, deed="folder", where=str(known))
    assert "--edit-root" not in do(pane, deed="folder", where=str(indexed / "articles"))


def test_who_may_not_edit_is_not_told_where_anything_lies(make_pane, indexed, folder):
    (folder / "broken.jsonl").write_text("{ no json")
    pane = make_pane()
    do(pane, deed="folder", where=str(folder))

    for request, is_told in ((EDITING, True), (READING, False)):
        panel, _, *whole = pane.look(SimpleNamespace(), (), "ko", request)
        shown = (panel, *whole[:3], *pane.open("ko", request), *pane.arrive("ko", request))
        said = "".join(each for each in shown if isinstance(each, str))
        assert "broken.jsonl" in said
        assert (str(folder) in said) == is_told
        assert (str(indexed) in said) == is_told
        assert ("data-deed" in said) == is_told


def test_a_path_that_cannot_be_looked_at_is_told_in_the_pages_language(make_pane):
    pane = make_pane()

    for path in ("", "  ", "a\0b"):
        assert KOREAN.no_path in do(pane, deed="folder", where=path)
    for path in ("/no/such/no<b>", "~nobody-here/no<b>", "/" + "no<b>" * 100):
        panel = do(pane, deed="folder", where=path)
        assert "그런 폴더나 파일이 없습니다" in panel
        assert "no&lt;b&gt;" in panel


def test_an_uploaded_file_is_read_and_goes_with_its_last_article(make_pane):
    pane = make_pane()
    text = "동물원 열려\n\n해온 동물원에는 판다 세 마리가 있다.\n".encode()

    for _ in range(2):  # the same file again: it must not be taken for one that is known
        with pane.uploads.taking("zoo.txt") as file:
            file.write(text)
        assert "추가 1" in do(pane, deed="uploaded")
        (row,) = pane.table.page(Selection(text="동물원")).rows
        panel = do(pane, deed="remove", ids=[row.id])
        assert KOREAN.removed.format(count=1) in panel
        assert list(pane.uploads.folder.iterdir()) == []

    assert pane.desk.inyong.summary().articles == 2


def test_removing_an_article_leaves_the_file_of_a_folder(make_pane, indexed):
    pane = make_pane()
    (row,) = pane.table.page(Selection(text="다리")).rows

    do(pane, deed="remove", ids=[row.id])

    assert (indexed / "articles" / "bridge.txt").exists()
    assert pane.desk.inyong.summary().articles == 1
    assert "라이브러리" in do(pane, deed="remove", ids=["no such id"])


def test_the_whole_library_can_be_emptied_and_filled_again(make_pane):
    pane = make_pane()
    ids = [row.id for row in pane.table.page(Selection()).rows]

    do(pane, deed="remove", ids=ids)
    rows = pane.browse(SimpleNamespace(selection={}), "ko", READING)

    assert KOREAN.library_empty in rows
    assert not pane.desk.inyong.ask("다리는 언제 열렸나?").found


def test_a_rebuild_says_how_many_articles_it_made(make_pane):
    assert KOREAN.rebuilt.format(count=2) in do(make_pane(), deed="rebuild")


class ScriptedUpdater:
    """An updater that stands otherwise each time somebody looks; the last state stays."""

    def __init__(self, updater, *states):
        self.home, self._updater, self._states = updater.home, updater, list(states)

    @property
    def state(self):
        return self._states.pop(0) if len(self._states) > 1 else self._states[0]

    def start(self, paths=(), *, rebuild=False):
        return True

    def wait(self, seconds):
        return self._updater.wait(seconds)


SUMMARY = UpdateSummary(
    added=2, changed=0, deleted=0, moved=0, unchanged=2, failures=(), generation=2, articles=4,
    passages=4, seconds=1.5,
)  # fmt: skip
RUNNING, ENDED = State(running=True), State(running=False, summary=SUMMARY)


@pytest.fixture
def watched(make_pane):
    """A function that returns a pane whose update goes through states as it is looked at."""

    def make(*states):
        pane = make_pane()
        pane.desk = replace(pane.desk, updater=ScriptedUpdater(pane.desk.updater, *states))
        return pane

    return make


@pytest.mark.parametrize("states", [(RUNNING, ENDED), (RUNNING, RUNNING, ENDED)])
@pytest.mark.parametrize("event", [{"deed": "update"}, {}])
def test_panel_and_line_tell_of_one_moment_though_the_update_ends_between(watched, states, event):
    pane = watched(*states)
    act = pane.edit if event else pane.look

    panel, line, *_ = act(SimpleNamespace(**event), (), "ko", EDITING)

    assert ("data-running" in panel) == ("data-running" in line)


def test_an_update_that_has_ended_when_its_deed_is_answered_shows_the_new_table(watched):
    panel, line, pane, browse, rows, *_ = watched(ENDED).edit(
        SimpleNamespace(deed="update"), (), "ko", EDITING
    )

    assert "추가 2" in panel
    assert "추가 2" in line
    assert all(isinstance(each, str) for each in (pane, browse, rows))


def test_opening_the_library_late_leaves_the_end_of_an_update_in_sight(watched):
    pane = watched(*[ENDED] * 4, RUNNING)

    assert pane.open("ko", EDITING)[1] == gr.skip()
    assert pane.arrive("ko", EDITING)[1] == gr.skip()
    assert pane.speak("ko", EDITING)[1] == gr.skip()
    assert "data-running" in pane.open("ko", EDITING)[1]


def test_what_a_deed_came_to_stays_in_sight_while_an_update_runs(watched):
    pane = watched(RUNNING)

    assert pane.look(SimpleNamespace(noted=True), (), "ko", EDITING)[0] == gr.skip()
    assert "data-running" in pane.look(SimpleNamespace(noted=True), (), "ko", EDITING)[1]
    note, line, *_ = pane.edit(SimpleNamespace(deed="forget", where="/no"), (), "ko", EDITING)
    assert "data-note" in note
    assert line == gr.skip()


def test_the_end_is_told_where_the_library_cannot_be_read(watched, monkeypatch):
    pane = watched(ENDED)

    def refuse(strings, request):
        raise StorageFailed("cannot use it", "the disk is gone", "Mend it")

    monkeypatch.setattr(pane, "_folders", refuse)

    assert "추가 2" in pane.look(SimpleNamespace(), (), "ko", EDITING)[0]


def test_a_selection_that_no_page_sends_does_no_harm(make_pane):
    pane = make_pane()
    sent = (
        None, "x", {}, {"by": "body", "page": -4}, {"page": "1"}, {"page": 10**30, "by": "title"},
        {"text": ["x"], "downwards": "no"}, {"text": "%" * 10_000},
    )  # fmt: skip

    for one in sent:
        assert "class=" in pane.browse(SimpleNamespace(selection=one), "ko", READING)
