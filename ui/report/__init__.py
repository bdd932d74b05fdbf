"""In: the report of an evaluation.

Out: the same as lines for a terminal, as JSON, and as one HTML page with plots.
"""
