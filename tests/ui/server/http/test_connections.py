"""What a connection may take its time for: a head and a body, the first time and again."""

import socket
import threading
import time

import pytest
from asgi import echo

from ui.server.http import connections, guard
from ui.server.http.connections import server_of
from ui.server.http.guard import Guard

HEAD = b"GET /ask HTTP/1.1\r\nHost: localhost\r\n\r\n"
SECONDS = 0.4


@pytest.fixture
def connect(monkeypatch):
    """A function that connects to a server, which waits SECONDS for a head or a body."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", SECONDS)
    monkeypatch.setattr(guard, "BODY_SECONDS", SECONDS)
    server, listener = server_of(Guard(echo)), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    opened = []

    def connection():
        opened.append(socket.create_connection(listener.getsockname(), timeout=10))
        return opened[-1]

    yield connection
    for one in opened:
        one.close()
    server.should_exit = True
    thread.join(20)
    listener.close()


def answered(connection):
    """Ask once, and return the whole answer."""
    connection.sendall(HEAD)
    came = b""
    while not came.endswith(b"0\r\n\r\n") and (part := connection.recv(4096)):
        came += part
    return came


def trickled(connection, data):
    """Send a byte at a time, more often than any pause; return what comes back and the seconds it took."""
    began, came = time.monotonic(), b""
    connection.settimeout(0.05)
    for byte in data * 200:
        try:
            connection.sendall(bytes([byte]))
            if not (part := connection.recv(4096)):
                break
            came += part
        except TimeoutError:
            continue
        except OSError:  # it was shut while we sent
            break
    return came, time.monotonic() - began


def test_a_slow_head_is_given_up_on_a_new_connection(connect):
    came, seconds = trickled(connect(), b"GET / HTTP/1.1" + b"a" * 200)

    assert came == b""
    assert seconds < 10 * SECONDS


def test_a_slow_head_is_given_up_on_a_connection_used_before(connect):
    connection = connect()
    assert b"200 OK" in answered(connection)

    came, seconds = trickled(connection, b"GET / HTTP/1.1" + b"a" * 200)

    assert b"200 OK" not in came
    assert seconds < 10 * SECONDS


def test_a_trickled_body_is_given_up(connect):
    connection = connect()
    connection.sendall(b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n")

    came, seconds = trickled(connection, b"x")

    assert came.startswith(b"HTTP/1.1 408")
    assert seconds < 10 * SECONDS


def test_a_connection_that_asks_now_and_then_stays(connect):
    connection = connect()
    for _ in range(3):
        assert b"200 OK" in answered(connection)
        time.sleep(1.5 * SECONDS)
