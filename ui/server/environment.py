"""What the server lives in: an environment that cannot open it up, and a temporary folder of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_surroundings() -> Iterator[Path]:
    """Give a temporary folder, deleted at the end; within, no variable for Gradio has an effect.

    To be entered before Gradio is imported, which reads some of its variables then.
    """
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("GRADIO_")}
    try:
        with tempfile.TemporaryDirectory(prefix="inyong-", ignore_cleanup_errors=True) as folder:
            os.environ["GRADIO_TEMP_DIR"] = folder
            os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
            yield Path(folder)
    finally:
        for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED"):
            os.environ.pop(name, None)
        os.environ.update(before)
