"""The chat page: Gradio components, our own HTML, and how it looks and moves."""
