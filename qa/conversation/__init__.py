"""In: a question, and the questions and answers before it.

Out: the whole question that is meant.
"""
