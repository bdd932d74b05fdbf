"""In: prepared articles, a commit at a time.

Out: the articles, passages, terms and vectors of one generation, as the ledger of a library holds them.
"""
