"""Who is at the page: the name that the server's guard has put on a request."""

import gradio as gr

VISITOR = "inyong.visitor"
"""Key of an ASGI scope: a login name, or where there is no login what tells one browser from another."""


def visitor_of(request: gr.Request) -> str:
    """Return the visitor of a request; "" where the guard named none."""
    scope = getattr(request.request, "scope", None) or {}
    return str(scope.get(VISITOR, ""))
