"""In: the text of an article or of a question.

Out: its sentences, passages, words and terms, and the language it is in.
"""
