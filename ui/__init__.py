"""Both faces of Inyong: the terminal and the chat page."""
