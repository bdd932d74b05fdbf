"""In: ranked passages.

Out: quotes with short answers, and how likely the first one answers; or silence.
"""
