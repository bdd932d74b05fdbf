"""The socket that the page is served on: the address asked for, the first port that is free."""

import socket

from index.errors import BadSettings

PORTS = range(7860, 7960)  # tried in turn where the user names none
WAITING = 256  # connections that the system keeps until they are taken


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens; port 0 is any free one, None the first of PORTS.

    Raises BadSettings if host is none of this computer's addresses or the port is taken.
    """
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    cause: OSError | None = None
    for number in PORTS if port is None else (port,):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, number))
            listener.listen(WAITING)
        except (OSError, OverflowError) as error:
            listener.close()
            cause = error if isinstance(error, OSError) else OSError(str(error))
        else:
            return listener
    raise BadSettings(
        f"cannot serve on {host}, port {PORTS[0] if port is None else port}",
        (cause.strerror or str(cause)) if cause else "no port was tried",
        "Give another one with --port, or leave it away for the next free one",
    ) from cause
