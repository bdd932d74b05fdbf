"""In: conversations that went on, and what a person does with past ones.

Out: their list as HTML, kept in the browser or on disk, and files to save.
"""
