"""Who is at the page, and whether they may edit: what the server has put on a request."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

VISITOR = "inyong.visitor"
"""Key of an ASGI scope: a login name, or where there is no login what tells one browser from another."""

EDITOR = "inyong.editor"
"""Key of an ASGI scope: whether the request comes from someone who may change the library."""


def visitor_of(request: gr.Request) -> str:
    """Return the visitor of a request; "" where the guard named none."""
    return str(_scope(request).get(VISITOR, ""))


def is_editor(request: gr.Request) -> bool:
    """Say whether a request comes from someone who may edit, where the server lets anyone."""
    return _scope(request).get(EDITOR) is True


def _scope(request: gr.Request) -> Mapping[str, Any]:
    return getattr(request.request, "scope", None) or {}
