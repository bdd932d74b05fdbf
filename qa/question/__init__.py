"""In: what a person typed.

Out: what is asked, of which days, and the terms it is searched by.
"""
