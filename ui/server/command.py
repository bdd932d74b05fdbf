"""What `inyong serve` does: the users of an auth file, and the server."""

import argparse
import getpass
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from index.errors import BadSettings
from ui.commands.library_option import KeptLibrary
from ui.server.auth.access import Access
from ui.server.auth.accounts import Account, add_account, remove_account
from ui.server.environment import own_environment, without_proxies
from ui.server.retention import retention_of


def edit_users(options: argparse.Namespace) -> str | None:
    """Add or remove the user that the options name, and return what to say; None if they name none.

    Raises BadSettings, NotFound, StorageFailed.
    """
    if options.add_user is None and options.remove_user is None:
        return None
    if options.auth_file is None:
        raise BadSettings(
            "cannot change users", "no file is named", "Add --auth-file FILE; it is made if need be"
        )
    if options.remove_user is not None:
        remove_account(options.auth_file, options.remove_user)
        return f"removed {options.remove_user} from {options.auth_file}"
    Account.ensure_name(options.add_user)
    add_account(options.auth_file, Account.of(options.add_user, _password(options.add_user)))
    return f"added {options.add_user} to {options.auth_file}"


def _password(name: str) -> str:
    """Ask for a password, twice; where nobody sits at a terminal, take the first line of input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"password for {name}: ")
    if getpass.getpass("once more: ") != password:
        raise BadSettings(f"cannot add {name!r}", "the two passwords differ", "Try again")
    return password


def run_server(
    options: argparse.Namespace, library: KeptLibrary, on_ready: Callable[[str], None]
) -> None:
    """Serve until interrupted, as the options say; see ui.server.serving.serve."""
    access = access_of(options)
    retention = retention_of(options.history, options.history_folder, not options.no_feedback)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)  # else the update and the folder are left as they are
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    with own_environment():
        with without_proxies():
            from ui.server.serving import serve  # seconds: the other commands do without

        serve(
            library.home,
            access,
            retention,
            on_ready=on_ready,
            opened=lambda home: library.opened(),
            update=library.update,
            followed=library.followed,
            has_ledger=library.has_ledger,
        )


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def access_of(options: argparse.Namespace) -> Access:
    """Return what the options ask for. Raises BadSettings if that is not safe."""
    if options.allow_edit and options.no_edit:
        raise BadSettings("wrong use", "--allow-edit and --no-edit are opposites", "Leave one out")
    access = Access(
        host=options.host,
        port=options.port,
        auth_file=options.auth_file,
        behind_proxy=options.behind_proxy,
        tls_cert=options.tls_cert,
        tls_key=options.tls_key,
        names=tuple(options.allow_host),
        edit=True if options.allow_edit else False if options.no_edit else None,
        mcp=options.mcp,
        root=f"/{options.root_path.strip('/')}".rstrip("/"),
        frames=tuple(options.frame_ancestor),
        edit_roots=tuple(one.expanduser().absolute() for one in options.edit_root),
    )
    access.ensure_safe()
    return access
