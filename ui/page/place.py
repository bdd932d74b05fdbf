"""A place of the page that is filled with our own HTML."""

import gradio as gr

EVENTS = (
    "cite", "plainly", "shut", "browse", "edit", "look", "stop", "judge", "reopen", "alter", "save",
)  # fmt: skip
"""What a script of the page tells the server; Gradio offers those whose names it finds in the script."""


def place(name: str) -> gr.HTML:
    """Return a place that `inyong.look[name]` looks after in the browser."""
    script = f"inyong.look.{name}(element, trigger, props, watch); // {' '.join(map(repr, EVENTS))}"
    return gr.HTML(elem_id=name, js_on_load=script, apply_default_css=False, padding=False)
