"""Requests over the network to a server under test, and a server of `inyong serve` of its own."""

import base64
import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: Any
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *said):
        return None


def fetch(url, data=None, method=None, user=None, **headers):
    """Send one request, without a proxy and following nothing; data goes as JSON, user by Basic."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting), _Stay
    )
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if user:
        given["Authorization"] = "Basic " + base64.b64encode(":".join(user).encode()).decode()
    body = None if data is None else data if isinstance(data, bytes) else json.dumps(data).encode()
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, {**kind, **given}, method=method)
    try:
        with opener.open(request, timeout=30) as response:
            return Reply(response.status, response.headers, response.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read().decode())


@contextmanager
def served(home, environment, *options):
    """Run `inyong serve` over a library; give its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", *map(str, options)],
        env={**environment, "INYONG_HOME": str(home)},
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if "open http" in line:
                break
        else:
            raise AssertionError(f"the server ended: {''.join(said)}")
        yield said[-1].split("open ")[1].strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()
