"""In: the options of one command.

Out: its results on standard output, its progress on standard error, and its exit status.
"""
