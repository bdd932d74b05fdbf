"""Where the page may be served; the page itself is tried in test_page.py."""

import socket

import pytest

from index.errors import BadSettings, LibraryEmpty
from ui.server.auth import accounts
from ui.server.auth.access import Access
from ui.server.auth.accounts import Account, add_account
from ui.server.retention import retention_of
from ui.server.serving import serve


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.2", "example.org", "::", ""])
def test_other_hosts_than_this_computer_are_refused_without_a_login(home, host):
    with pytest.raises(BadSettings, match="there is no login"):
        serve(home, Access(host=host))


def test_an_address_that_is_not_this_computers_is_named(home, tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "COST", 2**4)
    add_account(tmp_path / "users", Account.of("one", "a long password"))
    monkeypatch.setattr(Access, "ensure_certificate", lambda access: None)
    access = Access(
        host="192.0.2.1", auth_file=tmp_path / "users",
        tls_cert=tmp_path / "cert", tls_key=tmp_path / "key",
    )  # fmt: skip

    with pytest.raises(BadSettings, match=r"192\.0\.2\.1"):
        serve(home, access)


def test_a_port_that_is_taken_is_named(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(BadSettings, match=f"port {port}"):
            serve(home, Access(port=port))


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none_is_named(home, port):
    with pytest.raises(BadSettings, match=str(port)):
        serve(home, Access(port=port))


def test_a_library_that_is_not_there_is_told_before_anything_is_served(home):
    with pytest.raises(LibraryEmpty):
        serve(home, Access(port=0), on_ready=lambda url: pytest.fail("nothing to serve"))


def test_a_folder_for_conversations_that_are_not_on_disk_is_refused(tmp_path):
    with pytest.raises(BadSettings, match="--history browser"):
        retention_of("browser", tmp_path, True)


def test_what_is_kept_lies_in_the_library_unless_a_folder_is_named(tmp_path):
    assert retention_of("browser", None, True).disk_store(tmp_path) is None
    assert retention_of("off", None, False).feedback(tmp_path) is None
    assert retention_of("disk", tmp_path / "elsewhere", True).disk_store(tmp_path) is not None
