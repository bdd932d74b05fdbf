"""Whose program is at the other end of a connection on this computer, where the system tells."""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

TABLES = (
    Path("/proc/net/tcp"),
    Path("/proc/net/tcp6"),
)  # Linux: every connection, with its account

Address = tuple[str, int]


def account_of(peer: Address, here: Address) -> int | None:
    """Return the number of the account whose connection leads from peer to here, -1 for nobody's.

    None where the system keeps no such table.
    """
    if not TABLES[0].exists():
        return None
    ends = _plain(*peer), _plain(*here)
    for line in _lines():
        fields = line.split()
        if (_read(fields[1]), _read(fields[2])) == ends:
            return int(fields[7])
    return -1


def _lines() -> Iterator[str]:
    for table in TABLES:
        try:
            yield from table.read_text("ascii").splitlines()[1:]
        except OSError:  # no IPv6 here
            continue


def _plain(host: str, port: int) -> tuple[bytes, int]:
    """Return an address as bytes; one of IPv4 is the same in either family."""
    if ":" not in host:
        return socket.inet_aton(host), port
    packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return packed.removeprefix(bytes(10) + b"\xff\xff"), port


def _read(field: str) -> tuple[bytes, int]:
    """Return an address of the table: words of 32 bits in the order of this machine, and a port."""
    words, _, port = field.partition(":")
    numbers = [int(words[at : at + 8], 16) for at in range(0, len(words), 8)]
    packed = struct.pack(f"={len(numbers)}I", *numbers)
    if len(packed) == 16:
        packed = packed.removeprefix(bytes(10) + b"\xff\xff")
    return packed, int(port, 16)
