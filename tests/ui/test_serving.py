"""Where the page may be served; the page itself is tried in test_page.py."""

import socket

import pytest

from index.errors import BadSettings, LibraryEmpty
from ui.server.keeping import keeping_of
from ui.server.serving import serve


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.2", "example.org", "::", ""])
def test_other_hosts_than_this_computer_are_refused(home, host):
    with pytest.raises(BadSettings, match="no login yet"):
        serve(home, host=host)


def test_a_port_that_is_taken_is_named(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(BadSettings, match=f"port {port}"):
            serve(home, port=port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none_is_named(home, port):
    with pytest.raises(BadSettings, match=str(port)):
        serve(home, port=port)


def test_a_library_that_is_not_there_is_told_before_anything_is_served(home):
    with pytest.raises(LibraryEmpty):
        serve(home, port=0, on_ready=lambda url: pytest.fail("nothing to serve"))


def test_a_folder_for_conversations_that_are_not_on_disk_is_refused(tmp_path):
    with pytest.raises(BadSettings, match="--history browser"):
        keeping_of("browser", tmp_path, True)


def test_what_is_kept_lies_in_the_library_unless_a_folder_is_named(tmp_path):
    assert keeping_of("browser", None, True).shelf(tmp_path) is None
    assert keeping_of("off", None, False).feedback(tmp_path) is None
    assert keeping_of("disk", tmp_path / "elsewhere", True).shelf(tmp_path) is not None
