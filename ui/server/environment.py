"""What the server lives in: an environment that cannot open it up, and a temporary folder of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")
"""Variables, in small or capital letters, of how to reach other hosts."""


@contextmanager
def without_proxies() -> Iterator[None]:
    """Within, no variable says how to reach other hosts.

    Gradio makes clients for them when it is imported, and a variable that they cannot follow would
    end the program; none of them is ever used. Outside, a Milvus server or a hub of models may be
    reached by these variables.
    """
    with _hidden(lambda name: name.lower() in PROXIES):
        yield


@contextmanager
def _hidden(is_hidden: Callable[[str], bool]) -> Iterator[None]:
    """Take variables out of the environment for a while."""
    before = {name: os.environ.pop(name) for name in list(os.environ) if is_hidden(name)}
    try:
        yield
    finally:
        os.environ.update(before)


@contextmanager
def own_environment() -> Iterator[Path]:
    """Give a temporary folder, deleted at the end; within, no variable for Gradio has an effect.

    To be entered before Gradio is imported, which reads some of its variables then.
    """
    with (
        _hidden(lambda name: name.startswith("GRADIO_")),
        tempfile.TemporaryDirectory(prefix="inyong-", ignore_cleanup_errors=True) as folder,
    ):
        os.environ["GRADIO_TEMP_DIR"] = folder
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        try:
            yield Path(folder)
        finally:
            for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED"):
                os.environ.pop(name, None)
