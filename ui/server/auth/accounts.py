"""Who may log in: names and salted scrypt hashes of their passwords, in a file of a line each.

A line is "name:scrypt:n:r:p:salt:hash", salt and hash in base64. Each line keeps the parameters that it
was made with, so that stronger ones can come later without locking anyone out.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadSettings, NotFound
from index.store.atomic_files import written_whole

COST, BLOCK, PARALLEL = 2**15, 8, 3  # OWASP's equal of n=2^17, p=1 with a quarter of its 128 MB
MEMORY_BYTES = 256 * 1024 * 1024  # a line that asks for more is no line of ours
PASSWORD_CHARACTERS = range(10, 1025)
NAME = re.compile(r"\w[\w.@-]{0,63}")
AT_ONCE = threading.BoundedSemaphore(2)  # each check takes 32 MB and a core for a while


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the file: a name and the salted hash of its password."""

    name: str
    cost: int
    block: int
    parallel: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, name: str, password: str) -> "Account":
        """Return an account with a new salt. Raises BadSettings if name or password will not do."""
        cls.ensure_name(name)
        name, password = typed(name), typed(password)
        if len(password) not in PASSWORD_CHARACTERS:
            raise BadSettings(
                f"cannot add {name!r}",
                f"the password has {len(password)} characters",
                f"Give one of {PASSWORD_CHARACTERS[0]} to {PASSWORD_CHARACTERS[-1]}",
            )
        salt = secrets.token_bytes(16)
        bare = cls(name, COST, BLOCK, PARALLEL, salt, b"")
        return cls(name, COST, BLOCK, PARALLEL, salt, bare.hashed(password))

    @staticmethod
    def ensure_name(name: str) -> None:
        """Raise BadSettings if nobody can be called so."""
        if not NAME.fullmatch(typed(name)):
            raise BadSettings(
                f"cannot add the name {name!r}",
                "a name is 1 to 64 letters, digits, and after the first . @ -",
                "Choose another one",
            )

    @classmethod
    def read(cls, line: str) -> "Account":
        """Return the account of a line of the file. Raises ValueError if it is none."""
        name, kind, cost, block, parallel, salt, digest = line.split(":")
        account = cls(
            typed(name), int(cost), int(block), int(parallel), _bytes(salt), _bytes(digest)
        )
        memory = 128 * account.cost * account.block
        if (
            kind != "scrypt"
            or not NAME.fullmatch(account.name)
            or not 0 < memory <= MEMORY_BYTES // 2
        ):
            raise ValueError(f"no account: {kind}")
        return account

    def line(self) -> str:
        """Return the account as a line of the file."""
        salt, digest = (base64.b64encode(one).decode() for one in (self.salt, self.digest))
        return f"{self.name}:scrypt:{self.cost}:{self.block}:{self.parallel}:{salt}:{digest}"

    def hashed(self, password: str) -> bytes:
        """Return the hash of a password with this account's salt and parameters."""
        with AT_ONCE:
            return hashlib.scrypt(
                password.encode("utf-8", "surrogatepass"),
                salt=self.salt,
                n=self.cost,
                r=self.block,
                p=self.parallel,
                maxmem=MEMORY_BYTES,
                dklen=32,
            )


STRANGER = Account(
    name="", cost=COST, block=BLOCK, parallel=PARALLEL, salt=b"nobody has this.", digest=bytes(32)
)
"""Checked where a name is unknown, so that it takes as long as one that is known."""


class Accounts:
    """The accounts of a file, read again when it changes. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises BadSettings if it cannot be read, is open to others, or holds nobody."""
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._accounts: Mapping[str, Account] = {}
        self._lock = threading.Lock()
        if not self._current(strictly=True):
            raise BadSettings(
                f"cannot use {path}",
                "nobody is in it",
                f"Add someone: inyong serve --add-user NAME --auth-file {path}",
            )

    def named(self, name: str) -> Account | None:
        """Return the account of a name, however it was typed."""
        return self._current().get(typed(name))

    def check(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right; takes as long where there is no such name.

        One that an earlier version hashed as it was typed is right when it is typed so again.
        """
        account = self.named(name) or STRANGER
        right = False
        for each in dict.fromkeys((typed(password), password)):
            is_long = len(each) in PASSWORD_CHARACTERS
            digest = account.hashed(each if is_long else "")
            right |= is_long and hmac.compare_digest(digest, account.digest)
        return account if right and account is not STRANGER else None

    def _current(self, *, strictly: bool = False) -> Mapping[str, Account]:
        """Return the accounts by name; a file that is gone or broken later keeps nobody in."""
        with self._lock:
            try:
                status = self._path.stat()
                seen = (status.st_mtime_ns, status.st_size, status.st_ino)
                if seen != self._seen:
                    self._accounts = {one.name: one for one in read_accounts(self._path)}
                    self._seen = seen
            except OSError as cause:
                if strictly:
                    raise BadSettings(
                        f"cannot read {self._path}",
                        cause.strerror or str(cause),
                        "Make it with: inyong serve --add-user NAME --auth-file FILE",
                    ) from cause
                self._accounts, self._seen = {}, None
            except BadSettings:
                if strictly:
                    raise
                self._accounts, self._seen = {}, None
            return self._accounts


def typed(text: str) -> str:
    """Return a name or a password as it is kept: composed (NFC), without space around it."""
    return unicodedata.normalize("NFC", text).strip()


def read_accounts(path: Path) -> Iterator[Account]:
    """Yield the accounts of a file. Raises OSError, and BadSettings naming a line that is none."""
    if path.stat().st_mode & 0o077:
        raise BadSettings(f"cannot use {path}", "others may read it", f"Run: chmod 600 {path}")
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        if line.strip():
            try:
                yield Account.read(line.strip())
            except ValueError as cause:
                raise BadSettings(
                    f"cannot use {path}",
                    f"line {number} is no account",
                    "Add users with --add-user only",
                ) from cause


def add_account(path: Path, account: Account) -> None:
    """Write an account to the file, in the place of one with its name; the file is made if need be."""
    others = _others(path, account.name) if path.exists() else []
    _write(path, [*others, account])


def remove_account(path: Path, name: str) -> None:
    """Take a name out of the file. Raises NotFound if it is not there."""
    before, name = list(read_accounts(path)) if path.exists() else [], typed(name)
    if name not in {account.name for account in before}:
        raise NotFound(f"cannot remove {name!r}", f"it is not in {path}", "Check the name")
    _write(path, _others(path, name))


def _others(path: Path, name: str) -> list[Account]:
    return [account for account in read_accounts(path) if account.name != name]


def _write(path: Path, accounts: list[Account]) -> None:
    """Replace the file, for its owner's eyes only from its first moment on."""
    with written_whole(path, mode=0o600) as file:
        file.write("".join(f"{account.line()}\n" for account in accounts).encode())


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as cause:
        raise ValueError("no base64") from cause
