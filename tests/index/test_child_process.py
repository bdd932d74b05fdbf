import io
import os

import pytest

from index import child_process
from index.child_process import Child, receive, send

ECHO = """
from index.child_process import own_streams, receive, send
source, target = own_streams()
print("a library that talks")
try:
    while True:
        send(target, receive(source)[::-1])
except EOFError:
    pass
"""


@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 1000])
def test_a_frame_is_received_as_it_was_sent(data):
    stream = io.BytesIO()
    send(stream, data)
    send(stream, b"next")
    stream.seek(0)

    assert (receive(stream), receive(stream)) == (data, b"next")


@pytest.mark.parametrize("kept", range(11))
def test_a_frame_that_is_cut_off_or_too_long_is_the_end(kept):
    stream = io.BytesIO()
    send(stream, b"abc")

    with pytest.raises(EOFError):
        receive(io.BytesIO(stream.getvalue()[:kept]))
    with pytest.raises(EOFError):
        receive(io.BytesIO(stream.getvalue()), longest=2)


@pytest.mark.slow
def test_what_a_child_prints_does_not_come_between_the_frames(monkeypatch):
    monkeypatch.setattr(child_process, "END_SECONDS", 60)  # on a machine that is busy
    child = Child("-c", ECHO)

    child.send(b"abc")

    assert child.receive() == b"cba"
    assert child.end() == 0
    with pytest.raises(OSError):
        child.send(b"abc")
    with pytest.raises(EOFError):
        child.receive()


@pytest.mark.slow
def test_a_child_that_is_killed_now_is_at_its_end():
    child = Child("-c", ECHO)
    os.kill(child.pid, 0)

    child.kill_now()

    with pytest.raises(EOFError):
        child.receive()
    child.kill()
    assert child.end() < 0
