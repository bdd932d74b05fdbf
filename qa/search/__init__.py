"""In: a question and a library.

Out: candidate passages, ranked by one exact score.
"""
