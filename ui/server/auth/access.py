"""Who may reach the server and what they may do: what the starter asked for, and what is refused."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadSettings
from ui.server.http.guard import LOOPBACK, Trust
from ui.server.http.requests import host_of

ANY = frozenset({"0.0.0.0", "::", ""})  # addresses that mean all of this computer's

ROOT = re.compile(r"(/[A-Za-z0-9._~-]+)+")
FRAME = re.compile(r"(https?://)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Access:
    """What `inyong serve` was asked for. edit is None where the starter did not say.

    root: the path under which the page is shown, as "/news"; frames: the sites that may frame it;
    edit_roots: the folders below which articles may be added by path.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    auth_file: Path | None = None
    behind_proxy: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    names: tuple[str, ...] = ()
    edit: bool | None = None
    mcp: bool = False
    root: str = ""
    frames: tuple[str, ...] = ()
    edit_roots: tuple[Path, ...] = ()

    @property
    def address(self) -> str:
        """The host without the brackets that an IPv6 address has in a URL."""
        return self.host.strip("[]").lower()

    @property
    def is_exposed(self) -> bool:
        """Whether others than the users of this computer can reach the server."""
        return self.behind_proxy or self.address not in LOOPBACK or bool(self.names)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server by https."""
        return self.behind_proxy or self.tls_cert is not None

    @property
    def may_edit(self) -> bool:
        """Whether visitors may change the library."""
        return not self.is_exposed if self.edit is None else self.edit

    @property
    def trust(self) -> Trust:
        """What the guard is to let through."""
        own = frozenset() if self.address in ANY else frozenset({self.address})
        hosts = LOOPBACK | own | {name.lower() for name in self.names}
        return Trust(hosts, self.behind_proxy, self.root, self.frames)

    def ensure_safe(self) -> None:
        """Raise BadSettings if passwords or articles would be open to others than those meant."""
        if any(host_of(name) != name.lower() for name in self.names):
            raise BadSettings(
                "cannot serve under that name",
                f"--allow-host takes a bare host name, not {' '.join(self.names)}",
                "Write it without scheme and port: --allow-host chat.example.org",
            )
        self._ensure_place()
        self._ensure_roots()
        if (self.tls_cert is None) != (self.tls_key is None):
            raise BadSettings(
                "cannot serve by https",
                "a certificate and its key belong together",
                "Give both: --tls-cert FILE --tls-key FILE",
            )
        if not self.is_exposed:
            return
        what = f"cannot serve on {self.host!r} to other computers"
        if self.auth_file is None:
            raise BadSettings(
                what,
                "there is no login",
                "Add --auth-file FILE (made by: inyong serve --add-user NAME --auth-file FILE)",
            )
        if not self.is_secure:
            raise BadSettings(
                what,
                "passwords would travel in the open",
                "Add --tls-cert FILE --tls-key FILE, or --behind-proxy where a proxy speaks https",
            )
        if not self.names and (self.behind_proxy or self.address in ANY):
            raise BadSettings(
                what,
                "nothing says by which name it is reached",
                "Add --allow-host NAME, as it stands in the browser's address bar",
            )

    def _ensure_roots(self) -> None:
        """Raise BadSettings if a folder to add from is none, or nobody may add anything."""
        if self.edit_roots and not self.may_edit:
            raise BadSettings(
                "cannot use --edit-root",
                "nobody may edit here",
                "Add --allow-edit, or leave it out",
            )
        if strange := [one for one in self.edit_roots if not one.is_dir()]:
            raise BadSettings(
                f"cannot add articles from {strange[0]}", "it is no folder", "Check --edit-root"
            )

    def _ensure_place(self) -> None:
        """Raise BadSettings if root or frames are none, or frames are asked for without https."""
        if self.root and not ROOT.fullmatch(self.root):
            raise BadSettings(
                f"cannot serve under {self.root!r}",
                "--root-path takes the path of an address",
                "Write it as it stands after the host: --root-path /news",
            )
        if strange := [one for one in self.frames if not FRAME.fullmatch(one)]:
            raise BadSettings(
                f"cannot be framed by {strange[0]!r}",
                "--frame-ancestor takes a site",
                "Write it without a path: --frame-ancestor https://intranet.example.org",
            )
        if self.frames and not self.is_secure:
            raise BadSettings(
                "cannot be framed",
                "browsers send cookies into another site's frame by https only",
                "Add --tls-cert FILE --tls-key FILE, or --behind-proxy where a proxy speaks https",
            )

    def ensure_certificate(self) -> None:
        """Raise BadSettings if certificate and key cannot be used."""
        if self.tls_cert is None or self.tls_key is None:
            return
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls_cert, self.tls_key, password="")
        except (OSError, ValueError) as cause:  # ssl.SSLError is an OSError
            raise BadSettings(
                f"cannot use the certificate {self.tls_cert} with {self.tls_key}",
                getattr(cause, "reason", None) or cause.args[-1] or type(cause).__name__,
                "Give PEM files that belong together, the key without a password",
            ) from cause
