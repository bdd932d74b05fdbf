"""A program of this one in a process of its own, and the frames that go to and come from it.

A frame is eight bytes (its length, big-endian) and that many bytes; what they mean is the business of
who sends and who receives. Used to read hostile files (index/formats/sandbox.py), to prepare articles
(index/update/process_pool.py) and to speak with a cluster (index/cluster/ray_pool.py).
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

LONGEST_FRAME = 4 * 2**30
"""Bytes of the longest frame that is taken; only a process that is out of its mind sends more."""

END_SECONDS = 1.0
"""How long a process that is not needed any more may take to end by itself."""

_LENGTH = 8
_ROOT = Path(__file__).resolve().parents[1]
_ALONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

ONE_THREAD = {**dict.fromkeys(_ALONE, "1"), "TOKENIZERS_PARALLELISM": "false"}
"""What the environment of a process says that is one of several on a machine."""


def send(stream: IO[bytes], data: bytes) -> None:
    """Write one frame."""
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], longest: int = LONGEST_FRAME) -> bytes:
    """Read one frame. Raises EOFError where the stream ends before it does, or it is too long."""
    head = stream.read(_LENGTH)
    size = int.from_bytes(head, "big")
    data = stream.read(size) if len(head) == _LENGTH and size <= longest else b""
    if len(head) < _LENGTH or len(data) < size:
        raise EOFError
    return data


def own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return what a child receives frames from and sends frames to.

    Whatever else it prints goes to standard error, never between the frames.
    """
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return source, target


class Child:
    """A process that was started here. One thread at a time sends and receives; any may kill."""

    def __init__(self, *arguments: str) -> None:
        """Start it. arguments: of Python, as ("-m", module)."""
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **ONE_THREAD,
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            },
            start_new_session=True,  # Ctrl-C is for this process, which then ends the others
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, data: bytes) -> None:
        """Send it a frame. Raises OSError when it has ended."""
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            raise BrokenPipeError
        send(pipe, data)

    def receive(self, longest: int = LONGEST_FRAME) -> bytes:
        """Wait for a frame. Raises EOFError or OSError when it has ended."""
        pipe = self._process.stdout
        if pipe is None or pipe.closed:
            raise EOFError
        return receive(pipe, longest)

    def kill_now(self) -> None:
        """Kill it and do not wait; whoever waits for a frame is told that it has ended."""
        self._process.kill()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self.kill_now()
        self._process.wait()
        self._close()

    def end(self) -> int:
        """Let it end by itself, as it does when its input ends, or kill it; return its exit status."""
        self._close()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(END_SECONDS)
        self.kill_now()
        return self._process.wait()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
