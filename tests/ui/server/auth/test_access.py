"""What may be served to whom: refused before anything listens."""

from pathlib import Path

import pytest

from index.errors import BadSettings
from ui.options import parser
from ui.server.auth.access import Access
from ui.server.command import access_of, edit_users

LOGIN = {"auth_file": Path("users")}
TLS = {"tls_cert": Path("cert.pem"), "tls_key": Path("key.pem")}
NAMED = {"names": ("chat.example.org",)}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_this_computer_needs_no_login_and_may_edit(host):
    access = Access(host=host)

    access.ensure_safe()
    assert access.may_edit
    assert not access.is_exposed


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"host": "0.0.0.0"}, "--auth-file"),
        ({"host": "192.168.0.2", **TLS}, "--auth-file"),
        ({"behind_proxy": True}, "--auth-file"),
        ({**NAMED}, "--auth-file"),
        ({"host": "0.0.0.0", **LOGIN}, "--tls-cert"),
        ({**NAMED, **LOGIN}, "--behind-proxy"),
        ({"host": "0.0.0.0", **LOGIN, **TLS}, "--allow-host"),
        ({"host": "::", **LOGIN, **TLS}, "--allow-host"),
        ({"behind_proxy": True, **LOGIN}, "--allow-host"),
        ({"tls_cert": Path("cert.pem")}, "--tls-key"),
        ({"names": ("https://chat.example.org",)}, "--allow-host"),
        ({"names": ("chat.example.org:443",)}, "--allow-host"),
        ({"root": "/a b"}, "--root-path"),
        ({"root": "/a//b"}, "--root-path"),
        ({"frames": ("https://intranet.example.org",)}, "--tls-cert"),
        ({"frames": ("https://a.example/page",), **TLS}, "--frame-ancestor"),
        ({"frames": ("a.example; script-src *",), **TLS}, "--frame-ancestor"),
    ],
)
def test_what_is_not_safe_is_refused_and_says_what_is_missing(given, missing):
    with pytest.raises(BadSettings, match=missing):
        Access(**given).ensure_safe()


@pytest.mark.parametrize(
    "given",
    [
        {"host": "192.168.0.2", **LOGIN, **TLS},
        {"host": "0.0.0.0", **LOGIN, **TLS, **NAMED},
        {"behind_proxy": True, **LOGIN, **NAMED},
        {
            "behind_proxy": True,
            **LOGIN,
            **NAMED,
            "root": "/a/news",
            "frames": ("https://a.example:8443",),
        },
    ],
)
def test_with_login_and_https_others_are_served_and_may_not_edit(given):
    access = Access(**given)

    access.ensure_safe()
    assert access.is_exposed
    assert access.is_secure
    assert not access.may_edit
    assert Access(**given, edit=True).may_edit


def test_editing_can_be_switched_off_on_this_computer():
    assert not Access(edit=False).may_edit


def test_only_a_proxy_that_was_named_is_believed():
    assert not Access(names=("a.example",)).trust.behind_proxy
    trust = Access(behind_proxy=True, names=("Chat.Example.org",)).trust
    assert trust.behind_proxy
    assert "chat.example.org" in trust.hosts


def test_a_certificate_that_cannot_be_used_is_told_in_one_line(tmp_path):
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("no PEM")
    access = Access(tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")

    with pytest.raises(BadSettings, match=r"cert\.pem"):
        access.ensure_certificate()
    with pytest.raises(BadSettings, match=r"gone\.pem"):
        Access(tls_cert=tmp_path / "gone.pem", tls_key=tmp_path / "key.pem").ensure_certificate()


def options(*words):
    return parser().parse_args(["serve", *words])


def test_the_command_line_says_it_all():
    access = access_of(options(
        "--host", "0.0.0.0", "--auth-file", "users", "--tls-cert", "c", "--tls-key", "k",
        "--allow-host", "a.example", "--allow-host", "b.example", "--allow-edit", "--mcp",
    ))  # fmt: skip

    assert access.names == ("a.example", "b.example")
    assert access.may_edit
    assert access.mcp
    assert access_of(options("--no-edit")).may_edit is False
    with pytest.raises(BadSettings, match="opposites"):
        access_of(options("--no-edit", "--allow-edit"))


def test_users_are_changed_only_in_a_file_that_is_named():
    assert edit_users(options()) is None
    with pytest.raises(BadSettings, match="--auth-file"):
        edit_users(options("--add-user", "one"))


def test_a_root_path_may_be_written_with_a_slash_at_the_end_or_without():
    roots = [
        access_of(parser().parse_args(["serve", "--root-path", path])).root
        for path in ("/news", "news/", "/", "")
    ]

    assert roots == ["/news", "/news", "", ""]
