"""In: the changes of the ledger, then terms and vectors to look for.

Out: candidate passages by words and by meaning, all of one generation.
"""
