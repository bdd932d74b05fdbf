"""In: an article and the quotes of it.

Out: its whole text as HTML with the quotes marked.
"""
