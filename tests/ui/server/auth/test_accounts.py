"""Names and passwords: how they are kept, checked, and slowed down when guessed."""

import stat
from dataclasses import replace
from unicodedata import normalize

import pytest

from index.errors import BadSettings, NotFound
from ui.server.auth import accounts
from ui.server.auth.accounts import Account, Accounts, add_account, remove_account
from ui.server.auth.sessions import SESSION_SECONDS, Sessions
from ui.server.auth.throttle import FREE, Throttle

PASSWORD = "비밀번호는 아주 길다"


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash with little work: what is tested is not how long it takes."""
    monkeypatch.setattr(accounts, "COST", 2**4)
    monkeypatch.setattr(accounts, "STRANGER", Account("", 2**4, 8, 1, b"salt", bytes(32)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "users"


def test_a_right_password_is_known_and_no_other(path):
    add_account(path, Account.of("하나", PASSWORD))
    known = Accounts(path)

    assert known.check("하나", PASSWORD).name == "하나"
    for name, password in [("하나", PASSWORD + "!"), ("하나", ""), ("둘", PASSWORD), ("", "")]:
        assert known.check(name, password) is None


@pytest.mark.parametrize("kept", [str, lambda text: normalize("NFD", text)])
@pytest.mark.parametrize(
    "given", [str, lambda text: normalize("NFD", text), lambda text: f" {text}\n"]
)
def test_name_and_password_are_the_same_however_they_were_typed(path, kept, given):
    add_account(path, Account.of(kept("하나"), kept(PASSWORD) + " "))
    known = Accounts(path)

    assert known.check(given("하나"), given(PASSWORD)).name == "하나"
    assert known.check(given("하나"), given(PASSWORD) + "!") is None
    remove_account(path, given("하나"))
    assert "하나" not in path.read_text("utf-8")


def test_an_account_of_an_earlier_version_is_known_as_it_was_typed(path):
    name, password = normalize("NFD", "하나"), normalize("NFD", PASSWORD) + " "
    made = Account.of("하나", PASSWORD)
    add_account(path, replace(made, name=name, digest=made.hashed(password)))

    assert Accounts(path).check("하나", password).name == "하나"


def test_the_file_is_for_its_owner_and_holds_no_password(path):
    add_account(path, Account.of("one", PASSWORD))
    add_account(path, Account.of("two", PASSWORD))

    lines = path.read_text("utf-8").splitlines()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [line.split(":")[:2] for line in lines] == [["one", "scrypt"], ["two", "scrypt"]]
    assert lines[0].split(":")[6] != lines[1].split(":")[6]  # each has a salt of its own
    assert PASSWORD not in path.read_text("utf-8")


def test_what_is_shipped_costs_what_owasp_asks_for():
    account = Account.read("a:scrypt:32768:8:3:c2FsdA==:ZGln")

    assert (account.cost, account.block, account.parallel) == (2**15, 8, 3)
    assert accounts.BLOCK == 8
    assert accounts.PARALLEL == 3


def test_a_user_is_changed_and_removed_while_a_server_runs(path):
    add_account(path, Account.of("one", PASSWORD))
    known = Accounts(path)
    add_account(path, Account.of("one", "another password"))
    assert known.check("one", PASSWORD) is None
    assert known.check("one", "another password")

    remove_account(path, "one")

    assert known.check("one", "another password") is None
    with pytest.raises(NotFound):
        remove_account(path, "one")


def test_a_file_that_goes_away_lets_nobody_in(path):
    add_account(path, Account.of("one", PASSWORD))
    known = Accounts(path)

    path.unlink()

    assert known.named("one") is None


@pytest.mark.parametrize("name", ["", "a:b", "a b", "..", "-a", "a" * 65, "a\nb", "a/b"])
def test_names_that_would_spoil_the_file_are_refused(name):
    with pytest.raises(BadSettings):
        Account.of(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_passwords_that_are_too_short_or_too_long_are_refused(password):
    with pytest.raises(BadSettings, match=str(len(password))):
        Account.of("one", password)


@pytest.mark.parametrize(
    "text", ["", "no account\n", "a:md5:1:1:1:x:y\n", "a:scrypt:1073741824:8:1:c2FsdA==:ZGln\n"]
)
def test_a_file_that_is_no_list_of_users_is_refused(path, text):
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(BadSettings, match="users"):
        Accounts(path)


def test_a_file_that_others_may_read_is_refused(path):
    add_account(path, Account.of("one", PASSWORD))
    path.chmod(0o644)

    with pytest.raises(BadSettings, match="chmod 600"):
        Accounts(path)


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(BadSettings, match="--add-user"):
        Accounts(path)


def fail(throttle, times, address="192.0.2.1", name="one"):
    """Try so often, and return how long each try had to wait."""
    return [throttle.wait(address, name) for _ in range(times)]


def test_guessing_one_name_is_slowed_down_more_and_more():
    clock = Clock()
    throttle = Throttle(clock)

    assert fail(throttle, FREE["name"] + 1) == [0.0] * FREE["name"] + [1.0]
    clock.now += 1
    assert fail(throttle, 2) == [0.0, 2.0]
    clock.now += 2
    assert fail(throttle, 2, address="192.0.2.77") == [0.0, 4.0]
    assert throttle.wait("192.0.2.1", "two") == 0.0


def test_the_wait_has_an_end_and_is_forgotten():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(50):
        clock.now += throttle.wait("192.0.2.1", "one")
        throttle.wait("192.0.2.1", "one")

    assert throttle.wait("192.0.2.9", "one") <= 30
    clock.now += 3601
    assert throttle.wait("192.0.2.1", "one") == 0


def test_guessing_many_names_from_one_address_is_slowed_down():
    throttle = Throttle(Clock())

    waits = [throttle.wait(f"2001:db8::{at:x}", f"name{at}") for at in range(FREE["address"] + 1)]

    assert waits[-2:] == [0.0, 1.0]
    assert throttle.wait("2001:db8:0:1::1", "name") == 0.0


def test_a_right_password_ends_the_slowing_of_its_name_only():
    throttle = Throttle(Clock())
    for at in range(FREE["address"]):
        throttle.wait("192.0.2.1", f"name{at}")
    throttle.wait("192.0.2.2", "mine")
    throttle.succeeded("192.0.2.1", "mine")

    assert throttle.wait("192.0.2.1", "mine") == 0.0
    assert throttle.wait("192.0.2.1", "other") == 1.0


def test_a_session_lasts_a_day_of_work_and_can_be_ended():
    clock = Clock()
    sessions = Sessions(clock)
    first, second = sessions.begin("one", b"hash"), sessions.begin("two", b"hash")

    assert sessions.find(first).name == "one"
    assert sessions.find("") is sessions.find(first + "x") is None
    sessions.end(first)
    assert sessions.find(first) is None
    assert sessions.find(second).name == "two"
    clock.now += SESSION_SECONDS
    assert sessions.find(second) is None


def test_two_accounts_of_one_password_have_nothing_in_common():
    one, two = Account.of("one", PASSWORD), Account.of("one", PASSWORD)

    assert one.digest != two.digest
    assert replace(two, salt=one.salt).hashed(PASSWORD) == one.digest
