"""In: what a person sets beside the question box.

Out: the filters of a question, and the fields as HTML.
"""
