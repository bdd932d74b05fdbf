import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import LibraryBusy, LibraryDamaged, Unreadable
from index.update.run_update import Progress, UpdateSummary
from ui.page.library.updating import State, Updater, note_to_panel, update_to_html, update_to_line
from ui.strings import ENGLISH, KOREAN

HOME = Path("home")
SUMMARY = UpdateSummary(
    added=2, changed=1, deleted=0, moved=0, unchanged=21, failures=(), generation=4, articles=24,
    passages=90, seconds=1.5,
)  # fmt: skip
HALFWAY = Progress("read", 12, 24, 12, 3.5, 4.2, "기사/<b>.txt")


class SlowUpdate:
    """An update that reports half-way, then waits until it is let go or cancelled."""

    def __init__(self):
        self.runs, self.reported, self.let_go = 0, threading.Event(), threading.Event()
        self.asked = []

    def __call__(self, home, paths, *, rebuild, on_progress, cancelled):
        self.runs += 1
        self.asked.append((paths, rebuild))
        on_progress(HALFWAY)
        self.reported.set()
        while not self.let_go.wait(0.01):
            if cancelled():
                return replace(SUMMARY, cancelled=True)
        return SUMMARY


def test_an_update_can_be_watched_to_its_end():
    update, done = SlowUpdate(), []
    updater = Updater(HOME, update, lambda: done.append(True))

    updater.start()
    assert update.reported.wait(5)
    assert updater.state == State(running=True, progress=HALFWAY)
    assert not updater.wait(0.01)
    update.let_go.set()

    assert updater.wait(5)
    assert updater.state == State(running=False, summary=SUMMARY)
    assert done == [True]


def test_who_starts_an_update_while_one_runs_watches_the_same():
    update = SlowUpdate()
    updater = Updater(HOME, update, lambda: None)

    updater.start()
    updater.start()
    update.let_go.set()
    updater.wait(5)

    assert update.runs == 1


def test_a_stopped_update_says_so_and_another_can_start():
    update = SlowUpdate()
    updater = Updater(HOME, update, lambda: None)

    updater.start()
    updater.cancel()
    assert updater.wait(5)
    assert KOREAN.stopped in update_to_html(updater.state, KOREAN)

    update.let_go.set()
    updater.start()
    assert updater.wait(5)
    assert updater.state.summary == SUMMARY


class EndsWhileRead(Updater):
    """An updater whose update ends, if it can, whenever somebody reads how it stands."""

    end = staticmethod(lambda: None)

    @property
    def state(self):
        found = self._found
        self.end()
        return found

    @state.setter
    def state(self, state):
        self._found = state


def test_an_update_that_ends_while_it_is_stopped_does_not_run_for_ever():
    update = SlowUpdate()
    updater = EndsWhileRead(HOME, update, lambda: None)
    updater.start()
    assert update.reported.wait(5)

    def end():
        updater.end = lambda: None
        update.let_go.set()
        updater._thread.join(0.2)  # until it has ended, or waits for who stops it

    updater.end = end
    updater.cancel()

    assert updater.wait(5)
    assert not updater.state.running
    assert updater.start()
    assert updater.wait(5)


@pytest.mark.parametrize(
    ("error", "said"),
    [(LibraryBusy("cannot update", "another process writes", "Wait"), ENGLISH.library_busy),
     (LibraryDamaged("cannot read", "broken", "Mend it"), "cannot read: broken. Mend it"),
     (ZeroDivisionError("secret"), ENGLISH.unexpected)],
)  # fmt: skip
def test_a_failed_update_is_told_in_one_line(error, said, caplog):
    def fail(home, paths, *, rebuild, on_progress, cancelled):
        raise error

    updater = Updater(HOME, fail, lambda: None)
    updater.start()

    assert updater.wait(5)
    panel = update_to_html(updater.state, ENGLISH)
    assert said in panel
    assert "secret" not in panel


def test_before_any_update_there_is_nothing_to_wait_for():
    assert Updater(HOME, SlowUpdate(), lambda: None).wait(0)


def test_a_running_update_shows_how_far_how_fast_how_long_and_the_file():
    panel = update_to_html(State(running=True, progress=HALFWAY), KOREAN)

    for part in ("12/24", "초당 3.5건", "4초 남음", "기사/&lt;b&gt;.txt", KOREAN.stop):
        assert part in panel


def test_a_long_wait_is_told_in_minutes():
    state = State(running=True, progress=replace(HALFWAY, remaining_seconds=600.0))

    assert "10 min left" in update_to_html(state, ENGLISH)


def test_the_end_lists_every_failure_escaped():
    failures = tuple(Unreadable(f"<{name}>", "broken", "Mend it") for name in "ab")

    panel = update_to_html(
        State(running=False, summary=replace(SUMMARY, failures=failures)), KOREAN
    )

    assert "추가 2 · 변경 1" in panel
    assert "읽지 못한 파일 2건" in panel
    assert panel.count("<li") == 2
    assert "&lt;a&gt;: broken. Mend it" in panel


def test_an_update_without_changes_says_so():
    nothing = replace(SUMMARY, added=0, changed=0)

    panel = update_to_html(State(running=False, summary=nothing), KOREAN)

    assert KOREAN.update_unchanged in panel


def test_a_rebuild_shows_its_stage():
    state = State(running=True, progress=replace(HALFWAY, stage="remake"))

    assert KOREAN.remake in update_to_html(state, KOREAN)


def test_paths_named_while_an_update_runs_are_looked_at_after_it():
    update = SlowUpdate()
    updater = Updater(HOME, update, lambda: None)

    assert updater.start()
    assert not updater.start(rebuild=True)
    assert updater.start([Path("a")])
    assert updater.start([Path("b")])
    update.let_go.set()

    assert updater.wait(5)
    assert update.asked == [((), False), ((Path("a"), Path("b")), False)]


def test_a_stopped_update_forgets_the_paths_that_waited():
    update = SlowUpdate()
    updater = Updater(HOME, update, lambda: None)

    updater.start()
    updater.start([Path("a")])
    updater.cancel()

    assert updater.wait(5)
    assert update.runs == 1


def test_stopping_is_told_at_once_and_offered_only_once():
    state = State(running=True, progress=HALFWAY, stopping=True)

    panel = update_to_html(state, KOREAN)

    assert KOREAN.stopping in panel
    assert "data-stop" not in panel
    assert "data-stop" not in update_to_html(State(running=True), KOREAN, may_stop=False)


def test_the_slim_line_tells_how_far_or_how_it_ended_and_leads_to_the_library():
    failure = Unreadable("<b>", "broken", "Mend it")
    running = update_to_line(State(running=True, progress=HALFWAY), KOREAN)
    ended = update_to_line(
        State(running=False, summary=replace(SUMMARY, failures=(failure,))), KOREAN
    )
    failed = update_to_line(State(running=False), KOREAN)

    assert "data-running" in running
    assert "12/24" in running
    assert "data-running" not in ended
    assert "추가 2" in ended
    assert KOREAN.failures.format(count=1) in ended
    assert KOREAN.unexpected in failed
    assert all("data-shelf" in line for line in (running, ended, failed))


def test_panel_and_line_of_a_running_update_are_both_marked_as_such():
    running, ended = State(running=True, progress=HALFWAY), State(running=False, summary=SUMMARY)

    for told in (update_to_html, update_to_line):
        assert "data-running" in told(running, KOREAN)
        assert "data-running" not in told(ended, KOREAN)


def test_a_note_in_the_panel_is_escaped():
    assert "&lt;b&gt;" in note_to_panel("<b>", KOREAN, bad=True)
