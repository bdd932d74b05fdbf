"""In: texts, or terms.

Out: their vectors, by the bundled model or a named one, and how alike two terms are in meaning.
"""
