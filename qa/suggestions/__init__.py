"""In: an article, or a quote of it.

Out: questions that its sentences answer.
"""
